"""Entries that installed packages add to the map of theorems."""

import tomllib
import warnings
from importlib.resources import files

from hardness.plugins import PluginWarning
from hardness.theory.theorems.entries import Entry, entry_of, theorem_map


def installed_theorems() -> tuple[Entry, ...]:
    """Return the entries in the files ``theorems.toml`` next to the reductions of installed packages.

    Warns
    -----
    PluginWarning
        If such a file cannot be read or reuses a key; its entries are left out.

    Examples
    --------
    >>> {entry.key for entry in installed_theorems()} & {entry.key for entry in theorem_map()}
    set()
    """
    from hardness.reductions.discovery import PLUGINS

    entries = {entry.key: entry for entry in theorem_map()}
    for package in dict.fromkeys(cls.__module__.rpartition(".")[0] for cls in PLUGINS.load_all()):
        try:
            added = {entry.key: entry for entry in _entries(package)}
            if taken := sorted(added.keys() & entries.keys()):
                raise ValueError(f"the keys {taken} are taken")
        except Exception as error:  # a foreign file may contain anything
            warning = f"theorems.toml of {package} cannot be used: {type(error).__name__}: {error}; it is left out"
            warnings.warn(warning, PluginWarning, stacklevel=2)
        else:
            entries |= added
    return tuple(entries.values())[len(theorem_map()) :]


def _entries(package: str) -> tuple[Entry, ...]:
    """Return the entries of a package; none if it has no such file, or if the module is in no package."""
    file = files(package).joinpath("theorems.toml") if package else None
    if file is None or not file.is_file():
        return ()
    return tuple(entry_of(data) for data in tomllib.loads(file.read_text(encoding="utf-8"))["theorem"])
