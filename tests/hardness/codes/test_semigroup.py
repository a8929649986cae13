"""Numerical semigroups against lists of their elements."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardness.codes import Semigroup
from hardness.codes.tower.invariants import genus, weierstrass_semigroup


@given(st.lists(st.integers(0, 6), min_size=1, max_size=7), st.integers(0, 60))
def test_everything_follows_from_the_elements(lifts, bound):
    lifts[0] = 0
    semigroup = Semigroup(tuple(c + len(lifts) * lift for c, lift in enumerate(lifts)))
    listed = sorted({n + len(lifts) * a for n in semigroup.apery for a in range(70)})
    below = [n for n in listed if n <= bound]
    assert semigroup.elements(bound).tolist() == below
    assert semigroup.count(bound) == len(below)
    assert semigroup.largest(bound) == below[-1]
    assert semigroup.least_from(bound) == min(n for n in listed if n >= bound)
    assert [n for n in range(bound + 1) if n in semigroup] == below
    assert semigroup.gaps().tolist() == [n for n in range(max(semigroup.apery)) if n not in listed]
    classes, multiples = semigroup.decompose(np.array(below))
    assert [semigroup.apery[c] + a * len(lifts) for c, a in zip(classes, multiples, strict=True)] == below


@pytest.mark.parametrize("apery", [(), (0, 2), (1, 1), (0, -1)])
def test_what_is_no_apery_set_is_refused(apery):
    with pytest.raises(ValueError, match="apery"):
        Semigroup(apery)


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
