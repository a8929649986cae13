"""The genus and the pole orders of the curves."""

import numpy as np
import pytest

from hardness.codes import GarciaStichtenothCode, HermitianCode
from hardness.codes.curves import (
    hermitian_conductor,
    hermitian_genus,
    hermitian_points,
    hermitian_semigroup,
    tower_genus,
    tower_points,
    tower_semigroup,
)


@pytest.mark.parametrize("q", [2, 3, 4, 5, 7])
@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_tower_semigroups_are_closed_and_have_genus_many_gaps(q, level):
    if q**level > 3200:
        return
    semigroup = tower_semigroup(q, level)
    elements = semigroup.elements(2 * q**level)
    sums = np.unique(elements[:, None] + elements)
    assert np.isin(sums[sums <= 2 * q**level], elements).all()
    assert len(semigroup.gaps()) == tower_genus(q, level)


def test_the_first_genera_by_hand():
    assert [tower_genus(2, m) for m in range(1, 6)] == [0, 1, 3, 9, 21]
    assert tower_genus(8, 3) == 63 * 7


@pytest.mark.parametrize("q", [2, 3, 4, 5, 8, 9])
def test_pole_orders_of_the_hermitian_curve_by_sums(q):
    """All sums of the pole orders q of x and q + 1 of y; the gaps number the genus, and the last is before 2g."""
    sums = {a * q + b * (q + 1) for a in range(2 * q) for b in range(2 * q)}
    semigroup = hermitian_semigroup(q)
    assert semigroup.elements(2 * q * q - 1).tolist() == sorted(n for n in sums if n < 2 * q * q)
    gaps = semigroup.gaps().tolist()
    assert len(gaps) == hermitian_genus(q)
    assert hermitian_conductor(q) == gaps[-1] + 1


@pytest.mark.parametrize(("q", "level"), [(2, 1), (2, 4), (3, 3), (4, 2)])
def test_points_are_counted_on_the_curves(q, level):
    assert GarciaStichtenothCode(q, level, 0).points.shape == (level, tower_points(q, level))
    assert HermitianCode(q, 0).points.shape == (2, hermitian_points(q))
