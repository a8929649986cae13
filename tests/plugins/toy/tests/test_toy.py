"""What a package that adds something tests: the contracts, and that they notice when something is wrong."""

from pathlib import Path

import numpy as np
from hardness_toy.colouring import ThreeColouring, graphs
from hardness_toy.colouring_to_sat import ThreeColouringToSat
from hardness_toy.reed_muller import ReedMuller

from hardness.checks import check_code, check_reduction
from hardness.theory.theorems.installed import installed_theorems
from hardness.theory.theorems.links import dangling


def test_the_reduction_keeps_its_contract():
    assert check_reduction(ThreeColouringToSat(), graphs(3))


def test_the_code_keeps_its_contract():
    for q, degree in ((2, 1), (3, 2)):
        assert check_code(ReedMuller(q, degree))


def test_the_check_notices_a_code_that_is_no_plane():
    class Twisted(ReedMuller):
        family = "wrong: twisted"

        def evaluation_matrix(self):
            """Of the points in an order in which two are exchanged."""
            order = np.arange(self.length)
            order[[0, 1]] = 1, 0
            return super().evaluation_matrix()[:, order]

    report = check_code(Twisted(3, 1))
    assert [failure.name for failure in report.failures] == ["translations"]


def test_a_witness_that_is_none():
    path = ThreeColouring(3, ((0, 1), (1, 2)))
    assert path.verify((0, 1, 0))
    assert not any(path.verify(wrong) for wrong in ((0, 0, 1), (0, 1), (0, 1, 3), None))


def test_nothing_dangles():
    (entry,) = installed_theorems()
    assert list(dangling(entry, Path(__file__).parents[1])) == []
