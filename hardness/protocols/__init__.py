"""Merlin-Arthur protocols: who knows what, who sends what, and with which probability a lie is caught."""

from hardness.protocols.exact import WorstCase
from hardness.protocols.merlins import MERLINS, Merlin
from hardness.protocols.sampling import AcceptanceSample, sample
from hardness.protocols.set_disjointness import SetDisjointness
from hardness.protocols.tampering import tamperings
from hardness.protocols.transcript import Transcript
from hardness.protocols.zero_sum import is_zero_sum_free, zero_sum_free_limit, zero_sum_free_weights

__all__ = [
    "MERLINS",
    "AcceptanceSample",
    "Merlin",
    "SetDisjointness",
    "Transcript",
    "WorstCase",
    "is_zero_sum_free",
    "sample",
    "tamperings",
    "zero_sum_free_limit",
    "zero_sum_free_weights",
]
