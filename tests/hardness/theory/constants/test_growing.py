"""The parameters over fields that grow with n: the proof at single n, the limit, and a choice that is least."""

from fractions import Fraction
from math import ceil

import pytest
from sympy import primerange

from hardness.theory.constants.growing import GrowingConstants
from hardness.theory.constants.parameters import theorem_constants


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
    with pytest.raises(ValueError, match=r"lg_n must be between 1 and 10\^150, got 1000"):
        theorem_constants("1/2", 4, family="rs").at(10**400)
    with pytest.raises(ValueError, match=r"lg_n must be between 1 and 10\^150, got 0"):
        constants.at(0)
    with pytest.raises(ValueError, match="lg_n must be large enough for some blocks to keep"):
        theorem_constants("1/2", 3, 3, family="hermitian").at(64)
