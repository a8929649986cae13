"""Reductions between problems, one file per reduction, and chains of them."""

from algorithms.deprecated import renamed_names
from hardness.reductions.base import Kind, Reduced, Reduction, UnsupportedInstanceError
from hardness.reductions.chain import Chain
from hardness.reductions.gap_max_ip_to_attention import GapMaxIPToAttention
from hardness.reductions.orthogonal_vectors_to_gap_max_ip import OrthogonalVectorsToGapMaxIP
from hardness.reductions.reduced_chain import ReducedChain, Trace
from hardness.reductions.sat_to_orthogonal_vectors import SatToOrthogonalVectors

__all__ = [
    "Chain",
    "GapMaxIPToAttention",
    "Kind",
    "OrthogonalVectorsToGapMaxIP",
    "Reduced",
    "ReducedChain",
    "Reduction",
    "SatToOrthogonalVectors",
    "Trace",
    "UnsupportedInstanceError",
]

__getattr__ = renamed_names(globals(), {"ReductionRefused": "UnsupportedInstanceError"})
