"""Plugins: classes that installed packages declare as entry points."""

import warnings
from collections.abc import Callable
from functools import cached_property
from typing import Any


class PluginWarning(UserWarning):
    """A declaration of an installed package cannot be used and is left out."""


class Plugins:
    """The classes of one kind that installed packages declare, one entry point per class.

    The name of an entry point is the name of its class. So a single class can be loaded, and the names can be listed
    without loading any class. The first call looks the entry points up, so that start-up costs nothing.

    Parameters
    ----------
    group : str
        The entry-point group.
    base : type
        The class that each of them must be a subclass of.
    attribute : str
        The attribute of such a class that holds its name.
    usable : callable, optional
        A function that raises if a given class is unusable.

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
        """Return the declared names in alphabetical order, without loading any class."""
        return sorted(self._declared)

    def load(self, name: str) -> type[Any]:
        """Return the class with this name, which must be one of `names`.

        Raises
        ------
        ValueError
            If it cannot be used; the message names the distribution that declares it, and the reason.
        """
        if name not in self._loaded:
            self._loaded[name] = self._load(name)
        return self._loaded[name]

    def load_all(self) -> list[type[Any]]:
        """Return every usable class in the order of `names`; a `PluginWarning` gives the reason for each other one."""
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
        except (Exception, SystemExit) as error:  # foreign code may raise anything
            raise ValueError(f"{where} cannot be used: {type(error).__name__}: {error}") from error
        return cls


def _distribution(point: Any) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist is not None else "unknown"
