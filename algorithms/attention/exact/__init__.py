"""Exact attention of any order, block by block: the reference that every other routine answers to."""

import math
import os
from collections.abc import Iterator
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from algorithms.attention.arguments import positive_integer, takes_inputs
from algorithms.attention.arithmetic import require_ieee_arithmetic
from algorithms.attention.columns import check_value_range, column_range
from algorithms.attention.inputs import AttentionInputs, scaled_to_unit

__all__ = ["dense_attention", "exact_attention", "exact_error_bound"]

DEFAULT_BLOCK_BYTES = 1 << 20
_LEAST_ROWS = 64  # of a block, so that products of matrices stay efficient for any d
BLOCK_COLUMNS = 256  # length of the longest chain of additions in the inputs' own precision
_EXP_ULPS = 4  # NumPy's vectorised exponentials stay below this many units in the last place
# What restricting the keys to the nonzero coordinates of one query costs, in multiply-adds of a product of matrices.
_CALLS_PER_QUERY, _GATHERED_ENTRY = 4_000_000, 300
_WORTH_COMPILING = 100_000_000  # tuples of all queries from which loading the compiled code pays
# Every coordinate and value column is unrolled, for several rows at once; with more, products of matrices catch up.
COMPILED_DIMENSION, _COMPILED_VALUES = 32, 16
_UNSHIFTED_SCORES = {"float32": 40.0, "float64": 340.0}  # e^R and its inverse leave half of the range of exponents

Block = tuple[NDArray[np.intp], tuple[NDArray[np.intp], ...], slice, NDArray[np.floating]]


