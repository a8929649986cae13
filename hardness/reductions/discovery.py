"""The known reductions: those that the modules of this package define, and those of installed packages."""

import importlib
import inspect
import pkgutil
from typing import Any

from hardness.plugins import Plugins
from hardness.problems.base import Problem
from hardness.reductions.base import Reduction


def _usable(cls: type[Reduction[Any, Any]]) -> None:
    """Raise if the graph of problems cannot contain the reduction."""
    if cls.__name__ in {own.__name__ for own in _own_classes()}:
        raise ValueError(f"this project has a reduction named {cls.__name__}")
    for end in ("source_type", "target_type"):
        problem = getattr(cls, end)
        if not (isinstance(problem, type) and issubclass(problem, Problem)):
            raise TypeError(f"{end} must be a subclass of Problem, got {problem!r}")
    _ = cls().overhead  # of the default parameters


PLUGINS = Plugins("hardness.reductions", Reduction, "__name__", _usable)
"""Reductions of other packages."""


def reduction_classes() -> list[type[Reduction[Any, Any]]]:
    """Return the reductions between two fixed problems, by name; a `Chain` has no fixed problems.

    Adding a file with a subclass of `Reduction` to this package adds it here, and so to the graph of problems, to the
    command line, to the contract checks and to the map of theorems. Another package adds one by an entry point of the
    group ``hardness.reductions``, named like the class.

    Warns
    -----
    PluginWarning
        If the class that a package declares cannot be used, or has the name of a reduction of this package.

    Examples
    --------
    >>> "SatToOrthogonalVectors" in [cls.__name__ for cls in reduction_classes()]
    True
    """
    return sorted([*_own_classes(), *PLUGINS.load_all()], key=lambda cls: cls.__name__)


def _own_classes() -> set[type[Reduction[Any, Any]]]:
    import hardness.reductions as package

    for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
    return {
        cls
        for cls in _subclasses(Reduction)
        if cls.__module__.startswith(package.__name__ + ".")
        and not inspect.isabstract(cls)
        and isinstance(cls.source_type, type)
    }


def _subclasses(cls: Any) -> set[Any]:
    return {deeper for sub in cls.__subclasses__() for deeper in (sub, *_subclasses(sub))}
