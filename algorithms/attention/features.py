"""Monomials of bounded degree in d variables: the features whose inner products are polynomials of the scores."""

from functools import lru_cache
from itertools import pairwise
from math import comb

import numpy as np
from numpy.typing import NDArray

__all__ = ["degree_slices", "exponents", "monomials", "multinomials", "rank", "suffix_starts"]


def rank(dimension: int, degree: int) -> int:
    """Return the number C(d + g, g) of monomials of degree <= g in d variables."""
    return comb(dimension + degree, degree)


@lru_cache(maxsize=64)
def degree_slices(dimension: int, degree: int) -> tuple[slice, ...]:
    """Return where the monomials of each degree 0..g stand.

    Examples
    --------
    >>> degree_slices(2, 2)
    (slice(0, 1, None), slice(1, 3, None), slice(3, 6, None))
    """
    ends = [0, *(rank(dimension, m) for m in range(degree + 1))]
    return tuple(slice(start, stop) for start, stop in pairwise(ends))


@lru_cache(maxsize=64)
def suffix_starts(dimension: int, degree: int) -> tuple[tuple[int, ...], ...]:
    """For each degree m and variable t: where the monomials of degree m without variables before t start.

    Monomials of degree m + 1 are listed as x_0 * (all of degree m), x_1 * (those without x_0), and so on, so every
    monomial appears once and those without the first t variables are a suffix.
    """
    starts = [(0,) * dimension]
    for m in range(degree):
        size, position, positions = comb(dimension - 1 + m, m), 0, []
        for t in range(dimension):
            positions.append(position)
            position += size - starts[-1][t]
        starts.append(tuple(positions))
    return tuple(starts)


def monomials(
    columns: NDArray[np.floating], degree: int, out: NDArray[np.floating] | None = None
) -> NDArray[np.floating]:
    r"""Evaluate all monomials of degree <= g in the rows of ``columns``, one multiplication each.

    Parameters
    ----------
    columns : array, shape (d, c)
        One variable a row, c points.
    degree : int
        g >= 0.
    out : array, shape (C(d + g, g), c), optional
        Where to write them.

    Returns
    -------
    array, shape (C(d + g, g), c)
        Graded by degree in the order of `exponents`; the first row is 1 (also at 0: 0^0 = 1).

    Examples
    --------
    >>> monomials(np.array([[2.0], [3.0]]), 2).ravel()            # 1, x, y, x^2, x y, y^2
    array([1., 2., 3., 4., 6., 9.])
    """
    dimension, points = columns.shape
    features = np.empty((rank(dimension, degree), points), columns.dtype) if out is None else out
    features[0] = 1
    slices, suffixes = degree_slices(dimension, degree), suffix_starts(dimension, degree)
    for m in range(degree):
        before, position = slices[m], slices[m + 1].start
        for t in range(dimension):
            source = features[before.start + suffixes[m][t] : before.stop]
            np.multiply(source, columns[t], out=features[position : position + len(source)])
            position += len(source)
    return features


@lru_cache(maxsize=16)
def exponents(dimension: int, degree: int) -> NDArray[np.int64]:
    """Return the exponents of the monomials, shape (C(d + g, g), d), read-only.

    Examples
    --------
    >>> exponents(2, 2).tolist()
    [[0, 0], [1, 0], [0, 1], [2, 0], [1, 1], [0, 2]]
    """
    blocks = [np.zeros((1, dimension), dtype=np.int64)]
    for starts in suffix_starts(dimension, degree)[:degree]:
        successors = []
        for t in range(dimension):
            block = blocks[-1][starts[t] :].copy()
            block[:, t] += 1
            successors.append(block)
        blocks.append(np.vstack(successors))
    table = np.vstack(blocks)
    table.flags.writeable = False
    return table


@lru_cache(maxsize=16)
def multinomials(dimension: int, degree: int) -> NDArray[np.float64]:
    r"""Return :math:`|a|! / (a_1! \cdots a_d!)` for every monomial: how often it occurs in :math:`(\sum_l z_l)^{|a|}`.

    Computed as a product of d - 1 binomials, each an exact float64 for degrees up to 56, so that the relative error is
    at most d - 2 roundings.

    Examples
    --------
    >>> multinomials(2, 2)
    array([1., 1., 1., 1., 2., 1.])
    """
    binomials = np.array([[float(comb(n, m)) for m in range(degree + 1)] for n in range(degree + 1)])
    table = exponents(dimension, degree)
    weights = np.ones(len(table))
    totals = table[:, 0].copy()
    for t in range(1, dimension):
        totals += table[:, t]
        weights *= binomials[totals, table[:, t]]
    weights.flags.writeable = False
    return weights
