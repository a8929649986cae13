"""Plans: their sizes are those of the instances, no enumerated choice is better, and solve follows them."""

from fractions import Fraction
from functools import cache

import numpy as np
import pytest

from hardness import solve
from hardness.codes import GarciaStichtenothCode, HermitianCode, ReedSolomon
from hardness.generators import random_cnf, random_orthogonal_vectors, sign_patterns
from hardness.planning.designs import Design, designs, without_merlin
from hardness.planning.plans import OBJECTIVES, Choice, plan
from hardness.problems import CNF, OrthogonalVectors

HALF = Fraction(1, 2)


def vectors(sizes, m, seed=0):
    rng = np.random.default_rng(seed)
    return OrthogonalVectors([rng.integers(2, size=(n, m)) for n in sizes])


@cache
def small_codes():
    """Every Reed-Solomon code over up to 32 elements, Hermitian code for q <= 3 and tower code (2 | 3, 2)."""
    powers = [2, 3, 4, 5, 7, 8, 9, 11, 13, 16, 17, 19, 23, 25, 27, 29, 31, 32]
    codes = [(("rs", q, N, K), None) for q in powers for N in range(1, q + 1) for K in range(2, N + 1)]
    codes += [(("hermitian", q, u), HermitianCode(q, u)) for q in (2, 3) for u in range(q**3)]
    codes += [(("gs", q, 2, u), GarciaStichtenothCode(q, 2, u)) for q in (2, 3) for u in range(q * q * (q - 1))]
    return codes


def limit_of(q):
    p = next(d for d in range(2, q + 1) if q % d == 0)
    return round(np.log(q) / np.log(p)) * (p - 1)


@cache
def curve_facts(name, order):
    code = dict(small_codes())[name]
    try:
        power = code.star_power(order)
    except ValueError:
        return None
    basis = power.shortened_basis(code.information_set)
    return code.field_order, code.length, code.dimension, power.max_zeros, len(basis)


def enumerated(m, order):
    """Yield (q, N, kappa, z, dim C'_0, T) for every small code and every number of blocks, by the definitions."""
    for name, _ in small_codes():
        if name[0] == "rs":
            _, q, N, K = name
            z = order * (K - 1)
            facts = (q, N, K, z, z + 1 - K)
        elif (facts := curve_facts(name, order)) is None:
            continue
        q, N, K, z, symbols = facts
        if K < 2 or 2 * z > N:
            continue
        for T in range(1, limit_of(q) + 1):
            if m <= T * K:
                yield q, N, K, z, symbols, T


def as_design(q, N, K, z, symbols, T, order):
    return Design("rs", q, N, K, z, symbols, T, order, "rs:?")


TEN = [
    ((3, 2, 4), 0), ((3, 2, 4), 5), ((40, 9, 8), 9), ((5, 7), 1), ((5, 7), 13), ((2, 200), 4), ((2, 3, 2, 3), 6),
    ((9, 8, 8, 9), 6), ((2, 2, 2, 2), 14), ((1, 1, 1), 21),
]  # fmt: skip


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize(("sizes", "m"), TEN)
def test_no_enumerated_choice_is_better(sizes, m, objective):
    """Brute force over codes and blocks, with messages, d and entries by their formulas."""
    k = len(sizes)
    found = plan(vectors(sizes, m), objective=objective).choice
    best = None
    for q, N, K, z, symbols, T in enumerated(m, k):
        d = N * q ** ((k - 1) * T)
        if objective == "work":
            if best is not None and q**symbols * sizes[0] > best:
                continue  # an operation a message and row at least
            value = Choice(as_design(q, N, K, z, symbols, T, k), sizes).work
        else:
            # B^k = s (log P + log sep) / (eps t) with s = d + t, eps = 1 - z/N and t = N
            value = d if objective == "dimension" else Fraction(d + N, 1) / ((1 - Fraction(z, N)) * N)
        best = value if best is None else min(best, value)
    planned = {"work": found.work, "dimension": found.design.gap_dimension, "entries": found.entries}[objective]
    assert planned <= best
    if found.design.field_order <= 32 and found.design.family == "rs":
        assert planned == best


@pytest.mark.parametrize("order", [2, 3, 4, 5])
@pytest.mark.parametrize("m", [0, 1, 4, 13, 30, 91])
def test_least_work_was_at_two_coordinates_a_block(order, m):
    """An observation with this range; nothing is proved."""
    for n in (1, 16, 1024):
        design = plan((n, m, order)).choice.design
        assert (design.dimension, design.family) == (2, "rs")


