"""Check that the package ``algorithms`` is our own: other distributions install a package of that name too."""

import os

DISTRIBUTION = "attention-hardness"


def check_algorithms() -> None:
    """Make sure that the package ``algorithms`` is the one that was installed with this package.

    Raises
    ------
    ImportError
        If it is another package, or contains files of another one. The message says where it lies, which distributions
        installed it, and what to do.
    """
    try:
        import algorithms
    except Exception as error:  # a foreign package may raise anything
        raise ImportError(
            _explained(f"importing it raises {type(error).__name__}: {error}"), name="algorithms"
        ) from error
    if getattr(algorithms, "DISTRIBUTION", None) != DISTRIBUTION:
        where = algorithms.__file__ or ", ".join(algorithms.__path__)
        raise ImportError(_explained(f"Python found another one in {where}"), name="algorithms", path=where)
    if folders := _shadowing(os.path.dirname(algorithms.__file__ or "")):
        raise ImportError(_explained(f"another one has put {', '.join(folders)} over its modules"), name="algorithms")


def _shadowing(folder: str) -> list[str]:
    """Return the packages in a folder that shadow a module of the same name in it."""
    try:
        with os.scandir(folder) as entries:
            names = {entry.name for entry in entries}
    except OSError:  # in an archive, for example
        return []
    stems = sorted(name[:-3] for name in names if name.endswith(".py"))
    candidates = (os.path.join(folder, stem, "__init__.py") for stem in stems if stem in names)
    return [path for path in candidates if os.path.exists(path)]


def _explained(problem: str) -> str:
    from importlib.metadata import packages_distributions

    owners = sorted({name for name in packages_distributions().get("algorithms", []) if name} - {DISTRIBUTION})
    if owners:
        why = (
            f"a package of that name is also installed by: {', '.join(owners)}. Keep them in separate environments, "
            f"or run `pip uninstall {' '.join(owners)}` and install {DISTRIBUTION} again with --force-reinstall"
        )
    else:
        why = (
            "no other installed distribution has a package of that name. Rename the file or folder, start Python in "
            f"another folder, or install {DISTRIBUTION} again with --force-reinstall"
        )
    return f"{DISTRIBUTION} needs its own package 'algorithms', but {problem}; {why}"
