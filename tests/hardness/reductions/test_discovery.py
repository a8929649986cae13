"""Every reduction of the package is found, by name, and no chain or abstract class is."""

from hardness.reductions import Chain, GapMaxIPToAttention, OrthogonalVectorsToGapMaxIP, SatToOrthogonalVectors
from hardness.reductions.base import Reduction
from hardness.reductions.discovery import reduction_classes


def test_the_reductions_of_the_package():
    found = [cls for cls in reduction_classes() if cls.__module__.startswith("hardness.")]
    assert found == [GapMaxIPToAttention, OrthogonalVectorsToGapMaxIP, SatToOrthogonalVectors]
    assert not {Chain, Reduction} & set(found)
