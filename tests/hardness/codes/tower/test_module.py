"""The module bases of the tower: closed forms against the local conditions, and both against the definition."""

import galois
import numpy as np
import pytest

from hardness.codes import GarciaStichtenothCode
from hardness.codes.tower.module import tower_module
from hardness.codes.tower.regular import computed_module


@pytest.mark.parametrize(("q", "m"), [(2, 2), (3, 2), (4, 2), (5, 2), (7, 2), (2, 3), (3, 3), (4, 3), (5, 3)])
def test_closed_forms_span_what_the_local_conditions_give(q, m, top_code, values_of):
    """Two derivations: closed forms, and regularity at all places over x_1 = 0, rational or not."""
    closed, computed = tower_module(q, m), computed_module(q, m)
    assert computed.complete
    assert closed.semigroup == computed.semigroup
    code = top_code(q, m)
    expected = code.evaluation_matrix()
    other = top_code(q, m)
    other.__dict__["_module"] = values_of(other, computed)
    found = other.evaluation_matrix()
    for rows in range(1, len(expected) + 1, max(1, len(expected) // 20)):  # equal spans for growing pole bounds
        assert code.arithmetic.rank(np.concatenate([expected[:rows], found[:rows]])) == rows


@pytest.mark.parametrize(("q", "m"), [(3, 1), (4, 2), (3, 3), (2, 4), (2, 5)])
def test_module_values_follow_the_definition(q, m, top_code, values_of):
    code = top_code(q, m)
    np.testing.assert_array_equal(code._module, values_of(code, tower_module(q, m)))


def test_first_generators_by_hand():
    code = GarciaStichtenothCode(3, 2, 17)
    F = galois.GF(9)
    x1, x2 = F(code.points)
    u1 = x1**2 + F(1)
    expected = [x1**0, x1, x1**2, u1 * x2, u1 * x2**2, x1**3]  # pole orders 0, 3, 6, 7, 8, 9
    assert code.pole_orders[:6].tolist() == [0, 3, 6, 7, 8, 9]
    np.testing.assert_array_equal(code.evaluation_matrix()[:6], expected)
