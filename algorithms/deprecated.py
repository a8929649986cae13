"""Old names of functions, classes, attributes and arguments, kept for one release: each warns and names the new one."""

import warnings
from collections.abc import Callable, Mapping
from functools import wraps
from inspect import getattr_static
from operator import attrgetter
from typing import Any, TypeVar, cast

Callee = TypeVar("Callee", bound=Callable[..., Any])


def renamed_names(namespace: Mapping[str, Any], names: Mapping[str, str]) -> Callable[[str], Any]:
    """Return a ``__getattr__`` for a module with renamed objects.

    Parameters
    ----------
    namespace : mapping
        The module's ``globals()``.
    names : mapping
        Old name to new name.

    Examples
    --------
    >>> look_up = renamed_names({"__name__": "codes", "matmul": max}, {"product": "matmul"})
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     _ = look_up("product")
    >>> print(caught[0].message)
    codes.product is now codes.matmul
    """

    def look_up(name: str) -> Any:
        module = namespace["__name__"]
        if name not in names:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        warnings.warn(f"{module}.{name} is now {module}.{names[name]}", DeprecationWarning, stacklevel=2)
        return namespace[names[name]]

    return look_up


class RenamedAttribute:
    """The old name of an attribute or method; it also works on the class itself, for constructors.

    Parameters
    ----------
    new : str
        The new name, with dots if it is an attribute of an attribute.

    Examples
    --------
    >>> class Code:
    ...     length = 6
    ...     size = RenamedAttribute("length")
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     Code().size
    6
    >>> print(caught[0].message)
    Code.size is now Code.length
    """

    def __init__(self, new: str) -> None:
        self.new = new

    def __set_name__(self, owner: type, name: str) -> None:
        self.names = f"{owner.__name__}.{name}", f"{owner.__name__}.{self.new}"

    def __get__(self, instance: Any, owner: type) -> Any:
        """Return the object with the new name."""
        warnings.warn("{} is now {}".format(*self.names), DeprecationWarning, stacklevel=2)
        return attrgetter(self.new)(owner if instance is None else instance)


def current_names(cls: type, state: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes in a pickle of ``cls`` under the names that they have now, by its `RenamedAttribute`."""
    attributes = ((name, getattr_static(cls, name, None), value) for name, value in state.items())
    return {known.new if isinstance(known, RenamedAttribute) else name: value for name, known, value in attributes}


def _restore(self: Any, state: Mapping[str, Any]) -> None:
    self.__dict__.update(current_names(type(self), state))


def renamed_argument(old: str, new: str) -> Callable[[Callee], Callee]:
    """Make a function, or the ``__init__`` of a class, accept a keyword argument by its old name too.

    A class also reads pickles in which an attribute that is a `RenamedAttribute` has its old name.

    Raises
    ------
    TypeError
        When it is called with both names.

    Examples
    --------
    >>> @renamed_argument("confidence", "separation")
    ... def padding(separation=16):
    ...     return separation
    >>> with warnings.catch_warnings(record=True) as caught:
    ...     warnings.simplefilter("always")
    ...     padding(confidence=64)
    64
    >>> print(caught[0].message)
    padding: the argument confidence is now separation
    """

    def decorate(callee: Callee) -> Callee:
        if isinstance(callee, type):
            callee.__init__ = taking_both(callee.__init__, callee.__name__)  # type: ignore[misc]
            callee.__setstate__ = _restore  # type: ignore[attr-defined]
            return callee
        return cast(Callee, taking_both(callee, callee.__name__))

    def taking_both(function: Callable[..., Any], name: str) -> Callable[..., Any]:
        @wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            if old in kwargs:
                if new in kwargs:
                    raise TypeError(f"{name}: {old} is the old name of {new}; give one of them")
                warnings.warn(f"{name}: the argument {old} is now {new}", DeprecationWarning, stacklevel=2)
                kwargs[new] = kwargs.pop(old)
            return function(*args, **kwargs)

        return call

    return decorate
