"""Closed intervals with rational ends: enclosures of real numbers whose comparisons never guess."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import floor, log2
from typing import TypeVar, Union

from algorithms.display import display, short_repr
from hardness.numbers import digits

Number = Union[int, Fraction, "Interval"]
R = TypeVar("R")

PRECISIONS = (96, 384, 1536, 6144)
"""The precisions in bits that `decided` tries, one after the other."""
_WRITTEN = 1 << 12_000  # from here on, numbers have more digits than Python converts to text
_DECIMALS = 12  # decimal places in JSON


class UndecidedError(ArithmeticError):
    """Two intervals overlap: at this precision, their order is unknown."""


@dataclass(frozen=True)
class Interval:
    """A real number known to lie in ``[lower, upper]``, both ends rational.

    Sums, differences, products and quotients are again enclosures. A comparison returns an answer only if that answer
    is the same for all pairs of points. Otherwise it raises :class:`UndecidedError`, so that no conclusion rests on
    rounding.

    Parameters
    ----------
    lower, upper : int or Fraction
        The ends, ``lower <= upper``.

    Raises
    ------
    ValueError
        If the ends are in the wrong order.

    Examples
    --------
    >>> from hardness.intervals import lg
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
        >>> from hardness.intervals import lg
        >>> lg(10).to_json_value()
        ['3.321928094887', '3.321928094888']
        """
        scale = 10**_DECIMALS
        return [_decimal(floor(self.lower * scale)), _decimal(-floor(-self.upper * scale))]

    def __float__(self) -> float:
        """Return the float nearest to the midpoint; for plots, never for a conclusion."""
        return float((self.lower + self.upper) / 2)

    @display
    def __repr__(self) -> str:
        return f"<{self}, width {_rough(self.upper - self.lower, '.1e')}>"

    @display
    def __str__(self) -> str:
        """Return the decimal digits that both ends share, with at most six places; a power of two if too many."""
        if self.upper < 0:
            return f"-{-self}"
        if self.lower >= _WRITTEN:
            ends = _rough(self.lower), _rough(self.upper)
            return f"{ends[0]}…" if ends[0] == ends[1] else f"[{', '.join(ends)}]"
        for places in range(6, -1, -1):
            scaled = floor(self.lower * 10**places)
            if self.lower >= 0 and scaled == floor(self.upper * 10**places):
                whole, rest = divmod(scaled, 10**places)
                exact = self.lower == self.upper == Fraction(scaled, 10**places)
                text = f"{whole}.{rest:0{places}d}" if places else f"{whole}"
                return text.rstrip("0").rstrip(".") if exact and places else text if exact else f"{text}…"
        return f"[{_rough(self.lower)}, {_rough(self.upper)}]"


def _rough(x: Fraction, form: str = "") -> str:
    """Return a float near x as text, or a nearby power of two if x exceeds the range of floats."""
    if abs(x) < 2**1000:
        return f"{float(x):{form}}"
    return f"{'-' if x < 0 else ''}2^{log2(abs(int(x))):.6g}"


def _decimal(scaled: int) -> str:
    """Write scaled / 10^_DECIMALS exactly, without trailing zeros."""
    whole, rest = divmod(abs(scaled), 10**_DECIMALS)
    return ("-" if scaled < 0 else "") + f"{digits(whole)}.{rest:0{_DECIMALS}d}".rstrip("0").rstrip(".")


def decided(question: Callable[[int], R]) -> R:
    """Answer a question about real numbers at the least precision in `PRECISIONS` that decides it.

    Parameters
    ----------
    question : callable
        ``question(bits)`` computes with enclosures of that precision, and raises :class:`UndecidedError` if they
        overlap.

    Raises
    ------
    UndecidedError
        If thousands of bits do not decide it, as for two equal irrational numbers.

    Examples
    --------
    >>> from hardness.intervals import lg
    >>> decided(lambda bits: lg(3, bits) > Fraction(158496250072115618145373894394781, 10**32))
    True
    """
    for bits in PRECISIONS[:-1]:
        try:
            return question(bits)
        except UndecidedError:
            continue
    return question(PRECISIONS[-1])
