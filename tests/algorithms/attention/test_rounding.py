"""How far bounds move outward, in exact arithmetic."""

from fractions import Fraction

import numpy as np
import pytest

from algorithms.attention.rounding import FEW, MANY, SECOND_ORDER, U, inward, outward, unit_roundoff


@pytest.mark.parametrize(("allowance", "roundings"), [(8 * U, 6), (FEW, 9_000), (MANY, 900_000)])
@pytest.mark.parametrize("value", [1.0, 1 + 2 * U, 2 - 2 * U, 2 / 3, 1e300])
def test_allowances_cover_as_many_roundings_as_they_say(value, allowance, roundings):
    u = Fraction(U)
    # (1 - u)^n >= 1 - n u, and so an upper bound that went down n times was at most value / (1 - n u).
    assert Fraction(outward(value, allowance)) >= Fraction(value) / (1 - roundings * u)
    # (1 + u)^n <= 1 / (1 - n u): a lower bound that went up n times was at least value (1 - n u).
    assert Fraction(inward(value, allowance)) <= Fraction(value) * (1 - roundings * u)


def test_arrays_move_entry_by_entry():
    bounds = np.array([0.0, 1.0, 3.0])
    assert outward(bounds, FEW).tolist() == [outward(x, FEW) for x in (0.0, 1.0, 3.0)]
    assert inward(bounds, FEW).tolist() == [inward(x, FEW) for x in (0.0, 1.0, 3.0)]


def test_terms_of_second_order():
    for n in (1, 100, 10**13):
        first = n * Fraction(U)
        assert first < Fraction(1, 101)
        assert first / (1 - first) <= Fraction(SECOND_ORDER) * first


@pytest.mark.parametrize(("dtype", "unit"), [("float32", 2.0**-24), ("float64", 2.0**-53)])
def test_unit_roundoff_is_the_largest_number_that_one_does_not_notice(dtype, unit):
    assert unit_roundoff(np.dtype(dtype)) == unit
    one = np.ones(1, dtype)
    assert (one + np.array([unit], dtype) == one).all()
    assert (one + np.nextafter(np.array([unit], dtype), one) > one).all()
