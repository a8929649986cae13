"""Vectors from and to flat arrays, each entry at its place."""

import numpy as np
import pytest
from numba import njit

from algorithms.simd import gather, lanes, load, splats, store, zeros

DTYPES = pytest.mark.parametrize("dtype", [np.float32, np.float64])


@njit  # not kept: what is kept does not see changes of the operations
def move(count, source, offset, stride, target, place, step):
    store(load(count, source, offset, stride), target, place, step)


@njit  # not kept: what is kept does not see changes of the operations
def spread(count, source, offset, target, step):
    store(splats(count, source, offset), target, 0, step)


@njit  # not kept: what is kept does not see changes of the operations
def clear(count, target, step):
    store(zeros(count, target), target, 1, step)


@njit  # not kept: what is kept does not see changes of the operations
def collect(count, lines, source, offset, index, first, stride, step, target, width):
    store(gather(count, lines, source, offset, index, first, stride, step), target, 0, width)


@DTYPES
def test_load_and_store_keep_their_strides(dtype):
    width = lanes(np.dtype(dtype))
    source, target = np.arange(10 * width, dtype=dtype), np.full(10 * width, -1, dtype)
    move((0,) * 3, source, 2, width + 1, target, 1, 2 * width)
    expected = np.full(10 * width, -1, dtype)
    for i in range(3):
        begin = 2 + i * (width + 1)
        expected[1 + 2 * width * i :][:width] = source[begin : begin + width]
    assert target.tolist() == expected.tolist()


@DTYPES
def test_splats_repeat_one_number_each(dtype):
    width = lanes(np.dtype(dtype))
    source, target = np.array([5, 7, 11, 13], dtype), np.zeros(3 * width, dtype)
    spread((0,) * 3, source, 1, target, width)
    assert target.tolist() == np.repeat([7.0, 11.0, 13.0], width).tolist()


@DTYPES
def test_zeros_have_the_element_type_of_the_array(dtype):
    width = lanes(np.dtype(dtype))
    target = np.ones(2 * width + 2, dtype)
    clear((0,) * 2, target, width)
    assert target.tolist() == [1] + [0] * (2 * width) + [1]


@DTYPES
def test_gather_takes_lines_of_the_rows_that_an_index_names(dtype):
    width = lanes(np.dtype(dtype))
    rows = np.arange(6 * 3 * width, dtype=dtype).reshape(6, 3 * width)  # of three vectors; lines 1 and 2 are taken
    index, target = np.array([0, 4, 1, 5]), np.zeros(3 * 2 * width, dtype)
    collect((0,) * 3, (0,) * 2, rows.ravel(), width, index, 1, 3 * width, width, target, width)
    assert target.tolist() == rows[[4, 1, 5], width:].ravel().tolist()
