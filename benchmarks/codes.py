"""Measure the codes: linear algebra against galois and FLINT, generator matrices, the tower and enumeration.

Run ``python benchmarks/codes.py``. It uses one thread, compiles the kernels first and takes about two minutes. Each
line gives the measurement, the target and whether it was met.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # one core, for this project and for galois
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import importlib.util
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from hardness.codes import (
    GarciaStichtenothCode,
    HermitianCode,
    coset_minimum_weight,
    finite_field,
    minimum_distance,
    star_power_rank,
)
from hardness.codes.tower.module import tower_module


def timed(call: Callable[[], Any], repeat: int = 1) -> tuple[float, Any]:
    """Return the least time of some runs, in seconds, and the last result."""
    best, result = float("inf"), None
    for _ in range(repeat):
        start = time.perf_counter()
        result = call()
        best = min(best, time.perf_counter() - start)
    return best, result


def cpu_times(calls: dict[str, Callable[[], Any]], repeat: int = 3) -> tuple[dict[str, float], dict[str, Any]]:
    """Return the least CPU time of some runs of each call, all in turn, in seconds, and the last results."""
    best, results = dict.fromkeys(calls, float("inf")), {name: call() for name, call in calls.items()}
    for _ in range(repeat):
        for name, call in calls.items():
            start = time.process_time()
            results[name] = call()
            best[name] = min(best[name], time.process_time() - start)
    return best, results


def show(what: str, value: str, target: str = "", met: bool | None = None) -> None:
    """Print one line of the table."""
    verdict = "" if met is None else ("met" if met else "MISSED")
    print(f"{what:<74} {value:>18}  {target:<14} {verdict}", flush=True)


def linear_algebra() -> None:
    """Compare row reduction and products over GF(49) with galois in the same run."""
    F, rng = finite_field(49), np.random.default_rng(0)
    G = F.galois
    A, B, C = (rng.integers(0, 49, shape).astype(np.uint8) for shape in ((500, 1000), (1000, 1000), (1000, 1000)))
    F.row_reduce(A[:3, :5])
    ours, (reduced, _) = timed(lambda: F.row_reduce(A), 3)
    theirs, expected = timed(lambda: G(A).row_reduce())
    assert np.array_equal(reduced, expected)
    show("row reduction 500 x 1000 over GF(49), galois / ours", f"{theirs / ours:.1f}x", ">= 5x", theirs >= 5 * ours)
    show("    seconds", f"{theirs:.2f} / {ours:.2f}")
    ours, product = timed(lambda: F.matmul(B, C), 3)
    theirs, expected = timed(lambda: G(B) @ G(C))
    assert np.array_equal(product, expected)
    show("product 1000 x 1000 over GF(49), galois / ours", f"{theirs / ours:.1f}x", ">= 10x", theirs >= 10 * ours)
    show("    seconds", f"{theirs:.2f} / {ours:.3f}")


def elimination_over_prime_fields() -> None:
    """Compare elimination in blocks with that row by row and with FLINT: CPU time, one thread, all in turn."""
    from hardness.codes.field.kernels import eliminate

    rng = np.random.default_rng(0)
    for p, rows, columns, target in ((23, 128, 256, 1), (67, 500, 1000, 3), (67, 1000, 2000, 3), (65521, 500, 1000, 2)):
        F = finite_field(p)
        A = rng.integers(0, p, (rows, columns)).astype(F.dtype)
        A[rows // 3], A[:, 5] = A[0], 0

        def row_by_row(F=F, A=A) -> np.ndarray:  # type: ignore[no-untyped-def]
            reduced = A.copy()
            eliminate(reduced, np.arange(A.shape[1]), F.tables)
            return reduced

        calls: dict[str, Callable[[], Any]] = {"ours": lambda F=F, A=A: F.row_reduce(A)[0], "row by row": row_by_row}
        if importlib.util.find_spec("flint"):
            import flint

            matrix = flint.nmod_mat(rows, columns, A.ravel().tolist(), p)
            calls["FLINT"] = lambda matrix=matrix: matrix.rref()[0]
        seconds, results = cpu_times(calls)
        assert np.array_equal(results["ours"], results["row by row"])
        ratio = seconds["row by row"] / seconds["ours"]
        name = f"row reduction {rows} x {columns} over GF({p}), row by row / ours"
        show(name, f"{ratio:.1f}x", f">= {target}x", ratio >= target)
        if "FLINT" in seconds:
            assert results["FLINT"].entries() == [int(x) for x in results["ours"].ravel()]
            show("    FLINT / ours", f"{seconds['FLINT'] / seconds['ours']:.2f}x")


def generator_matrices() -> None:
    """Time generator matrices by evaluation and in systematic form."""
    HermitianCode(8, 100).generator  # noqa: B018 - compiles
    seconds, _ = timed(lambda: HermitianCode(8, 100).generator)
    show("Hermitian [512, 73] over GF(64), systematic generator", f"{seconds:.3f} s")
    for u in (1074, 1194):
        tower_module.cache_clear()
        code = GarciaStichtenothCode(8, 3, u)
        seconds, _ = timed(code.evaluation_matrix)
        show(f"{code!r}, points and generator matrix", f"{seconds:.2f} s", "< 0.5 s", seconds < 0.5)
        seconds, _ = timed(lambda code=code: code.generator)
        show("    its systematic form and information set", f"{seconds:.2f} s", "< 0.5 s", seconds < 0.5)
        messages = np.random.default_rng(1).integers(0, 64, (1000, code.dimension)).astype(np.uint8)
        seconds, _ = timed(lambda code=code, messages=messages: code.encode(messages))
        show("    encoding 1000 messages in one batch", f"{seconds:.2f} s")
    code = GarciaStichtenothCode(7, 3, 617)
    seconds, rank = timed(lambda: star_power_rank(code, 3))
    show(f"rank of the cube of {code!r}: {rank}", f"{seconds:.1f} s")


def large_tower() -> None:
    """Measure points and encoder of (16, 3) in a separate process, to see its memory."""
    script = (
        "import time, resource, numpy as np; from hardness.codes import GarciaStichtenothCode; t = time.perf_counter();"
        "c = GarciaStichtenothCode(16, 3, 20479); c.points; w = c.evaluate(np.arange(c.dimension) % 256);"
        "print(time.perf_counter() - t, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    seconds, kilobytes = map(float, done.stdout.split())
    show("(16, 3), N = 61440: points, module basis, one word encoded", f"{seconds:.1f} s", "< 5 s", seconds < 5)
    show("    peak memory of the whole process", f"{kilobytes / 2**20:.2f} GiB", "< 1 GB", kilobytes * 1024 < 1e9)


def computed_levels() -> None:
    """Time certified module bases from level 4 on."""
    for q, level, limit in ((4, 4, 5), (5, 4, 30), (3, 5, 300), (7, 4, 300)):
        tower_module.cache_clear()
        length = (q * q - q) * q ** (level - 1)
        seconds, code = timed(lambda q=q, level=level, length=length: GarciaStichtenothCode(q, level, length // 3))
        whole, _ = timed(lambda code=code: code.evaluate(np.ones(code.dimension, dtype=int)))
        name = f"({q}, {level}), N = {length}, {'complete' if code.complete else 'INCOMPLETE'}, with one word encoded"
        show(name, f"{seconds + whole:.1f} s", f"< {limit} s", seconds + whole < limit and code.complete)


def enumeration() -> None:
    """Count words per second in minimum distances and cosets."""
    minimum_distance(HermitianCode(3, 4))
    for code in (GarciaStichtenothCode(3, 3, 23), HermitianCode(4, 12)):
        words = (code.field_order**code.dimension - 1) // (code.field_order - 1)
        seconds, distance = timed(lambda code=code: minimum_distance(code))
        rate = words / seconds
        show(f"{code!r}: minimum distance {distance}, words per second", f"{rate:.1e}", ">= 1e7", rate >= 1e7)
    for code, k in ((HermitianCode(3, 4), 3), (GarciaStichtenothCode(3, 2, 7), 2)):
        power = code.star_power(k)
        basis = power.shortened_basis(code.information_set)
        word = power.encode(np.eye(power.dimension, dtype=int)[0])
        coset_minimum_weight(code.arithmetic, basis[:2], word)
        seconds, (weight, _) = timed(
            lambda code=code, basis=basis, word=word: coset_minimum_weight(code.arithmetic, basis, word)
        )
        rate = code.field_order ** len(basis) / seconds
        name = f"coset of dimension {len(basis)} in {power!r}: minimum {weight}, words per second"
        show(name, f"{rate:.1e}", ">= 1e7", rate >= 1e7)


def main() -> None:
    """Print the table."""
    for part in (
        linear_algebra,
        elimination_over_prime_fields,
        generator_matrices,
        large_tower,
        computed_levels,
        enumeration,
    ):
        part()
    show("peak memory of this process", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB")


if __name__ == "__main__":
    main()
