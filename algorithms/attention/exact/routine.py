"""Exact attention of any order, block by block: the reference for every other routine."""

import os

import numpy as np
from numpy.typing import NDArray

from algorithms.arguments import integer
from algorithms.attention.arguments import takes_inputs
from algorithms.attention.arithmetic import require_ieee_arithmetic
from algorithms.attention.exact.blocks import DEFAULT_BLOCK_BYTES, group_starts, score_blocks
from algorithms.attention.exact.scaling import unit_factors, unit_value_columns
from algorithms.attention.inputs import AttentionInputs

__all__ = ["COMPILED_DIMENSION", "exact_attention"]

_WORTH_COMPILING = 100_000_000  # tuples of all queries from which on loading the compiled code pays
# Every coordinate and value column is unrolled, for several rows at once; with more, products of matrices catch up.
COMPILED_DIMENSION, _COMPILED_VALUES = 32, 16
_UNSHIFTED_SCORES = {"float32": 40.0, "float64": 340.0}  # e^R and its inverse leave half of the range of exponents


@takes_inputs(AttentionInputs)
def exact_attention(
    inputs: AttentionInputs, *, block_bytes: int = DEFAULT_BLOCK_BYTES, threads: int = 1
) -> NDArray[np.floating]:
    r"""Evaluate attention of any order by visiting every tuple once.

    **Construction.** A left row is a query together with one row of each of :math:`K_1, \dots, K_{k-2}`, multiplied
    coordinatewise; blocks of left rows times blocks of :math:`K_{k-1}` give the scores by matrix products. Every left
    row is shifted by its own maximum before ``exp``. A second product with :math:`[1, V_{k-1}]` gives its share of
    denominator and numerators. Shares are merged into per-query sums in float64, as in log-sum-exp: the side with the
    smaller maximum is multiplied by the exponential of the difference. Compiled code takes large instances of orders 2
    and 3 with few columns. It keeps the scores in registers and shifts them only if their size requires it. If most
    entries of wide queries are 0, as in matrices that come from reductions, every query uses only the columns in which
    it is not 0, because the others would add exact zeros.

    **Correctness.** A shift common to numerator and denominator changes nothing. With it every exponential is at most 1
    and the largest of a query is exactly 1, so nothing overflows for scores of any size and no denominator vanishes.
    Inputs are first divided by powers of two, which is exact. `exact_error_bound` bounds the rounding error.

    Parameters
    ----------
    inputs : AttentionInputs
        Any order k >= 2.
    block_bytes : int
        Size of one block of scores. For any number of tuples, the working memory is a small multiple of it, or of 64
        rows of d entries if these are more, and a scaled copy of the inputs. A block holds at least one row of at most
        256 scores, whatever its size in bytes.
    threads : int
        The number of groups of queries on which the compiled code works at a time; the output does not depend on it.

    Returns
    -------
    array, shape (n_0, d_v)
        In the type of the inputs.

    Raises
    ------
    ValueError
        If ``block_bytes`` or ``threads`` is not a positive integer, scores or outputs could exceed the range of the
        type, or the processor flushes subnormal numbers or does not round to nearest.

    Notes
    -----
    Time :math:`O(n_0 n_1 \cdots n_{k-1} (d + d_v))`, memory :math:`O(\text{block} + n_0 d_v)`.

    Examples
    --------
    >>> import numpy as np
    >>> half = AttentionInputs([[np.log(3.0)]], ([[1.0], [0.0]],), ([[4.0], [0.0]],))   # weights 3 : 1
    >>> exact_attention(half).round(12)
    array([[3.]])
    """
    require_ieee_arithmetic()
    integer("block_bytes", block_bytes, least=1)
    integer("threads", threads, least=1)
    n_0, d_v = inputs.query.shape[0], inputs.value_dimension
    unit_values, exponents = unit_value_columns(inputs)
    if _worth_compiling(inputs):
        from algorithms.attention.exact.kernel import exact_order_three, exact_order_two

        evaluate = exact_order_two if inputs.order == 2 else exact_order_three
        query, keys = unit_factors(inputs)
        with np.errstate(under="ignore"):
            output = evaluate(query, keys, unit_values, shifted=_needs_shift(inputs), threads=threads)
            return np.ldexp(output, exponents).astype(inputs.dtype)
    last = np.hstack([np.ones((len(unit_values[-1]), 1), inputs.dtype), unit_values[-1]])
    top = np.full(n_0, -np.inf)
    sums = np.zeros((n_0, 1 + d_v))  # denominator, then one numerator per column
    for owner, left, columns, scores in score_blocks(inputs, block_bytes):
        shift = scores.max(axis=1)
        scores -= shift[:, None]
        np.exp(scores, out=scores)
        share = (scores @ last[columns]).astype(np.float64)
        for value, rows in zip(unit_values[:-1], left, strict=True):
            share[:, 1:] *= value[rows]
        _merge(top, sums, owner, shift.astype(np.float64), share)
    with np.errstate(under="ignore"):
        output = np.ldexp(sums[:, 1:] / sums[:, :1], exponents)
        return output.astype(inputs.dtype)


def _worth_compiling(inputs: AttentionInputs) -> bool:
    """Tell whether a compiled kernel applies (order <= 3, few columns) and is worth loading."""
    if inputs.order > 3 or inputs.dimension > COMPILED_DIMENSION or inputs.value_dimension > _COMPILED_VALUES:
        return False
    if os.environ.get("NUMBA_DISABLE_JIT", "0") != "0":
        return False
    return len(inputs.query) * inputs.num_tuples >= _WORTH_COMPILING


def _needs_shift(inputs: AttentionInputs) -> bool:
    """Tell whether exponentials of the scores themselves could leave the range of the type."""
    return float(inputs.score_bounds().max(initial=0.0)) > _UNSHIFTED_SCORES[inputs.dtype.name]


def _merge(
    top: NDArray[np.float64],
    sums: NDArray[np.float64],
    owner: NDArray[np.intp],
    shift: NDArray[np.float64],
    share: NDArray[np.float64],
) -> None:
    """Add shares, each relative to the exponential of its own shift, to per-query sums relative to ``top``."""
    starts = group_starts(owner)
    here = owner[starts]
    higher = np.maximum(top[here], np.maximum.reduceat(shift, starts))
    lengths = np.diff(np.append(starts, len(owner)))
    share *= np.exp(shift - np.repeat(higher, lengths))[:, None]
    sums[here] *= np.exp(top[here] - higher)[:, None]
    sums[here] += np.add.reduceat(share, starts, axis=0)
    top[here] = higher
