"""The lower-bound pipeline for attention as executable code: from SAT to tensor attention and back.

Examples
--------
>>> from hardness import CNF, solve
>>> solve(CNF(3, [(1, -2), (2, 3), (-1,)])).assignment
{1: False, 2: False, 3: True}
"""

from hardness.installation import check_algorithms

check_algorithms()  # before the first import that needs it

from hardness.decision import solve  # noqa: E402
from hardness.formats import read_dimacs  # noqa: E402
from hardness.problems import CNF  # noqa: E402
from hardness.solution import Solution  # noqa: E402

__all__ = ["CNF", "Solution", "read_dimacs", "solve"]
