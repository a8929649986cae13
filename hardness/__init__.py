"""The lower-bound pipeline for attention as executable code: from SAT to tensor attention and back.

Examples
--------
>>> from hardness import CNF, solve
>>> solve(CNF(3, [(1, -2), (2, 3), (-1,)])).assignment
{1: False, 2: False, 3: True}
"""

from typing import TYPE_CHECKING, Any

from hardness.installation import check_algorithms

if TYPE_CHECKING:
    from hardness.formats import read_dimacs
    from hardness.problems import CNF
    from hardness.runs.solution import Solution
    from hardness.solving import solve

    __version__: str

__all__ = ["CNF", "Solution", "read_dimacs", "solve"]

check_algorithms()  # every module of this package is imported after this one

from algorithms.lazy import names_on_use  # noqa: E402 - of our own package, as is known now
from algorithms.moved import MovedModules  # noqa: E402
from hardness.moved import MOVED  # noqa: E402

MovedModules(MOVED).install()

_HOMES = {
    "CNF": "hardness.problems",
    "Solution": "hardness.runs.solution",
    "read_dimacs": "hardness.formats",
    "solve": "hardness.solving",
}

_load, __dir__ = names_on_use(__name__, {**_HOMES, "__version__": __name__})


def __getattr__(name: str) -> Any:
    """Load a public name when it is first used: the command line starts without NumPy."""
    if name != "__version__":
        return _load(name)
    globals()[name] = version = _version()
    return version


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("attention-hardness")
    except PackageNotFoundError:
        return "0+unknown"  # the source tree on the path, without an installed distribution
