"""Sums that leave the vectors: each at its place, in float64, added to what is there."""

import numpy as np
import pytest
from numba import njit

from algorithms.simd import add_lane_sums, add_lanes, lanes, load, weighted_sum

pytestmark = pytest.mark.parametrize("dtype", [np.float32, np.float64])


@njit  # not kept: what is kept does not see changes of the operations
def all_three(count, numbers, weights, width, by_lane, totals, weighted):
    sums = load(count, numbers, 0, width)
    add_lanes(sums, by_lane)
    add_lane_sums(sums, totals, 1)
    weighted_sum(sums, weights, 2, width + 1, weighted)


@pytest.mark.parametrize("count", [1, 4, 5, 8])
def test_sums_are_added_in_float64(dtype, count):
    width = lanes(np.dtype(dtype))
    generator = np.random.default_rng(count)
    numbers = generator.integers(-9, 10, (count, width)).astype(dtype)
    weights = generator.integers(-9, 10, 2 + count * (width + 1)).astype(dtype)
    before = 2.0**-40  # which float32 would lose beside the sums
    room = 1 + -(-count // width) * width
    by_lane, totals, weighted = np.full(count * width, before), np.full(room, before), np.full(count, before)
    all_three((0,) * count, numbers.ravel(), weights, width, by_lane, totals, weighted)
    assert np.array_equal(by_lane, numbers.ravel().astype(np.float64) + before)
    assert totals[0] == before
    assert np.array_equal(totals[1 : 1 + count], numbers.sum(axis=1, dtype=np.float64) + before)
    assert (totals[1 + count :] == before).all()  # up to a multiple of the lanes, by zeros
    factors = np.stack([weights[2 + i * (width + 1) :][:width] for i in range(count)])
    assert np.array_equal(weighted, (numbers * factors).sum(axis=1, dtype=np.float64) + before)
