"""The genus and the pole orders of the tower."""

import numpy as np
import pytest

from hardness.codes.tower.invariants import genus, weierstrass_semigroup


@pytest.mark.parametrize("q", [2, 3, 4, 5, 7])
@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_tower_semigroups_are_closed_and_have_genus_many_gaps(q, level):
    if q**level > 3200:
        return
    semigroup = weierstrass_semigroup(q, level)
    elements = semigroup.elements(2 * q**level)
    sums = np.unique(elements[:, None] + elements)
    assert np.isin(sums[sums <= 2 * q**level], elements).all()
    assert len(semigroup.gaps()) == genus(q, level)


def test_the_first_genera_by_hand():
    assert [genus(2, m) for m in range(1, 6)] == [0, 1, 3, 9, 21]
    assert genus(8, 3) == 63 * 7
