"""Bounds on the rounding error of exact attention, entry by entry."""

import math

import numpy as np
from numpy.typing import NDArray

from algorithms.attention.arguments import takes_inputs
from algorithms.attention.arithmetic import require_ieee_arithmetic
from algorithms.attention.columns import column_range
from algorithms.attention.exact.blocks import BLOCK_COLUMNS
from algorithms.attention.inputs import AttentionInputs
from algorithms.attention.rounding import FEW, SECOND_ORDER, U, outward, unit_roundoff

__all__ = ["error_bound_at", "exact_error_bound", "score_errors"]

_LOST_PRODUCTS = 2.0**-80  # of the smallest products of exponentials and values, if nothing is shifted
_EXP_ULPS = 4  # NumPy's vectorised exponentials stay below this many units in the last place


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
    u, tiny = unit_roundoff(inputs.dtype), float(info.tiny)
    per_row = math.ceil(inputs.key_sizes[-1] / BLOCK_COLUMNS)
    shares = inputs.num_tuples // inputs.key_sizes[-1] * per_row
    # The compiled kernel of order 3 blocks the first key set instead of the last.
    shares = max(shares, inputs.num_tuples // inputs.key_sizes[0] * math.ceil(inputs.key_sizes[0] / BLOCK_COLUMNS))
    additions = min(BLOCK_COLUMNS, max(inputs.key_sizes)) * u + 12 * (shares + 1) * U
    with np.errstate(over="ignore", under="ignore"):
        exponent_error = score_errors(inputs, score_bounds)
        # Two exponentials, of which an ulp is 2u at most. Products with values take k - 1 roundings; the quotient, its
        # rescaling and the conversion take three; the rest is a reserve.
        sums = SECOND_ORDER * ((2 * 2 * _EXP_ULPS + inputs.order + 8) * u + additions)
        delta = np.expm1(exponent_error) + sums
        most = 2.0 + 4 * sums
        relative = np.where(delta < 0.5, 2 * delta / (1 - np.minimum(delta, 0.5)), most)
        # A tuple whose exponential underflows is lost, or counts as 2 tiny in compiled code; the largest weight of the
        # query is 1. Without a shift exponentials stay in range, and products with values lose at most 2^-80 of the
        # smallest of them.
        relative = np.minimum(relative + 4 * inputs.num_tuples * tiny + _LOST_PRODUCTS, most)
        tops = [np.frexp(np.abs(column_range(value)).max(axis=0)) for value in inputs.values]
        mantissas = outward(np.prod([mantissa for mantissa, _ in tops], axis=0), FEW)
        scaled = relative[:, None] * mantissas
        return np.ldexp(scaled, np.sum([power for _, power in tops], axis=0)) + 4 * float(info.smallest_subnormal)


def score_errors(inputs: AttentionInputs, score_bounds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Bound the rounding error, shifts included, of any score of queries with the given `score_bounds`."""
    info = np.finfo(inputs.dtype)
    # Key entries that underflow when divided by the largest entry of their set shift a score by this at most.
    shifted = inputs.order * inputs.dimension * float(info.smallest_subnormal) * _largest_product(inputs)
    factors = (inputs.dimension + inputs.order + 5) * unit_roundoff(inputs.dtype)
    relative = factors / (1 - factors) if factors < 0.5 else math.inf
    errors: NDArray[np.float64] = relative * score_bounds * SECOND_ORDER
    return errors + shifted


def _largest_product(inputs: AttentionInputs) -> float:
    """Return the product of the largest entries of query and keys over the scale; inf if it exceeds float64."""
    tops = [np.frexp(np.abs(array).max(initial=0.0).astype(np.float64)) for array in (inputs.query, *inputs.keys)]
    mantissa, power = math.frexp(inputs.scale)
    product = np.prod([top for top, _ in tops]) / mantissa
    return float(np.ldexp(product, sum(int(exponent) for _, exponent in tops) - power))
