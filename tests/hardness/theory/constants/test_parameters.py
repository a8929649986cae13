"""The constants against known values, brute force, mpmath and exact integer substitution."""

from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import Any

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import primerange

from hardness.codes.sizes import tower_genus
from hardness.theory.constants.growing import GrowingConstants
from hardness.theory.constants.parameters import theorem_constants
from hardness.theory.constants.proof import PROOF
from hardness.theory.constants.search import Request, best_choice, block_limit, least_prime
from hardness.theory.constants.tower import TowerConstants

SLACKS, DENSITIES, ORDERS = ("1/2", "1/10", "1/100"), (4, 6), (2, 3, 4)
REQUESTS = list(product(SLACKS, DENSITIES, ORDERS))


def tower(slack: str, density: int, order: int, **fixed: int) -> TowerConstants:
    constants = theorem_constants(slack, density, order, **fixed)
    assert isinstance(constants, TowerConstants)
    return constants


def formula(slack: object, density: int, order: int, **given: Any) -> TowerConstants:
    """The formula at a density that superset sums refute: regressions of the arithmetic, not statements."""
    constants = theorem_constants(slack, density, order, formula_only=True, **given)  # type: ignore[arg-type]
    assert isinstance(constants, TowerConstants)
    assert constants.formula_only == (density < order - constants.request.slack + constants.request.message_exponent)
    return constants


# ---------------------------------------------------------------- known values, computed by hand from the formulas


@pytest.mark.parametrize(
    ("order", "primes"), [(2, (29, 151, 2237)), (3, (53, 347, 4919)), (4, (89, 557, 7789))], ids=["k=2", "k=3", "k=4"]
)
def test_least_primes_along_the_lengths_of_the_tower(order: int, primes: tuple[int, ...]) -> None:
    assert tuple(formula(slack, 1, order).one_group.q for slack in SLACKS) == primes


@pytest.mark.parametrize(
    ("density", "delta", "q", "lg_C"), [(1, Fraction(1, 2), 29, 969), (4, Fraction(1, 10), 787, 59717)]
)
def test_known_constants_along_the_lengths_of_the_tower(density: int, delta: Fraction, q: int, lg_C: int) -> None:
    constants = formula(1, density, 3, message_exponent=delta)
    alone = constants.one_group
    assert (alone.q, round(float(alone.lg_C))) == (q, lg_C)
    rate = Fraction(1, 6) - Fraction(1, q - 1)
    with mpmath.workdps(60):
        need = mpmath.mpf(2) / 3 * density / delta * mpmath.log(q, 2) * rate.denominator / rate.numerator
        assert alone.blocks == int(mpmath.ceil(need)) <= 2 * (q - 1)
        length = mpmath.mpf(density) * rate.denominator / (alone.blocks * rate.numerator * mpmath.log(2))
        true = mpmath.log(length, 2) + 4 * alone.blocks * mpmath.log(q, 2)
        assert abs(true - mpmath.mpf(float(alone.lg_C))) < 1e-9


# Rounded up; the limits for n -> infinity are computed below, and at n_0 lg C differs by less than 1/100.
@pytest.mark.parametrize(
    ("order", "slack", "density", "lg_C", "lg_C_b"),
    [
        (2, "1/2", 2, 11242, 5625),
        (2, "1/2", 4, 29624, 14816),
        (3, "1/2", 3, 151930, 50647),
        (3, "1/2", 4, 222863, 74291),
        (3, "1/10", 4, 1739190, 579734),
        (4, "1/2", 4, 754164, 188544),
        (3, "1/2", 1, 33913, 11308),
    ],
)
def test_known_constants_for_every_n(order: int, slack: str, density: int, lg_C: int, lg_C_b: int) -> None:
    constants = formula(slack, density, order) if density < order - 1 else tower(slack, density, order)
    assert (ceil(constants.lg_C), ceil(constants.lg_C_b)) == (lg_C, lg_C_b)
    k, q, T, G = order, constants.q, constants.blocks, constants.groups
    with mpmath.workdps(40):  # the limits: a log 2 = delta (k/sigma) / ((k-1) lg q^2), b log 2 = (k/sigma) c / (T G_1)
        lg_X = 2 * (k - 1) * T * G * mpmath.log(q, 2)
        share = mpmath.mpf(Fraction(slack).numerator) / (2 * Fraction(slack).denominator)
        a = share * 2 * k / ((k - 1) * 2 * mpmath.log(q, 2) * mpmath.log(2))
        b = mpmath.mpf(2 * k * density) / (T * G * mpmath.log(2))
        assert abs(mpmath.log(a, 2) + lg_X - mpmath.mpf(float(constants.lg_C))) < 0.01
        true = (mpmath.log(a / b * 2 * (k - 1), 2) + lg_X) / k
        assert 0 <= mpmath.mpf(float(constants.lg_C_b)) - true < 0.7  # b at n_0 is half of its limit or more


