"""The promise problem Gap-MaxIP, with explicit vectors or with only the coordinates that are used."""

from hardness.problems.gap_max_ip.base import AbstractGapMaxIP, Promise
from hardness.problems.gap_max_ip.compressed import CompressedGapMaxIP
from hardness.problems.gap_max_ip.explicit import GapMaxIP

__all__ = ["AbstractGapMaxIP", "CompressedGapMaxIP", "GapMaxIP", "Promise"]
