"""Argument checks that many functions share: one rule and one wording per kind of argument."""

from collections.abc import Iterable
from fractions import Fraction
from numbers import Rational
from typing import Any, SupportsIndex, TypeGuard

import numpy as np

from algorithms.arguments import as_integer, integer
from algorithms.display import short_repr

__all__ = ["MAX_DIGITS", "as_integer", "generator", "integer", "is_index", "one_of", "rational", "short_repr"]

MAX_DIGITS = 1000
"""The largest number of characters, and the largest decimal exponent, of a number that a reader converts."""
_MAX_LISTED = 8  # names that an error message lists


def is_index(value: Any, length: int) -> TypeGuard[SupportsIndex]:
    """Whether ``value`` is an integer of any type in 0..length - 1; a boolean is not one.

    Examples
    --------
    >>> is_index(2, 3), is_index(3, 3), is_index(-1, 3), is_index(True, 3)
    (True, False, False, False)
    """
    number = as_integer(value)
    return number is not None and 0 <= number < length


def rational(name: str, value: Any) -> Fraction:
    """Return an int, a Fraction or a string such as "1/10" or "0.1" as a Fraction; a float is refused.

    Raises
    ------
    ValueError
        For anything else. A float is not the number that the user means. A string of more than `MAX_DIGITS`
        characters, or with a larger exponent, would take too long to expand.

    Examples
    --------
    >>> rational("slack", "1/10")
    Fraction(1, 10)
    >>> rational("slack", 0.1)
    Traceback (most recent call last):
    ...
    ValueError: slack must be an int, a Fraction or a string such as '1/10', got 0.1
    >>> rational("slack", "1e-400000000")
    Traceback (most recent call last):
    ...
    ValueError: slack must have at most 1000 digits and a decimal exponent of at most 1000, got '1e-400000000'
    """
    limit = f"at most {MAX_DIGITS} digits and a decimal exponent of at most {MAX_DIGITS}"
    if isinstance(value, str):
        exponent = value.lower().partition("e")[2].strip().lstrip("+-").replace("_", "").lstrip("0")
        if len(value) > MAX_DIGITS or (exponent.isdecimal() and int(exponent[:9]) > MAX_DIGITS):
            raise ValueError(f"{name} must have {limit}, got {short_repr(value)}")
    number, fraction = as_integer(value), None
    try:
        if not isinstance(value, bool | np.bool_) and (number is not None or isinstance(value, str | Rational)):
            fraction = Fraction(value if number is None else number)
    except (ValueError, ZeroDivisionError):
        pass
    if fraction is None:
        raise ValueError(f"{name} must be an int, a Fraction or a string such as '1/10', got {short_repr(value)}")
    if max(abs(fraction.numerator), fraction.denominator) >= 10 ** (2 * MAX_DIGITS):
        raise ValueError(f"{name} must have {limit}, got {short_repr(value)}")
    return fraction


def generator(seed: Any) -> "np.random.Generator":
    """Return the generator for ``seed``: an integer >= 0, a Generator (returned as it is), or None for a fresh one.

    Raises
    ------
    ValueError
        For a boolean, and for any seed that `numpy.random.default_rng` rejects.

    Examples
    --------
    >>> int(generator(1).integers(100))
    47
    >>> generator(-1)
    Traceback (most recent call last):
    ...
    ValueError: seed must be an integer >= 0, a Generator or None, got -1
    """
    try:
        if not isinstance(seed, bool | np.bool_):
            return np.random.default_rng(seed)
    except (TypeError, ValueError):
        pass
    raise ValueError(f"seed must be an integer >= 0, a Generator or None, got {short_repr(seed)}")


def one_of(name: str, value: Any, known: Iterable[str], otherwise: str = "") -> str:
    """Return ``value`` if it is one of the ``known`` names.

    Parameters
    ----------
    name : str
        Name of the argument.
    value : object
        The given value.
    known : iterable of str
        The names. The message lists them if there are at most eight, and always suggests those close to ``value``.
    otherwise : str
        Anything else that is allowed, in words.

    Raises
    ------
    ValueError
        If it is not; the message names the argument, the value and the names that may have been meant.

    Examples
    --------
    >>> one_of("merlin", "honest", ["exhaustive", "honest"])
    'honest'
    >>> one_of("merlin", "honset", ["exhaustive", "honest"])
    Traceback (most recent call last):
    ...
    ValueError: merlin must be one of exhaustive, honest, got 'honset'; did you mean honest?
    """
    names = list(known)
    if isinstance(value, str) and value in names:
        return value
    close = _close_names(value, names) if isinstance(value, str) else []
    if len(names) <= _MAX_LISTED:
        allowed = f"one of {', '.join(names)}"
    else:
        allowed = f"one of {len(names)} names" + ("" if close else f" ({', '.join(names[:_MAX_LISTED])}, ...)")
    if otherwise:
        allowed = f"{otherwise} or {allowed}"
    hint = f"; did you mean {' or '.join(close)}?" if close else ""
    raise ValueError(f"{name} must be {allowed}, got {short_repr(value)}{hint}")


def _close_names(value: str, names: list[str]) -> list[str]:
    """Return up to three names close to ``value``: nearly equal to it, beginning with it, or containing it."""
    from difflib import get_close_matches

    plain = {name.casefold(): name for name in reversed(names)}
    given = value.strip().casefold()[:100]
    near = get_close_matches(given, plain, n=3)
    begins = [name for name in plain if given and name.startswith(given)]
    inside = [name for name in plain if len(given) > 1 and given in name]
    return [plain[name] for name in dict.fromkeys([*near, *begins, *inside])][:3]
