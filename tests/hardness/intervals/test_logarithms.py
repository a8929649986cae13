"""Logarithms are enclosed; the oracles are Arb and mpmath."""

from collections.abc import Iterator
from fractions import Fraction
from random import Random

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardness.intervals import Interval, UndecidedError, decided, lg, ln2, logarithms

positive = st.fractions(min_value=Fraction(1, 10**9), max_value=10**9)


def mp(x: Fraction) -> mpmath.mpf:
    return mpmath.mpf(x.numerator) / x.denominator


@given(x=positive, bits=st.integers(1, 200))
@settings(deadline=None, max_examples=150)
def test_lg_encloses_the_true_logarithm_within_its_width(x: Fraction, bits: int) -> None:
    with mpmath.workprec(600):
        true = mpmath.log(mp(x), 2)
        enclosure = lg(x, bits)
        assert mp(enclosure.lower) <= true <= mp(enclosure.upper)
    assert enclosure.upper - enclosure.lower <= Fraction(1, 2**bits)


def test_lg_of_powers_of_two_is_exact_and_of_huge_numbers_additive() -> None:
    assert lg(2**12345) == Interval.of(12345)
    assert lg(Fraction(1, 2**77)) == Interval.of(-77)
    power, factor = lg(3**20011), 20011 * lg(3, 150)
    assert abs(power.lower - factor.lower) < Fraction(1, 2**90)
    with pytest.raises(UndecidedError):
        decided(lambda bits: 2 * lg(3, bits) <= lg(9, bits))


def test_lg_next_to_a_power_of_two_needs_more_guard_bits_and_gets_them() -> None:
    tiny = Fraction(1, 2**400)
    above, below = lg(1 + tiny), lg(1 - tiny)
    assert above.lower >= 0
    assert above.upper <= Fraction(1, 2**96)
    assert below.upper <= 0
    assert below.lower >= -Fraction(1, 2**96)


def test_digits_are_right_even_without_guard_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    places: list[int] = []
    monkeypatch.setattr(logarithms, "_GUARD_BITS", 0)
    monkeypatch.setattr(
        logarithms, "_artanh_of_third", lambda point: places.append(point) or logarithms._artanh(1, 3, point)
    )
    for odd in range(3, 2000, 2):
        cell = lg.__wrapped__(odd, 10)
        # floor(1024 lg odd), from an integer power
        digits = (odd**1024).bit_length() - 1
        assert cell == Interval(Fraction(digits, 1024), Fraction(digits + 1, 1024))
    assert {10, 20} < set(places) < {10, 20, 40, 80}  # 10 places leave some cells open, and more are then taken


def test_the_series_encloses_artanh_at_every_number_of_places() -> None:
    with mpmath.workprec(200):
        for b in range(3, 60):
            for a in range(1, b // 3 + 1):
                true = mpmath.atanh(mpmath.mpf(a) / b)
                for point in (1, 2, 5, 8, 13, 21):
                    low, high = logarithms._artanh(a, b, point)
                    assert low < true * 2**point < high
                    assert high - low <= 3 * (2 + point // 3)  # z^2 <= 1/9 takes three places per term


def _inputs(count: int) -> Iterator[tuple[int | Fraction, int]]:
    """Draw numbers of every size, near 1 and near powers of two, and precisions: the higher, the fewer."""
    random = Random(7)
    for _ in range(count):
        n, e = random.randrange(2, 10**9), random.randrange(1, 2000)
        x = random.choice(
            [n % 1000 + 2, n, Fraction(n, random.randrange(1, 10**9)), 1 + Fraction(1, n), 1 - Fraction(1, 2**e),
             1 + Fraction(n, 2**e), Fraction(2) ** (e - 1000), 2**e + 1, 2**e - 1, 3**e, Fraction(n, 7**e), n * 10**e]
        )  # fmt: skip
        yield x, random.choices([96, 384, 1536, 6144], [700, 220, 76, 4])[0]


def test_lg_is_the_cell_of_its_grid_that_holds_the_value_of_arb() -> None:
    flint = pytest.importorskip("flint", reason="python-flint has no wheel here")

    def ends(a: int, b: int, bits: int) -> tuple[Fraction, Fraction]:
        with flint.ctx.workprec(bits):
            ball = flint.arb(flint.fmpq(a, b)).log() / flint.arb.const_log2()
            low, high = (point.man_exp() for point in (ball.lower(), ball.upper()))
        return int(low[0]) * Fraction(2) ** int(low[1]), int(high[0]) * Fraction(2) ** int(high[1])

    for x, bits in _inputs(10_000):
        a, b = x.as_integer_ratio()
        cell = lg.__wrapped__(x, bits)
        if a & (a - 1) == 0 == b & (b - 1):
            assert cell == Interval.of(a.bit_length() - b.bit_length())
            continue
        low, high = ends(a, b, bits + 100)
        if low <= cell.lower or high >= cell.upper:  # x may be as near to a power of two as 2^-2000
            low, high = ends(a, b, bits + 4100)
        assert cell.lower < low <= high < cell.upper
        assert cell.upper - cell.lower == Fraction(1, 2**bits)
        assert (cell.lower * 2**bits).denominator == 1


def test_numbers_of_100_000_digits_stay_exact() -> None:
    huge = 10**100_000
    ten, above, below = lg(huge), lg(huge + 1), lg(huge - 1)
    assert ten == above == below  # they differ by 10^-100000
    assert 100_000 * lg(10, 200) < ten.upper
    assert 100_000 * lg(10, 200) > ten.lower
    assert lg(Fraction(huge + 1, huge)) == Interval(Fraction(0), Fraction(1, 2**96))
    assert lg(Fraction(huge - 1, huge)) == Interval(-Fraction(1, 2**96), Fraction(0))
    assert Interval.of(huge) < huge + 1
    assert not Interval.of(huge + 1) <= huge


@pytest.mark.parametrize("bad", [0, -3, Fraction(-1, 2), 1.5, "2", True])
def test_lg_refuses_what_is_not_a_positive_exact_number(bad: object) -> None:
    with pytest.raises(ValueError, match="x must be a positive int or Fraction, got"):
        lg(bad)  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", [0, -96, 2.5, "96", None])
def test_a_precision_is_a_positive_number_of_bits(bad: object) -> None:
    for enclose in (lambda: lg(3, bad), lambda: ln2(bad)):  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="bits must be an integer >= 1, got"):
            enclose()


@pytest.mark.parametrize("bits", [8, 96, 1000])
def test_ln2_encloses_log_2(bits: int) -> None:
    with mpmath.workprec(bits + 100):
        enclosure = ln2(bits)
        assert mp(enclosure.lower) < mpmath.log(2) < mp(enclosure.upper)
    assert enclosure.upper - enclosure.lower == Fraction(1, 2**bits)
