"""The constants over the tower against values by hand, mpmath and the limits of the formulas."""

from fractions import Fraction
from functools import partial
from math import ceil

import mpmath
import pytest

from hardness.theory.constants.parameters import theorem_constants
from hardness.theory.constants.tower import TowerConstants

SLACKS, DENSITIES = ("1/2", "1/10", "1/100"), (4, 6)
tower = theorem_constants
formula = partial(theorem_constants, formula_only=True)  # at a density that superset sums refute: regressions


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


def test_errors_and_paddings_are_those_of_the_two_constructions() -> None:
    for order, error in ((2, Fraction(3, 10)), (3, Fraction(3, 10)), (4, Fraction(7, 18)), (5, Fraction(15, 34))):
        constants = tower("1/2", order, order)
        root = Fraction(constants.separation)
        assert constants.error == error
        # half of 1/(1 + 1/sqrt(sep)) - 1/(1 + sqrt(sep)), squared out so that no root is taken
        assert (2 * error) ** 2 * (root + 1 + 2 * max(4, 2 ** (order - 1))) == root + 1 - 2 * max(4, 2 ** (order - 1))
        assert constants.separation >= 4 ** (order - 1)
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
        weight = (k - 1 + mpmath.log(constants.separation, 2) / start) / eps
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


def test_every_n_costs_one_plus_k_over_sigma_times_the_tower_s_own_lengths_in_the_limit() -> None:
    def factor(slack: str) -> Fraction:
        constants = theorem_constants(slack, 3)
        assert isinstance(constants, TowerConstants)
        return constants.lg_C.lower / constants.one_group.lg_C.lower

    factors = [float(factor(slack)) for slack in ("1/2", "1/10000", "1/1000000000")]
    assert round(factors[0], 1) == 13.3
    assert factors == sorted(factors, reverse=True)
    assert 7 < factors[-1] < 8.1  # 1 + k/sigma = 7; the rest is a quotient of logarithms of the fields
