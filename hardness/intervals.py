"""Certified logarithms: closed intervals with rational ends, rounded outward, for numbers far beyond any float."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import floor, log2
from typing import TypeVar, Union

from algorithms.display import display

Number = Union[int, Fraction, "Interval"]
R = TypeVar("R")

_LADDER = (96, 384, 1536, 6144)  # precisions tried, in bits, until a comparison is decided
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
            raise ValueError(f"lower = {self.lower} exceeds upper = {self.upper}")

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

    Writes x = 2^e y with 1 <= y < 2 and reads off the binary digits of lg y by repeated squaring of an enclosure of y
    in fixed point, rounded outward. When the enclosure straddles 2 the digit is unknown and the work starts again
    with more guard bits. That ends: lg x is irrational unless x is a power of 2, and then it is returned exactly.

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

    Examples
    --------
    >>> print(lg(2**100000), lg(Fraction(1, 8)), lg(10))
    100000 -3 3.321928…
    """
    if isinstance(x, bool) or not isinstance(x, int | Fraction) or x <= 0:
        raise ValueError(f"x = {x!r} must be a positive int or Fraction")
    a, b = Fraction(x).as_integer_ratio()
    exponent = a.bit_length() - b.bit_length()
    if (a << max(-exponent, 0)) < (b << max(exponent, 0)):
        exponent -= 1
    if (a << max(-exponent, 0)) == (b << max(exponent, 0)):
        return Interval.of(exponent)
    point = bits + 64
    while (digits := _mantissa_digits(a, b, exponent, bits, point)) is None:
        point += bits
    return Interval(exponent + Fraction(digits, 1 << bits), exponent + Fraction(digits + 1, 1 << bits))


def _mantissa_digits(a: int, b: int, exponent: int, bits: int, point: int) -> int | None:
    """Return floor(2^bits lg(a / (b 2^exponent))), or None if ``point`` fixed-point bits do not decide it."""
    numerator, denominator = a << max(point - exponent, 0), b << max(exponent - point, 0)
    low, high = numerator // denominator, -(-numerator // denominator)
    two = 2 << point
    digits = 0
    for _ in range(bits):
        low, high = low * low >> point, -(-high * high >> point)
        digits <<= 1
        if low >= two:
            digits += 1
            low, high = low >> 1, -(-high >> 1)
        elif high >= two:
            return None
    return digits


def lg_interval(x: Interval, bits: int = _LADDER[0]) -> Interval:
    """Enclose the binary logarithm of a positive number that is itself known by an enclosure."""
    return Interval(lg(x.lower, bits).lower, lg(x.upper, bits).upper)


@cache
def ln2(bits: int = _LADDER[0]) -> Interval:
    """Enclose log 2 = 2 artanh(1/3) = 2 sum_j 3^-(2j+1) / (2j+1); the tail is below 9/8 of its first term.

    Examples
    --------
    >>> print(ln2())
    0.693147…
    """
    terms = bits // 3 + 2  # 9^-terms < 2^-bits
    partial = sum((Fraction(2, (2 * j + 1) * 3 ** (2 * j + 1)) for j in range(terms)), Fraction(0))
    tail = Fraction(2 * 9, 8 * (2 * terms + 1) * 3 ** (2 * terms + 1))
    return Interval(_rounded(partial, bits, up=False), _rounded(partial + tail, bits, up=True))


def _rounded(x: Fraction, bits: int, up: bool) -> Fraction:
    scaled = x * (1 << bits)
    return Fraction(-floor(-scaled) if up else floor(scaled), 1 << bits)


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
