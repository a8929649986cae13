"""Moments of the scores, exact up to rounding, from two passes over the tokens."""

from dataclasses import dataclass
from functools import reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from algorithms.arrays import plain_array
from algorithms.attention.arguments import positive_number
from algorithms.attention.arithmetic import require_ieee_arithmetic
from algorithms.attention.columns import column_norms
from algorithms.attention.moments.features import longest_sums, multinomials, rank
from algorithms.attention.moments.passes import monomials_pass
from algorithms.attention.moments.tokens import TokenMoments, checked_states
from algorithms.attention.rounding import FEW, U, outward, unit_roundoff
from algorithms.display import fields_repr
from algorithms.immutable import Immutable

__all__ = ["ScoreMoments", "rounding_bounds", "score_moments", "score_ranges", "unit_queries"]


@dataclass(frozen=True, eq=False)
class ScoreMoments(Immutable):
    r"""Means over all tuples of :math:`y^m [1, v]`, m = 0..g, for scores :math:`s = 2^f y`, |y| <= 1, of some queries.

    Parameters
    ----------
    means : array, shape (rows, g + 1, 1 + d_v)
        Values divided by their powers of two.
    exponent : int array, shape (rows,)
        f; every absolute sum :math:`\sum_l |z_l|` behind a score is below :math:`2^f`.
    low, high, size : arrays, shape (rows,)
        Bounds on y, and on the absolute sums behind it.
    rounding : array, shape (g + 1,)
        The mean of degree m is wrong by at most ``rounding[m] * size**m`` (times the largest product of values).
    """

    means: NDArray[np.float64]
    exponent: NDArray[np.int64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    size: NDArray[np.float64]
    rounding: NDArray[np.float64]

    __repr__ = fields_repr

    def of_rows(self, rows: slice) -> "ScoreMoments":
        """Return the moments of some of the queries."""
        exponent, low, high, size = self.exponent[rows], self.low[rows], self.high[rows], self.size[rows]
        return ScoreMoments(self.means[rows], exponent, low, high, size, self.rounding)


def score_moments(
    query: NDArray[np.floating],
    tokens: tuple[TokenMoments, ...],
    scale: float,
    *,
    rounded_keys: bool = False,
    threads: int = 1,
) -> ScoreMoments:
    r"""Evaluate the moments of the scores of every query.

    **Construction.** With :math:`z_l = q_l x_l y_l \cdots` the multinomial theorem gives
    :math:`(\sum_l z_l)^m = \sum_{|a|=m} \binom{m}{a} q^a x^a y^a \cdots`, and the mean over all tuples of a product is
    the product of the means over each key set (after [AS24]_, Theorem 1.4, with all monomials of degree <= g instead
    of tuples of coordinates): multiply the tables entrywise and take inner products with the monomials of the query.

    **Rounding.** All terms of an inner product, taken absolutely, sum to the m-th moment of
    :math:`\sum_l |z_l| \le R_{abs}`. Every term undergoes at most the roundings counted in ``rounding``: for each of
    its m factors and each of k arrays a conversion and a multiplication, one division by the scale, and the additions.

    Parameters
    ----------
    query : array, shape (rows, d)
    tokens : tuple of TokenMoments
        One state per key set, all of the same order and degree.
    scale : float
    rounded_keys : bool
        Whether the keys in the states are themselves rounded (once) versions of the true ones.
    threads : int
        The number of chunks to evaluate at a time.

    Returns
    -------
    ScoreMoments

    Raises
    ------
    ValueError
        If a state is empty, the states or the query do not fit each other, a query is not finite, or the scale is not
        positive and finite.

    References
    ----------
    .. [AS24] J. Alman, Z. Song, *How to Capture Higher-order Correlations? Generalizing Matrix Softmax Attention to
       Kronecker Computation*, ICLR 2024.
    """
    query = plain_array(query, "query")
    require_ieee_arithmetic()
    _check(query, tokens, scale)
    scale, first = float(scale), tokens[0]
    dimension, degree, order = len(first.key_exponents), first.degree, first.order
    unit, exponent = unit_queries(query, tokens, scale)
    weights = multinomials(dimension, degree)[:, None]
    for state in tokens:
        weights = weights * (state.table / state.count)

    means = monomials_pass(
        unit.astype(first.dtype, copy=False), weights.astype(first.dtype, copy=False), degree, threads
    )
    low, high, size = score_ranges(unit, tokens)
    sums = sum(state.rounding for state in tokens)
    rounding = rounding_bounds(order, dimension, degree, sums, first.dtype, rounded_keys=rounded_keys)
    return ScoreMoments(means, exponent, low, high, size, rounding)


def _check(query: NDArray[np.floating], tokens: tuple[TokenMoments, ...], scale: float) -> None:
    """Refuse what broadcasting would accept: the bounds hold for states of one kind that fits the query."""
    first = checked_states(tokens)[0]
    if any(state.dtype != first.dtype for state in tokens):
        raise ValueError(f"tokens must have one type, got {', '.join(str(state.dtype) for state in tokens)}")
    if any(state.count == 0 for state in tokens):
        raise ValueError("tokens must hold at least one token in every key set")
    if len(tokens) != first.order - 1:
        raise ValueError(f"tokens must hold {first.order - 1} states for order {first.order}, got {len(tokens)}")
    kinds = [(s.order, s.degree, len(s.key_exponents), len(s.value_exponents)) for s in tokens]
    if len(set(kinds)) > 1:
        words = ", ".join(f"({', '.join(map(str, kind))})" for kind in kinds)
        raise ValueError(f"tokens must agree in order, degree, dimension and value dimension, got {words}")
    if query.ndim != 2 or query.shape[1] != kinds[0][2]:
        raise ValueError(f"query must have shape (rows, {kinds[0][2]}) like the keys, got {query.shape}")
    if not np.isfinite(query).all():
        raise ValueError("query must be finite")
    positive_number("scale", scale)


def rounding_bounds(
    order: int, dimension: int, degree: int, sums: float, dtype: np.dtype, *, rounded_keys: bool = False
) -> NDArray[np.float64]:
    """Return the field ``rounding`` of `score_moments` for token states whose own roundings add up to ``sums``."""
    powers = np.arange(degree + 1)
    products = powers * (3 * order + 4 + rounded_keys) + longest_sums(dimension, degree) + dimension + 3 * order + 20
    rounding = products * unit_roundoff(dtype) + sums + 6 * (order - 1) * U
    # What underflows, for each of the m factors and each array, is multiplied by at most all weights, whose sum is at
    # most that of the multinomials. The largest product of values, to which all this refers, is at least 2^(1 - k).
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        smallest = np.ldexp(float(np.finfo(dtype).smallest_subnormal), order - 1)
        lost = smallest * (rank(dimension, degree) + 4 * order * (degree + 1) * float(dimension) ** powers)
        bounds: NDArray[np.float64] = rounding / (1 - rounding) + lost / _least_size(dimension, order) ** powers
    return bounds


def _least_size(dimension: int, order: int) -> float:
    """Bound from below the absolute sums of queries that `unit_queries` returns, unless a factor vanishes."""
    return 2.0 ** -(order + 2) / dimension


def unit_queries(
    query: NDArray[np.floating], tokens: tuple[TokenMoments, ...], scale: float
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Move scale and powers of two into the queries, one per column; bring each absolute sum into [1/2, 1)."""
    mantissa, power = np.frexp(scale)
    shifts = sum((state.key_exponents for state in tokens), start=-np.full(query.shape[1], int(power)))
    # Divided only after the powers of two are gone: a subnormal quotient would lose digits, a huge one overflow.
    mantissas, powers = np.frexp(np.ascontiguousarray(query.T, np.float64))
    mantissas, carries = np.frexp(mantissas / mantissa)
    powers = np.where(mantissas == 0, -(10**6), powers + carries + shifts[:, None])
    top = powers.max(axis=0, initial=-(10**6))
    unit = np.ldexp(mantissas, np.maximum(powers - top, -2000))
    more = np.frexp(outward(np.abs(unit).sum(axis=0), FEW))[1]
    return unit * np.ldexp(1.0, -more), top.astype(np.int64) + more


class ScoreRanges(NamedTuple):
    """Bounds on y for some queries, and on the absolute sums behind it."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    size: NDArray[np.float64]


def score_ranges(unit: NDArray[np.float64], tokens: tuple[TokenMoments, ...]) -> ScoreRanges:
    """Bound y below and above, and its absolute sum, from column ranges and (Hölder) from norms."""
    order, dimension = len(tokens) + 1, len(unit)
    low = high = unit
    hoelder = column_norms(unit, order)
    size = np.abs(unit)
    for state in tokens:
        least, most = state.key_range[:, :, None]
        ends = [low * least, low * most]
        if high is not low:
            ends += [high * least, high * most]
        low, high = reduce(np.minimum, ends), reduce(np.maximum, ends)
        hoelder = hoelder * state.norm
        size = size * np.maximum(np.abs(least), np.abs(most))
    # Sums of d terms, each behind k roundings; the constant covers underflow.
    slack = 8 * (dimension + 2 * order + 4) * U
    sums = size.sum(axis=0)
    bound = np.maximum(outward(np.minimum(sums, hoelder), slack), _least_size(dimension, order))
    spread = sums * slack + 1e-280
    least, most = low.sum(axis=0) - spread, high.sum(axis=0) + spread
    return ScoreRanges(np.maximum(least, -bound), np.minimum(most, bound), bound)
