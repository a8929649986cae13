"""The constants against known values, brute force, mpmath and exact integer substitution."""

from fractions import Fraction
from itertools import product
from math import ceil, floor

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import primerange

from hardness.theory.code_sizes import tower_genus
from hardness.theory.constants import theorem_constants
from hardness.theory.growing_constants import GrowingConstants
from hardness.theory.proof import PROOF
from hardness.theory.search import Request, best_choice, block_limit, least_prime
from hardness.theory.tower_constants import TowerConstants

SLACKS, DENSITIES, ORDERS = ("1/2", "1/10", "1/100"), (1, 4), (2, 3, 4)
REQUESTS = list(product(SLACKS, DENSITIES, ORDERS))


def tower(slack: str, density: int, order: int, **fixed: int) -> TowerConstants:
    constants = theorem_constants(slack, density, order, **fixed)
    assert isinstance(constants, TowerConstants)
    return constants


# ---------------------------------------------------------------- known values, computed by hand from the formulas


@pytest.mark.parametrize(
    ("order", "primes"), [(2, (29, 151, 2237)), (3, (53, 347, 4919)), (4, (89, 557, 7789))], ids=["k=2", "k=3", "k=4"]
)
def test_least_primes_along_the_lengths_of_the_tower(order: int, primes: tuple[int, ...]) -> None:
    assert tuple(tower(slack, 1, order).one_group.q for slack in SLACKS) == primes


@pytest.mark.parametrize(
    ("density", "delta", "q", "lg_C"), [(1, Fraction(1, 2), 29, 969), (4, Fraction(1, 10), 787, 59717)]
)
def test_known_constants_along_the_lengths_of_the_tower(density: int, delta: Fraction, q: int, lg_C: int) -> None:
    constants = theorem_constants(1, density, 3, message_exponent=delta)
    assert isinstance(constants, TowerConstants)
    alone = constants.one_group
    assert (alone.q, round(float(alone.lg_C))) == (q, lg_C)
    rate = Fraction(1, 6) - Fraction(1, q - 1)
    with mpmath.workdps(60):
        need = mpmath.mpf(2) / 3 * density / delta * mpmath.log(q, 2) * rate.denominator / rate.numerator
        assert alone.blocks == int(mpmath.ceil(need)) <= 2 * (q - 1)
        length = mpmath.mpf(density) * rate.denominator / (alone.blocks * rate.numerator * mpmath.log(2))
        true = mpmath.log(length, 2) + 4 * alone.blocks * mpmath.log(q, 2)
        assert abs(true - mpmath.mpf(float(alone.lg_C))) < 1e-9


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
    constants = tower("1/2", 1, 2)
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
    with pytest.raises(ValueError, match=r"blocks = \d+ is too small at q = \d+: line 8 of the proof needs at least"):
        tower(slack, density, order, q=good.q, blocks=needed - 1, groups=good.groups)
    assert [i.line for i in TowerConstants(good.request, good.q, needed - 1, good.groups).verify() if not i.holds] == [
        8
    ]
    assert all(i.holds for i in TowerConstants(good.request, good.q, needed, good.groups).verify())


def test_far_too_small_blocks_really_send_too_many_messages() -> None:
    good = tower("1/10", 1, 3)
    broken = TowerConstants(good.request, good.q, floor(good.request.load), good.groups)  # T < A
    assert 6 in [inequality.line for inequality in broken.verify() if not inequality.holds]
    # Whatever the level, dim C'_0 >= (k - 1)(kappa - 1): with T < A = load lg q these words are too long for n^delta.
    lg_n, T = 10**9, broken.blocks
    with mpmath.workprec(200):
        assert 2 * (3 - 1) * (mpmath.mpf(lg_n) / T - 1) * mpmath.log(good.q, 2) > mpmath.mpf(lg_n) / 20


@pytest.mark.parametrize(
    ("change", "line"),
    [({"blocks": 381}, 5), ({"groups": 2}, 8), ({"groups": 96}, 8), ({"q": 7}, 2)],
)
def test_verify_names_the_line_that_wrong_parameters_break(change: dict[str, int], line: int) -> None:
    good = tower("1/2", 1, 3)
    assert (good.q, good.groups) == (191, 3)
    wrong = TowerConstants(good.request, **{"q": 191, "blocks": good.blocks, "groups": 3, **change})
    assert line in [inequality.line for inequality in wrong.verify() if not inequality.holds]


# ------------------------------------------------------------------------------------------------------ the search


@pytest.mark.parametrize(
    ("slack", "order", "delta"), [("1/2", 2, None), ("1/2", 3, None), ("9/10", 2, "8/10"), (1, 3, "1/2")]
)
def test_the_choice_is_the_best_of_all_that_brute_force_finds(slack: str, order: int, delta: str | None) -> None:
    constants = theorem_constants(slack, 1, order, message_exponent=delta)
    assert isinstance(constants, TowerConstants)
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
    with pytest.raises(ValueError, match="q = 12 must be a prime power"):
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
        constants = theorem_constants("1/2", 1, order)
        assert isinstance(constants, TowerConstants)
        root = Fraction(constants.confidence)
        assert constants.error == error
        # half of 1/(1 + 1/sqrt(kap)) - 1/(1 + sqrt(kap)), squared out so that no root is taken
        assert (2 * error) ** 2 * (root + 1 + 2 * max(4, 2 ** (order - 1))) == root + 1 - 2 * max(4, 2 ** (order - 1))
        assert constants.confidence >= 4 ** (order - 1)
        difference = constants.lg_C_paper - constants.lg_C
        assert difference.upper - 1 < Fraction(1, 2**80)
        assert constants.lg_C_a > constants.lg_C


