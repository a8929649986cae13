"""The lower-bound pipeline for attention as executable code: from SAT to tensor attention and back.

Examples
--------
>>> from hardness import CNF, solve
>>> solve(CNF(3, [(1, -2), (2, 3), (-1,)])).assignment
{1: False, 2: False, 3: True}
"""

from hardness.decision import solve
from hardness.formats import read_dimacs
from hardness.problems import CNF
from hardness.solution import Solution

__all__ = ["CNF", "Solution", "read_dimacs", "solve"]