# ------------------------------------------------------------------------------------- the proof, substituted back


@pytest.mark.parametrize(("slack", "density", "order"), REQUESTS)
def test_every_inequality_of_the_proof_holds(slack: str, density: int, order: int) -> None:
    constants = tower(slack, density, order)
    inequalities = constants.verify()
    assert all(inequality.holds for inequality in inequalities), [str(i) for i in inequalities if not i.holds]
    assert {inequality.line for inequality in inequalities} >= {*range(1, 16)} - (
        {7} if constants.groups == 1 else set()
    )
    assert {inequality.line for inequality in inequalities} <= set(PROOF)


@given(
    request_=st.sampled_from(REQUESTS),
    position=st.fractions(0, 3, max_denominator=10**6),
)
@settings(deadline=None, max_examples=150)
def test_the_construction_works_at_every_n(request_: tuple[str, int, int], position: Fraction) -> None:
    slack, density, k = request_
    constants = tower(slack, density, k)
    q, T = constants.q, constants.blocks
    lg_n = constants.least_lg_n * (1 + (q - 1) * position ** ceil(position + 1))  # over several levels
    choice = constants.at(lg_n)
    m = floor(density * lg_n)
    # Independent of the implementation: the facts about one code, in integers.
    assert choice.level is not None
    points, genus = (q * q - q) * q ** (choice.level - 1), tower_genus(q, choice.level)
    u, N, G = choice.sizes.pole_bound, choice.sizes.length, choice.groups
    assert u >= q**choice.level - q ** ((choice.level + 1) // 2)
    assert points >= N
    assert 2 * k * u <= N
    assert T * G * (u + 1 - genus) >= m
    assert 2 * (q - 1) >= T
    assert constants.groups >= G
    with mpmath.workprec(400):
        lg_q = mpmath.log(q, 2)
        size = mpmath.mpf(lg_n.numerator) / lg_n.denominator
        delta = mpmath.mpf(Fraction(slack).numerator) / (2 * Fraction(slack).denominator)
        assert 2 * G * (k - 1) * u * lg_q <= delta * size
        natural = size * mpmath.log(2)
        lg_d = mpmath.log(N, 2) + 2 * (k - 1) * T * G * lg_q
        lg_C = mpmath.mpf(constants.lg_C.lower.numerator) / constants.lg_C.lower.denominator
        assert lg_d <= lg_C + mpmath.log(natural, 2) + mpmath.mpf(2) ** -90
        # beta of the calibrated padding at d' = C log n columns, t = N, eps = 1/2, kap = max(16, 4^(k-1))
        beta = lg_C + mpmath.log(natural * 2 * ((k - 1) * natural + mpmath.log(constants.confidence)) / N, 2)
        lg_C_b = mpmath.mpf(constants.lg_C_b.lower.numerator) / constants.lg_C_b.lower.denominator
        assert beta <= k * lg_C_b + mpmath.log(natural, 2) + mpmath.mpf(2) ** -80


def test_messages_and_dimension_in_integers_alone() -> None:
    constants = tower("1/2", 2, 2)
    for lg_n in (constants.least_lg_n, 8 * constants.least_lg_n, 80 * constants.least_lg_n):
        choice = constants.at(lg_n)
        messages = constants.field_order ** (choice.groups * choice.sizes.message_dimension)
        assert messages**4 <= 2**lg_n  # delta = 1/4
        assert choice.lg_messages >= messages.bit_length() - 1
        dimension = choice.sizes.length * constants.field_order ** (choice.blocks * choice.groups)
        assert choice.lg_dimension >= dimension.bit_length() - 1
        assert choice.lg_dimension < dimension.bit_length()
        # d <= C log n with log n > (9/13) lg n: only the lower end of lg C and an integer power are used.
        lg_C = floor(constants.lg_C)
        assert dimension * 13 <= 2 ** (lg_C + 1) * 9 * lg_n


@pytest.mark.parametrize(("slack", "density", "order"), REQUESTS)
def test_a_deliberately_too_small_number_of_blocks_is_refused(slack: str, density: int, order: int) -> None:
    good = tower(slack, density, order)
    needed = good.request.blocks_needed(good.q, good.groups)
    with pytest.raises(ValueError, match=r"blocks must be at least \d+ at q = \d+ \(line 8 of the proof\), got \d+"):
        tower(slack, density, order, q=good.q, blocks=needed - 1, groups=good.groups)
    assert [i.line for i in TowerConstants(good.request, good.q, needed - 1, good.groups).verify() if not i.holds] == [
        8
    ]
    assert all(i.holds for i in TowerConstants(good.request, good.q, needed, good.groups).verify())


def test_far_too_small_blocks_really_send_too_many_messages() -> None:
    good = tower("1/10", 3, 3)
    broken = TowerConstants(good.request, good.q, floor(good.request.load), good.groups)  # T < A
    assert 6 in [inequality.line for inequality in broken.verify() if not inequality.holds]
    # Whatever the level, dim C'_0 >= (k - 1)(kappa - 1): with T < A = load lg q these words are too long for n^delta.
    lg_n, T = 10**9, broken.blocks
    with mpmath.workprec(200):
        assert 2 * (3 - 1) * (mpmath.mpf(lg_n) / T - 1) * mpmath.log(good.q, 2) > mpmath.mpf(lg_n) / 20


@pytest.mark.parametrize(
    ("change", "line"),
    [({"blocks": 381}, 5), ({"groups": 2}, 8), ({"groups": 96}, 8), ({"q": 7}, 2)],  # 2 (191 - 1) = 380, 191/2 = 95.5
)
def test_verify_names_the_line_that_wrong_parameters_break(change: dict[str, int], line: int) -> None:
    good = formula("1/2", 1, 3)
    assert (good.q, good.groups) == (191, 3)
    wrong = TowerConstants(good.request, **{"q": 191, "blocks": good.blocks, "groups": 3, **change})
    assert line in [inequality.line for inequality in wrong.verify() if not inequality.holds]


# ------------------------------------------------------------------------------------------------------ the search


@pytest.mark.parametrize(
    ("slack", "order", "delta"), [("1/2", 2, None), ("1/2", 3, None), ("9/10", 2, "8/10"), (1, 3, "1/2")]
)
def test_the_choice_is_the_best_of_all_that_brute_force_finds(slack: str, order: int, delta: str | None) -> None:
    constants = formula(slack, 1, order, message_exponent=delta)
    exponent = Fraction(delta) if delta else Fraction(slack) / 2
    costs = {}
    with mpmath.workdps(50):
        for q in primerange(2, 4 * constants.q):
            room = Fraction(q - 1, 2 * order) - 1
            if room <= 0:
                continue
            load = 2 * (order - 1) / exponent * mpmath.log(q, 2) * mpmath.mpf(1)
            for groups in range(1, max(1, q // 2) + 1):
                T = int(mpmath.ceil(load * (1 + mpmath.mpf(q * room.denominator) / (groups * room.numerator))))
                if 2 * (q - 1) >= T:
                    costs[q, groups] = T * groups * mpmath.log(q, 2)
        best = min(costs, key=costs.__getitem__)
    assert (constants.q, constants.groups) == best
    assert constants.exponent == 2 * (order - 1) * constants.blocks * constants.groups


def test_zero_sum_free_limits_are_the_davenport_constants() -> None:
    assert [block_limit(q) for q in (2, 3, 4, 5, 8, 9, 25, 29)] == [2, 4, 4, 8, 6, 8, 16, 56]
    with pytest.raises(ValueError, match="q must be a prime power, got 12"):
        block_limit(12)


def test_least_primes_by_trying_every_prime() -> None:
    request = Request(3, Fraction(1, 2), Fraction(1), Fraction(1, 2), Fraction(1, 4))
    for groups in (None, 1, 2, 7):
        tried = next(q for q in primerange(8, 10**4) if request.blocks_needed(q, groups) <= 2 * (q - 1))
        assert least_prime(request, groups) == tried


def test_extreme_requests_terminate() -> None:
    assert best_choice(Request(2, Fraction(1, 2), Fraction(1, 1000), Fraction(1, 2), Fraction(1, 4))) == (7, 1)
    large = theorem_constants("1/1000", 1000, 5)
    assert all(inequality.holds for inequality in large.verify())


# ------------------------------------------------------------------------------------------------- shape of results


def test_errors_and_paddings_are_those_of_the_two_constructions() -> None:
    for order, error in ((2, Fraction(3, 10)), (3, Fraction(3, 10)), (4, Fraction(7, 18)), (5, Fraction(15, 34))):
        constants = tower("1/2", order, order)
        root = Fraction(constants.confidence)
        assert constants.error == error
        # half of 1/(1 + 1/sqrt(kap)) - 1/(1 + sqrt(kap)), squared out so that no root is taken
        assert (2 * error) ** 2 * (root + 1 + 2 * max(4, 2 ** (order - 1))) == root + 1 - 2 * max(4, 2 ** (order - 1))
        assert constants.confidence >= 4 ** (order - 1)
        difference = constants.lg_C_paper - constants.lg_C
        assert difference.upper - 1 < Fraction(4 * constants.exponent, 2**96)  # lg q is known to 2^-96, twice
        assert constants.lg_C_a > constants.lg_C


@pytest.mark.parametrize(("slack", "density", "order"), [("1/2", 2, 2), ("1/10", 4, 3), ("1/100", 4, 4)])
def test_constants_are_those_of_lines_9_to_14(slack: str, density: int, order: int) -> None:
    constants = tower(slack, density, order)
    q, T, G, k = constants.q, constants.blocks, constants.groups, order
    with mpmath.workdps(80):
        delta = mpmath.mpf(Fraction(slack).numerator) / Fraction(slack).denominator / 2
        start, eps, stretch = mpmath.mpf(constants.least_lg_n), mpmath.mpf(1) / 2, 2 * k
        a = (delta * stretch / ((k - 1) * mpmath.log(q**2, 2)) + 1 / start) / mpmath.log(2)
        b = stretch * (density - (1 + T * G) / start) / (T * G) / mpmath.log(2)
        lg_X = 2 * (k - 1) * T * G * mpmath.log(q, 2)
        weight = (k - 1 + mpmath.log(constants.confidence, 2) / start) / eps
        expected = {
            "lg_C": mpmath.log(a, 2) + lg_X,
            "lg_C_paper": 1 + mpmath.log(a, 2) + lg_X,
            "lg_C_b": (mpmath.log(a / b * weight, 2) + lg_X) / k,
            "lg_C_b_paper": (1 + mpmath.log(a / b * weight, 2) + lg_X) / k,
            "lg_C_a": lg_X + mpmath.log(weight, 2),
        }
        for name, value in expected.items():
            interval = getattr(constants, name)
            low, high = (mpmath.mpf(end.numerator) / end.denominator for end in (interval.lower, interval.upper))
            assert low - mpmath.mpf(10) ** -40 <= value <= high + mpmath.mpf(10) ** -40, name
            assert high - low < mpmath.mpf(10) ** -15


def test_smaller_slack_and_larger_density_cost_more() -> None:
    sizes = [[float(tower(slack, density, 3).lg_C) for slack in SLACKS] for density in DENSITIES]
    assert sizes[0] == sorted(sizes[0])
    assert all(four > one for one, four in zip(*sizes, strict=True))


def test_values_name_a_line_of_the_proof_and_print_in_full() -> None:
    values = {value.symbol: value for value in formula("1/2", 1, 3).values()}
    assert all(value.line in PROOF for value in values.values())
    assert values["rho"].value == Fraction(1, 6) - Fraction(1, 190)
    assert str(values["q^2"]) == "q^2 = 36481  (field of the codes; line 3)"
    assert "…" in str(values["lg C"])


def test_every_n_costs_one_plus_k_over_sigma_times_the_tower_s_own_lengths_in_the_limit() -> None:
    def factor(slack: str) -> Fraction:
        constants = theorem_constants(slack, 3)
        assert isinstance(constants, TowerConstants)
        return constants.lg_C.lower / constants.one_group.lg_C.lower

    factors = [float(factor(slack)) for slack in ("1/2", "1/10000", "1/1000000000")]
    assert round(factors[0], 1) == 13.3
    assert factors == sorted(factors, reverse=True)
    assert 7 < factors[-1] < 8.1  # 1 + k/sigma = 7; the rest is a quotient of logarithms of the fields


def test_fixed_parameters_are_used() -> None:
    constants = formula("1/2", 1, 3, q=521, groups=1, blocks=1030)
    assert (constants.q, constants.blocks, constants.groups) == (521, 1030, 1)
    assert formula("1/2", 1, 3, groups=1).q == 521
    assert formula("1/2", 1, 3, q=199).groups == 3
    # Few blocks ask for more than one group: the bisection finds the least number that is enough.
    request = tower("1/2", 3, 3).request
    enough = [groups for groups in range(1, 967 // 2 + 1) if request.blocks_needed(967, groups) <= 1915]
    assert tower("1/2", 3, 3, q=967, blocks=1915).groups == enough[0] == 2


# ------------------------------------------------------------------------------------------------- growing fields


@pytest.mark.parametrize("family", ["rs", "hermitian"])
@pytest.mark.parametrize(("slack", "density", "order"), [("1/2", 3, 3), ("1/100", 4, 4), ("1/10", 4, 2)])
def test_growing_families_satisfy_the_proof_at_growing_n(family: str, slack: str, density: int, order: int) -> None:
    constants = theorem_constants(slack, density, order, family=family)  # type: ignore[arg-type]
    assert all(inequality.holds for inequality in constants.verify()), [
        str(i) for i in constants.verify() if not i.holds
    ]


@pytest.mark.parametrize(("family", "growth"), [("rs", 48), ("hermitian", Fraction(64, 3))])
def test_growing_families_are_measured_against_their_growth(family: str, growth: Fraction) -> None:
    constants = theorem_constants("1/2", 3, 3, family=family)  # type: ignore[arg-type]
    assert isinstance(constants, GrowingConstants)
    assert constants.growth == growth
    ratios = []
    for j in (50, 100, 200, 400):
        choice = constants.at(2**j)
        ratios.append(float(choice.lg_dimension) / j**2)
    # From above or below by O(log j / j): the distance shrinks towards the limit.
    distances = [abs(ratio / float(growth) - 1) for ratio in ratios]
    assert distances == sorted(distances, reverse=True)
    assert distances[-1] < 0.05


def test_growing_choice_is_locally_least_and_in_integers_below_n_to_the_delta() -> None:
    constants = theorem_constants("1/2", 3, 3, family="rs")
    choice = constants.at(4096)
    assert choice.q > choice.blocks
    assert choice.q ** (4 * choice.sizes.message_dimension) <= 2**4096
    kappa = ceil(Fraction(3 * 4096, choice.blocks - 1))
    length = 6 * (kappa - 1)
    prime = next(p for p in primerange(length, 4 * length))
    assert prime ** (4 * 2 * (kappa - 1)) > 2**4096
    with pytest.raises(ValueError, match=r"lg_n must lie between 1 and 10\^150, got 1000"):
        theorem_constants("1/2", 4, family="rs").at(10**400)
    with pytest.raises(ValueError, match=r"lg_n must lie between 1 and 10\^150, got 0"):
        constants.at(0)
    with pytest.raises(ValueError, match="lg_n must be large enough for some blocks to keep"):
        theorem_constants("1/2", 3, 3, family="hermitian").at(64)


# ------------------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"slack": 0}, r"slack must be in \(0, k - 1\) = \(0, 2\), got 0"),
        ({"slack": 2}, r"slack must be in .*, got 2"),
        ({"slack": 1, "order": 2}, r"slack must be in \(0, k - 1\) = \(0, 1\), got 1"),
        ({"slack": 0.1}, r"slack must be an int, a Fraction or a string such as '1/10', got 0.1"),
        ({"slack": "a"}, "slack must be an int, .* got 'a'"),
        ({"slack": "1/0"}, "slack must be an int, .* got '1/0'"),
        ({"slack": "1e-30"}, r"message_exponent must be at least 2 \(k - 1\) density / 2\^64"),
        ({"density": 0}, "density must be positive, got 0"),
        ({"density": "1e-400000000"}, "density must have at most 1000 digits"),
        ({"density": "1e400000000"}, "density must have at most 1000 digits"),
        ({"density": 10**5000}, "density must have at most 1000 digits"),
        ({"density": float("nan")}, "density must be an int, .* got nan"),
        ({"density": True}, "density must be an int, .* got True"),
        ({"density": None}, "density must be an int, .* got None"),
        ({"order": 1}, "order must be an integer in 2..64, got 1"),
        ({"order": 10**9}, "order must be an integer in 2..64, got 1000000000"),
        ({"order": True}, "order must be an integer in 2..64, got True"),
        ({"soundness": 1}, r"soundness must be in \(0, 1\), got 1"),
        ({"soundness": 0}, r"soundness must be in \(0, 1\), got 0"),
        ({"message_exponent": "1/2"}, r"message_exponent must be in \(0, slack\) = \(0, 1/2\), got '1/2'"),
        ({"q": 6}, "q must be a prime power, got 6"),
        ({"q": 1}, "q must be a prime power, got 1"),
        ({"q": 2**61 * 3}, "q must be an integer in 1..4611686018427387904, got 6917529027641081856"),
        ({"q": 5}, r"q must make the rate sigma/k - 1/\(q - 1\) positive, got 5 with -1/12; q = 191 would do"),
        ({"q": 7}, r"q must make the rate .* positive, got 7 with 0"),
        ({"q": 53}, r"q must allow the 117 blocks that line 8 .*, got 53: line 5 allows 104; q = 191 would do"),
        ({"q": 64}, r"q must allow the \d+ blocks that line 8 .*, got 64: line 5 allows 12; q = 191 would do"),
        ({"q": 191, "groups": 1}, "q = 521 would do"),
        ({"q": 191, "groups": 96}, r"groups must be at most q/2 = 95 \(line 8 of the proof\), got 96"),
        ({"q": 191, "blocks": 381}, "blocks must be at most the zero-sum-free limit 380 .* got 381"),
        ({"q": 2**61 - 1, "blocks": 10}, r"blocks must be at least \d+ at q = 2305843009213693951"),
        ({"blocks": 400}, "blocks must be left out unless q is given, got 400"),
        ({"q": 191.0}, "q must be an integer in .*, got 191.0"),
        ({"family": "goppa"}, "family must be one of tower, hermitian, rs, got 'goppa'"),
        (
            {"family": "rs", "q": 31},
            "q must be left out with the family 'rs', which changes",
        ),
        ({"formula_only": 1}, "formula_only must be True or False, got 1"),
    ],
)
def test_bad_requests_are_refused_with_the_condition(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        theorem_constants(**{"slack": "1/2", "density": 1, "formula_only": True, **arguments})  # type: ignore[arg-type]


def test_n_below_the_statement_is_refused() -> None:
    constants = tower("1/2", 3, 3)
    for lg_n in (100, constants.least_lg_n - 1):
        with pytest.raises(ValueError, match=f"lg_n must be at least {constants.least_lg_n}, .*, got {lg_n}"):
            constants.at(lg_n)
    for bad in (1e9, "1e400000000", "x", None):
        with pytest.raises(ValueError, match="lg_n must"):
            constants.at(bad)  # type: ignore[arg-type]
