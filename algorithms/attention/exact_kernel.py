"""Compiled exact attention of orders 2 and 3 for scores of moderate size: no score leaves the registers.

Imported only by the code that needs it, because numba takes a while to load.
"""

from typing import no_type_check

import numpy as np
from numba import njit
from numpy.typing import NDArray

from algorithms.attention.threads import in_threads
from algorithms.attention.vectors import (
    add_lanes,
    exp2,
    exp2_table,
    lanes,
    load,
    multiply_add,
    scores,
    weighted_sum,
    zeros,
)

__all__ = ["exact_order_three", "exact_order_two"]

_CHAIN = 256  # additions in the inputs' precision before a sum goes on in float64
_INTERLEAVED = 4  # streamed rows at a time, which hide the latency of multiply-adds
_LOG2_E = 1.4426950408889634


def exact_order_two(
    query: NDArray[np.floating],
    keys: list[NDArray[np.floating]],
    values: list[NDArray[np.floating]],
    threads: int = 1,
) -> NDArray[np.float64]:
    r"""Evaluate order 2 by visiting every pair once, a vector of queries at a time.

    **Construction.** The keys stand in one stream beside :math:`[v_j, 1]`. A vector of queries is held in registers
    while the stream passes: dot products, powers of two, and multiply-adds into one accumulator per value column and
    one for the denominator, whose lanes belong to different queries. There is no shift, as in `exact_order_three`.

    Parameters
    ----------
    query : array, shape (n_0, d)
        Already divided by the scale; \|score\| at most 40 in float32 and 340 in float64.
    keys, values : lists of one array, shapes (n_1, d), (n_1, d_v)
    threads : int
        Groups of queries at a time.

    Returns
    -------
    array of float64, shape (n_0, d_v)
    """
    dtype, d, columns = query.dtype, query.shape[1], values[0].shape[1]
    width = lanes(dtype)
    # Padding keys have weight 0 in numerator and denominator; padding queries are cut off.
    stream = _padded(np.hstack([keys[0], values[0], np.ones((len(keys[0]), 1), dtype)]), _INTERLEAVED).ravel()
    scaled = _padded((query.astype(np.float64) * _LOG2_E).astype(dtype), width)
    output = np.empty((len(scaled), columns))

    def evaluate(rows: slice) -> None:
        some, result = np.ascontiguousarray(scaled[rows].T).ravel(), output[rows].reshape(-1)
        _order_two(exp2_table(dtype), some, stream, result, (0,) * d, (0,) * (columns + 1), (0,) * _INTERLEAVED, width)

    bounds = np.linspace(0, len(scaled) // width, threads + 1).astype(int) * width
    for _ in in_threads(evaluate, map(slice, bounds, bounds[1:]), threads):
        pass  # every piece has written its own rows
    return output[: len(query)]


def exact_order_three(
    query: NDArray[np.floating],
    keys: list[NDArray[np.floating]],
    values: list[NDArray[np.floating]],
    threads: int = 1,
) -> NDArray[np.float64]:
    r"""Evaluate order 3 by visiting every tuple once, a vector of rows of the second key set at a time.

    **Construction.** For every query the products :math:`q \circ x_j` of the first key set stand in one stream beside
    :math:`[v_j, 1]`. A vector of second keys is held in registers while the stream passes: dot products, powers of
    two, and multiply-adds into one accumulator per value column and one for the denominator. There is no shift: the
    caller makes sure that no exponential over- or underflows.

    Parameters
    ----------
    query : array, shape (n_0, d)
        Already divided by the scale; \|score\| at most 40 in float32 and 340 in float64.
    keys, values : lists of two arrays, shapes (n_j, d), (n_j, d_v)
    threads : int
        Groups of queries at a time.

    Returns
    -------
    array of float64, shape (n_0, d_v)
    """
    dtype, d, columns = query.dtype, query.shape[1], values[0].shape[1]
    width = lanes(dtype)
    # Padding rows have weight 0 in numerator and denominator: their column of ones is 0 as well.
    first = _padded(np.hstack([keys[0], values[0], np.ones((len(keys[0]), 1), dtype)]), _INTERLEAVED)
    second = _padded(np.hstack([keys[1], values[1], np.ones((len(keys[1]), 1), dtype)]), width)
    scaled = (query.astype(np.float64) * _LOG2_E).astype(dtype)
    first_keys = np.ascontiguousarray(first[:, :d]).ravel()
    second_keys, weights = (np.ascontiguousarray(part.T).ravel() for part in (second[:, :d], second[:, d:]))
    output = np.empty((len(query), columns))

    def evaluate(rows: slice) -> None:
        some, result = scaled[rows].ravel(), np.empty(len(scaled[rows]) * columns)
        _order_three(
            exp2_table(dtype), some, first_keys, second_keys, weights, first.ravel().copy(), result,
            (0,) * d, (0,) * (columns + 1), (0,) * _INTERLEAVED, width,
        )  # fmt: skip
        output[rows] = result.reshape(-1, columns)

    bounds = np.linspace(0, len(query), threads + 1).astype(int)
    for _ in in_threads(evaluate, map(slice, bounds, bounds[1:]), threads):
        pass  # every piece has written its own rows
    return output


def _padded(rows: NDArray[np.floating], multiple: int) -> NDArray[np.floating]:
    return np.pad(rows, ((0, -len(rows) % multiple), (0, 0)))


@njit(cache=True, nogil=True)
@no_type_check
def _order_three(table, query, first, second, weights, stream, output, of_d, of_columns, of_rows, width):
    """All arrays are flat; ``of_...`` are tuples whose lengths are d, d_v + 1 and the number of interleaved rows."""
    d, sums, together = len(of_d), len(of_columns), len(of_rows)
    step = d + sums
    rows, seconds = len(first) // d, len(second) // d
    totals = np.empty(sums)
    for i in range(len(query) // d):
        for j in range(rows):
            for c in range(d):
                stream[j * step + c] = first[j * d + c] * query[i * d + c]
        totals[:] = 0
        for column in range(0, seconds, width):
            keys = load(of_d, second, column, seconds)
            for start in range(0, rows, _CHAIN):
                accumulated = zeros(of_columns, second)
                for j in range(start, min(start + _CHAIN, rows), together):
                    powers = exp2(scores(of_rows, keys, stream, j * step, step), table)
                    accumulated = multiply_add(accumulated, stream, j * step + d, step, powers)
                weighted_sum(accumulated, weights, column, seconds, totals)
        for c in range(sums - 1):
            output[i * (sums - 1) + c] = totals[c] / totals[sums - 1]


@njit(cache=True, nogil=True)
@no_type_check
def _order_two(table, query, stream, output, of_d, of_columns, of_rows, width):
    """All arrays are flat, the queries one coordinate after the other; ``of_...`` and the stream as in the other."""
    d, sums, together = len(of_d), len(of_columns), len(of_rows)
    step = d + sums
    queries, rows = len(query) // d, len(stream) // step
    totals = np.empty(sums * width)
    for first in range(0, queries, width):
        some = load(of_d, query, first, queries)
        totals[:] = 0
        for start in range(0, rows, _CHAIN):
            accumulated = zeros(of_columns, query)
            for j in range(start, min(start + _CHAIN, rows), together):
                powers = exp2(scores(of_rows, some, stream, j * step, step), table)
                accumulated = multiply_add(accumulated, stream, j * step + d, step, powers)
            add_lanes(accumulated, totals)
        for lane in range(width):
            for c in range(sums - 1):
                output[(first + lane) * (sums - 1) + c] = totals[c * width + lane] / totals[(sums - 1) * width + lane]
