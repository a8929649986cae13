"""What installed packages add to this one: classes that they declare as entry points."""

import warnings
from collections.abc import Callable
from functools import cached_property
from typing import Any


class PluginWarning(UserWarning):
    """Something that an installed package declares cannot be used, and is left out."""


class Plugins:
    """The classes of one kind that installed packages declare, one entry point per class.

    An entry point has the name by which its class is asked for, so that one class is loaded without the others, and
    names are listed without loading any. Nothing is looked up before the first question: starting costs nothing.

    Parameters
    ----------
    group : str
        The group of the entry points.
    base : type
        The class that each of them must be a subclass of.
    attribute : str
        The attribute of such a class that holds its name.
    usable : callable, optional
        Called with a class; raises if it is of no use.

    Examples
    --------
    >>> Plugins("hardness.nothing", int, "__name__").names()
    []
    """

    def __init__(self, group: str, base: type, attribute: str, usable: Callable[[Any], object] | None = None) -> None:
        self.group, self.base, self.attribute, self.usable = group, base, attribute, usable
        self._loaded: dict[str, type[Any]] = {}

    @cached_property
    def _declared(self) -> dict[str, list[Any]]:
        from importlib.metadata import entry_points

        declared: dict[str, list[Any]] = {}
        for point in entry_points(group=self.group):
            declared.setdefault(point.name, []).append(point)
        return declared

    def names(self) -> list[str]:
        """Return the names that are declared, in order; nothing is loaded."""
        return sorted(self._declared)

    def load(self, name: str) -> type[Any]:
        """Return the class of this name, which must be one of `names`.

        Raises
        ------
        ValueError
            If it cannot be used: names the distribution that declares it, and why.
        """
        if name not in self._loaded:
            self._loaded[name] = self._load(name)
        return self._loaded[name]

    def load_all(self) -> list[type[Any]]:
        """Return every class that can be used, by name; a `PluginWarning` says why another one cannot."""
        classes = []
        for name in self.names():
            try:
                classes.append(self.load(name))
            except ValueError as error:
                warnings.warn(f"{error}; it is left out", PluginWarning, stacklevel=2)
        return classes

    def _load(self, name: str) -> type[Any]:
        point, *others = self._declared[name]
        if others:
            owners = " and ".join(sorted(_distribution(each) for each in (point, *others)))
            raise ValueError(f"{self.group} {name!r} is declared by {owners}; uninstall all but one")
        where = f"{self.group} {name!r} of the distribution {_distribution(point)} ({point.value})"
        try:
            cls = point.load()
            if not (isinstance(cls, type) and issubclass(cls, self.base)):
                raise TypeError(f"{point.value} must be a subclass of {self.base.__name__}, got {cls!r}")
            if (own := getattr(cls, self.attribute, None)) != name:
                raise ValueError(f"the entry point must have the name {own!r}, which is its {self.attribute}")
            if self.usable is not None:
                self.usable(cls)
        except (Exception, SystemExit) as error:  # code of somebody else may raise anything
            raise ValueError(f"{where} cannot be used: {type(error).__name__}: {error}") from error
        return cls


def _distribution(point: Any) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist is not None else "unknown"
