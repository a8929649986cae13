"""Compiled exact attention of orders 2 and 3: no score leaves the registers.

Imported only by the code that needs it, because numba takes a while to load.
"""

from typing import NamedTuple, no_type_check

import numpy as np
from numpy.typing import NDArray

from algorithms.attention.threads import in_threads
from algorithms.compiled import compiled
from algorithms.simd import (
    add_lanes,
    exp2,
    exp2_table,
    highest,
    lanes,
    load,
    multiply_add,
    scores,
    splats,
    subtract,
    weighted_sum,
    zeros,
)

__all__ = ["exact_order_three", "exact_order_two"]

_CHAIN = 256  # additions in the inputs' precision before a sum goes on in float64
_INTERLEAVED = 4  # streamed rows at a time, which hide the latency of multiply-adds
_LOG2_E = 1.4426950408889634


class Lengths(NamedTuple):
    """Tuples of which only the lengths matter: they are part of the type, so that loops over them are unrolled.

    Attributes
    ----------
    coordinates, sums, rows, single
        Of length d, d_v + 1, the number of interleaved rows of a stream, and 1.
    lanes
        As long as a vector has lanes.
    """

    coordinates: tuple[int, ...]
    sums: tuple[int, ...]
    rows: tuple[int, ...]
    single: tuple[int, ...]
    lanes: tuple[int, ...]

    @classmethod
    def of(cls, coordinates: int, columns: int, lanes: int) -> "Lengths":
        """Make the tuples."""
        return cls(*((0,) * n for n in (coordinates, columns + 1, _INTERLEAVED, 1, lanes)))


class Keys(NamedTuple):
    """The two key sets of order 3, in flat arrays.

    Attributes
    ----------
    first : array
        The keys of the first set, one after the other.
    second, weights : arrays
        The keys of the second set, one coordinate after the other, and [values, 1], one column after the other.
    """

    first: NDArray[np.floating]
    second: NDArray[np.floating]
    weights: NDArray[np.floating]


