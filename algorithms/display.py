"""Display methods that never fail: whatever an object holds, printing it gives a text."""

from collections.abc import Callable
from dataclasses import fields
from functools import wraps
from html import escape
from typing import Any, TypeVar

T = TypeVar("T")


def display(method: Callable[[T], str]) -> Callable[[T], str]:
    """Make a display method total: where it would raise, it returns a text that names the error.

    An object may hold anything that its constructor accepts, and its parts may have classes from elsewhere. A debugger,
    a notebook or an error message that displays it must not raise a second error. ``_repr_html_`` still returns HTML.

    Examples
    --------
    >>> class Odd:
    ...     @display
    ...     def __repr__(self):
    ...         return str(10**5000)
    >>> Odd()  # doctest: +ELLIPSIS
    <Odd whose __repr__ raises ValueError: Exceeds the limit ...>
    """

    @wraps(method)
    def total(self: T) -> str:
        try:
            text = method(self)
            if isinstance(text, str):
                return text
            raise TypeError(f"it returns a {type(text).__name__}")
        except Exception as error:
            text = f"<{type(self).__name__} whose {method.__name__} raises {_described(error)}>"
            return f"<pre>{escape(text)}</pre>" if method.__name__ == "_repr_html_" else text

    return total


@display
def fields_repr(self: Any) -> str:
    """Return the repr that ``dataclass`` writes, and a description of what has none: ``__repr__ = fields_repr``.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass
    ... class Count:
    ...     messages: int
    ...     rows: int
    ...     __repr__ = fields_repr
    >>> Count(10**5000, 3)
    Count(messages=<int of 16,610 bits>, rows=3)
    """
    entries = (f"{field.name}={_field(self, field.name)}" for field in fields(self) if field.repr)
    return f"{type(self).__qualname__}({', '.join(entries)})"


def written(value: int) -> str:
    """Write an integer in full, or give its length in bits: Python refuses to write more than 4,300 digits.

    Examples
    --------
    >>> written(-(2**64)), written(10**5000)
    ('-18446744073709551616', '<int of 16,610 bits>')
    """
    return str(value) if value.bit_length() <= 14_000 else f"<int of {value.bit_length():,} bits>"


def short_repr(value: Any, width: int = 80) -> str:
    """Return the repr of any value as one shortened line; never raise an error."""
    try:
        text = written(value) if type(value) is int else " ".join(repr(value).split())
    except Exception as error:  # a repr may raise anything
        text = f"<{type(value).__name__} whose repr raises {type(error).__name__}>"
    return text if len(text) <= width else f"{text[: width - 3]}..."


def _field(owner: Any, name: str) -> str:
    try:
        value = getattr(owner, name)
        return written(value) if type(value) is int else repr(value)
    except Exception as error:
        return f"<{_described(error)}>"


def _described(error: Exception) -> str:
    try:
        return f"{type(error).__name__}: {' '.join(str(error).split())}"
    except Exception:  # the class of the error is foreign too
        return type(error).__name__
