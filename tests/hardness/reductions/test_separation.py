"""The separation of the padding: the least one, and the one that is taken."""

from math import isqrt

import pytest
import sympy as sp

from hardness.problems import GapMaxIP
from hardness.reductions import GapMaxIPToAttention
from hardness.reductions.separation import default_separation, least_separation


@pytest.mark.parametrize("order", range(2, 12))
def test_the_default_is_an_allowed_square(order):
    separation = default_separation(order)
    assert separation >= max(16, least_separation(order))
    assert isqrt(separation) ** 2 == separation  # its root is in the outputs 1/(1 + sep^(-1/2))


@pytest.mark.parametrize("order", [2, 3, 4, 5])
def test_the_least_one_is_where_the_calibrated_padding_begins(order):
    least, gap = least_separation(order), GapMaxIP([[[1]]] * order, 1, 1)
    assert GapMaxIPToAttention(separation=least).refuses(gap) is None
    assert str(least) in GapMaxIPToAttention(separation=least - 0.5).refuses(gap)


def test_the_least_one_is_a_formula_of_the_order_too():
    k = sp.Symbol("k")
    assert sp.simplify(least_separation(k) - 2 ** (2 * k - 2)) == 0
