"""Tall narrow arrays, a few thousand rows at a time and transposed, so that reductions over a row are fast."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from algorithms.attention.rounding import U

__all__ = [
    "check_value_range",
    "chunks",
    "column_norms",
    "column_range",
    "divided_columns",
    "largest_norm",
    "row_chunks",
]

_ENTRIES = 1 << 16  # half a MB of float64: temporaries stay in the second-level cache


def chunks(count: int, size: int) -> Iterator[slice]:
    """Cut range(count) into slices of at most ``size``.

    Examples
    --------
    >>> list(chunks(5, 3))
    [slice(0, 3, None), slice(3, 5, None)]
    """
    return (slice(start, min(start + size, count)) for start in range(0, count, size))


def check_value_range(exponents: NDArray[np.integer], dtype: np.dtype) -> None:
    """Refuse products of values that may leave the range of a type, given a power of two above those of each column.

    Raises
    ------
    ValueError
        Names the power of two that may be reached.
    """
    limit = np.finfo(dtype).maxexp - 1
    if exponents.max() > limit:
        raise ValueError(f"products of values may reach 2^{exponents.max()}, beyond the range of {dtype} (2^{limit})")


def row_chunks(array: NDArray[np.floating]) -> Iterator[slice]:
    """Cut the rows of an array into pieces of about half a megabyte, and at least 64 rows."""
    return chunks(len(array), max(64, _ENTRIES // array.shape[1]))


def divided_columns(rows: NDArray[np.floating], exponents: NDArray[np.int64]) -> NDArray[np.float64]:
    """Transpose, and divide every column of the argument by its own power of two; exact except for underflow.

    Two steps, because the inverse of a power of two in range may be out of range.

    Examples
    --------
    >>> divided_columns(np.array([[4.0, 3.0]]), np.array([3, 2]))
    array([[0.5 ],
           [0.75]])
    """
    half = -exponents // 2
    columns = np.ascontiguousarray(rows.T, np.float64) * np.ldexp(1.0, half)[:, None]
    columns *= np.ldexp(1.0, -exponents - half)[:, None]
    return columns


def column_norms(columns: NDArray[np.float64], order: int) -> NDArray[np.float64]:
    """Return upper bounds on the k-norms of the columns, whose entries are at most 1 in absolute value.

    An added constant compensates for powers that underflow.

    Examples
    --------
    >>> column_norms(np.array([[0.3, 0.0], [0.4, 1.0]]), 2).round(12)
    array([0.5, 1. ])
    """
    return _power_sums(columns, order) ** (1 / order) * _slack(len(columns), order)


def largest_norm(columns: NDArray[np.float64], order: int) -> float:
    """Return the largest of `column_norms`, with one root instead of many."""
    return float(_power_sums(columns, order).max() ** (1 / order) * _slack(len(columns), order))


def column_range(array: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the least and the largest entry of every column, shape (2, d); NaN in a column that holds one."""
    ends = np.array([[np.inf], [-np.inf]]).repeat(array.shape[1], axis=1)
    for rows in row_chunks(array):
        columns = np.ascontiguousarray(array[rows].T)
        np.minimum(ends[0], columns.min(axis=1), out=ends[0])
        np.maximum(ends[1], columns.max(axis=1), out=ends[1])
    return ends


def _power_sums(columns: NDArray[np.float64], order: int) -> NDArray[np.float64]:
    sizes = np.abs(columns)
    powers = sizes.copy()
    for _ in range(order - 1):  # much faster than a call of power
        powers *= sizes
    return np.asarray(powers.sum(axis=0) + len(columns) * 2.0**-1000)


def _slack(terms: int, order: int) -> float:
    """Return a factor for rounded roots; the rounding of 1 / order is multiplied by logarithms down to -1000 log 2."""
    return 1 + (8 * (terms + order) + 700) * U
