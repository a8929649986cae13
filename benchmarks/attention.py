"""Measure attention: exact, fast with its certificate, and other implementations of the same function.

    python benchmarks/attention.py scaling  [--most 100000]       time against the number of tokens, fitted exponent
    python benchmarks/attention.py accuracy [--tokens 3000]       error, certificate, rank over d, B and kinds of data
    python benchmarks/attention.py peers    [--tokens 512] [--orders 2] [--columns 8]  einsum and packages on torch
    python benchmarks/attention.py passes                         useful flops of both passes, against matrix products
    python benchmarks/attention.py exact                          tuples per second: compiled, with two threads, NumPy

Tables are Markdown, or CSV with ``--csv``. Times are the least of a few repetitions. The CPU time of the process is
given beside the elapsed time, because only CPU time is meaningful on a shared machine. Set OPENBLAS_NUM_THREADS=1 to
run everything on one thread.
"""

import argparse
import csv
import math
import sys
import time
from collections.abc import Callable, Iterable

import numpy as np
from peers import competitors

from algorithms.attention import (
    AttentionInputs,
    FastAttention,
    ToleranceNotCertifiedError,
    exact_attention,
    fast_attention,
    plan_attention,
)
from algorithms.attention.moments.features import rank

KINDS = ("uniform", "corners", "shifted", "correlated")
_STORED_TUPLES = 2e8  # weights that a plain einsum may store, eight bytes each and some copies
Row = dict[str, object]


def draw(
    kind: str, n: int, d: int, bound: float, order: int, generator: np.random.Generator, columns: int = 1
) -> AttentionInputs:
    """Draw queries and keys with entries bounded by B, and uniform values."""

    def matrix() -> np.ndarray:
        if kind == "corners":
            return generator.choice([-bound, bound], (n, d))
        if kind == "shifted":
            return generator.uniform(0, bound, (n, d))
        if kind == "correlated":
            common = generator.uniform(-bound, bound, d)
            return np.clip(0.8 * common + 0.2 * generator.uniform(-bound, bound, (n, d)), -bound, bound)
        return generator.uniform(-bound, bound, (n, d))

    query, *keys = (matrix() for _ in range(order))
    return AttentionInputs(query, keys, [generator.uniform(-1, 1, (n, columns)) for _ in keys])


def timed(call: Callable[[], object], repeat: int = 3, patience: float = 5.0) -> tuple[float, float, object]:
    """Return least elapsed and least CPU seconds of some repetitions, and the result; stop when patience runs out."""
    elapsed, cpu, result, started = np.inf, np.inf, None, time.perf_counter()
    for _ in range(repeat):
        wall, process = time.perf_counter(), time.process_time()
        result = call()
        elapsed, cpu = min(elapsed, time.perf_counter() - wall), min(cpu, time.process_time() - process)
        if time.perf_counter() - started > patience:
            break
    return elapsed, cpu, result


def sampled_error(inputs: AttentionInputs, result: FastAttention, rows: int) -> float:
    """Return the largest error on some queries, against exact evaluation."""
    some = np.linspace(0, len(inputs.query) - 1, rows).astype(int)
    part = AttentionInputs(inputs.query[some], inputs.keys, inputs.values, inputs.scale)
    return float(np.abs(result.output[some] - exact_attention(part)).max())


def scaling(options: argparse.Namespace, generator: np.random.Generator) -> Iterable[Row]:
    """Time order 3, d = 8, B = 1, uniform data against n; fit exponents to the last three sizes, find the crossover."""
    times: dict[str, list[tuple[int, float]]] = {"fast": [], "exact": []}
    n = 64
    while n <= options.most:
        inputs = draw("uniform", n, 8, 1.0, 3, generator)
        wall, cpu, result = timed(lambda inputs=inputs: fast_attention(inputs, options.tolerance))
        assert isinstance(result, FastAttention)
        row: Row = {
            "n": n,
            "degree": result.certificate.degree,
            "certificate": f"{result.certificate.error_bound:.1e}",
            "fast s": f"{wall:.3f}",
            "fast cpu s": f"{cpu:.3f}",
        }
        times["fast"].append((n, cpu))
        if n**3 <= options.exact_tuples:
            wall, cpu, _ = timed(lambda inputs=inputs: exact_attention(inputs))
            row |= {"exact s": f"{wall:.3f}", "exact cpu s": f"{cpu:.3f}"}
            times["exact"].append((n, cpu))
        else:
            few = 16
            part = AttentionInputs(inputs.query[:few], [key[:3000] for key in inputs.keys],
                                   [value[:3000] for value in inputs.values], inputs.scale)  # fmt: skip
            cpu = timed(lambda part=part: exact_attention(part), repeat=1)[1]
            row |= {"exact s": "", "exact cpu s": f"~{cpu * n**3 / (few * part.num_tuples):.3g} (extrapolated)"}
        yield row
        n = n * 4 if n * 4 <= options.most or n == options.most else options.most
    for name, points in times.items():
        if len(points) >= 3:
            slope = np.polyfit(*np.log(np.array(points[-3:])).T, 1)[0]
            print(f"{name}: cpu time grows like n^{slope:.2f} over the last three sizes", file=sys.stderr)
    faster = [n for (n, fast), (_, exact) in zip(times["fast"], times["exact"], strict=False) if fast < exact]
    print(f"fast is faster from n = {faster[0]} on" if faster else "fast is never faster", file=sys.stderr)