@pytest.mark.parametrize(("order", "largest"), [(2, 40), (3, 40), (4, 20), (5, 20)])
def test_least_columns_are_over_curves_or_not(order, largest):
    """That least d is at one block over curves is false: Reed-Solomon codes win for these m, and T = 2 for two."""
    counterexamples = {2: {2, 3, 4, 5, 6, 8, 12}, 3: {2, 3, 4, 5, 8, 12}}.get(order, set())
    reed_solomon, more_blocks = set(), set()
    for m in range(1, largest + 1):
        design = plan((4, m, order), objective="dimension").choice.design
        least = {family: [] for family in ("rs", "hermitian", "gs")}
        for other in designs(m, order, HALF):
            # d by its formula, for every family on its own
            least[other.family].append(other.length * other.field_order ** ((order - 1) * other.blocks))
        best = {family: min(columns) for family, columns in least.items() if columns}
        assert best[design.family] == min(best.values()) == design.gap_dimension
        if design.family == "rs":
            reed_solomon.add(m)
            assert all(best["rs"] <= best[family] for family in best)
        if design.blocks > 1:
            more_blocks.add(m)
    assert counterexamples <= reed_solomon
    assert reed_solomon != set(range(1, largest + 1))  # nor are Reed-Solomon codes always best
    assert more_blocks == ({3, 4} if order == 2 else set())


