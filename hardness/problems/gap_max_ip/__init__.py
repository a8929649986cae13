"""The promise problem Gap-MaxIP, with vectors written out or with only the coordinates that are used."""

from hardness.problems.gap_max_ip.base import AbstractGapMaxIP, GapMaxIP, Promise
from hardness.problems.gap_max_ip.compressed import CompressedGapMaxIP

__all__ = ["AbstractGapMaxIP", "CompressedGapMaxIP", "GapMaxIP", "Promise"]
