"""What all one-point codes share: evaluation without a matrix, and distances at multiples of the pole order of x."""

import numpy as np
import pytest

from hardness.codes import GarciaStichtenothCode, HermitianCode, minimum_distance

HERMITIAN = [(2, 0), (2, 5), (3, 7), (4, 33), (5, 124)]
TOWER = [(3, 1, 4), (3, 2, 0), (4, 2, 25), (3, 3, 40), (2, 5, 31)]


@pytest.mark.parametrize(
    "code", [*(HermitianCode(*c) for c in HERMITIAN), *(GarciaStichtenothCode(*c) for c in TOWER)], ids=repr
)
def test_evaluation_without_the_matrix(code):
    rng = np.random.default_rng(code.q)
    coefficients = rng.integers(0, code.field_order, (2, 3, code.dimension))
    expected = code.arithmetic.matmul(coefficients, code.evaluation_matrix())
    np.testing.assert_array_equal(code.evaluate(coefficients), expected)
    np.testing.assert_array_equal(code.evaluate(coefficients[0, 1]), expected[0, 1])
    assert code.evaluate(np.zeros((0, code.dimension), int)).shape == (0, code.length)
    np.testing.assert_array_equal(code.encode(expected[..., code.information_set]), expected)
    assert np.all(code.contains(expected))


def test_exact_distance_at_multiples_of_the_pole_order_of_x():
    for u in range(18):
        code = GarciaStichtenothCode(3, 2, u)
        if code.exact_distance is not None and min(code.dimension, 18 - code.dimension) <= 7:
            assert code.largest_pole_order % 3 == 0
            assert minimum_distance(code) == code.exact_distance == 18 - code.largest_pole_order
    unknown = [u for u in range(18) if GarciaStichtenothCode(3, 2, u).exact_distance is None]
    assert unknown == [7, 8, 10, 11, 13, 14, 16, 17]