@pytest.mark.parametrize(("m", "order", "columns"), [(2, 2, 4 * 4), (12, 2, 44 * 47), (12, 3, 66 * 67**2)])
def test_a_reed_solomon_code_with_fewer_columns_than_any_curve(m, order, columns):
    """One block, N = 2 k (m - 1) and the least field with as many elements, by hand; curves even on fewer points.

    A code of dimension kappa on a curve needs u >= kappa - 1, N >= 2 k u of its points and d >= N q^{2(k-1)T}. For
    q >= 9 that is more: the same N over a larger field for T = 1, and 2 k 81^{2(k-1)} at least for T >= 2. For the
    other q all T are tried.
    """
    found = plan((4, m, order), objective="dimension").choice.design
    assert (found.family, found.blocks) == ("rs", 1)
    assert found.gap_dimension == columns
    assert found.field_order < 81
    for q in (2, 3, 4, 5, 7, 8):
        tower = [GarciaStichtenothCode(q, level, 0) for level in (2, 3)]
        for curve in (HermitianCode(q, 0), *tower):
            pole_orders = curve.semigroup.elements(2 * curve.length + 2 * m)
            for blocks in range(1, m + 1):
                u = int(pole_orders[max(2, -(-m // blocks)) - 1])
                if 2 * order * u <= curve.length:
                    assert 2 * order * u * q ** (2 * (order - 1) * blocks) > found.gap_dimension


def test_work_decides_between_fields():
    """F_8 needs fewer messages than F_11, but its products take longer: which is better depends on the tuples."""
    assert plan((4, 6, 4)).choice.design.code_name == "rs:8,8,2"
    assert plan((64, 6, 4)).choice.design.code_name == "rs:11,8,2"


def test_the_default_for_twenty_variables():
    found = plan(random_cnf(20, 91, 3, seed=4))
    design = found.choice.design
    assert (design.code_name, design.blocks, design.messages, design.soundness) == ("rs:47,6,2", 46, 2209, HALF)
    assert found.choice.sizes == (128, 128, 64)


def test_few_columns_want_curves():
    """At one block Reed-Solomon fields grow with m, those of curves do not."""
    found = plan((128, 91, 3), objective="dimension").choice.design
    assert found.family != "rs"
    reed_solomon = min(d.gap_dimension for d in designs(91, 3, HALF) if d.family == "rs")
    assert reed_solomon == 540 * 541**2  # N = 2z = 6 x 90, q the least prime from there
    assert found.gap_dimension < reed_solomon


def test_a_budget_moves_from_few_columns_to_little_work():
    least = plan((8, 30, 3)).choice.work
    dimensions = [plan((8, 30, 3), objective="dimension", budget=b).choice for b in (least, 10**12, 10**30, None)]
    assert dimensions[0].work == least
    assert all(choice.work <= b for choice, b in zip(dimensions, (least, 10**12, 10**30), strict=False))
    columns = [choice.design.gap_dimension for choice in dimensions]
    assert columns == sorted(columns, reverse=True)
    assert len(set(columns)) == 4
    with pytest.raises(ValueError, match=f"budget={least - 1:,} operations are too few; the least work is rs:"):
        plan((8, 30, 3), budget=least - 1)


def test_runners_up_are_worse_and_different():
    for objective in OBJECTIVES:
        found = plan((8, 30, 3), objective=objective)
        ranked = [found.choice, *found.runners_up]
        values = {
            "work": [c.work for c in ranked],
            "dimension": [c.design.gap_dimension for c in ranked],
            "entries": [c.entries for c in ranked],
        }[objective]
        assert values == sorted(values)
        assert len(ranked) == 4
        assert len({(c.design.family, c.design.field_order, c.design.dimension) for c in ranked}) == 4


def test_soundness_is_met_and_costs():
    half, tenth = plan((8, 30, 3)).choice, plan((8, 30, 3), soundness="1/10").choice
    assert half.design.soundness == HALF
    assert tenth.design.soundness == Fraction(1, 10)
    assert tenth.work > half.work


def test_without_merlin_is_brute_force():
    """One message, one coin, soundness 0; the decision is still right."""
    design = without_merlin(7, 3)
    assert (design.messages, design.length, design.soundness, design.field_order) == (1, 1, 0, 11)
    instance = random_orthogonal_vectors((4, 3, 2), 7, seed=3)
    silent = solve(instance, code=design.code, blocks=design.blocks)
    assert silent.satisfiable == (instance.brute_force() is not None)
    assert Choice(design, (4, 3, 2)).work < plan(instance).choice.work
    assert without_merlin(10**6, 3) is None


# --- solve and the command -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("drop", [None, 5])
@pytest.mark.parametrize("order", [2, 3, 4])
def test_solve_follows_the_plan(order, drop):
    formula = sign_patterns(3) if drop is None else sign_patterns(3, drop=drop)
    solution = solve(formula, order=order)
    found = plan(formula, order)
    protocol = solution.trace.reduced[1].encoded.protocol
    assert (protocol.code, protocol.blocks) == (found.code, found.blocks)
    assert solution.satisfiable is (drop is not None)
    assert solution.sweep.messages == found.choice.design.messages


def test_solve_keeps_what_it_is_given():
    formula = CNF(3, [(1, -2), (2, 3), (-1,)])
    given = solve(formula, code=ReedSolomon(11, 10, 2)).trace.reduced[1].encoded.protocol
    assert (given.code, given.blocks) == (ReedSolomon(11, 10, 2), 2)
    given = solve(formula, blocks=4).trace.reduced[1].encoded.protocol
    assert (given.code, given.blocks) == (ReedSolomon(7, 6, 2), 4)


@pytest.mark.parametrize(
    ("arguments", "options", "reason"),
    [
        (((0, 5, 3),), {}, "n in .* must be an integer >= 1, got 0"),
        (((3, -1, 3),), {}, "m in .* must be an integer >= 0, got -1"),
        (((3, 5, 1),), {}, "order in .* must be an integer in 2..64, got 1"),
        (((3, 5),), {}, "three integers"),
        (((3.0, 5, 3),), {}, "must be an integer >= 1, got 3.0"),
        (("SAT",), {}, "three integers .*, got 'SAT'"),
        (((3, 5, 3),), {"objective": "time"}, "objective must be one of work, dimension, entries, got 'time'"),
        (((3, 5, 3),), {"soundness": 1}, "strictly between 0 and 1"),
        (((3, 5, 3),), {"soundness": "0"}, "strictly between 0 and 1"),
        (((3, 5, 3),), {"soundness": 0.5}, "soundness"),
        (((3, 5, 3),), {"budget": 0}, "budget must be an integer >= 1, got 0"),
        (((3, 5, 3),), {"budget": 1e9}, "budget must be an integer >= 1, got 1000000000.0"),
        (((3, 5, 3),), {"soundness": "1/100000"}, "no field of up to 2"),
        ((CNF(3, [(1,)]), 1), {}, "order must be an integer >= 2, got 1"),
    ],
)
def test_bad_input(arguments, options, reason):
    with pytest.raises(ValueError, match=reason):
        plan(*arguments, **options)


def test_the_plan_says_why():
    text = str(plan((8, 30, 3)))
    for part in (
        "3-OV with n = (8, 8, 8), m = 30", "chosen: rs:17,6,2, T = 15", "runner-up: rs:", "set aside: rs:31,1,1",
        "kappa = 2: T = 15 blocks hold 30 >= 30", "F_17 has weights for 16 blocks", "calibrated", "implicit",
    ):  # fmt: skip
        assert part in text
