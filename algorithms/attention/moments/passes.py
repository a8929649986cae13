"""The two passes of the polynomial method over any number of points: compiled where that pays, otherwise in NumPy."""

import os

import numpy as np
from numpy.typing import NDArray

from algorithms.attention.columns import chunks
from algorithms.attention.moments.features import factorisation, monomials, rank
from algorithms.attention.threads import in_threads

__all__ = ["chain_lengths", "monomials_pass", "tokens_pass"]

_FEATURE_ENTRIES = 1 << 18  # 2 MB of features at a time stay near the second-level cache
_COMPILED_CHUNK = 2048
_SINGLE_CHUNK = 256  # shorter sums keep the rounding of float32 small
# Compiled code adds up 256 tokens in the type of the points, in the lanes of a vector, of which there are at least two
# in float64 and four in float32, and then the lanes.
_COMPILED_CHAINS = {"float64": 128 + 1, "float32": 64 + 2}
_COMPILED_BLOCK = 256
_WORTH_COMPILING = 1_000_000  # points times features from which loading the compiled code pays


def tokens_pass(
    columns: NDArray[np.floating], weights: NDArray[np.floating], degree: int, threads: int = 1
) -> NDArray[np.float64]:
    r"""Return :math:`\sum_r x_r^a w_r` for all monomials a of degree <= g.

    **Construction.** For a group of `factorisation`, the sums are the product of two matrices: heads times weights,
    and tails, over the tokens.

    Parameters
    ----------
    columns, weights : arrays of one type, shapes (d, n), (e, n)
        Features and sums over a few hundred tokens are evaluated in that type, longer sums in float64.
    degree, threads : int

    Returns
    -------
    array of float64, shape (C(d + g, g), e)
        In the order of `exponents`.

    Examples
    --------
    >>> tokens_pass(np.array([[2.0, 3.0]]), np.array([[1.0, 1.0]]), 2).ravel()         # 1 + 1, 2 + 3, 4 + 9
    array([ 2.,  5., 13.])
    """
    points, features = columns.shape[1], rank(len(columns), degree)
    table = np.zeros((len(weights), features))
    compiled = _compiled(points, features)

    def sums(part: slice) -> NDArray[np.float64]:
        if compiled:
            from algorithms.attention.moments.kernels import sums_over_tokens

            return sums_over_tokens(columns[:, part], weights[:, part], degree)
        return _sums_over_tokens(columns[:, part], weights[:, part], degree)

    for summand in in_threads(
        sums, chunks(points, _chunk_size(compiled, len(columns), degree, columns.dtype)), threads
    ):
        table += summand
    return np.ascontiguousarray(table.T)


def monomials_pass(
    columns: NDArray[np.floating], table: NDArray[np.floating], degree: int, threads: int = 1
) -> NDArray[np.float64]:
    r"""Return :math:`\sum_{|a| = m} x_r^a S_a` for every point r and every degree m <= g.

    **Construction.** For a group of `factorisation` and one degree of its tails, the table times the tails is a product
    of matrices, which is multiplied by the heads and added up over them.

    Parameters
    ----------
    columns : array, shape (d, n)
    table : array of the same type, shape (C(d + g, g), e)
        In the order of `exponents`; its type is that of the evaluation.
    degree, threads : int

    Returns
    -------
    array of float64, shape (n, g + 1, e)
    """
    points = columns.shape[1]
    sums = np.empty((degree + 1, table.shape[1], points))
    by_column = np.ascontiguousarray(table.T)
    compiled = _compiled(points, len(table))

    def evaluate(part: slice) -> None:
        if compiled:
            from algorithms.attention.moments.kernels import sums_over_monomials

            sums[:, :, part] = sums_over_monomials(columns[:, part], by_column, degree)
        else:
            sums[:, :, part] = _sums_over_monomials(columns[:, part], by_column, degree)

    for _ in in_threads(evaluate, chunks(points, _chunk_size(compiled, len(columns), degree, columns.dtype)), threads):
        pass  # every piece has written its own rows
    return sums.transpose(2, 0, 1)


def chain_lengths(points: int, dimension: int, degree: int, dtype: np.dtype) -> tuple[int, int]:
    """Bound the numbers of additions behind an entry of `tokens_pass`: in the type of the points, and in float64."""
    if _compiled(points, rank(dimension, degree)):
        return min(points, _COMPILED_CHAINS[dtype.name]), -(-points // _COMPILED_BLOCK)
    own = _chunk_size(False, dimension, degree, dtype)
    return min(points, own), -(-points // own)


def _sums_over_tokens(columns: NDArray[np.floating], weights: NDArray[np.floating], degree: int) -> NDArray[np.float64]:
    features = monomials(columns, degree - degree // 2)
    blocks = []
    for group in factorisation(len(columns), degree):
        heads = (weights[:, None] * features[group.heads]).reshape(-1, columns.shape[1])
        products = np.hstack([heads @ features[part].T for part in group.tails])
        blocks.append(products.reshape(len(weights), -1))
    return np.hstack(blocks).astype(np.float64)


def _sums_over_monomials(
    columns: NDArray[np.floating], table: NDArray[np.floating], degree: int
) -> NDArray[np.floating]:
    features = monomials(columns, degree - degree // 2)
    width, points = len(table), columns.shape[1]
    sums = np.zeros((degree + 1, width, points), table.dtype)
    position = 0
    for group in factorisation(len(columns), degree):
        heads, size = features[group.heads], len(group.heads) * group.width
        block = table[:, position : position + size].reshape(-1, group.width)
        position, start = position + size, 0
        for j, part in enumerate(group.tails):
            stop = start + part.stop - part.start
            inner = (block[:, start:stop] @ features[part]).reshape(width, len(heads), points)
            sums[group.degree + j] += np.einsum("ehc,hc->ec", inner, heads)
            start = stop
    return sums


def _compiled(points: int, features: int) -> bool:
    return points * features >= _WORTH_COMPILING and os.environ.get("NUMBA_DISABLE_JIT", "0") == "0"


def _chunk_size(compiled: bool, dimension: int, degree: int, dtype: np.dtype) -> int:
    if compiled:
        return _COMPILED_CHUNK
    most = max(16, _FEATURE_ENTRIES // rank(dimension, degree - degree // 2))
    return min(most, _SINGLE_CHUNK) if dtype == np.float32 else most
