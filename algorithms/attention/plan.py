"""Predict the cost and the certificate of the polynomial method before it runs."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from algorithms.attention.arguments import positive_number, takes_inputs
from algorithms.attention.certificate.bessel import MAX_HALF_WIDTH
from algorithms.attention.certificate.prediction import (
    MAX_DEGREE,
    Prediction,
    predict_from_data,
    predict_from_sizes,
)
from algorithms.attention.exact.error_bound import error_bound_at
from algorithms.attention.exact.routine import COMPILED_DIMENSION
from algorithms.attention.inputs import AttentionInputs
from algorithms.attention.moments.features import rank
from algorithms.attention.moments.tokens import TOKENS_AT_A_TIME
from algorithms.attention.rounding import U
from algorithms.attention.sizes import AttentionSizes
from algorithms.display import fields_repr

__all__ = ["AttentionPlan", "plan_attention"]

MAX_RANK = 200_000
QUERIES_AT_A_TIME = 8192
_SAFETY = 2.0  # a plan aims at half the tolerance, because its moments are sampled
_SINGLE_TO_DOUBLE = 2.0**29  # ratio of the unit roundoffs
# Nominal costs on one core, used only to compare the two methods: of a useful flop, of everything around the passes,
# of a tuple without its dot product (compiled, in NumPy), of a flop of the dot product.
_POLYNOMIAL_FLOP, _OVERHEAD_SECONDS = 1 / 35e9, 0.003
_COMPILED_TUPLE, _TUPLE, _EXACT_FLOP = 0.6e-9, 2e-9, 1 / 50e9


@dataclass(frozen=True)
class AttentionPlan:
    """What to expect of the polynomial method and of exact evaluation.

    Parameters
    ----------
    method : {"polynomial", "exact", "none"}
        The cheaper method that can be expected to certify the tolerance.
    degree, rank : int
        Degree g and rank C(d + g, g) of the polynomial method; the most accurate ones if it cannot be certified.
    precision : {"float64", "float32"}
        The type of the passes: float32, twice as fast, where its rounding hardly affects the certificate.
    flops, exact_flops : float
        Useful floating-point operations of both.
    seconds, exact_seconds : float
        The same at nominal rates of one core; only their ratio is meaningful.
    memory_bytes : int
        Working memory of the polynomial method besides inputs and outputs.
    predicted_error, exact_error : float
        The predicted bounds of their certificates. For data they are estimates from sampled tuples. For sizes they are
        `uniform_error_bound` plus rounding at the score bound, which a certificate can exceed at low degrees if nearly
        all scores of a query are at the low end of its interval.
    score_bound : float
        R_abs over all queries.
    obstacle : str or None
        Why the polynomial method cannot be expected to certify the tolerance.
    """

    method: str
    degree: int
    rank: int
    precision: str
    flops: float
    exact_flops: float
    seconds: float
    exact_seconds: float
    memory_bytes: int
    predicted_error: float
    exact_error: float
    score_bound: float
    obstacle: str | None

    __repr__ = fields_repr


@takes_inputs(AttentionInputs, AttentionSizes)
def plan_attention(instance: AttentionInputs | AttentionSizes, tolerance: float = 1e-6) -> AttentionPlan:
    r"""Choose a degree for the tolerance and compare the polynomial method with exact evaluation.

    **Construction.** Given data, the certificate itself is applied to the score intervals of some queries, among them
    those with the largest terms, and to the moments of a fixed pseudo-random sample of tuples. The plan takes the least
    degree whose predicted error is at most half the tolerance. Given sizes, the prediction is the least relative error
    of a polynomial on :math:`[-dB^k/s, dB^k/s]`. Predicted errors decrease with the degree until rounding dominates. So
    the degree is found by bisection around a guess: the degree at which the mean of the next term of the Taylor series
    in the sample falls below half the tolerance. If float32 meets the same target at that degree, the passes use it.

    Raises
    ------
    ValueError
        If the tolerance is not positive and finite.

    Examples
    --------
    >>> plan = plan_attention(AttentionSizes((10**5, 10**5, 10**5), 8, 1, entry_bound=1.0), 1e-6)
    >>> plan.method, plan.degree, plan.rank
    ('polynomial', 7, 6435)
    """
    tolerance = positive_number("tolerance", tolerance)
    if isinstance(instance, AttentionSizes):
        sizes, dimension, columns = instance.sizes, instance.dimension, instance.value_dimension
        predict, score_bound = predict_from_sizes(instance)
        guess = 1
        values = instance.value_bound ** (len(sizes) - 1)
        exact_error = 4 * values * (1000 + (dimension + len(sizes) + 5) * score_bound) * U
    else:
        sizes, dimension = (len(instance.query), *instance.key_sizes), instance.dimension
        columns = instance.value_dimension
        predict, score_bound, guess = predict_from_data(instance, tolerance / _SAFETY)
        # Centred keys, of order 2, have other scores than the keys that exact evaluation sees.
        largest = score_bound if len(sizes) > 2 else instance.score_bounds().max(initial=0.0)
        exact_error = float(error_bound_at(instance, np.array([largest])).max())
    degree, (error, rounding) = _least_degree(
        lambda g: predict(g, np.dtype("float64")), dimension, tolerance / _SAFETY, guess
    )
    precision = "float64"
    if rounding * _SINGLE_TO_DOUBLE <= 4 * tolerance / _SAFETY:  # within a factor 4 of what float32 would cost
        single = predict(degree, np.dtype("float32"))
        if single[0] <= tolerance / _SAFETY:
            precision, (error, rounding) = "float32", single

    features = rank(dimension, degree)
    flops = float(sum(sizes)) * features * (2 * (1 + columns) + 1)
    exact_flops = float(math.prod(sizes)) * (2 * dimension + 2 * (1 + columns) + 20)
    seconds = flops * _POLYNOMIAL_FLOP * (1 if precision == "float64" else 0.5) + _OVERHEAD_SECONDS
    per_tuple = _COMPILED_TUPLE if len(sizes) <= 3 and dimension <= COMPILED_DIMENSION else _TUPLE
    exact_seconds = math.prod(sizes) * (per_tuple + 2 * dimension * _EXACT_FLOP)
    memory = _memory(sizes, dimension, columns, degree)
    obstacle = _obstacle(score_bound, error, rounding, dimension, degree, tolerance)
    can_polynomial, can_exact = obstacle is None, exact_error <= tolerance
    if can_polynomial and (seconds <= exact_seconds or not can_exact):
        method = "polynomial"
    else:
        method = "exact" if can_exact else "none"
    return AttentionPlan(
        method, degree, features, precision, flops, exact_flops, seconds, exact_seconds, memory, error, exact_error,
        score_bound, obstacle,
    )  # fmt: skip


def _memory(sizes: tuple[int, ...], dimension: int, columns: int, degree: int) -> int:
    """Estimate the working memory in bytes: tables, stored monomials, and copies of tokens or moments of queries."""
    tables = (len(sizes) + 1) * rank(dimension, degree) * (1 + columns)
    monomials = max(1 << 18, 256 * rank(dimension, degree - degree // 2))
    tokens = min(max(sizes[1:]), TOKENS_AT_A_TIME) * 2 * (dimension + 1 + columns)
    moments = (degree + 1) * (1 + columns)
    queries = min(sizes[0], QUERIES_AT_A_TIME) * (12 * dimension + 2 * moments) + min(sizes[0], 2048) * 6 * moments
    return 8 * (tables + monomials + max(tokens, queries))


def _least_degree(
    predict: Callable[[int], Prediction], dimension: int, target: float, guess: int
) -> tuple[int, Prediction]:
    """Find the least degree whose predicted error is within the target, or else the best one that was tried."""
    highest = max(g for g in range(MAX_DEGREE + 1) if rank(dimension, g) <= MAX_RANK or g <= 1)
    known: dict[int, Prediction] = {}

    def error(degree: int) -> float:
        if degree not in known:
            known[degree] = predict(degree)
        return known[degree][0]

    # Doubling steps away from the guess keep the linear programs cheap; low is one above a degree that fails.
    low, high, step = 0, min(guess, highest), 1
    if error(high) <= target:
        while low < high and error(max(high - step, 0)) <= target:
            high, step = max(high - step, 0), 2 * step
        low = max(high - step, 0) + 1
    else:
        while high < highest and error(high) > target:
            low, high, step = high + 1, min(high + step, highest), 2 * step
    while error(high) <= target and low < high:
        middle = (low + high) // 2
        if error(middle) <= target:
            high = middle
        else:
            low = middle + 1
    if error(high) > target:
        high = min(known, key=lambda degree: (known[degree][0], degree))
    return high, known[high]


def _obstacle(
    score_bound: float, error: float, rounding: float, dimension: int, degree: int, tolerance: float
) -> str | None:
    if error <= tolerance:
        return None
    if not score_bound <= MAX_HALF_WIDTH:
        return f"the scores may reach R = {score_bound:.4g}, the limit for any polynomial is {MAX_HALF_WIDTH:g}"
    if rounding > tolerance / 2:
        return (
            f"the terms of a score may add up to R_abs = {score_bound:.4g}, and float64 rounding then costs up to "
            f"{rounding:.2g} at degree {degree}, the limit is the tolerance {tolerance:.2g}"
        )
    return (
        f"the error at degree {degree} and rank {rank(dimension, degree)} is still {error:.2g}, and the limits are "
        f"rank {MAX_RANK} and degree {MAX_DEGREE} (scores up to R = {score_bound:.4g}, tolerance {tolerance:.2g})"
    )
