"""Merlin-Arthur protocols: who knows what, who sends what, and with which probability a lie is caught."""

from hardness.protocols.set_disjointness import SetDisjointness
from hardness.protocols.transcript import Transcript
from hardness.protocols.zero_sum import is_zero_sum_free, zero_sum_free_limit, zero_sum_free_weights

__all__ = ["SetDisjointness", "Transcript", "is_zero_sum_free", "zero_sum_free_limit", "zero_sum_free_weights"]
