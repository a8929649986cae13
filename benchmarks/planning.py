"""Compare the ranking of choices by predicted work with the ranking by measured time.

Run ``python benchmarks/planning.py``. For each instance it sweeps the best choice and some others whose sweep takes
seconds. The table shows seconds and nanoseconds per operation. Ranks agree if, of two choices whose predictions differ
by more than a factor of 1.5, the one predicted to be faster is faster.
"""

from fractions import Fraction
from itertools import combinations
from math import log2
from time import perf_counter

from hardness.generators import random_orthogonal_vectors
from hardness.planning.designs import designs, without_merlin
from hardness.planning.plans import Choice
from hardness.reductions import OrthogonalVectorsToGapMaxIP
from hardness.runs.sweep import sweep

INSTANCES = [
    ((128, 128, 64), 91),
    ((16, 16, 8), 40),
    ((30, 20, 24), 6),
    ((4, 5, 3, 4), 6),
    ((20, 9, 8, 7), 6),
    ((300, 700), 24),
]
MOST = 3 * 10**10  # operations, several seconds


def seconds(choice: Choice, instance) -> float:
    """Return the least time of up to three sweeps of all messages over all rows, encoding included."""
    best, runs = float("inf"), 3 if choice.work < 2 * 10**9 else 1
    for _ in range(runs):
        start = perf_counter()
        reduction = OrthogonalVectorsToGapMaxIP(choice.design.code, choice.design.blocks)
        sweep(reduction.reduce(instance).encoded, choice.padding())
        best = min(best, perf_counter() - start)
    return best


def choices(sizes: tuple[int, ...], m: int, count: int = 6) -> list[Choice]:
    """Return choices of different predicted work: brute force first, then the best one, then some at regular steps."""
    every = [Choice(design, sizes) for design in designs(m, len(sizes), Fraction(1, 2))]
    few = sorted((c for c in every if c.design.lg_messages < log2(MOST) and c.work < MOST), key=lambda c: c.work)
    step = max(1, (len(few) - 1) // (count - 1))
    silent = without_merlin(m, len(sizes))
    return [*([Choice(silent, sizes)] if silent else []), few[0], *few[1::step]]


def main() -> None:
    """Print one table per instance, and the number of pairs that agree."""
    right = pairs = 0
    for sizes, m in INSTANCES:
        instance = random_orthogonal_vectors(sizes, m, 0.9, seed=1)
        print(f"\nn = {sizes}, m = {m}")
        measured = []
        for choice in choices(sizes, m):
            seconds(choice, instance) if choice.work < 10**8 else None  # compile and fill caches
            taken = seconds(choice, instance)
            measured.append((choice.work, taken))
            print(f"{choice.design.code_name:>16} T={choice.design.blocks:<3} work {choice.work:>16,} "
                  f"{taken:>9.4f} s {taken / choice.work * 1e9:>7.2f} ns per operation")  # fmt: skip
        for (work, taken), (other_work, other_taken) in combinations(measured, 2):
            if max(work, other_work) > 1.5 * min(work, other_work):
                pairs += 1
                right += (work < other_work) == (taken < other_taken)
    print(f"\n{right} of {pairs} pairs whose predictions differ by more than a factor of 1.5 are ranked as measured")


if __name__ == "__main__":
    main()
