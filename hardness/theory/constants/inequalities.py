"""Records: an inequality of the proof with numbers substituted, and a constant with its line."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from algorithms.display import display, fields_repr
from hardness.intervals import Interval, Number
from hardness.numbers import format_integer, json_value


@dataclass(frozen=True)
class Inequality:
    """One inequality of the proof with numbers substituted.

    Attributes
    ----------
    line : int
        Key of :data:`hardness.theory.constants.proof.PROOF`.
    statement : str
        The inequality in symbols.
    left, right : int, Fraction or Interval
        Its two sides.
    holds : bool
        Whether it holds; decided by exact arithmetic or by disjoint enclosures.
    least_lg_n : Interval or Fraction
        lg of the least n from which on it holds; 0 if it does not involve n.
    """

    line: int
    statement: str
    left: Number
    right: Number
    holds: bool
    least_lg_n: Number = Fraction(0)

    __repr__ = fields_repr

    def to_json_value(self) -> dict[str, Any]:
        """Return the fields as JSON values; a side is [lower, upper], with equal ends for an exact number."""
        sides = {name: _ends(getattr(self, name)) for name in ("left", "right", "least_lg_n")}
        return {**vars(self), **sides}

    @display
    def __str__(self) -> str:
        sides = f"{_format_number(self.left)} and {_format_number(self.right)}"
        return f"line {self.line}: {self.statement}: {sides}: {'holds' if self.holds else 'FAILS'}"


@dataclass(frozen=True)
class Value:
    """A constant of the theorem, with its meaning and its line of the proof.

    Attributes
    ----------
    symbol : str
        Its name in the proof.
    value : int, Fraction, Interval or None
        None if there is no such constant.
    meaning : str
        Its meaning.
    line : int
        Key of :data:`hardness.theory.constants.proof.PROOF`.
    key : str
        Its name in JSON and CSV; the symbol if empty.
    """

    symbol: str
    value: Number | None
    meaning: str
    line: int
    key: str = ""

    __repr__ = fields_repr

    def to_json_value(self) -> dict[str, Any]:
        """Return all fields except the key as JSON values; an enclosure is [lower, upper]."""
        return {name: json_value(value) for name, value in vars(self).items() if name != "key"}

    def record(self) -> dict[str, Any]:
        """Return key, lower and upper end, meaning and line; the ends of an exact value are equal."""
        lower, upper = _ends(self.value)
        return {
            "key": self.key or self.symbol,
            "lower": lower,
            "upper": upper,
            "meaning": self.meaning,
            "line": self.line,
        }

    @display
    def __str__(self) -> str:
        text = "none" if self.value is None else _format_number(self.value)
        return f"{self.symbol} = {text}  ({self.meaning}; line {self.line})"


def at_most(line: int, statement: str, left: Number, right: Number, least_lg_n: Number = Fraction(0)) -> Inequality:
    """State ``left <= right``; raises UndecidedError when enclosures overlap."""
    return Inequality(line, statement, left, right, Interval.of(left) <= right, least_lg_n)


def below(line: int, statement: str, left: Number, right: Number, least_lg_n: Number = Fraction(0)) -> Inequality:
    """State ``left < right``; raises UndecidedError when enclosures overlap."""
    return Inequality(line, statement, left, right, Interval.of(left) < right, least_lg_n)


def _format_number(value: Number) -> str:
    if isinstance(value, int) and abs(value) >= 1 << 12_000:
        return format_integer(value)
    return str(Interval.of(value)) if isinstance(value, Fraction) and abs(value) >= 1 << 1000 else str(value)


def _ends(value: Number | None) -> list[Any]:
    """Return [lower, upper] as JSON values."""
    ends = json_value(value)
    return ends if isinstance(ends, list) else [ends, ends]
