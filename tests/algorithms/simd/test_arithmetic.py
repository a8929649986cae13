"""Lane-by-lane arithmetic against NumPy, on small integers: every result is exact in either type."""

import numpy as np
import pytest
from numba import njit

from algorithms.simd import (
    highest,
    inner_product,
    lanes,
    load,
    multiply_add,
    outer_product,
    product,
    scores,
    store,
    subtract,
)

pytestmark = pytest.mark.parametrize("dtype", [np.float32, np.float64])


@njit  # not kept: what is kept does not see changes of the operations
def one_by_one(three, single, left, right, width, result):
    x, y, shift = load(three, left, 0, width), load(three, right, 0, width), load(single, right, width, 0)
    store(product(x, y), result, 0, width)
    store(subtract(x, shift), result, 3 * width, width)
    store(highest(shift, x), result, 6 * width, width)


@njit  # not kept: what is kept does not see changes of the operations
def tables(two, three, six, left, right, sums, width, result):
    x, y = load(two, left, 0, width), load(three, right, 0, width)
    store(outer_product(load(six, sums, 0, width), x, y), result, 0, width)
    both = load(six, sums, 0, width), load(six, sums[::-1].copy(), 0, width)
    store(inner_product(y, both[0], both[1]), result, 6 * width, width)


@njit  # not kept: what is kept does not see changes of the operations
def rows(two, three, keys, table, offset, stride, width, result):
    some = load(three, keys, 0, width)
    found = scores(two, some, table, offset, stride)
    store(found, result, 0, width)
    store(multiply_add(some, table, offset, stride, found), result, 2 * width, width)


def drawn(dtype, *counts):
    width = lanes(np.dtype(dtype))
    generator = np.random.default_rng(0)
    return width, [generator.integers(-9, 10, (count, width)).astype(dtype) for count in counts]


def test_products_differences_and_maxima(dtype):
    width, (left, right) = drawn(dtype, 3, 3)
    result = np.zeros((7, width), dtype)
    one_by_one((0,) * 3, (0,), left.ravel(), right.ravel(), width, result.ravel())
    assert np.array_equal(result[:3], left * right)
    assert np.array_equal(result[3:6], left - right[1])
    assert np.array_equal(result[6], np.maximum(left.max(axis=0), right[1]))


def test_outer_and_inner_products(dtype):
    width, (left, right, sums) = drawn(dtype, 2, 3, 6)
    result = np.zeros((9, width), dtype)
    tables((0,) * 2, (0,) * 3, (0,) * 6, left.ravel(), right.ravel(), sums.ravel(), width, result.ravel())
    assert np.array_equal(result[:6].reshape(2, 3, width), sums.reshape(2, 3, width) + left[:, None] * right)
    other = sums.ravel()[::-1].reshape(2, 3, width)
    assert np.array_equal(result[6:], right + (sums.reshape(2, 3, width) * other).sum(axis=0))


def test_scores_of_rows_and_their_weighted_sums(dtype):
    width, (keys,) = drawn(dtype, 3)
    table = np.random.default_rng(1).integers(-9, 10, 20).astype(dtype)
    offset, stride = 4, 5
    result = np.zeros((5, width), dtype)
    rows((0,) * 2, (0,) * 3, keys.ravel(), table, offset, stride, width, result.ravel())
    some = np.stack([table[offset + h * stride :][:3] for h in range(2)])
    assert np.array_equal(result[:2], some @ keys)
    assert np.array_equal(result[2:], keys + some.T @ (some @ keys))
