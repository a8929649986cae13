"""Optional packages: imported where they are needed, or reported on one line with the extra that installs them."""

from importlib import import_module
from typing import Any

EXTRAS = {
    "hypothesis": ("test", "hypothesis"),
    "matplotlib": ("plot", "matplotlib"),
    "pysat": ("sat", "python-sat"),
}
"""The extra of this project, and the distribution that it installs, by optional package."""


class MissingExtraError(ImportError, ValueError):
    """An optional package cannot be imported; a ValueError too, so that callers report it like a refused value."""


def optional(module: str, purpose: str) -> Any:
    """Import and return a module of an optional package.

    Parameters
    ----------
    module : str
        Name of the module, such as ``"matplotlib.figure"``.
    purpose : str
        What needs the package, as the subject of the message: "a plot".

    Raises
    ------
    MissingExtraError
        If the import fails.

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
    """Return the error that names the extra to install, or the reason why an installed package fails to import.

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
