"""Problems: instances, witnesses, promises and exact oracles."""

from hardness.problems.base import Problem, problem_from_json
from hardness.problems.cnf import CNF
from hardness.problems.orthogonal_vectors import OrthogonalVectors

__all__ = ["CNF", "OrthogonalVectors", "Problem", "problem_from_json"]
