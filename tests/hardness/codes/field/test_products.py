"""Matrix products at the limits of what floating-point numbers hold."""

import numpy as np
import pytest

from hardness.codes import finite_field
from hardness.codes.field.products import _packing

ORDERS = (2, 3, 4, 7, 9, 16, 49, 64, 125, 256, 289, 2187, 65521, 2**16)


@pytest.mark.parametrize(("order", "inner"), [(49, 3000), (2**16, 130), (125, 257), (65521, 40), (3, 1)])
def test_product_with_the_largest_entries(order, inner):
    """All digits p - 1: the accumulated sums are as large as they can be."""
    F = finite_field(order)
    A, B = np.full((2, inner), order - 1), np.full((inner, 3), order - 1)
    square = F.mul(order - 1, order - 1)
    expected = F.mul(inner % F.characteristic, square)  # an integer n acts as n mod p
    np.testing.assert_array_equal(F.matmul(A, B), np.full((2, 3), expected))


def test_long_inner_dimension_is_split():
    F = finite_field(65521)
    inner = 2**21 + 12_345  # (p-1)^2 is almost 2^32, so a float64 holds 2^21 such products
    A = np.full((1, inner), 65520, dtype=F.dtype)  # -1
    assert F.matmul(A, A.reshape(-1, 1))[0, 0] == inner % 65521


@pytest.mark.parametrize("order", ORDERS)
def test_packing_stays_below_2_to_the_53(order):
    F = finite_field(order)
    for inner in (1, 10, 1000, 2**20):
        a, b, width = _packing(F, inner)
        assert min(a, b) * inner * (F.characteristic - 1) ** 2 < 2**width
        assert (a + b - 1) * width <= 53


def test_empty_and_batched_products():
    F = finite_field(7)
    assert F.matmul(np.zeros((0, 3), int), np.zeros((3, 2), int)).shape == (0, 2)
    np.testing.assert_array_equal(F.matmul(np.zeros((2, 0), int), np.zeros((0, 3), int)), np.zeros((2, 3)))
    A, B = np.arange(24).reshape(2, 3, 4) % 7, np.arange(20).reshape(4, 5) % 7
    np.testing.assert_array_equal(F.matmul(A, B), A @ B % 7)
    np.testing.assert_array_equal(F.matmul(A[0, 0], B), A[0, 0] @ B % 7)