@takes_inputs(AttentionInputs)
def exact_attention(
    inputs: AttentionInputs, *, block_bytes: int = DEFAULT_BLOCK_BYTES, threads: int = 1
) -> NDArray[np.floating]:
    r"""Evaluate attention of any order by visiting every tuple once.

    **Construction.** A left row is a query together with one row of each of :math:`K_1, \dots, K_{k-2}`, multiplied
    coordinatewise; blocks of left rows times blocks of :math:`K_{k-1}` give the scores by matrix products. Every left
    row is shifted by its own maximum before ``exp``; a second product with :math:`[1, V_{k-1}]` gives its share of
    denominator and numerators. Shares are merged into per-query sums in float64 as log-sum-exp does: whichever side has
    the smaller maximum is multiplied by the exponential of the difference. Large instances of orders 2 and 3 with
    few columns go to compiled code, which keeps the scores in registers and shifts only where their size demands it.
    Where most entries of wide queries are 0, as in matrices that come from reductions, every query takes only the
    columns in which it is not 0 along: the others would add exact zeros.

    **Correctness.** A shift common to numerator and denominator changes nothing; with it every exponential is at most 1
    and the largest of a query is exactly 1, so nothing overflows for scores of any size and no denominator vanishes.
    Inputs are first divided by powers of two, which is exact. `exact_error_bound` says what rounding can do.

    Parameters
    ----------
    inputs : AttentionInputs
        Any order k >= 2.
    block_bytes : int
        Size of one block of scores; the working memory is a small multiple of it, or of 64 rows of d entries if these
        are more, whatever the number of tuples, beside a scaled copy of the inputs. One row of at most 256 scores is
        always held, however few the bytes.
    threads : int
        How many groups of queries the compiled code works on at a time; the output does not depend on it.

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
    positive_integer("block_bytes", block_bytes)
    positive_integer("threads", threads)
    n_0, d_v = inputs.query.shape[0], inputs.value_dimension
    unit_values, exponents = _unit_value_columns(inputs)
    if _worth_compiling(inputs):
        from algorithms.attention.exact.kernel import exact_order_three, exact_order_two

        evaluate = exact_order_two if inputs.order == 2 else exact_order_three
        query, keys = _unit_factors(inputs)
        with np.errstate(under="ignore"):
            output = evaluate(query, keys, unit_values, shifted=_needs_shift(inputs), threads=threads)
            return np.ldexp(output, exponents).astype(inputs.dtype)
    last = np.hstack([np.ones((len(unit_values[-1]), 1), inputs.dtype), unit_values[-1]])
    top = np.full(n_0, -np.inf)
    sums = np.zeros((n_0, 1 + d_v))  # denominator, then one numerator a column
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


@takes_inputs(AttentionInputs)
def dense_attention(inputs: AttentionInputs) -> NDArray[np.floating]:
    r"""Evaluate the definition of attention in four lines, as an oracle for tests.

    It forms the :math:`n_0 \times n_1 \cdots n_{k-1}` matrix of all weights; use `exact_attention` for anything large.

    Raises
    ------
    ValueError
        If the output is not finite, because scores or products of values exceed the range of the type; and as
        `exact_attention` does for the processor.

    Examples
    --------
    >>> dense_attention(AttentionInputs([[0.0]], ([[1.0], [2.0]],), ([[3.0], [5.0]],)))
    array([[4.]])
    """
    require_ieee_arithmetic()
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        keys, values = reduce(_khatri_rao, inputs.keys), reduce(_khatri_rao, inputs.values)
        scores = inputs.query @ keys.T / inputs.query.dtype.type(inputs.scale)
        weights = np.exp(scores - scores.max(axis=1, keepdims=True))
        attention: NDArray[np.floating] = (weights @ values) / weights.sum(axis=1, keepdims=True)
    if not np.isfinite(attention).all():
        raise ValueError(f"scores or products of values exceed the range of {inputs.dtype}: use exact_attention")
    return attention


@takes_inputs(AttentionInputs)
def exact_error_bound(inputs: AttentionInputs) -> NDArray[np.float64]:
    r"""Bound the rounding error of `exact_attention`, entry by entry.

    **Derivation.** Let u be the unit roundoff and R a query's `score_bounds`. A score takes k + 1 roundings for the
    left row (scale, conversion, k - 1 products) and at most d for the dot product: error :math:`(d + k + 1) u R`. The
    shifts, by the row's maximum and from there to the query's, telescope over differences of at most 2R each: 4uR.
    (Compiled code has one shift at most, and one more rounding when it takes the query in units of log 2.) So every
    weight is right up to the factor :math:`e^{\pm(d + k + 5) u R}`, up to its exponentials (4 ulp, that is 8u, each)
    and up to the chains of additions: 256 terms in the inputs' precision, then in float64 one per share, each of which
    may also rescale the running sum (at most 12 u_64 together). Numerator and denominator err by these relative
    amounts :math:`\Delta` of :math:`\sum_j w_j \max|v|` and :math:`\sum_j w_j`; the quotient by at most
    :math:`2\Delta/(1-\Delta)` times the largest product of values. However wrong the scores, the output
    is a mean of values under the computed weights, up to the part :math:`\Delta'` of :math:`\Delta` that additions
    and products cause: it is never off by more than :math:`2 + 4\Delta'` times that product.

    Returns
    -------
    array of float64, shape (n_0, d_v)
        An upper bound of ``|exact_attention(inputs) - true output|``.

    Examples
    --------
    >>> inputs = AttentionInputs([[1.0]], ([[1.0], [0.0]],), ([[4.0], [0.0]],))
    >>> bool(exact_error_bound(inputs)[0, 0] < 1e-12)
    True
    """
    return error_bound_at(inputs, inputs.score_bounds())


def error_bound_at(inputs: AttentionInputs, score_bounds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Bound the rounding error for queries with the given `score_bounds`, entry by entry."""
    require_ieee_arithmetic()
    info = np.finfo(inputs.dtype)
    u, tiny = float(info.eps) / 2, float(info.tiny)
    per_row = math.ceil(inputs.key_sizes[-1] / BLOCK_COLUMNS)
    shares = inputs.num_tuples // inputs.key_sizes[-1] * per_row
    # The compiled kernel of order 3 blocks the first key set instead of the last.
    shares = max(shares, inputs.num_tuples // inputs.key_sizes[0] * math.ceil(inputs.key_sizes[0] / BLOCK_COLUMNS))
    additions = min(BLOCK_COLUMNS, max(inputs.key_sizes)) * u + 12 * (shares + 1) * 2.0**-53
    with np.errstate(over="ignore", under="ignore"):
        exponent_error = score_errors(inputs, score_bounds)
        # Products with values take k - 1 roundings; the quotient, its rescaling and the conversion three.
        sums = 1.01 * ((4 * _EXP_ULPS + inputs.order + 8) * u + additions)
        delta = np.expm1(exponent_error) + sums
        most = 2.0 + 4 * sums
        relative = np.where(delta < 0.5, 2 * delta / (1 - np.minimum(delta, 0.5)), most)
        # A tuple whose exponential underflows is lost, or counts as 2 tiny in compiled code; the largest weight of the
        # query is 1. Without a shift exponentials stay in range, and products with values lose at most 2^-80 of the
        # smallest of them.
        relative = np.minimum(relative + 4 * inputs.num_tuples * tiny + 2.0**-80, most)
        tops = [np.frexp(np.abs(column_range(value)).max(axis=0)) for value in inputs.values]
        mantissas = np.prod([mantissa for mantissa, _ in tops], axis=0) * (1 + 1e-12)
        scaled = relative[:, None] * mantissas
        return np.ldexp(scaled, np.sum([power for _, power in tops], axis=0)) + 4 * float(info.smallest_subnormal)


def score_errors(inputs: AttentionInputs, score_bounds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Bound what rounding, shifts included, adds to any score of queries with the given `score_bounds`."""
    info = np.finfo(inputs.dtype)
    # Key entries that underflow when divided by the largest entry of their set shift a score by this at most.
    shifted = inputs.order * inputs.dimension * float(info.smallest_subnormal) * _largest_product(inputs)
    factors = (inputs.dimension + inputs.order + 5) * float(info.eps) / 2
    errors: NDArray[np.float64] = (factors / (1 - factors) if factors < 0.5 else math.inf) * score_bounds * 1.01
    return errors + shifted


def _worth_compiling(inputs: AttentionInputs) -> bool:
    """Tell whether a compiled kernel applies (order <= 3, few columns) and pays for loading."""
    if inputs.order > 3 or inputs.dimension > COMPILED_DIMENSION or inputs.value_dimension > _COMPILED_VALUES:
        return False
    if os.environ.get("NUMBA_DISABLE_JIT", "0") != "0":
        return False
    return len(inputs.query) * inputs.num_tuples >= _WORTH_COMPILING


def _needs_shift(inputs: AttentionInputs) -> bool:
    """Tell whether exponentials of the scores themselves could leave the range of the type."""
    return float(inputs.score_bounds().max(initial=0.0)) > _UNSHIFTED_SCORES[inputs.dtype.name]


def score_blocks(inputs: AttentionInputs, block_bytes: int) -> Iterator[Block]:
    """Yield (query of each left row, its rows in keys 1..k-2, columns of the last key set, scores)."""
    positive_integer("block_bytes", block_bytes)
    query, keys = _unit_factors(inputs)
    if not _worth_gathering(query, keys):
        yield from _blocks_of(query, keys, block_bytes)
        return
    for i, row in enumerate(query):
        support = np.flatnonzero(row)  # the other coordinates add exact zeros to the scores
        few = [key.take(support, axis=1) for key in keys]
        for owner, left, columns, scores in _blocks_of(row[None, support], few, block_bytes):
            yield owner + i, left, columns, scores


def _worth_gathering(query: NDArray[np.floating], keys: list[NDArray[np.floating]]) -> bool:
    """Tell whether queries have so many zeros that copying the other columns of the keys, query by query, pays."""
    sizes, nonzeros = [len(key) for key in keys], np.count_nonzero(query)
    saved = (query.size - nonzeros) * math.prod(sizes)
    return bool(saved > len(query) * _CALLS_PER_QUERY + nonzeros * sum(sizes) * _GATHERED_ENTRY)


def _blocks_of(query: NDArray[np.floating], keys: list[NDArray[np.floating]], block_bytes: int) -> Iterator[Block]:
    """Yield the blocks of `score_blocks` for factors that are used as they are."""
    dimension, itemsize = query.shape[1], query.dtype.itemsize
    last = np.ascontiguousarray(keys[-1].T)
    shape = (len(query), *map(len, keys[:-1]))
    width = min(BLOCK_COLUMNS, last.shape[1])
    height = max(1, int(block_bytes) // (width * itemsize))
    # Left rows have d columns: with more columns than scores a row, these are what fills the block.
    height = min(height, max(_LEAST_ROWS, int(block_bytes) // (max(1, dimension) * itemsize)))
    for start in range(0, math.prod(shape), height):
        stop = min(start + height, math.prod(shape))
        owner, *left = np.unravel_index(np.arange(start, stop), shape)
        rows = query[owner]
        for key, index in zip(keys[:-1], left, strict=True):
            rows *= key[index]
        for column in range(0, last.shape[1], width):
            columns = slice(column, min(column + width, last.shape[1]))
            yield owner, tuple(left), columns, rows @ last[:, columns]


def _largest_product(inputs: AttentionInputs) -> float:
    """Return the product of the largest entries of query and keys over the scale; inf if it exceeds float64."""
    tops = [np.frexp(np.abs(array).max(initial=0.0).astype(np.float64)) for array in (inputs.query, *inputs.keys)]
    mantissa, power = math.frexp(inputs.scale)
    product = np.prod([top for top, _ in tops]) / mantissa
    return float(np.ldexp(product, sum(int(exponent) for _, exponent in tops) - power))


def _unit_factors(inputs: AttentionInputs) -> tuple[NDArray[np.floating], list[NDArray[np.floating]]]:
    """Divide by powers of two, so that the scaled query alone carries the size of the scores."""
    query, exponent = scaled_to_unit(inputs.query)
    keys = []
    for key in inputs.keys:
        unit, shift = scaled_to_unit(key)
        keys.append(unit)
        exponent += shift
    limit = math.log2(float(np.finfo(inputs.dtype).max)) - 3 - math.log2(inputs.dimension)
    if exponent - math.log2(inputs.scale) > limit:
        raise ValueError(
            f"scores may reach 2^{exponent - math.log2(inputs.scale) + math.log2(inputs.dimension):.0f}, "
            f"beyond the range of {inputs.dtype}: make the query or the keys smaller or the scale larger"
        )
    # Dividing in two steps keeps both the power of two and the quotient inside the range.
    mantissa, power = math.frexp(inputs.scale)
    scaled = query.astype(np.float64, copy=False)  # in place: the copies of wide inputs are what takes memory
    scaled /= mantissa
    return np.ldexp(scaled, exponent - power, out=scaled).astype(inputs.dtype, copy=False), keys


def _unit_value_columns(inputs: AttentionInputs) -> tuple[list[NDArray[np.floating]], NDArray[np.intp]]:
    """Divide every column of every value set by a power of two, so that no product of values underflows."""
    units, exponents = [], np.zeros(inputs.value_dimension, dtype=np.intp)
    for value in inputs.values:
        shifts = np.frexp(np.abs(value).max(axis=0))[1]
        units.append(np.ldexp(value, -shifts))
        exponents += shifts
    check_value_range(exponents, inputs.dtype)
    return units, exponents


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


def group_starts(owner: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return where each run of equal entries of a sorted array begins."""
    return np.flatnonzero(np.concatenate([[True], owner[1:] != owner[:-1]]))


def _khatri_rao(left: NDArray[np.floating], right: NDArray[np.floating]) -> NDArray[np.floating]:
    return (left[:, None, :] * right[None, :, :]).reshape(-1, left.shape[1])
