"""The two passes of the polynomial method over any number of points: compiled where it pays, else in NumPy."""

import os
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from algorithms.attention.features import degree_slices, monomials, rank
from algorithms.attention.threads import in_threads

__all__ = ["longest_chain", "monomials_pass", "tokens_pass"]

_FEATURE_ENTRIES = 1 << 18  # 2 MB of features at a time stay in the second-level cache
_COMPILED_TOKENS = 256
_WORTH_COMPILING = 1_000_000  # points times features from which loading the compiled code pays


def tokens_pass(
    columns: NDArray[np.float64], weights: NDArray[np.float64], degree: int, threads: int = 1
) -> NDArray[np.float64]:
    r"""Return :math:`\sum_r x_r^a w_r` for all monomials a of degree <= g.

    Parameters
    ----------
    columns, weights : arrays, shapes (d, n), (e, n)
    degree, threads : int

    Returns
    -------
    array, shape (C(d + g, g), e)

    Examples
    --------
    >>> tokens_pass(np.array([[2.0, 3.0]]), np.array([[1.0, 1.0]]), 2).ravel()         # 1 + 1, 2 + 3, 4 + 9
    array([ 2.,  5., 13.])
    """
    features = rank(len(columns), degree)
    table = np.zeros((features, len(weights)))
    compiled = _compiled(columns.shape[1], features, degree)

    def sums(part: slice) -> NDArray[np.float64]:
        points = np.ascontiguousarray(columns[:, part])
        if compiled:
            from algorithms.attention.kernels import sums_over_tokens

            return sums_over_tokens(points, np.ascontiguousarray(weights[:, part]), degree)
        return np.asarray(monomials(points, degree) @ weights[:, part].T)

    for summand in in_threads(sums, _chunks(columns.shape[1], features, compiled), threads):
        table += summand
    return table


def monomials_pass(
    columns: NDArray[np.float64], table: NDArray[np.float64], degree: int, threads: int = 1
) -> NDArray[np.float64]:
    r"""Return :math:`\sum_{|a| = m} x_r^a S_a` for every point r and every degree m <= g.

    Parameters
    ----------
    columns : array, shape (d, n)
    table : array, shape (C(d + g, g), e)
    degree, threads : int

    Returns
    -------
    array, shape (n, g + 1, e)
    """
    points, slices = columns.shape[1], degree_slices(len(columns), degree)
    sums = np.empty((points, degree + 1, table.shape[1]))
    compiled = _compiled(points, len(table), degree)

    def evaluate(part: slice) -> None:
        inside = np.ascontiguousarray(columns[:, part])
        if compiled:
            from algorithms.attention.kernels import sums_over_monomials

            sums[part] = sums_over_monomials(inside, table, degree).transpose(2, 0, 1)
        else:
            features = monomials(inside, degree)
            for m, block in enumerate(slices):
                sums[part, m] = features[block].T @ table[block]

    for _ in in_threads(evaluate, _chunks(points, len(table), compiled), threads):
        pass  # every piece has written its own rows
    return sums


def longest_chain(points: int, features: int) -> int:
    """Bound the number of additions behind an entry of `tokens_pass`, however it is evaluated."""
    fewest, most = sorted((_chunk_size(features), _COMPILED_TOKENS))
    return min(points, most) + -(-points // fewest)


def _compiled(points: int, features: int, degree: int) -> bool:
    jit = os.environ.get("NUMBA_DISABLE_JIT", "0") == "0"
    return jit and degree >= 1 and points * features >= _WORTH_COMPILING


def _chunk_size(features: int) -> int:
    return max(16, _FEATURE_ENTRIES // features)


def _chunks(points: int, features: int, compiled: bool) -> Iterator[slice]:
    size = _COMPILED_TOKENS if compiled else _chunk_size(features)
    return (slice(start, min(start + size, points)) for start in range(0, points, size))
