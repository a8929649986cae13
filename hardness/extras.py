"""Packages that only some functions need: imported there, or named in one line with the extra that installs them."""

from importlib import import_module
from typing import Any

EXTRAS = {
    "hypothesis": ("test", "hypothesis"),
    "matplotlib": ("plot", "matplotlib"),
    "pysat": ("sat", "python-sat"),
}
"""Of each package that can be imported: the extra of this project, and the distribution that it installs."""


class MissingExtraError(ImportError, ValueError):
    """An optional package cannot be imported: the one line that names the extra, also where values are refused."""


def optional(module: str, purpose: str) -> Any:
    """Import a module of an optional package.

    Parameters
    ----------
    module : str
        Such as ``"matplotlib.figure"``.
    purpose : str
        What needs it, the subject of the message: "a plot".

    Raises
    ------
    MissingExtraError
        If that fails.

    Examples
    --------
    >>> optional("matplotlib.figure", "a plot").Figure.__name__
    'Figure'
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise missing(module, purpose, error) from error


def missing(module: str, purpose: str, error: ImportError) -> MissingExtraError:
    """Return the error that says which extra to install, or what is wrong with a package that is there.

    Examples
    --------
    >>> missing("pysat.solvers", "an honest Merlin", ModuleNotFoundError("No module named 'pysat'", name="pysat"))
    MissingExtraError('an honest Merlin needs python-sat: install attention-hardness[sat]')
    """
    package = module.partition(".")[0]
    extra, distribution = EXTRAS[package]
    absent = isinstance(error, ModuleNotFoundError) and str(error.name).partition(".")[0] == package
    broken = "" if absent else f" again, its import fails: {' '.join(str(error).split())}"
    return MissingExtraError(f"{purpose} needs {distribution}: install attention-hardness[{extra}]{broken}")
