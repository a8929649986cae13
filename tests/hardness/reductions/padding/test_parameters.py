"""Which paddings are refused: separations, gaps and dimensions that float64 cannot tell apart."""

import re
from fractions import Fraction
from math import inf, nan

import numpy as np
import pytest

from hardness.arguments import short_repr
from hardness.problems import GapMaxIP, OrthogonalVectors, Promise
from hardness.reductions import GapMaxIPToAttention, OrthogonalVectorsToGapMaxIP, UnsupportedInstanceError


@pytest.mark.parametrize("separation", [1, 0.5, -3.0, 0, nan, inf, "16", 10**400, True, 2j, [16]])
def test_bad_separations_are_named(separation):
    with pytest.raises(ValueError, match=re.escape(f"separation must be a number > 1, got {short_repr(separation)}")):
        GapMaxIPToAttention(separation=separation)


@pytest.mark.parametrize(
    ("reduction", "gap", "message"),
    [
        (GapMaxIPToAttention(separation=15.9), GapMaxIP([[[1]]] * 3, 1, 1), "order 3 needs at least 16"),
        (GapMaxIPToAttention(separation=3.9), GapMaxIP([[[1]]] * 2, 1, 1), "order 2 needs at least 4"),
        (GapMaxIPToAttention("paper"), GapMaxIP([[[]]] * 2, 1, 1), "d >= 1, got 0"),
        (GapMaxIPToAttention(), GapMaxIP([[[1]]] * 2, 1, Fraction(1, 10**400)), "eps is below 1e-10"),
        (GapMaxIPToAttention(), GapMaxIP([[[1]]] * 2, 1, Fraction(1, 10**11)), "eps is below 1e-10"),
        (GapMaxIPToAttention("paper", 1 + 1e-13), GapMaxIP([[[1]]] * 2, 1, 1), "is too close to 1"),
    ],
)
def test_what_floats_cannot_tell_apart_is_refused(reduction, gap, message):
    with pytest.raises(UnsupportedInstanceError, match=re.escape(message)):
        reduction.apply(gap)


def test_the_least_gap_that_floats_tell_apart_is_accepted():
    assert GapMaxIPToAttention().refuses(GapMaxIP([[[1]]] * 2, 1, Fraction(1, 10**10))) is None


def test_the_paper_s_padding_of_an_astronomical_dimension_is_refused():
    branch = OrthogonalVectorsToGapMaxIP().apply(OrthogonalVectors(np.ones((3, 2, 91), int))).branch((0,) * 6)
    with pytest.raises(UnsupportedInstanceError, match=r"log outputs of the paper's padding are about -d x 1\.\d+"):
        GapMaxIPToAttention("paper").apply(branch)
    assert GapMaxIPToAttention("paper").apply(branch.compress()).target.promise() is Promise.NO
