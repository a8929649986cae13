"""Values as JSON and back: exact numbers, tuples and the objects of the project, each under a tag.

`hardness.numbers.json_value` writes for readers: a tuple becomes a list. A value that `to_json_value` writes comes
back equal and of the same type. The module that defines a class calls `register` for it.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from algorithms.deprecated import renamed_names
from algorithms.display import display
from hardness.arguments import rational, short_repr
from hardness.numbers import json_value


@dataclass(frozen=True)
class Opaque:
    """A value that JSON cannot hold, such as an object of a wrong type; only its text is kept."""

    text: str

    @display
    def __repr__(self) -> str:
        return self.text


class _Coder(NamedTuple):
    kind: type
    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]


_REGISTRY: dict[str, _Coder] = {}


def register(tag: str, kind: type, encode: Callable[[Any], Any], decode: Callable[[Any], Any]) -> None:
    """Let `to_json_value` write the objects of a class and of its subclasses.

    Parameters
    ----------
    tag : str
        The tag of the class in JSON.
    kind : type
        The class.
    encode, decode : callable
        The maps from an object to JSON values and back; ``decode`` raises ValueError for anything else.
    """
    _REGISTRY[tag] = _Coder(kind, encode, decode)


def safe_repr(value: Any) -> str:
    """Return the repr of a foreign value, cut at a greater length than in an error message."""
    return short_repr(value, width=200)


def plain(value: Any) -> Any:
    """Return ``value`` with arrays as tuples and NumPy scalars as Python scalars, ready to compare and print.

    Examples
    --------
    >>> import numpy as np
    >>> plain({"message": np.array([[0, 3], [1, 2]])})
    {'message': ((0, 3), (1, 2))}
    """
    if isinstance(value, np.ndarray):
        return plain(value.tolist()) if value.ndim == 0 else tuple(plain(entry) for entry in value)
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, (tuple, list)):
        return type(value)(map(plain, value)) if type(value) in (tuple, list) else Opaque(safe_repr(value))
    if isinstance(value, Mapping):
        return {plain(key): plain(entry) for key, entry in value.items()}
    return value


def to_json_value(value: Any) -> Any:
    """Return JSON values from which `from_json_value` rebuilds a plain value; what JSON cannot hold becomes text.

    Examples
    --------
    >>> to_json_value({"gap": Fraction(1, 2), "row": (0, 2**60)})
    {'dict': [['gap', {'fraction': '1/2'}], ['row', {'tuple': [0, {'int': '1152921504606846976'}]}]]}
    """
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        number = json_value(value)
        return {"int": number} if isinstance(number, str) else number
    if isinstance(value, float):
        return {"float": repr(value)}
    if isinstance(value, Fraction):
        return {"fraction": str(value)}
    if isinstance(value, list):
        return [to_json_value(entry) for entry in value]
    if isinstance(value, tuple):
        return {"tuple": [to_json_value(entry) for entry in value]}
    if isinstance(value, dict):
        return {"dict": [[to_json_value(key), to_json_value(entry)] for key, entry in value.items()]}
    try:
        return _object_to_json(value)
    except Exception:  # the object is under test: whatever its to_dict does, the report must be written
        return {"opaque": safe_repr(value)}


def from_json_value(data: Any) -> Any:
    """Rebuild a value from the output of `to_json_value`; raise ValueError with the reason for anything else.

    Examples
    --------
    >>> from_json_value({"tuple": [0, {"fraction": "1/2"}]})
    (0, Fraction(1, 2))
    """
    if data is None or isinstance(data, (bool, int, str)):
        return data
    if isinstance(data, list):
        return [from_json_value(entry) for entry in data]
    if not isinstance(data, dict) or len(data) != 1:
        raise ValueError(f"a value must be a JSON scalar, a list or an object with one tag, got {safe_repr(data)}")
    ((tag, content),) = data.items()
    decode = _REGISTRY[tag].decode if tag in _REGISTRY else _PLAIN.get(tag)
    if decode is None:
        raise ValueError(f"the tag of a value must be one of {sorted({*_PLAIN, *_REGISTRY})}, got {safe_repr(tag)}")
    try:
        return decode(content)
    except (TypeError, LookupError, ArithmeticError, AttributeError) as error:
        raise ValueError(f"corrupt value {tag!r}: {error}") from error


def with_keys(data: Any, keys: Iterable[str], what: str) -> dict[str, Any]:
    """Return ``data`` if it is a JSON object with exactly these keys.

    Raises
    ------
    ValueError
        If it is not; the message names the missing keys or the unknown ones.

    Examples
    --------
    >>> with_keys({"a": 1}, ["a", "b"], "a pair")
    Traceback (most recent call last):
    ...
    ValueError: a pair must be an object with the keys a, b, got one without b
    """
    names = list(keys)
    must = f"{what} must be an object with the keys {', '.join(names)}"
    if not isinstance(data, Mapping):
        raise ValueError(f"{must}, got {type(data).__name__}")
    if missing := [name for name in names if name not in data]:
        raise ValueError(f"{must}, got one without {', '.join(missing)}")
    if unknown := [key for key in data if key not in names]:
        raise ValueError(f"{must}, got one with {short_repr(unknown)}")
    return dict(data)


def _object_to_json(value: Any) -> Any:
    for tag, coder in _REGISTRY.items():
        if isinstance(value, coder.kind):
            content = coder.encode(value)
            if coder.decode(json.loads(json.dumps(content))) == value:  # better no value than a different one
                return {tag: content}
    return {"opaque": safe_repr(value)}


def _integer(content: Any) -> int:
    # Python's limit on digits holds here: no report needs a longer integer.
    if not isinstance(content, str):
        raise TypeError("a large integer is a string of digits")
    return int(content)


_PLAIN: dict[str, Callable[[Any], Any]] = {
    "int": _integer,
    "float": float,
    "fraction": lambda content: rational("fraction", content),
    "tuple": lambda content: tuple(from_json_value(entry) for entry in content),
    "dict": lambda content: {from_json_value(key): from_json_value(entry) for key, entry in content},
    "opaque": lambda content: Opaque(str(content)),
}


__getattr__ = renamed_names(globals(), {"shown": "safe_repr"})