def accuracy(options: argparse.Namespace, generator: np.random.Generator) -> Iterable[Row]:
    """Compare at order 3 what is certified and what is true on sampled queries, over d, B and kinds of data."""
    for kind in KINDS:
        for d in (4, 8, 16):
            for bound in (0.5, 1.0, 1.5, 2.0):
                inputs = draw(kind, options.tokens, d, bound, 3, generator)
                row: Row = {"data": kind, "d": d, "B": bound}
                plan = plan_attention(inputs, options.tolerance)
                row |= {"R": f"{plan.score_bound:.2f}", "degree": plan.degree, "rank": plan.rank}
                if plan.flops > options.flops:
                    yield row | {"certificate": f"not run ({plan.flops:.1e} flops)"}
                    continue
                try:
                    _, cpu, result = timed(lambda inputs=inputs: fast_attention(inputs, options.tolerance), repeat=2)
                except ToleranceNotCertifiedError:
                    yield row | {"certificate": "refused"}
                    continue
                assert isinstance(result, FastAttention)
                error, proven = sampled_error(inputs, result, 2), result.certificate.error_bound
                assert error <= proven + 1e-12
                yield row | {
                    "certificate": f"{proven:.1e}",
                    "relative": f"{result.certificate.relative_error_bound:.1e}",
                    "error (2 queries)": f"{error:.1e}",
                    "fast cpu s": f"{cpu:.3f}",
                    "memory MB": f"{plan.memory_bytes / 1e6:.1f}",
                }


def peers(options: argparse.Namespace, generator: np.random.Generator) -> Iterable[Row]:
    """Compare with other implementations of the same function (orders 2 and 3, d = 8, B = 1)."""
    n = options.tokens
    for order in options.orders:
        inputs = draw("uniform", n, 8, 1.0, order, generator, options.columns)
        reference = exact_attention(inputs)
        single = AttentionInputs(
            inputs.query.astype("f4"),
            [key.astype("f4") for key in inputs.keys],
            [v.astype("f4") for v in inputs.values],
        )
        fast_attention(inputs, options.tolerance)  # imports and compiled code are loaded before anything is timed
        contenders: dict[str, Callable[[], np.ndarray]] = {
            "exact float64": lambda inputs=inputs: exact_attention(inputs),
            "exact float32": lambda single=single: exact_attention(single),
            f"fast {options.tolerance:.0e}": lambda inputs=inputs: fast_attention(inputs, options.tolerance).output,
        }
        contenders |= competitors(inputs, stored=n**order <= _STORED_TUPLES)
        for name, call in contenders.items():
            call()  # compilers work on the first call
            wall, cpu, output = timed(call)
            error = float(np.abs(np.asarray(output) - reference).max())
            yield {
                "order": order,
                "n": n,
                "d_v": options.columns,
                "what": name,
                "s": f"{wall:.4f}",
                "cpu s": f"{cpu:.4f}",
                "error": f"{error:.1e}",
            }