def exact_order_two(
    query: NDArray[np.floating],
    keys: list[NDArray[np.floating]],
    values: list[NDArray[np.floating]],
    *,
    shifted: bool,
    threads: int = 1,
) -> NDArray[np.float64]:
    r"""Evaluate order 2 by visiting every pair once, a vector of queries at a time.

    **Construction.** The keys are stored in one stream beside :math:`[v_j, 1]`. A vector of queries stays in registers
    while the stream is read: dot products, powers of two, and multiply-adds into one accumulator per value column and
    one for the denominator, whose lanes belong to different queries. With a shift, the stream is read twice. The first
    pass finds the largest score of every query, and the second pass subtracts it before it takes the powers.

    Parameters
    ----------
    query : array, shape (n_0, d)
        Already divided by the scale.
    keys, values : lists of one array, shapes (n_1, d), (n_1, d_v)
    shifted : bool
        Whether to subtract the largest score; without, \|score\| must be at most 40 in float32 and 340 in float64.
    threads : int
        Groups of queries at a time.

    Returns
    -------
    array of float64, shape (n_0, d_v)
    """
    dtype, d, columns = query.dtype, query.shape[1], values[0].shape[1]
    width = lanes(dtype)
    stream = _padded_tokens(keys[0], values[0], _INTERLEAVED).ravel()
    scaled = (query.astype(np.float64) * _LOG2_E).astype(dtype)
    scaled = np.pad(scaled, ((0, -len(query) % width), (0, 0)))
    output = np.empty((len(scaled), columns))

    def evaluate(rows: slice) -> None:
        some, result = np.ascontiguousarray(scaled[rows].T).ravel(), output[rows].reshape(-1)
        _order_two(some, stream, result, exp2_table(dtype), Lengths.of(d, columns, width), shifted)

    bounds = np.linspace(0, len(scaled) // width, threads + 1).astype(int) * width
    for _ in in_threads(evaluate, map(slice, bounds, bounds[1:]), threads):
        pass  # every piece has written its own rows
    return output[: len(query)]


def exact_order_three(
    query: NDArray[np.floating],
    keys: list[NDArray[np.floating]],
    values: list[NDArray[np.floating]],
    *,
    shifted: bool,
    threads: int = 1,
) -> NDArray[np.float64]:
    r"""Evaluate order 3 by visiting every tuple once, a vector of rows of the second key set at a time.

    **Construction.** For every query the products :math:`q \circ x_j` of the first key set are stored in one stream
    beside :math:`[v_j, 1]`. A vector of second keys stays in registers while the stream is read: dot products, powers
    of two, and multiply-adds into one accumulator per value column and one for the denominator. With a shift, the
    stream is read twice, the first time for the largest score of the query.

    Parameters
    ----------
    query : array, shape (n_0, d)
        Already divided by the scale.
    keys, values : lists of two arrays, shapes (n_j, d), (n_j, d_v)
    shifted : bool
        Whether to subtract the largest score; without, \|score\| must be at most 40 in float32 and 340 in float64.
    threads : int
        Groups of queries at a time.

    Returns
    -------
    array of float64, shape (n_0, d_v)
    """
    dtype, d, columns = query.dtype, query.shape[1], values[0].shape[1]
    width = lanes(dtype)
    first = _padded_tokens(keys[0], values[0], _INTERLEAVED)
    second = _padded_tokens(keys[1], values[1], width)
    scaled = (query.astype(np.float64) * _LOG2_E).astype(dtype)
    first_keys = np.ascontiguousarray(first[:, :d]).ravel()
    flat = Keys(first_keys, *(np.ascontiguousarray(part.T).ravel() for part in (second[:, :d], second[:, d:])))
    output = np.empty((len(query), columns))

    def evaluate(rows: slice) -> None:
        some, result = scaled[rows].ravel(), np.empty(len(scaled[rows]) * columns)
        stream = first.ravel().copy()  # its keys are replaced by their products with the query
        _order_three(some, flat, stream, result, exp2_table(dtype), Lengths.of(d, columns, width), shifted)
        output[rows] = result.reshape(-1, columns)

    bounds = np.linspace(0, len(query), threads + 1).astype(int)
    for _ in in_threads(evaluate, map(slice, bounds, bounds[1:]), threads):
        pass  # every piece has written its own rows
    return output


def _padded_tokens(key: NDArray[np.floating], value: NDArray[np.floating], multiple: int) -> NDArray[np.floating]:
    """Return [key | value, 1], padded to a multiple of rows: the added ones repeat a key with weights 0.

    A repeated key, unlike a zero key, cannot have a score above all others.
    """
    missing = -len(key) % multiple
    weights = np.hstack([value, np.ones((len(value), 1), value.dtype)])
    return np.hstack([np.pad(key, ((0, missing), (0, 0)), mode="edge"), np.pad(weights, ((0, missing), (0, 0)))])


@compiled
@no_type_check
def _order_two(query, stream, output, table, lengths, shifted):
    """Evaluate order 2; all arrays are flat, the queries one coordinate after the other."""
    d, sums, together, width = len(lengths.coordinates), len(lengths.sums), len(lengths.rows), len(lengths.lanes)
    step = d + sums
    queries, rows = len(query) // d, len(stream) // step
    totals, least = np.empty(sums * width), np.zeros(1, query.dtype)
    if shifted:
        least[0] = -np.inf
    for first in range(0, queries, width):
        some = load(lengths.coordinates, query, first, queries)
        top = splats(lengths.single, least, 0)
        if shifted:
            for j in range(0, rows, together):
                top = highest(top, scores(lengths.rows, some, stream, j * step, step))
        totals[:] = 0
        for start in range(0, rows, _CHAIN):
            accumulated = zeros(lengths.sums, query)
            for j in range(start, min(start + _CHAIN, rows), together):
                powers = exp2(subtract(scores(lengths.rows, some, stream, j * step, step), top), table)
                accumulated = multiply_add(accumulated, stream, j * step + d, step, powers)
            add_lanes(accumulated, totals)
        for lane in range(width):
            for c in range(sums - 1):
                output[(first + lane) * (sums - 1) + c] = totals[c * width + lane] / totals[(sums - 1) * width + lane]


@compiled
@no_type_check
def _order_three(query, keys, stream, output, table, lengths, shifted):
    """Evaluate order 3; all arrays are flat."""
    first, second = keys.first, keys.second
    d, sums, together, width = len(lengths.coordinates), len(lengths.sums), len(lengths.rows), len(lengths.lanes)
    step = d + sums
    rows, seconds = len(first) // d, len(second) // d
    totals, by_lane, shift = np.empty(sums), np.empty(width), np.zeros(1, query.dtype)
    for i in range(len(query) // d):
        for j in range(rows):
            for c in range(d):
                stream[j * step + c] = first[j * d + c] * query[i * d + c]
        if shifted:
            shift[0] = -np.inf
            top = splats(lengths.single, shift, 0)
            for column in range(0, seconds, width):
                some = load(lengths.coordinates, second, column, seconds)
                for j in range(0, rows, together):
                    top = highest(top, scores(lengths.rows, some, stream, j * step, step))
            by_lane[:] = 0
            add_lanes(top, by_lane)
            shift[0] = by_lane.max()
        top = splats(lengths.single, shift, 0)
        totals[:] = 0
        for column in range(0, seconds, width):
            some = load(lengths.coordinates, second, column, seconds)
            for start in range(0, rows, _CHAIN):
                accumulated = zeros(lengths.sums, second)
                for j in range(start, min(start + _CHAIN, rows), together):
                    powers = exp2(subtract(scores(lengths.rows, some, stream, j * step, step), top), table)
                    accumulated = multiply_add(accumulated, stream, j * step + d, step, powers)
                weighted_sum(accumulated, keys.weights, column, seconds, totals)
        for c in range(sums - 1):
            output[i * (sums - 1) + c] = totals[c] / totals[sums - 1]
