"""Counterexamples as values: what a check found, written as JSON and read back."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from algorithms.display import display
from hardness.arguments import rational, short_repr
from hardness.codes import Code
from hardness.codes.base import code_from_dict
from hardness.numbers import json_value
from hardness.problems.base import Problem, problem_from_json
from hardness.protocols import SetDisjointness, Transcript


@dataclass(frozen=True)
class Opaque:
    """A value that JSON cannot hold, such as an object of a wrong type: only its text is kept."""

    text: str

    @display
    def __repr__(self) -> str:
        return self.text


def plain(value: Any) -> Any:
    """Return ``value`` with arrays as tuples and NumPy scalars as Python's, so that values compare and print.

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
        return type(value)(map(plain, value)) if type(value) in (tuple, list) else Opaque(shown(value))
    if isinstance(value, Mapping):
        return {plain(key): plain(entry) for key, entry in value.items()}
    return value


def shown(value: Any) -> str:
    """Return the repr of a value that somebody else wrote, with more room than in an error message."""
    return short_repr(value, width=200)


def to_json_value(value: Any) -> Any:
    """Return JSON values from which `from_json_value` rebuilds a plain value; text only for what it cannot hold."""
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
    except Exception:  # the object is the thing under test: whatever its to_dict does, the report gets written
        return {"opaque": shown(value)}


def from_json_value(data: Any) -> Any:
    """Rebuild a value from `to_json_value`; ValueError with the reason on anything else."""
    if data is None or isinstance(data, (bool, int, str)):
        return data
    if isinstance(data, list):
        return [from_json_value(entry) for entry in data]
    if not isinstance(data, dict) or len(data) != 1:
        raise ValueError(f"a value is a JSON scalar, a list or an object with one tag, not {shown(data)}")
    ((tag, content),) = data.items()
    if tag not in _DECODERS:
        raise ValueError(f"unknown tag {shown(tag)} of a value; known are {sorted(_DECODERS)}")
    try:
        return _DECODERS[tag](content)
    except (TypeError, LookupError, ArithmeticError, AttributeError) as error:
        raise ValueError(f"corrupt value {tag!r}: {error}") from error


def _object_to_json(value: Any) -> Any:
    import json

    content: Any
    if isinstance(value, Problem):
        content, tag = value.to_dict(), "instance"
    elif isinstance(value, Code):
        content, tag = value.to_dict(), "code"
    elif isinstance(value, SetDisjointness):
        content, tag = value.to_dict(), "protocol"
    elif isinstance(value, Transcript):
        content, tag = value.to_json(), "transcript"
    else:
        return {"opaque": shown(value)}
    json.dumps(content)
    if from_json_value({tag: content}) != value:
        return {"opaque": shown(value)}  # better no value than a different one
    return {tag: content}


def _integer(content: Any) -> int:
    # Python's own limit of digits holds for the reader; a report has no reason to be beyond it.
    if not isinstance(content, str):
        raise TypeError("a large integer is a string of digits")
    return int(content)


def _instance(content: Any) -> Problem[Any]:
    import json

    return problem_from_json(json.dumps(content))


_DECODERS: dict[str, Any] = {
    "int": _integer,
    "float": lambda content: float(content),
    "fraction": lambda content: rational("fraction", content),
    "tuple": lambda content: tuple(from_json_value(entry) for entry in content),
    "dict": lambda content: {from_json_value(key): from_json_value(entry) for key, entry in content},
    "opaque": lambda content: Opaque(str(content)),
    "instance": _instance,
    "code": code_from_dict,
    "protocol": SetDisjointness.from_dict,
    "transcript": Transcript.from_json,
}
