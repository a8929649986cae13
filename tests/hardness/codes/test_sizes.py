"""Code sizes against closed forms and direct counts of pole numbers."""

from fractions import Fraction

import pytest

from hardness.codes.sizes import CodeSizes, hermitian_sizes, reed_solomon_sizes, tower_genus, tower_sizes


def semigroup_gaps(q: int, level: int) -> list[int]:
    """Gaps of the recursion S_1 = N_0, S_m = q S_{m-1} u {i >= q^m - q^ceil(m/2)}."""
    if level == 1:
        return []
    conductor = q**level - q ** ((level + 1) // 2)
    below = set(semigroup_gaps(q, level - 1))
    return [i for i in range(conductor) if i % q or i // q in below]


@pytest.mark.parametrize(("q", "level"), [(2, 5), (3, 2), (3, 4), (4, 3), (5, 3), (7, 2), (11, 1)])
def test_genus_is_the_number_of_gaps_and_the_conductor_follows_the_last_one(q: int, level: int) -> None:
    gaps = semigroup_gaps(q, level)
    assert tower_genus(q, level) == len(gaps) < q**level
    sizes = tower_sizes(q, level, order=2, soundness=Fraction(999, 1000)) if q > 3 else None
    if sizes is not None and gaps:
        assert sizes.conductor == gaps[-1] + 1


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_full_tower_codes_are_the_longest_within_the_soundness(level: int) -> None:
    k, soundness = 3, Fraction(1, 2)
    sizes = tower_sizes(29, level, k, soundness)
    assert sizes.length == 28 * 29**level
    assert sizes.zeros <= soundness * sizes.length < k * (sizes.pole_bound + 1)
    rate = soundness / k - Fraction(1, 28)
    assert sizes.dimension > rate * sizes.length
    assert sizes.message_dimension == (k * sizes.pole_bound + 1 - sizes.genus) - sizes.dimension


@pytest.mark.parametrize("dimension", [1, 2, 700, 3141])
def test_shortened_tower_codes_have_the_dimension_and_just_enough_points(dimension: int) -> None:
    soundness = Fraction(1, 2)
    sizes = tower_sizes(29, 2, 3, soundness, dimension)
    assert sizes.dimension >= dimension
    assert sizes.dimension == dimension or sizes.pole_bound == sizes.conductor
    assert sizes.zeros <= soundness * sizes.length
    assert sizes.zeros > soundness * (sizes.length - 1)
    assert sizes.length <= 28 * 29**2


def test_a_level_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="dimension = 3142 needs 23550 points; level 2 over q = 29 has 23548"):
        tower_sizes(29, 2, 3, Fraction(1, 2), 3142)


def test_reed_solomon_and_hermitian_sizes() -> None:
    rs = reed_solomon_sizes(37, 5, order=3, soundness=Fraction(2, 3))
    assert (rs.length, rs.dimension, rs.message_dimension, rs.zeros) == (18, 5, 8, 12)
    assert (
        reed_solomon_sizes(37, 2, order=5, soundness=Fraction(2, 3)).length == 8
    )  # 5 zeros in 8 points, 7 are too few
    assert reed_solomon_sizes(2, 1, 4, Fraction(1, 2)).length == 1  # constants: one point says all
    hermitian = hermitian_sizes(7, 30, order=2, soundness=Fraction(1, 2))
    assert (hermitian.genus, hermitian.field_order, hermitian.pole_bound, hermitian.length) == (21, 49, 50, 200)
    assert hermitian_sizes(7, 3, 2, Fraction(1, 2)).pole_bound == 41  # never below 2g - 1


def test_bounds_without_riemann_roch_dimensions_are_refused() -> None:
    with pytest.raises(ValueError, match="must be at least 9"):
        CodeSizes(2, 16, 64, genus=6, pole_bound=8, conductor=10)
    with pytest.raises(ValueError, match="must be below the length 64"):
        CodeSizes(2, 16, 64, genus=6, pole_bound=32, conductor=12)
