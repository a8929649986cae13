"""Immutable objects: read-only arrays, equality by value, and copies made by the constructor."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import partial
from inspect import signature
from types import MethodType
from typing import Any

import numpy as np

from algorithms.deprecated import current_names

__all__ = ["Immutable", "value_of"]


class Immutable:
    """Base of frozen dataclasses that hold arrays.

    **Copies.** Pickling, copying and deep copying call the constructor again with the fields. So the copy is validated
    and frozen too. Nothing else is copied, for instance no cached properties. A class whose constructor takes other
    arguments than its fields should define ``__reduce__``. If it does not, the fields are set as they were, with
    read-only arrays.

    **Equality.** Objects of a class that is decorated with ``@dataclass(frozen=True, eq=False)`` are compared and
    hashed by value, arrays included (on which the methods that ``dataclass`` writes fail).

    Examples
    --------
    >>> import pickle
    >>> from algorithms.attention import AttentionInputs
    >>> inputs = AttentionInputs([[1.0]], ([[2.0]],), ([[3.0]],))
    >>> copy = pickle.loads(pickle.dumps(inputs))
    >>> copy == inputs, copy.query.flags.writeable
    (True, False)
    """

    def __post_init__(self) -> None:
        for field in fields(self):  # type: ignore[arg-type]
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray | tuple | dict):
                object.__setattr__(self, field.name, _read_only(value))

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (type(self), {field.name: getattr(self, field.name) for field in fields(self)})  # type: ignore[arg-type]

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return bool(value_of(self) == value_of(other))

    def __hash__(self) -> int:
        return hash(value_of(self))


def value_of(thing: Any) -> Any:
    """Return a hashable key; two keys are equal if and only if the values are.

    Arrays, dataclasses, slices, partial functions and methods are compared by their contents; a NaN equals itself.
    """
    if isinstance(thing, np.ndarray):
        if thing.dtype.hasobject:
            return (thing.shape, tuple(value_of(entry) for entry in thing.ravel().tolist()))
        if thing.dtype.kind in "fc":
            thing = thing + 0  # -0.0 and 0.0 are one value with two bit patterns
        return (thing.dtype.str, thing.shape, thing.tobytes())
    if isinstance(thing, float):
        return thing if thing == thing else "nan"
    if isinstance(thing, tuple | list):
        return tuple(value_of(entry) for entry in thing)
    if isinstance(thing, Mapping):
        return frozenset((key, value_of(entry)) for key, entry in thing.items())
    if isinstance(thing, partial):
        return (thing.func, value_of(thing.args), value_of(thing.keywords))
    if isinstance(thing, MethodType):
        return (thing.__func__, value_of(thing.__self__))
    if isinstance(thing, slice):
        return (slice, thing.start, thing.stop, thing.step)
    if is_dataclass(thing) and not isinstance(thing, type):
        return (type(thing), *(value_of(getattr(thing, field.name)) for field in fields(thing)))
    return thing


def _rebuilt(cls: type[Any], values: dict[str, Any]) -> Any:
    values = current_names(cls, values)
    if values.keys() <= signature(cls).parameters.keys():
        return cls(**values)
    thing = object.__new__(cls)
    for name, value in values.items():
        object.__setattr__(thing, name, _read_only(value))
    return thing


def locked(array: np.ndarray) -> np.ndarray:
    """Lock an array that has no other owner, and return a view of it: a view of a locked array cannot be unlocked.

    Examples
    --------
    >>> locked(np.zeros(3)).setflags(write=True)
    Traceback (most recent call last):
    ...
    ValueError: cannot set WRITEABLE flag to True of this array
    """
    array.flags.writeable = False
    return array.view()


def _read_only(value: Any) -> Any:
    """Return a read-only view of an array, a read-only copy of a dictionary, and the same inside tuples."""
    if isinstance(value, np.ndarray):
        view = value.view()
        view.flags.writeable = False
        return view
    if type(value) is dict:
        return _ReadOnlyDict(value)
    return tuple(map(_read_only, value)) if type(value) is tuple else value


class _ReadOnlyDict(dict[Any, Any]):
    """A dictionary that cannot be changed, as the hash of its owner requires; ``dict(..)`` makes a copy that can."""

    def _refuse(self, *_arguments: Any, **_keywords: Any) -> Any:
        raise TypeError("this dictionary is read-only: change a copy of it, dict(..)")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return _ReadOnlyDict, (dict(self),)