@pytest.mark.parametrize(("slack", "density", "order"), [("1/2", 1, 2), ("1/10", 4, 3), ("1/100", 1, 4)])
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
    values = {value.symbol: value for value in tower("1/2", 1, 3).values()}
    assert all(value.line in PROOF for value in values.values())
    assert values["rho"].value == Fraction(1, 6) - Fraction(1, 190)
    assert str(values["q^2"]) == "q^2 = 36481  (field of the codes; line 3)"
    assert "…" in str(values["lg C"])


def test_fixed_parameters_are_used() -> None:
    constants = tower("1/2", 1, 3, q=521, groups=1, blocks=1030)
    assert (constants.q, constants.blocks, constants.groups) == (521, 1030, 1)
    assert tower("1/2", 1, 3, groups=1).q == 521
    assert tower("1/2", 1, 3, q=199).groups == 3


# ------------------------------------------------------------------------------------------------- growing fields


@pytest.mark.parametrize("family", ["rs", "hermitian"])
@pytest.mark.parametrize(("slack", "density", "order"), [("1/2", 1, 3), ("1/100", 4, 4), ("1/10", 4, 2)])
def test_growing_families_satisfy_the_proof_at_growing_n(family: str, slack: str, density: int, order: int) -> None:
    constants = theorem_constants(slack, density, order, family=family)  # type: ignore[arg-type]
    assert all(inequality.holds for inequality in constants.verify()), [
        str(i) for i in constants.verify() if not i.holds
    ]


@pytest.mark.parametrize(("family", "growth"), [("rs", 16), ("hermitian", Fraction(64, 9))])
def test_growing_families_are_measured_against_their_growth(family: str, growth: Fraction) -> None:
    constants = theorem_constants("1/2", 1, 3, family=family)  # type: ignore[arg-type]
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
    constants = theorem_constants("1/2", 1, 3, family="rs")
    choice = constants.at(4096)
    assert choice.q > choice.blocks
    assert choice.q ** (4 * choice.sizes.message_dimension) <= 2**4096
    kappa = ceil(Fraction(4096, choice.blocks - 1))
    length = 6 * (kappa - 1)
    prime = next(p for p in primerange(length, 4 * length))
    assert prime ** (4 * 2 * (kappa - 1)) > 2**4096
    with pytest.raises(ValueError, match="lg_n = 0 must be at least 1"):
        constants.at(0)
    with pytest.raises(ValueError, match="too small: no number of blocks"):
        theorem_constants("1/2", 1, 3, family="hermitian").at(64)


# ------------------------------------------------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"slack": 0}, r"slack = 0 must be in \(0, k - 1\) = \(0, 2\)"),
        ({"slack": 2}, r"slack = 2 must be in"),
        ({"slack": 1, "order": 2}, r"slack = 1 must be in \(0, k - 1\) = \(0, 1\)"),
        ({"slack": 0.1}, r"slack = 0.1 must be an int, a Fraction or a string"),
        ({"slack": "a"}, "slack = 'a' must be"),
        ({"slack": "1/0"}, "slack = '1/0' must be"),
        ({"density": 0}, "density = 0 must be positive"),
        ({"order": 1}, "order = 1 must be an integer >= 2"),
        ({"order": True}, "order = True must be"),
        ({"soundness": 1}, r"soundness = 1 must be in \(0, 1\)"),
        ({"soundness": 0}, r"soundness = 0 must be in \(0, 1\)"),
        ({"message_exponent": "1/2"}, r"message_exponent = 1/2 must be in \(0, slack\)"),
        ({"q": 6}, "q = 6 must be a prime power"),
        ({"q": 5}, r"q = 5: the rate sigma/k - 1/\(q - 1\) = -1/12 is not positive; q = 191 would do"),
        ({"q": 7}, r"rate .* = 0 is not positive"),
        ({"q": 53}, r"q = 53: line 8 of the proof needs 117 blocks, line 5 allows 104; q = 191 would do"),
        ({"q": 64}, r"q = 64: line 8 of the proof needs \d+ blocks, line 5 allows 12; q = 191 would do"),
        ({"q": 191, "groups": 1}, "q = 521 would do"),
        ({"q": 191, "groups": 96}, r"groups = 96 must be at most q/2 = 95"),
        ({"q": 191, "blocks": 381}, "exceeds the zero-sum-free limit 380"),
        ({"blocks": 400}, "together with q only"),
        ({"q": 191.0}, "q = 191.0 must be a positive integer"),
        ({"family": "goppa"}, "family = 'goppa' must be"),
        ({"family": "rs", "q": 31}, "changes them with n"),
    ],
)
def test_bad_requests_are_refused_with_the_condition(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        theorem_constants(**{"slack": "1/2", "density": 1, **arguments})  # type: ignore[arg-type]


def test_n_below_the_statement_is_refused() -> None:
    constants = tower("1/2", 1, 3)
    with pytest.raises(ValueError, match="lg_n = 100 must be at least 34308"):
        constants.at(100)
