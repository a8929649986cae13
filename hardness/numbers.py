"""Numbers as text and as JSON: exact, with one type per key whatever the size."""

from fractions import Fraction
from math import exp, isfinite, log2
from typing import Any

import numpy as np

from algorithms.deprecated import renamed_names

_SAFE = 2**53
_CHUNK = 4000  # digits that int-to-text conversion does within Python's limit


def document(kind: str, **content: Any) -> dict[str, Any]:
    """Return a JSON object that declares its format, kind and version, followed by the content.

    Examples
    --------
    >>> document("plan", messages=2**60)
    {'format': 'attention-hardness', 'kind': 'plan', 'version': 1, 'messages': '1152921504606846976'}
    """
    return {"format": "attention-hardness", "kind": kind, "version": 1, **json_value(content)}


def json_value(value: Any) -> Any:
    """Return ``value`` as JSON values that hold every number exactly.

    Integers below 2^53 in absolute value become numbers, and larger ones strings of decimal digits: every JSON reader
    preserves both. A Fraction becomes the string "a/b", or "a/1" for an integer. Finite floats become numbers, others
    strings. Tuples and arrays become lists. An object with a method ``to_json_value`` becomes what that returns.

    Raises
    ------
    TypeError
        For an object that has no JSON form.

    Examples
    --------
    >>> json_value({"n": (128, 64), "eps": Fraction(1, 2), "d": 6 * 47**12, "error": float("inf")})
    {'n': [128, 64], 'eps': '1/2', 'd': '697148898653691469446', 'error': 'inf'}
    """
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, np.generic):
        return json_value(value.item())
    if isinstance(value, int):
        return int(value) if abs(value) < _SAFE else digits(value)
    if isinstance(value, float):
        return value if isfinite(value) else str(value)
    if isinstance(value, Fraction):
        return f"{digits(value.numerator)}/{digits(value.denominator)}"
    if isinstance(value, dict):
        return {str(key): json_value(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [json_value(entry) for entry in value]
    if isinstance(value, np.ndarray):
        return json_value(value.tolist())
    if hasattr(value, "to_json_value"):
        return value.to_json_value()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def digits(value: int) -> str:
    """Write an integer in decimal, even if it is longer than ``str`` allows.

    Examples
    --------
    >>> digits(-(10**5000)) == "-1" + 5000 * "0"
    True
    """
    if value < 0:
        return "-" + digits(-value)
    if value.bit_length() <= 3 * _CHUNK:
        return str(value)
    half = value.bit_length() * 3 // 20  # about half of the digits
    high, low = divmod(value, 10**half)
    return digits(high) + digits(low).zfill(half)


def format_integer(value: int) -> str:
    """Write an integer in full up to 12 digits, and as a power of two beyond that.

    Examples
    --------
    >>> format_integer(49152), format_integer(6 * 47**92)
    ('49,152', '2^513.6')
    """
    return f"{value:,}" if abs(value) < 10**12 else f"{'-' if value < 0 else ''}2^{log2(abs(value)):.1f}"


def format_exponential(log_value: float) -> str:
    """Write e^log_value as a decimal, or as a power of e if it is astronomically large or small.

    Examples
    --------
    >>> format_exponential(0.0), format_exponential(-154268.5)
    ('1', 'e^-154268')
    """
    if not isfinite(log_value):
        return str(exp(log_value))
    return f"{exp(log_value):.4g}" if abs(log_value) < 30 else f"e^{log_value:.6g}"


__getattr__ = renamed_names(globals(), {"shown_integer": "format_integer", "shown_exponential": "format_exponential"})