def passes(options: argparse.Namespace, generator: np.random.Generator) -> Iterable[Row]:
    """Measure useful GFLOP/s of both passes (4096 points, one value column): compiled, NumPy, products of matrices."""
    from algorithms.attention.moments import passes as module

    points = 4096
    for dtype in ("float64", "float32"):
        square = generator.normal(size=(1000, 1000)).astype(dtype)
        product = 2 / timed(lambda square=square: square @ square, repeat=8)[0]
        for d, g in ((4, 12), (8, 5), (8, 6), (8, 7), (8, 8), (16, 4)):
            x = generator.uniform(-1, 1, (d, points)).astype(dtype)
            weights = generator.uniform(-1, 1, (2, points)).astype(dtype)
            table = generator.uniform(-1, 1, (rank(d, g), 2)).astype(dtype)
            calls = {
                "pass 1": lambda x=x, weights=weights, g=g: module.tokens_pass(x, weights, g),
                "pass 2": lambda x=x, table=table, g=g: module.monomials_pass(x, table, g),
            }
            flops = 2 * points * rank(d, g) * 2 / 1e9
            rates: dict[str, float] = {}
            for how, threshold in (("compiled", 1), ("NumPy", math.inf)):
                module._WORTH_COMPILING = threshold  # type: ignore[assignment]
                for name, call in calls.items():
                    call()
                    rates[f"{name}, {how}"] = flops / timed(call, repeat=20)[0]
            yield {
                "type": dtype,
                "d": d,
                "g": g,
                "rank": rank(d, g),
                **{name: f"{rate:.1f}" for name, rate in rates.items()},
                "matrix product": f"{product:.1f}",
                **{f"{name} / matrix product": f"{rates[f'{name}, compiled'] / product:.0%}" for name in calls},
                **{f"{name} / NumPy": f"{rates[f'{name}, compiled'] / rates[f'{name}, NumPy']:.1f}" for name in calls},
            }


def exact(options: argparse.Namespace, generator: np.random.Generator) -> Iterable[Row]:
    """Count tuples per second of exact evaluation at orders 2 and 3, d = 8, one value column, per elapsed second.

    Rates are the best of alternating repetitions, so that a busy machine slows down all of them alike.
    """
    from algorithms.attention.exact import routine as module

    for order, sizes in ((2, (8192, 8192)), (3, (128, 1000, 1000))):
        for dtype in ("float64", "float32"):
            query, *keys = (generator.uniform(-1, 1, (n, 8)).astype(dtype) for n in sizes)
            inputs = AttentionInputs(query, keys, [generator.uniform(-1, 1, (len(k), 1)).astype(dtype) for k in keys])
            # Larger scores take a pass of their own to find the largest.
            large = AttentionInputs(query * 1000, inputs.keys, inputs.values)
            contenders = (
                ("compiled", 1, 1, inputs),
                ("two threads", 2, 1, inputs),
                ("large scores", 1, 1, large),
                ("NumPy", 1, np.inf, inputs),
            )
            rates = dict.fromkeys((name for name, *_ in contenders), 0.0)
            for repetition in range(11):
                for name, threads, threshold, given in contenders:
                    module._WORTH_COMPILING = threshold
                    seconds = timed(lambda i=given, t=threads: exact_attention(i, threads=t), repeat=1)[0]
                    if repetition:  # the first one compiles
                        rates[name] = max(rates[name], len(query) * inputs.num_tuples / seconds / 1e9)
            row: Row = {"order": order, "type": dtype}
            row |= {f"{name}, G tuples/s": f"{rate:.2f}" for name, rate in rates.items()}
            yield row | {
                "compiled : NumPy": f"{rates['compiled'] / rates['NumPy']:.2f}",
                "two threads : one": f"{rates['two threads'] / rates['compiled']:.2f}",
            }


def write(rows: Iterable[Row], *, as_csv: bool) -> None:
    """Print a table; its columns are those of all rows in order of appearance."""
    table = list(rows)
    columns = list(dict.fromkeys(name for row in table for name in row))
    if as_csv:
        writer = csv.DictWriter(sys.stdout, columns)
        writer.writeheader()
        writer.writerows(table)
        return
    print("| " + " | ".join(columns) + " |")
    print("|" + "---|" * len(columns))
    for row in table:
        print("| " + " | ".join(str(row.get(name, "")) for name in columns) + " |")


def main() -> None:
    """Run one suite."""
    suites = {"scaling": scaling, "accuracy": accuracy, "peers": peers, "passes": passes, "exact": exact}
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("suite", choices=suites)
    parser.add_argument("--tolerance", type=float, default=1e-6)
    parser.add_argument("--most", type=int, default=100_000, help="largest n of the scaling suite")
    parser.add_argument("--exact-tuples", type=float, default=2e9, help="largest exact evaluation that is run")
    parser.add_argument("--tokens", type=int, default=512, help="n of the accuracy and peers suites")
    parser.add_argument("--orders", type=int, nargs="+", choices=(2, 3), default=(2, 3), help="of the peers suite")
    parser.add_argument("--columns", type=int, default=1, help="d_v of the peers suite")
    parser.add_argument("--flops", type=float, default=3e10, help="largest polynomial evaluation that is run")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--csv", action="store_true")
    options = parser.parse_args()
    write(suites[options.suite](options, np.random.default_rng(options.seed)), as_csv=options.csv)


if __name__ == "__main__":
    main()
