"""Numerical semigroups against lists of their elements."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardness.codes import Semigroup


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
