"""Measure the details behind the figures of fast attention.

    python benchmarks/attention_details.py shapes    10^5 tokens at several dimensions and bounds of the entries
    python benchmarks/attention_details.py small     1024 tokens: fast against compiled exact evaluation
    python benchmarks/attention_details.py threads   the same answer with one and with two threads
    python benchmarks/attention_details.py cold      the first call of a machine, and of a process
    python benchmarks/attention_details.py shares    where the passes spend their time, with parts switched off

Tables are Markdown. Times are the least of several repetitions.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable

import numpy as np
from attention import Row, draw, timed, write

from algorithms.attention import exact_attention, fast_attention
from algorithms.attention.moments.features import rank

_FIRST_CALL = """
import sys, time
import numba
sys.path.insert(0, sys.argv[1])
from attention import draw
import numpy as np
from algorithms.attention import fast_attention
inputs = draw("uniform", 4096, 8, 1.0, 3, np.random.default_rng(0))
start = time.perf_counter()
fast_attention(inputs, 1e-6)
print(time.perf_counter() - start)
"""


def shapes(generator: np.random.Generator) -> Iterable[Row]:
    """Time order 3, tolerance 10^-6, with everything loaded."""
    for d, bound, n in ((8, 1.0, 10**5), (8, 1.5, 10**5), (4, 2.0, 10**5), (16, 1.0, 10**5), (8, 1.0, 10**6)):
        inputs = draw("uniform", n, d, bound, 3, generator)
        seconds = timed(lambda inputs=inputs: fast_attention(inputs, 1e-6), repeat=5, patience=10.0)[0]
        yield {"n": n, "d": d, "B": bound, "fast s": f"{seconds:.3f}"}


def small(generator: np.random.Generator) -> Iterable[Row]:
    """Compare repeated calls at n = 1024, d = 8."""
    inputs = draw("uniform", 1024, 8, 1.0, 3, generator)
    exact = timed(lambda: exact_attention(inputs))[0]
    for tolerance in (1e-6, 1e-10):
        fast_attention(inputs, tolerance)
        seconds, _, result = timed(lambda tolerance=tolerance: fast_attention(inputs, tolerance), repeat=100)
        degree = result.certificate.degree  # type: ignore[attr-defined]
        yield {"degree": degree, "fast ms": f"{1e3 * seconds:.2f}", "exact : fast": f"{exact / seconds:.0f}"}


def threads(generator: np.random.Generator) -> Iterable[Row]:
    """Compare one and two threads at 10^5 tokens, d = 8, B = 1.5."""
    inputs = draw("uniform", 10**5, 8, 1.5, 3, generator)
    fast_attention(inputs, 1e-6)
    one, two = (timed(lambda t=t: fast_attention(inputs, 1e-6, threads=t), repeat=8)[0] for t in (1, 2))
    yield {"one s": f"{one:.3f}", "two s": f"{two:.3f}", "one : two": f"{one / two:.2f}"}


def cold(generator: np.random.Generator) -> Iterable[Row]:
    """Time the first call of three processes that share an empty cache of compiled code, beyond importing numba."""
    with tempfile.TemporaryDirectory() as cache:
        for process in ("first of the machine", "second", "third"):
            command = [sys.executable, "-c", _FIRST_CALL, os.path.dirname(os.path.abspath(__file__))]
            environment = os.environ | {"NUMBA_CACHE_DIR": cache}
            done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
            yield {"process": process, "first call s": f"{float(done.stdout):.2f}"}


def shares(generator: np.random.Generator) -> Iterable[Row]:
    """Time both kernels (4096 points, two columns, float64) whole, without their products, and with monomials only."""
    from algorithms.attention.moments import kernels, layout

    n, columns, width = 4096, 2, kernels.lanes(np.dtype(np.float64))
    for d, g in ((4, 12), (8, 5), (8, 8), (16, 4)):
        x, half = generator.uniform(-1, 1, (d, n)), g - g // 2
        weights = kernels._padded(generator.uniform(-1, 1, (columns, n)), kernels._TOKENS)
        tiles, runs = layout.token_tiles(d, g, columns, width), layout.monomial_runs(d, g, columns)
        tokens, points = (kernels._monomials(x, half, block) for block in (kernels._TOKENS, width * kernels._POINTS))
        table, sums = generator.uniform(-1, 1, len(runs.stream)), np.zeros((g + 1) * columns * n)

        def first(sets, tokens=tokens, weights=weights, tiles=tiles):  # type: ignore[no-untyped-def]
            room = np.zeros(layout.TILE * kernels._TOKENS)
            unrolled = kernels.Unrolled.of(width, layout.TILE)
            kernels._over_tokens(tokens, weights, tiles._replace(sets=sets), np.zeros(tiles.size), room, unrolled)

        def second(spans, points=points, table=table, runs=runs, sums=sums):  # type: ignore[no-untyped-def]
            unrolled = kernels.Unrolled.of(width, kernels._POINTS)
            kernels._over_monomials(points, table, runs._replace(spans=spans), sums, unrolled)

        for name, call, work, stop, start in (("1", first, tiles.sets, 2, 1), ("2", second, runs.spans, 4, 3)):
            without = work.copy()
            without[:, stop] = without[:, start]  # no tails
            call(work)
            whole, loops, only = (timed(lambda w=w, c=call: c(w), repeat=40)[0] for w in (work, without, work[:0]))
            flops = 2 * rank(d, g) * columns * n / 1e9
            yield {
                "d": d,
                "g": g,
                "pass": name,
                "GFLOP/s": f"{flops / whole:.1f}",
                "monomials": f"{only / whole:.0%}",
                "around the products": f"{(loops - only) / whole:.0%}",
                "products alone, GFLOP/s": f"{flops / (whole - loops):.1f}",
            }


def main() -> None:
    """Run one suite."""
    suites = {"shapes": shapes, "small": small, "threads": threads, "cold": cold, "shares": shares}
    if len(sys.argv) != 2 or sys.argv[1] not in suites:
        sys.exit(f"usage: attention_details.py {{{','.join(suites)}}}")
    write(suites[sys.argv[1]](np.random.default_rng(0)), as_csv=False)


if __name__ == "__main__":
    main()
