"""Merlin-Arthur protocols: inputs, messages, and the exact probability of acceptance.

Names load on first use, because a plan needs sizes only.
"""

from typing import TYPE_CHECKING

from algorithms.lazy import names_on_use

if TYPE_CHECKING:
    from hardness.protocols.exact import WorstCase
    from hardness.protocols.merlins import MERLINS, Merlin
    from hardness.protocols.sampling import AcceptanceSample, sample
    from hardness.protocols.set_disjointness import SetDisjointness
    from hardness.protocols.tampering import tamperings
    from hardness.protocols.transcript import Transcript
    from hardness.protocols.zero_sum import is_zero_sum_free, zero_sum_free_limit, zero_sum_free_weights

_HOMES = {
    "AcceptanceSample": "hardness.protocols.sampling",
    "MERLINS": "hardness.protocols.merlins",
    "Merlin": "hardness.protocols.merlins",
    "SetDisjointness": "hardness.protocols.set_disjointness",
    "Transcript": "hardness.protocols.transcript",
    "WorstCase": "hardness.protocols.exact",
    "is_zero_sum_free": "hardness.protocols.zero_sum",
    "sample": "hardness.protocols.sampling",
    "tamperings": "hardness.protocols.tampering",
    "zero_sum_free_limit": "hardness.protocols.zero_sum",
    "zero_sum_free_weights": "hardness.protocols.zero_sum",
}

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

__getattr__, __dir__ = names_on_use(__name__, _HOMES)
