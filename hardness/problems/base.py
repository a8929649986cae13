"""What every problem offers: sizes, a verifier, a finite witness space and JSON."""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from operator import methodcaller
from typing import Any, ClassVar, Generic, Self, TypeVar

import numpy as np

from algorithms.immutable import Immutable, locked
from hardness.arguments import one_of, short_repr
from hardness.codec import register, with_keys
from hardness.json_text import parse_json
from hardness.plugins import Plugins

W = TypeVar("W")

_REGISTRY: dict[str, type["Problem[Any]"]] = {}


@dataclass(frozen=True, eq=False, repr=False)
class Problem(Immutable, ABC, Generic[W]):
    """A class of instances whose solutions are verified.

    A problem is a Python class. An instance is a frozen dataclass that holds read-only arrays. A concrete class sets
    ``NAME`` and ``SIZE``, is decorated with ``@dataclass(frozen=True, eq=False, repr=False)`` (`Immutable` supplies
    equality and hash by value, and copies that stay read-only) and validates in ``__post_init__``.
    Defining the class enters it in the registry that `problem_from_json` uses. A class of another package is in this
    registry if the package declares it as an entry point of the group ``hardness.problems``, named like ``NAME``.

    Attributes
    ----------
    NAME : str
        Name of the problem, the tag of its JSON.
    SIZE : tuple of str
        The size symbols, distinct for each problem (``"n_OV"``, ``"n_MaxIP"``) so that a symbol used with the wrong
        problem is detected. Only the order ``"k"`` is shared.

    Examples
    --------
    >>> from hardness.problems import CNF
    >>> formula = CNF(2, [(1, 2), (-1, 2)])
    >>> formula.size()
    {'N': 2, 'M': 2}
    >>> list(formula.solutions())
    [{1: False, 2: True}, {1: True, 2: True}]
    >>> problem_from_json(formula.to_json()) == formula
    True
    """

    NAME: ClassVar[str]
    SIZE: ClassVar[tuple[str, ...]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "NAME" not in cls.__dict__:
            return  # an abstract class between this one and the problems
        known = _REGISTRY.get(cls.NAME)
        # A reloaded module defines its classes again: the same qualified name replaces, any other one clashes.
        if known is not None and (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"two problems are named {cls.NAME!r}: {known.__qualname__} and {cls.__qualname__}")
        _REGISTRY[cls.NAME] = cls

    @abstractmethod
    def size(self) -> dict[str, int]:
        """Return the sizes of the instance, exactly one for each symbol of ``SIZE``."""

    @abstractmethod
    def verify(self, witness: object) -> bool:
        """Return whether ``witness`` is a solution; a malformed witness is no solution and never an error."""

    @abstractmethod
    def witnesses(self) -> Iterator[W]:
        """Enumerate the finite search space lazily, in a fixed order."""

    def solutions(self) -> Iterator[W]:
        """Enumerate the witnesses that verify."""
        return (witness for witness in self.witnesses() if self.verify(witness))

    def brute_force(self) -> W | None:
        """Return the first solution, or None if there is none, by exhaustive search."""
        return next(self.solutions(), None)

    @abstractmethod
    def _encode(self) -> dict[str, Any]:
        """Return one JSON value for each field of the dataclass."""

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        """Rebuild an instance from what `_encode` returned; the constructor validates."""
        return cls(**data)

    def to_dict(self) -> dict[str, Any]:
        """Return the instance as JSON values: the tag ``"problem"`` and one key for each field."""
        return {"problem": self.NAME, **self._encode()}

    @classmethod
    def from_dict(cls, data: object) -> Self:
        """Rebuild an instance from `to_dict`; ValueError with the reason if ``data`` is not one of this problem."""
        if isinstance(data, Mapping) and data.get("problem") != cls.NAME:
            raise ValueError(f"problem must be {cls.NAME!r}, got {short_repr(data.get('problem'))}")
        values = with_keys(data, ["problem", *(field.name for field in fields(cls))], f"an instance of {cls.NAME}")
        del values["problem"]
        try:
            return cls._decode(values)
        except (TypeError, ValueError, LookupError, ArithmeticError, AttributeError) as error:
            # Whichever exception the constructor raised, the cause is the data.
            raise ValueError(f"corrupt instance of {cls.NAME}: {error}") from error

    def to_json(self) -> str:
        """Return `to_dict` as JSON text."""
        return json.dumps(self.to_dict())

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Rebuild an instance from `to_json`; ValueError with the reason on anything else."""
        return cls.from_dict(_parse(text))


def problem_from_json(text: str | bytes) -> Problem[Any]:
    """Rebuild an instance of whichever problem the tag ``"problem"`` names.

    Parameters
    ----------
    text : str or bytes
        What `Problem.to_json` returned, or a document of the kind "instance" that holds it (``hardness generate
        --json``). Bytes may be compressed, see `hardness.files.decode`.

    Raises
    ------
    ValueError
        If the text is not JSON or not an object, the tag is unknown, keys are missing or unknown, or values have the
        wrong type. The message gives the reason.

    Examples
    --------
    >>> problem_from_json('{"problem": "SAT", "num_variables": 1, "clauses": [[-1]]}')
    <1-CNF: N=1, M=1>
    >>> problem_from_json('{"problem": "tiling"}')  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    ValueError: problem must be one of ..., got 'tiling'
    """
    return problem_from_dict(_parse(text))


def problem_from_dict(data: object) -> Problem[Any]:
    """Rebuild an instance from the JSON values of `problem_from_json`, with the same errors.

    Examples
    --------
    >>> problem_from_dict({"problem": "SAT", "num_variables": 1, "clauses": [[-1]]})
    <1-CNF: N=1, M=1>
    """
    if isinstance(data, dict) and data.get("kind") == "instance":
        if "problem" in data:
            raise ValueError('a document of the kind "instance" must not have the key "problem" beside "instance"')
        data = data.get("instance")
    if not isinstance(data, dict) or "problem" not in data:
        raise ValueError('an instance is a JSON object with the tag "problem"')
    name = data["problem"]
    if name not in list(_REGISTRY):  # a list: the tag may be any JSON value
        PLUGINS.load(one_of("problem", name, sorted({*_REGISTRY, *PLUGINS.names()})))
    return _REGISTRY[name].from_dict(data)


PLUGINS = Plugins("hardness.problems", Problem, "NAME")
"""Problems of other packages."""


def read_only(array: np.ndarray, dtype: np.typing.DTypeLike | None = None) -> np.ndarray:
    """Return a read-only C-contiguous copy, so that no writable view of it exists elsewhere."""
    return locked(np.array(array, dtype=dtype, order="C", copy=True))


def _parse(text: str | bytes) -> Any:
    try:
        return parse_json(text)
    except ValueError as error:
        raise ValueError(f"not an instance in JSON: {error}") from error


register("instance", Problem, methodcaller("to_dict"), problem_from_dict)
