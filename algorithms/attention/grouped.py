"""Exact attention when many tuples share a score and a value: a sum over groups instead of tuples."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from algorithms.arrays import plain_array
from algorithms.attention.arithmetic import require_ieee_arithmetic
from algorithms.attention.exact.logarithms import log_sum_exp

__all__ = ["grouped_attention", "grouped_log_attention"]

_BLOCK_ENTRIES = 1 << 18
_SAFE = 1e-150  # a denominator from here to its inverse has lost nothing to underflow or overflow

Groups = tuple[NDArray[np.float64], NDArray[np.generic], NDArray[np.float64]]


def grouped_attention(scores: ArrayLike, counts: ArrayLike, values: ArrayLike) -> NDArray[np.float64]:
    r"""Evaluate :math:`T_{ic} = \sum_g N_{ig} e^{s_g} v_{gc} / \sum_g N_{ig} e^{s_g}`.

    **Construction.** If the tuples of query i fall into groups, and group g holds :math:`N_{ig}` tuples of score
    :math:`s_g` and value :math:`v_g`, then this is attention itself: equal terms of the definition are added by
    multiplication. All scores are shifted by the largest one. A row whose denominator then leaves a safe range is
    shifted by the largest score that it counts, so that its largest exponential is 1.

    Parameters
    ----------
    scores : array, shape (G,)
        The score of each group, already divided by the scale.
    counts : array, shape (rows, G)
        Nonnegative integers or floats, not all zero in any row.
    values : array, shape (G, d_v)
        The product of values that the tuples of a group share.

    Returns
    -------
    array of float64, shape (rows, d_v)

    Raises
    ------
    ValueError
        Names the argument, if shapes do not fit, an entry is NaN or infinite, a count is negative, or a row of counts
        is zero.

    Notes
    -----
    Time :math:`O(\text{rows} \cdot G (1 + d_v))`; the working memory is one block of rows beside the arguments.

    Examples
    --------
    >>> grouped_attention([0.0, 0.0], [[3, 1], [1, 1]], [[4.0], [0.0]])
    array([[3.],
           [2.]])
    """
    score_vector, count_matrix, value_matrix = _checked_groups(scores, counts, values)
    # Sums of values divided by powers of two stay in range; means lie between the values, however they are rounded.
    least, largest = value_matrix.min(axis=0), value_matrix.max(axis=0)
    exponents = np.frexp(np.maximum(-least, largest))[1]
    value_matrix = np.ldexp(value_matrix, -exponents)
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        weights = np.exp(score_vector - score_vector.max())
        columns = weights[:, None] * np.column_stack([np.ones(len(weights)), value_matrix])
        sums = count_matrix.astype(np.float64, copy=False) @ columns
        output = sums[:, 1:] / sums[:, :1]
    # Rows whose scores are all far below the largest one need their own shift.
    far = np.flatnonzero(~((sums[:, 0] > _SAFE) & (sums[:, 0] < 1 / _SAFE)))
    for rows, block in _row_blocks(count_matrix[far]):
        reachable = np.where(block > 0, score_vector, -np.inf)
        # Dividing by the largest count keeps sums of huge counts finite.
        with np.errstate(over="ignore", under="ignore"):
            shifted = block / block.max(axis=1, keepdims=True)
            shifted *= np.exp(reachable - reachable.max(axis=1, keepdims=True))
        shifted /= shifted.sum(axis=1, keepdims=True)
        output[far[rows]] = shifted @ value_matrix
    with np.errstate(over="ignore", under="ignore"):
        return np.clip(np.ldexp(output, exponents), least, largest)


def grouped_log_attention(scores: ArrayLike, counts: ArrayLike, values: ArrayLike) -> NDArray[np.float64]:
    r"""Evaluate the logarithm of `grouped_attention` for nonnegative values, also where the outputs underflow.

    Numerators and denominators are log-sum-exps over the groups of :math:`s_g + \log N_{ig} + \log v_{gc}` and
    :math:`s_g + \log N_{ig}`, each with its own shift.

    Parameters
    ----------
    scores, counts, values
        As in `grouped_attention`, values >= 0.

    Returns
    -------
    array of float64, shape (rows, d_v)
        ``-inf`` where a row counts no group with a positive value.

    Raises
    ------
    ValueError
        If a value is negative, and as `grouped_attention` does.

    Examples
    --------
    >>> grouped_log_attention([9000.0, 0.0], [[1, 1]], [[0.0], [1.0]])
    array([[-9000.]])
    """
    score_vector, count_matrix, value_matrix = _checked_groups(scores, counts, values)
    if value_matrix.min(initial=0.0) < 0:
        raise ValueError(f"values must be nonnegative to have a logarithm, got {value_matrix.min()}")
    output = np.empty((len(count_matrix), value_matrix.shape[1]))
    with np.errstate(divide="ignore"):
        log_values = np.log(value_matrix)
        for rows, block in _row_blocks(count_matrix):
            terms = score_vector + np.log(block)
            for c in range(value_matrix.shape[1]):
                output[rows, c] = log_sum_exp(terms + log_values[:, c])
            output[rows] -= log_sum_exp(terms)[:, None]
    return output


def _row_blocks(counts: NDArray[np.generic]) -> Iterator[tuple[slice, NDArray[np.float64]]]:
    height = max(1, _BLOCK_ENTRIES // counts.shape[1])
    for start in range(0, len(counts), height):
        rows = slice(start, min(start + height, len(counts)))
        yield rows, counts[rows].astype(np.float64)


def _checked_groups(scores: ArrayLike, counts: ArrayLike, values: ArrayLike) -> Groups:
    score_vector, count_matrix = plain_array(scores, "scores"), plain_array(counts, "counts")
    value_matrix = plain_array(values, "values")
    require_ieee_arithmetic()
    for name, array, axes in (("scores", score_vector, 1), ("counts", count_matrix, 2), ("values", value_matrix, 2)):
        if array.ndim != axes:
            raise ValueError(f"{name} must have {axes} axes, got shape {array.shape}")
        if not np.isfinite(array).all():
            raise ValueError(f"{name} must be finite")
    groups = len(score_vector)
    if groups == 0:
        raise ValueError("scores must hold at least one group, got none")
    if count_matrix.shape[1] != groups:
        raise ValueError(f"counts must have {groups} columns like scores, got shape {count_matrix.shape}")
    if len(value_matrix) != groups:
        raise ValueError(f"values must have {groups} rows like scores, got shape {value_matrix.shape}")
    if count_matrix.size and count_matrix.min() < 0:
        raise ValueError(f"counts must be nonnegative, got {count_matrix.min()}")
    empty = np.flatnonzero(~(count_matrix > 0).any(axis=1))
    if empty.size:
        raise ValueError(f"counts must have a positive entry in every row, got zeros in row {empty[0]}")
    return score_vector.astype(np.float64), count_matrix, value_matrix.astype(np.float64)
