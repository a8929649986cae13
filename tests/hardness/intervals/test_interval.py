"""Intervals contain what they must, and comparisons never guess."""

from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardness.intervals import Interval, UndecidedError, decided, lg, lg_interval

rational = st.fractions(min_value=-1000, max_value=1000, max_denominator=1000)


@given(rational, rational, rational, rational, st.fractions(0, 1), st.fractions(0, 1))
@settings(deadline=None, max_examples=200)
def test_arithmetic_contains_every_pointwise_result(
    a: Fraction, b: Fraction, c: Fraction, d: Fraction, s: Fraction, t: Fraction
) -> None:
    x, y = Interval(min(a, b), max(a, b)), Interval(min(c, d), max(c, d))
    p, q = x.lower + s * (x.upper - x.lower), y.lower + t * (y.upper - y.lower)

    def contains(interval: Interval, value: Fraction) -> bool:
        return interval.lower <= value <= interval.upper

    assert contains(x + y, p + q)
    assert contains(x - y, p - q)
    assert contains(x * y, p * q)
    assert contains(3 - x, 3 - p)
    if y.lower > 0 or y.upper < 0:
        assert contains(x / y, p / q)
        assert contains(1 / y, 1 / q)
    else:
        with pytest.raises(ZeroDivisionError):
            x / y


def test_comparisons_are_decided_only_when_all_points_agree() -> None:
    low, high, wide = (
        Interval(Fraction(0), Fraction(1)),
        Interval(Fraction(1), Fraction(2)),
        Interval.of(Fraction(1, 2)),
    )
    assert low <= high
    assert not Interval(Fraction(3, 2), Fraction(2)) <= low
    assert low <= 2
    assert low < Fraction(3, 2)
    for comparison in (lambda: low <= wide, lambda: low < high, lambda: high > low, lambda: low >= wide):
        with pytest.raises(UndecidedError):
            comparison()
    with pytest.raises(UndecidedError):
        floor(Interval(Fraction(1, 2), Fraction(3, 2)))
    assert (floor(Interval.of(Fraction(-7, 2))), ceil(Interval.of(Fraction(-7, 2)))) == (-4, -3)
    with pytest.raises(ValueError, match="lower must be at most upper = Fraction\\(0, 1\\), got Fraction\\(1, 1\\)"):
        Interval(Fraction(1), Fraction(0))


def test_decided_raises_the_precision_until_it_suffices() -> None:
    # lg 3 and this rational differ by less than 2^-200, so 96 bits cannot tell them apart.
    near = lg(3, 220).lower
    with pytest.raises(UndecidedError):
        assert lg(3, 96) <= near
    assert decided(lambda bits: lg(3, bits) >= near)


def test_printed_digits_are_shared_by_both_ends() -> None:
    assert str(lg(10)) == "3.321928…"
    assert str(Interval.of(Fraction(5, 2))) == "2.5"
    assert str(Interval.of(1000)) == "1000"
    assert str(-lg(10)) == "-3.321928…"
    assert str(lg_interval(Interval(Fraction(4), Fraction(5)))) == "2…"
    assert float(lg(10)) == pytest.approx(3.321928094887362, abs=1e-15)


def test_ends_in_json_are_rounded_outward() -> None:
    tiny = Fraction(1, 10**13)
    assert Interval(1 - tiny, 1 + tiny).to_json_value() == ["0.999999999999", "1.000000000001"]
    assert Interval(-1 - tiny, tiny - 1).to_json_value() == ["-1.000000000001", "-0.999999999999"]
    assert Interval.of(Fraction(-7, 4)).to_json_value() == ["-1.75", "-1.75"]
    low, high = Interval.of(Fraction(10**5000, 3)).to_json_value()
    assert (low, high) == (f"{5000 * '3'}.{12 * '3'}", f"{5000 * '3'}.{11 * '3'}4")
