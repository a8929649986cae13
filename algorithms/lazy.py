"""Public names of a package that load their modules on first use."""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def names_on_use(package: str, homes: Mapping[str, str]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return ``__getattr__`` and ``__dir__`` of a package whose modules are costly to import.

    Parameters
    ----------
    package : str
        ``__name__`` of the package.
    homes : mapping
        Public name to the full name of the module that defines it.

    Examples
    --------
    >>> load, names = names_on_use("algorithms", {"display": "algorithms.display"})
    >>> load("display").__module__
    'algorithms.display'
    >>> load("nothing")
    Traceback (most recent call last):
    ...
    AttributeError: module 'algorithms' has no attribute 'nothing'
    """

    def load(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value = getattr(import_module(homes[name]), name)
        setattr(sys.modules[package], name, value)
        return value

    return load, lambda: sorted({*vars(sys.modules[package]), *homes})
