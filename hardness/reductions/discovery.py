"""Which reductions there are: those that the modules of this package define."""

import importlib
import inspect
import pkgutil
from typing import Any

from hardness.reductions.base import Reduction


def reduction_classes() -> list[type[Reduction[Any, Any]]]:
    """Return the reductions between two fixed problems that this package defines, by name; a `Chain` has no such two.

    Adding a file with a subclass of `Reduction` adds it here, and so to the graph of problems, to the command line, to
    the contract checks and to the map of theorems.

    Examples
    --------
    >>> "SatToOrthogonalVectors" in [cls.__name__ for cls in reduction_classes()]
    True
    """
    import hardness.reductions as package

    for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
    found = {
        cls
        for cls in _subclasses(Reduction)
        if cls.__module__.startswith(package.__name__ + ".")
        and not inspect.isabstract(cls)
        and isinstance(cls.source_type, type)
    }
    return sorted(found, key=lambda cls: cls.__name__)


def _subclasses(cls: Any) -> set[Any]:
    return {deeper for sub in cls.__subclasses__() for deeper in (sub, *_subclasses(sub))}
