"""Problems: instances, witnesses, promises and exact oracles."""

from hardness.problems.attention import ApproximateAttention
from hardness.problems.base import Problem, problem_from_json
from hardness.problems.cnf import CNF
from hardness.problems.gap_max_ip.base import Promise
from hardness.problems.gap_max_ip.compressed import CompressedGapMaxIP
from hardness.problems.gap_max_ip.explicit import GapMaxIP
from hardness.problems.orthogonal_vectors import OrthogonalVectors

__all__ = [
    "CNF",
    "ApproximateAttention",
    "CompressedGapMaxIP",
    "GapMaxIP",
    "OrthogonalVectors",
    "Problem",
    "Promise",
    "problem_from_json",
]
