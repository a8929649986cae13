"""The constants over the tower, substituted into the proof: by `verify`, and in integers and mpmath beside it."""

from fractions import Fraction
from functools import partial
from itertools import product
from math import ceil, floor

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardness.codes.curves import tower_genus
from hardness.theory.constants.parameters import theorem_constants
from hardness.theory.constants.proof import PROOF
from hardness.theory.constants.tower import TowerConstants

SLACKS, DENSITIES, ORDERS = ("1/2", "1/10", "1/100"), (4, 6), (2, 3, 4)
REQUESTS = list(product(SLACKS, DENSITIES, ORDERS))
tower = theorem_constants
formula = partial(theorem_constants, formula_only=True)  # at a density that superset sums refute: regressions


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
    assert choice.sizes.zeros % k == 0
    u, N, G = choice.sizes.zeros // k, choice.sizes.length, choice.groups
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
        # beta of the calibrated padding at d' = C log n columns, t = N, eps = 1/2, sep = max(16, 4^(k-1))
        beta = lg_C + mpmath.log(natural * 2 * ((k - 1) * natural + mpmath.log(constants.separation)) / N, 2)
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


def test_values_name_a_line_of_the_proof_and_print_in_full() -> None:
    values = {value.symbol: value for value in formula("1/2", 1, 3).values()}
    assert all(value.line in PROOF for value in values.values())
    assert values["rho"].value == Fraction(1, 6) - Fraction(1, 190)
    assert str(values["q^2"]) == "q^2 = 36481  (field of the codes; line 3)"
    assert "…" in str(values["lg C"])


def test_n_below_the_statement_is_refused() -> None:
    constants = tower("1/2", 3, 3)
    for lg_n in (100, constants.least_lg_n - 1):
        with pytest.raises(ValueError, match=f"lg_n must be at least {constants.least_lg_n}, .*, got {lg_n}"):
            constants.at(lg_n)
    for bad in (1e9, "1e400000000", "x", None):
        with pytest.raises(ValueError, match="lg_n must"):
            constants.at(bad)  # type: ignore[arg-type]
