"""Certified logarithms: closed intervals with rational ends, rounded outward, for numbers far beyond any float."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import floor, log2
from typing import TypeVar, Union

from algorithms.display import display, short_repr

Number = Union[int, Fraction, "Interval"]
R = TypeVar("R")

_LADDER = (96, 384, 1536, 6144)  # precisions tried, in bits, until a comparison is decided
_GUARD_BITS = 64  # beyond the precision that is asked for; rounding in the series costs about 12
_WRITTEN = 1 << 12_000  # from here on, numbers have more digits than Python writes
_DECIMALS = 12  # after the point, in JSON


class UndecidedError(ArithmeticError):
    """Two intervals overlap: at this precision their order is not known."""


@dataclass(frozen=True)
class Interval:
    """A real number known to lie in ``[lower, upper]``, both ends rational.

    Sums, differences, products and quotients are again enclosures. A comparison is answered only if it holds for all
    pairs of points; otherwise it raises :class:`UndecidedError`, so that no conclusion ever rests on rounding.

    Parameters
    ----------
    lower, upper : int or Fraction
        Ends, ``lower <= upper``.

    Raises
    ------
    ValueError
        If the ends are in the wrong order.

    Examples
    --------
    >>> lg(3) + lg(5) - lg(15) < Fraction(1, 10**20)
    True
    >>> print(1000 * lg(3))
    1584.962500…
    """

    lower: Fraction
    upper: Fraction

    def __post_init__(self) -> None:
        if self.lower > self.upper:
            raise ValueError(f"lower must be at most upper = {short_repr(self.upper)}, got {short_repr(self.lower)}")

    @classmethod
    def of(cls, value: Number) -> "Interval":
        """Return ``value`` as an interval, a single point for an exact number."""
        return value if isinstance(value, Interval) else cls(Fraction(value), Fraction(value))

    def __add__(self, other: Number) -> "Interval":
        other = Interval.of(other)
        return Interval(self.lower + other.lower, self.upper + other.upper)

    def __neg__(self) -> "Interval":
        return Interval(-self.upper, -self.lower)

    def __sub__(self, other: Number) -> "Interval":
        return self + -Interval.of(other)

    def __rsub__(self, other: Number) -> "Interval":
        return -self + other

    def __mul__(self, other: Number) -> "Interval":
        other = Interval.of(other)
        corners = [a * b for a in (self.lower, self.upper) for b in (other.lower, other.upper)]
        return Interval(min(corners), max(corners))

    __radd__ = __add__
    __rmul__ = __mul__

    def __truediv__(self, other: Number) -> "Interval":
        other = Interval.of(other)
        if other.lower <= 0 <= other.upper:
            raise ZeroDivisionError(f"the divisor {other} may be 0")
        return self * Interval(1 / other.upper, 1 / other.lower)

    def __rtruediv__(self, other: Number) -> "Interval":
        return Interval.of(other) / self

    def __le__(self, other: Number) -> bool:
        other = Interval.of(other)
        if self.upper <= other.lower:
            return True
        if self.lower > other.upper:
            return False
        raise UndecidedError(f"{self!r} <= {other!r} is not decided")

    def __lt__(self, other: Number) -> bool:
        return not Interval.of(other) <= self

    def __ge__(self, other: Number) -> bool:
        return Interval.of(other) <= self

    def __gt__(self, other: Number) -> bool:
        return not self <= other

    def __ceil__(self) -> int:
        return -floor(-self)

    def __floor__(self) -> int:
        if floor(self.lower) != floor(self.upper):
            raise UndecidedError(f"the integer part of {self!r} is not decided")
        return floor(self.lower)

    def to_json_value(self) -> list[str]:
        """Return two decimal strings with at most 12 digits after the point, rounded outward.

        Examples
        --------
        >>> lg(10).to_json_value()
        ['3.321928094887', '3.321928094888']
        """
        scale = 10**_DECIMALS
        return [_decimal(floor(self.lower * scale)), _decimal(-floor(-self.upper * scale))]

    def __float__(self) -> float:
        """Return the float nearest to the midpoint: for plots, never for a conclusion."""
        return float((self.lower + self.upper) / 2)

    @display
    def __repr__(self) -> str:
        return f"<{self}, width {_rough(self.upper - self.lower, '.1e')}>"

    @display
    def __str__(self) -> str:
        """Return the decimal digits that both ends share, at most six after the point; a power of two if too many."""
        if self.upper < 0:
            return f"-{-self}"
        if self.lower >= _WRITTEN:
            ends = _rough(self.lower), _rough(self.upper)
            return f"{ends[0]}…" if ends[0] == ends[1] else f"[{', '.join(ends)}]"
        for digits in range(6, -1, -1):
            scaled = floor(self.lower * 10**digits)
            if self.lower >= 0 and scaled == floor(self.upper * 10**digits):
                whole, rest = divmod(scaled, 10**digits)
                exact = self.lower == self.upper == Fraction(scaled, 10**digits)
                text = f"{whole}.{rest:0{digits}d}" if digits else f"{whole}"
                return text.rstrip("0").rstrip(".") if exact and digits else text if exact else f"{text}…"
        return f"[{_rough(self.lower)}, {_rough(self.upper)}]"


def _rough(x: Fraction, form: str = "") -> str:
    """Return a float near x as text, or a power of two near it where floats end."""
    if abs(x) < 2**1000:
        return f"{float(x):{form}}"
    return f"{'-' if x < 0 else ''}2^{log2(abs(int(x))):.6g}"


def _decimal(scaled: int) -> str:
    """Write scaled / 10^_DECIMALS exactly, without zeros at the end."""
    whole, rest = divmod(abs(scaled), 10**_DECIMALS)
    return ("-" if scaled < 0 else "") + f"{whole}.{rest:0{_DECIMALS}d}".rstrip("0").rstrip(".")


@cache
def lg(x: int | Fraction, bits: int = _LADDER[0]) -> Interval:
    """Enclose the binary logarithm of a positive rational number.

    The result is the cell [j, j + 1] / 2^bits of the grid that holds lg x. Write x = 2^e y with 2/3 <= y <= 4/3. Then
    lg x = e + artanh((y - 1)/(y + 1)) / artanh(1/3). Where enclosures of the two artanh do not decide the cell, the
    work starts again with more guard bits. That ends: lg x is irrational unless x is a power of 2, and then it is
    returned exactly.

    Parameters
    ----------
    x : int or Fraction
        Positive, of any size.
    bits : int
        The width of the enclosure is at most 2^-bits.

    Raises
    ------
    ValueError
        If x is not a positive int or Fraction (a float is not the number that its user means).

    Notes
    -----
    Not by ``mpmath.iv``: its version 1.3 rounds a logarithm that it knows nearly, so that at 53 bits its enclosure of
    log(1 + 2^-35) does not hold that number. The time for 200 fractions is 5, 9 and 98 ms at 96, 384 and 1536 bits, and
    8, 12 and 51 ms there.

    Examples
    --------
    >>> print(lg(2**100000), lg(Fraction(1, 8)), lg(10))
    100000 -3 3.321928…
    """
    if isinstance(x, bool) or not isinstance(x, int | Fraction) or x <= 0:
        raise ValueError(f"x must be a positive int or Fraction, got {short_repr(x)}")
    a, b = x.as_integer_ratio()
    exponent = a.bit_length() - b.bit_length()
    a, b = a << max(-exponent, 0), b << max(exponent, 0)
    if 3 * a > 4 * b:
        b, exponent = 2 * b, exponent + 1
    elif 3 * a < 2 * b:
        a, exponent = 2 * a, exponent - 1
    if a == b:
        return Interval.of(exponent)

    def enclose(point: int) -> tuple[int, int]:
        (low, high), (unit_low, unit_high) = _artanh(abs(a - b), a + b, point), _artanh_of_third(point)
        return (low << bits) // unit_high, -((-high << bits) // unit_low)

    rest = _cell(enclose, bits)
    return exponent + rest if a > b else exponent - rest


@cache
def ln2(bits: int = _LADDER[0]) -> Interval:
    """Enclose log 2 = 2 artanh(1/3) by the cell [j, j + 1] / 2^bits of the grid that holds it.

    Examples
    --------
    >>> print(ln2())
    0.693147…
    """

    def enclose(point: int) -> tuple[int, int]:
        low, high = _artanh_of_third(point)
        return low >> (point - bits - 1), -(-high >> (point - bits - 1))

    return _cell(enclose, bits)


def lg_interval(x: Interval, bits: int = _LADDER[0]) -> Interval:
    """Enclose the binary logarithm of a positive number that is itself known by an enclosure."""
    return Interval(lg(x.lower, bits).lower, lg(x.upper, bits).upper)


def _cell(enclose: Callable[[int], tuple[int, int]], bits: int) -> Interval:
    """Return the cell of the grid 2^-bits that holds an irrational number.

    ``enclose(point)`` returns numbers of the grid on both sides of it, computed with ``point`` binary places.
    """
    point = bits + _GUARD_BITS
    while (ends := enclose(point))[1] - ends[0] > 1:
        point *= 2
    return Interval(Fraction(ends[0], 1 << bits), Fraction(ends[1], 1 << bits))


def _artanh(a: int, b: int, point: int) -> tuple[int, int]:
    """Return integers that enclose 2^point artanh(z), z = a/b, for 0 < z <= 1/3.

    The sum of z^j / j over odd j, in units of 2^-point. Everything is rounded down: z is less than 1 too small, z^2
    less than 2/3 + 1, and a power that follows one less than e too small is less than e/9 + (2/3 + 1)/3 + 1 too small.
    So all powers are less than 2 too small, and all terms less than 3. The first power that is rounded to 0 is below
    2, and from there on terms decrease at least as fast as a geometric series with ratio 1/9: their sum is below 3.
    """
    power = (a << point) // b
    square = power * power >> point
    total, terms = 0, 0
    while power:
        total += power // (2 * terms + 1)
        power = power * square >> point
        terms += 1
    return total, total + 3 * (terms + 1)


@cache
def _artanh_of_third(point: int) -> tuple[int, int]:
    return _artanh(1, 3, point)


def decided(question: Callable[[int], R]) -> R:
    """Answer a question about real numbers at the least precision that decides it.

    Parameters
    ----------
    question : callable
        ``question(bits)`` computes with enclosures of that precision and raises :class:`UndecidedError` if they
        overlap.

    Raises
    ------
    UndecidedError
        If thousands of bits do not decide it, as for two equal irrational numbers.

    Examples
    --------
    >>> decided(lambda bits: lg(3, bits) > Fraction(158496250072115618145373894394781, 10**32))
    True
    """
    for bits in _LADDER[:-1]:
        try:
            return question(bits)
        except UndecidedError:
            continue
    return question(_LADDER[-1])
