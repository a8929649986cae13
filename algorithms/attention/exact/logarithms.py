"""Exact attention in logarithms, with a bound on its rounding error."""

import math

import numpy as np
from numpy.typing import NDArray

from algorithms.attention.arguments import takes_inputs
from algorithms.attention.arithmetic import require_ieee_arithmetic
from algorithms.attention.exact.blocks import BLOCK_COLUMNS, DEFAULT_BLOCK_BYTES, group_starts, score_blocks
from algorithms.attention.exact.error_bound import score_errors
from algorithms.attention.inputs import AttentionInputs
from algorithms.attention.rounding import SECOND_ORDER, U, outward

__all__ = ["exact_log_attention", "exact_log_error_bound", "log_sum_exp"]


@takes_inputs(AttentionInputs)
def exact_log_attention(inputs: AttentionInputs, *, block_bytes: int = DEFAULT_BLOCK_BYTES) -> NDArray[np.float64]:
    r"""Evaluate the logarithm of attention for nonnegative values, also where the outputs underflow.

    **Construction.** :math:`\log T_{ic} = \log\sum_j e^{s_j + \log v_{jc}} - \log\sum_j e^{s_j}`, each sum with its own
    shift. So a numerator keeps its digits even if all of its scores are thousands below the largest one.

    Parameters
    ----------
    inputs : AttentionInputs
        Any order k >= 2, values >= 0. Evaluated in float64 whatever their type.
    block_bytes : int
        As in `exact_attention`.

    Returns
    -------
    array of float64, shape (n_0, d_v)
        ``-inf`` where every tuple has value 0.

    Raises
    ------
    ValueError
        If a value is negative, and in the cases of `exact_attention`.

    Notes
    -----
    Time :math:`O(n_0 n_1 \cdots n_{k-1} (d + d_v))` with one exponential per tuple *and column*.

    Examples
    --------
    >>> far = AttentionInputs([[1.0]], ([[5000.0], [0.0]],), ([[0.0], [1.0]],))    # output e^-5000
    >>> exact_log_attention(far)
    array([[-5000.]])
    """
    _check_nonnegative(inputs)
    require_ieee_arithmetic()
    inputs = _in_float64(inputs)
    n_0, d_v = inputs.query.shape[0], inputs.value_dimension
    logs = [np.hstack([np.zeros((len(value), 1)), _logs(value)]) for value in inputs.values]
    total = np.full((n_0, 1 + d_v), -np.inf)
    for owner, left, columns, scores in score_blocks(inputs, block_bytes):
        share = np.empty((len(scores), 1 + d_v))
        for c in range(1 + d_v):
            share[:, c] = log_sum_exp(np.asarray(scores + logs[-1][columns, c], np.float64))
        for log_value, rows in zip(logs[:-1], left, strict=True):
            share += log_value[rows]
        starts = group_starts(owner)
        here = owner[starts]
        total[here] = np.logaddexp(total[here], np.logaddexp.reduceat(share, starts, axis=0))
    return total[:, 1:] - total[:, :1]


@takes_inputs(AttentionInputs)
def exact_log_error_bound(inputs: AttentionInputs) -> NDArray[np.float64]:
    r"""Bound the rounding error of `exact_log_attention`, entry by entry.

    **Derivation.** Let :math:`u = 2^{-53}`, R a query's `score_bounds`, P the number of tuples, :math:`\Lambda` the sum
    over the value sets of the largest \|log\| of a positive entry of the column (0 for the denominator), and
    :math:`X = R + \Lambda + \log P`, which bounds every term and every logarithm of a partial sum.

    1. A score is wrong by at most e, the bound that `exact_error_bound` uses, with u even if the inputs are float32.
    2. A logarithm of a value is wrong by at most 4 ulp: :math:`8 u \Lambda` in all.
    3. Adding it to a score, subtracting the largest term of the row, and adding that again: at most
       :math:`u X`, :math:`2 u X` and :math:`u X`. One addition for each further set: :math:`(k - 2) u X`.
    4. In a block, exponentials (4 ulp) and the sum of at most 256 of them: relative errors of 8u and 256u. Its
       logarithm, of a number in [1, 256], is right to 4 ulp: 45u. What underflows is less than
       :math:`P 2^{-1021}` of the sum, which is at least 1.
    5. Taking the logarithm of sums is a contraction in the largest error of the terms, so errors of blocks pass on
       unchanged. With S blocks of the last key set for a query, a term goes through at most 2S merges
       :math:`a + \log(1 + e^{b - a})`, each wrong by at most :math:`u (X + 16)`: 1 for the last addition, and the
       rest for exponential, logarithm (at most log 2) and difference (whose error counts at most
       :math:`x / (1 + e^x) < 0.3`).
    6. The difference of both logarithms is at most :math:`\Lambda`, up to these errors: one more rounding.

    Second-order terms are below one percent of the first ones.

    Returns
    -------
    array of float64, shape (n_0, d_v)
        An upper bound on the error; where every tuple has value 0, ``-inf`` is exact.

    Raises
    ------
    ValueError
        If a value is negative, or the processor flushes subnormal numbers or does not round to nearest.

    Examples
    --------
    >>> far = AttentionInputs([[1.0]], ([[5000.0], [0.0]],), ([[0.0], [1.0]],))
    >>> bool(exact_log_error_bound(far)[0, 0] < 1e-10)
    True
    """
    _check_nonnegative(inputs)
    inputs = _in_float64(inputs)
    bounds = inputs.score_bounds()[:, None]
    logs = [_logs(value) for value in inputs.values]
    sizes = outward(sum(np.max(np.abs(log), axis=0, where=np.isfinite(log), initial=0.0) for log in logs), 8 * U)
    blocks = inputs.num_tuples // inputs.key_sizes[-1] * math.ceil(inputs.key_sizes[-1] / BLOCK_COLUMNS)

    def error(size: NDArray[np.float64] | float) -> NDArray[np.float64]:
        reach = bounds + size + math.log(inputs.num_tuples)
        merges = 2 * blocks * (reach + 16)  # 5
        return (8 * size + (inputs.order + 2) * reach + 8 + BLOCK_COLUMNS + 45 + merges) * U  # 2, 3, 4

    lost = 2 * inputs.num_tuples * 2.0**-1021  # 4
    errors = 2 * score_errors(inputs, bounds) + error(sizes) + error(0.0) + sizes * U + lost  # 1, 6
    return errors * SECOND_ORDER


def _check_nonnegative(inputs: AttentionInputs) -> None:
    for j, value in enumerate(inputs.values):
        if value.min() < 0:
            raise ValueError(f"values[{j}] must be nonnegative to have a logarithm, got {value.min()}")


def _logs(value: NDArray[np.floating]) -> NDArray[np.float64]:
    with np.errstate(divide="ignore"):
        logs: NDArray[np.float64] = np.log(value, dtype=np.float64)
    return logs


def log_sum_exp(terms: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the logarithm of the row sums of ``exp(terms)``; ``-inf`` for a row of ``-inf``. Overwrites ``terms``."""
    top = terms.max(axis=1)
    shift = np.where(np.isneginf(top), 0.0, top)
    terms -= shift[:, None]
    with np.errstate(divide="ignore"):
        return np.log(np.exp(terms, out=terms).sum(axis=1)) + shift


def _in_float64(inputs: AttentionInputs) -> AttentionInputs:
    if inputs.dtype == np.float64:
        return inputs
    keys = tuple(key.astype(np.float64) for key in inputs.keys)
    values = tuple(value.astype(np.float64) for value in inputs.values)
    return AttentionInputs(inputs.query.astype(np.float64), keys, values, inputs.scale)
