"""Predict what the polynomial method costs and certifies, before running it."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from algorithms.attention.certificate import Certifier
from algorithms.attention.columns import column_norms, column_range, divided_columns, row_chunks
from algorithms.attention.exact import COMPILED_DIMENSION, error_bound_at
from algorithms.attention.exponential import MAX_HALF_WIDTH
from algorithms.attention.features import rank
from algorithms.attention.inputs import AttentionInputs
from algorithms.attention.majorant import minimax_exponential
from algorithms.attention.moments import ScoreMoments, rounding_bounds, score_ranges
from algorithms.attention.tokens import TOKENS_AT_A_TIME, TokenMoments, sums_rounding

__all__ = ["AttentionPlan", "AttentionSizes", "plan_attention"]

MAX_RANK = 200_000
QUERIES_AT_A_TIME = 8192
_MAX_DEGREE = 40
_SAFETY = 2.0  # a plan aims at half the tolerance: the moments it uses are sampled
_SAMPLED_ROWS, _SAMPLED_TUPLES = 16, 640
_SINGLE_TO_DOUBLE = 2.0**29  # ratio of the unit roundoffs
# Nominal costs on one core, used only to compare the two methods: of a useful flop, of everything around the passes,
# of a tuple beside its dot product (compiled, in NumPy), of a flop of that.
_POLYNOMIAL_FLOP, _OVERHEAD_SECONDS = 1 / 35e9, 0.003
_COMPILED_TUPLE, _TUPLE, _EXACT_FLOP = 0.6e-9, 2e-9, 1 / 50e9


@dataclass(frozen=True)
class AttentionSizes:
    """The numbers that bound an instance in the worst case, when there are no data yet.

    Parameters
    ----------
    sizes : tuple of int
        n_0, n_1, ..., n_{k-1}.
    dimension, value_dimension : int
        d and d_v.
    entry_bound, value_bound : float
        Bounds of the entries of query and keys (B of the theorems), and of the values.
    scale : float, optional
        d unless given.
    """

    sizes: tuple[int, ...]
    dimension: int
    value_dimension: int
    entry_bound: float
    value_bound: float = 1.0
    scale: float | None = None

    def __post_init__(self) -> None:
        if len(self.sizes) < 2 or min(self.sizes) < 1:
            raise ValueError(f"sizes must hold n_0 and at least one n_j, all positive, got {self.sizes}")
        if self.dimension < 1 or self.value_dimension < 1:
            raise ValueError(
                f"dimension and value_dimension must be positive, got {self.dimension}, {self.value_dimension}"
            )
        for name in ("entry_bound", "value_bound"):
            if not 0 < getattr(self, name) < math.inf:
                raise ValueError(f"{name} must be positive and finite, got {getattr(self, name)!r}")
        if self.scale is not None and not 0 < self.scale < math.inf:
            raise ValueError(f"scale must be positive and finite, got {self.scale!r}")

    @property
    def score_bound(self) -> float:
        """The largest score that the bound on the entries allows: d B^k / s."""
        return self.dimension * self.entry_bound ** len(self.sizes) / (self.scale or self.dimension)


@dataclass(frozen=True)
class AttentionPlan:
    """What to expect of the polynomial method, and of exact evaluation beside it.

    Parameters
    ----------
    method : {"polynomial", "exact", "none"}
        The cheaper method that can be expected to certify the tolerance.
    degree, rank : int
        Degree g and rank C(d + g, g) of the polynomial method; the most accurate ones where it cannot be certified.
    precision : {"float64", "float32"}
        The type of the passes: float32, twice as fast, where its rounding hardly shows in the certificate.
    flops, exact_flops : float
        Useful floating-point operations of both.
    seconds, exact_seconds : float
        The same at nominal rates of one core; only their ratio means anything.
    memory_bytes : int
        Working memory of the polynomial method besides inputs and outputs.
    predicted_error, exact_error : float
        What their certificates will say: for data an estimate from sampled tuples; for sizes what
        `uniform_error_bound` and rounding come to at the score bound, which a certificate can exceed at low degrees if
        nearly all scores of a query lie at the low end of its interval.
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


Prediction = tuple[float, float]  # error in all, and the part of it that rounding causes
Predict = Callable[[int, np.dtype], Prediction]


def plan_attention(instance: AttentionInputs | AttentionSizes, tolerance: float = 1e-6) -> AttentionPlan:
    r"""Choose a degree for the tolerance and compare the polynomial method with exact evaluation.

    **Construction.** Given data, the score intervals of the queries with the largest terms and of some more, and the
    moments of a fixed pseudo-random sample of tuples, are put through the certificate itself, for the least degree that
    promises half the tolerance. Given sizes, the least relative error of a polynomial on :math:`[-dB^k/s, dB^k/s]`
    takes its place. Predicted errors decrease with the degree until rounding dominates, so the degree is found by
    bisection around a guess: where the mean of the next term of the Taylor series in the sample falls below half the
    tolerance. If the same degree promises as much in float32, it is evaluated in that type.

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
    check_tolerance(tolerance)
    if isinstance(instance, AttentionSizes):
        sizes, dimension, columns = instance.sizes, instance.dimension, instance.value_dimension
        predict, score_bound = _predict_from_sizes(instance)
        guess = 1
        values = instance.value_bound ** (len(sizes) - 1)
        exact_error = 4 * values * (1000 + (dimension + len(sizes) + 5) * score_bound) * 2.0**-53
    else:
        sizes, dimension = (len(instance.query), *instance.key_sizes), instance.dimension
        columns = instance.value_dimension
        predict, score_bound, guess = _predict_from_data(instance, tolerance / _SAFETY)
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


def check_tolerance(tolerance: float) -> None:
    """Refuse a tolerance that is not a positive finite number."""
    if (
        isinstance(tolerance, bool)
        or not isinstance(tolerance, int | float | np.number)
        or not 0 < tolerance < math.inf
    ):
        raise ValueError(f"tolerance must be a positive finite number, got {tolerance!r}")


def centred_keys(inputs: AttentionInputs) -> tuple[NDArray[np.floating], ...]:
    r"""Subtract the midrange of every column from the keys of order 2, where that moves all scores of a query alike.

    For k >= 3 it would not: it changes a score by a term in the other keys.
    """
    if inputs.order > 2:
        return inputs.keys
    key = inputs.keys[0].astype(np.float64)
    return (key - (key.min(axis=0) / 2 + key.max(axis=0) / 2),)


def token_moments(
    inputs: AttentionInputs,
    keys: tuple[NDArray[np.floating], ...],
    degree: int,
    threads: int = 1,
    precision: str = "float64",
) -> tuple[TokenMoments, ...]:
    """Build the states of all key sets."""
    empty = _empty_state(inputs, degree, precision)
    return tuple(empty.update(key, value, threads=threads) for key, value in zip(keys, inputs.values, strict=True))


def _empty_state(inputs: AttentionInputs, degree: int, precision: str = "float64") -> TokenMoments:
    return TokenMoments.empty(
        order=inputs.order,
        degree=degree,
        dimension=inputs.dimension,
        value_dimension=inputs.value_dimension,
        dtype=precision,
    )


def _rounding(sizes: tuple[int, ...], dimension: int, degree: int, dtype: np.dtype) -> NDArray[np.float64]:
    """Return the relative rounding of moments for key sets of these sizes."""
    sums = sum(sums_rounding(n, dimension, degree, dtype) for n in sizes)
    return rounding_bounds(len(sizes) + 1, dimension, degree, sums, dtype)


def _predict_from_sizes(sizes: AttentionSizes) -> tuple[Predict, float]:
    bound = sizes.score_bound
    values = sizes.value_bound ** (len(sizes.sizes) - 1)

    def predict(degree: int, dtype: np.dtype) -> Prediction:
        if bound > MAX_HALF_WIDTH:
            return math.inf, 0.0
        epsilon = minimax_exponential(degree, max(bound, 2.0**-30)).relative_error
        relative = float(_rounding(sizes.sizes[1:], sizes.dimension, degree, dtype).max())
        rounding = 2 * values * relative * math.exp(min(2 * bound, 300))
        return (epsilon / (1 - epsilon) * values if epsilon < 1 else math.inf) + rounding, rounding

    return predict, bound


def _predict_from_data(inputs: AttentionInputs, target: float) -> tuple[Predict, float, int]:
    """Run the certificate on the moments of sampled tuples, for the queries with the largest terms and some more.

    Also returns the bound of the scores and a guess of the degree.
    """
    if len(inputs.query) == 0:
        return (lambda degree, dtype: (0.0, 0.0)), 0.0, 1
    keys = centred_keys(inputs)
    pairs = zip(keys, inputs.values, strict=True)
    states = tuple(_empty_state(inputs, 0).measured(key, value) for key, value in pairs)
    some, tuples = _sample(len(inputs.query), inputs.key_sizes)
    largest_terms = np.argpartition(_term_sizes(inputs.query, states), -len(some))[-len(some) :]
    rows = np.concatenate([largest_terms, some])
    exponents, low, high, size = score_ranges(inputs.query[rows], states, inputs.scale)
    exponent = np.clip(exponents, -1000, 2000)
    product = np.ones((1, inputs.dimension))
    weights = np.full((_SAMPLED_TUPLES, 1 + inputs.value_dimension), 1 / _SAMPLED_TUPLES)
    for key, value, state, index in zip(keys, inputs.values, states, tuples, strict=True):
        product = product * key[index]
        weights[:, 1:] *= divided_columns(value[index], state.value_exponents).T
    with np.errstate(over="ignore", invalid="ignore"):
        bounds = np.ldexp(size, exponent)
        middle = np.ldexp((low + high) / 2, exponent)
        scores = (inputs.query[rows].astype(np.float64) / inputs.scale) @ product.T
        if not np.isfinite(scores.sum()):
            np.nan_to_num(scores, copy=False)
        largest = math.prod(float(np.abs(value).max()) for value in inputs.values)
        guess = _guess(scores, middle, largest, target)
        y = np.multiply(scores, np.ldexp(1.0, -np.minimum(exponent, 1000))[:, None], out=scores)
    means, powers = [np.broadcast_to(weights.sum(axis=0), (len(rows), weights.shape[1]))], np.ones_like(y)

    def predict(degree: int, dtype: np.dtype) -> Prediction:
        while len(means) <= degree:
            np.multiply(powers, y, out=powers)
            means.append(powers @ weights)
        rounding = _rounding(inputs.key_sizes, inputs.dimension, degree, dtype)
        sample = ScoreMoments(np.stack(means[: degree + 1], axis=1), exponents, low, high, size, rounding)
        _, errors, rounding_part, _ = Certifier(states).outputs(sample)
        return float(errors.max()), float(rounding_part.max())

    return predict, float(bounds.max()), guess


@lru_cache(maxsize=64)
def _sample(queries: int, sizes: tuple[int, ...]) -> tuple[NDArray[np.int64], tuple[NDArray[np.int64], ...]]:
    """Choose a few queries and some tuples of keys: always the same for these sizes."""
    generator = np.random.default_rng(0)
    rows = generator.integers(0, queries, min(_SAMPLED_ROWS // 2, queries))
    return rows, tuple(generator.integers(0, n, _SAMPLED_TUPLES) for n in sizes)


def _term_sizes(query: NDArray[np.floating], states: tuple[TokenMoments, ...]) -> NDArray[np.float64]:
    """Rank the queries by bounds of their terms, up to a common factor."""
    shifts = np.sum([state.key_exponents for state in states], axis=0)
    reach = np.prod([np.abs(state.key_range).max(axis=0) for state in states], axis=0)
    norm = math.prod(state.norm for state in states)
    exponents = np.frexp(np.abs(column_range(query)).max(axis=0))[1].astype(np.int64)
    factors = np.ldexp(1.0, np.maximum(shifts + exponents - (shifts + exponents).max(), -1000))[:, None]
    sizes = np.empty(len(query))
    for rows in row_chunks(query):
        unit = np.abs(divided_columns(query[rows], exponents)) * factors
        sizes[rows] = np.minimum(reach @ unit, column_norms(unit, len(states) + 1) * norm)
    return sizes


def _guess(scores: NDArray[np.float64], middle: NDArray[np.float64], largest: float, target: float) -> int:
    """Return the least degree at which the next Taylor term of the widest sampled row is below target on average."""
    with np.errstate(over="ignore", invalid="ignore"):
        spread = np.einsum("it,it->i", scores, scores) - middle * (2 * scores.sum(axis=1) - middle * scores.shape[1])
        widest = np.argmax(spread)
        sizes = np.abs(scores[widest] - middle[widest])
        term = sizes * largest
        for degree in range(1, _MAX_DEGREE):
            term = term * sizes / (degree + 1)
            if term.mean() <= target:
                return degree
    return _MAX_DEGREE


def _least_degree(
    predict: Callable[[int], Prediction], dimension: int, target: float, guess: int
) -> tuple[int, Prediction]:
    """Find the least degree whose predicted error is within the target, else the best one of those tried."""
    highest = max(g for g in range(_MAX_DEGREE + 1) if rank(dimension, g) <= MAX_RANK or g <= 1)
    known: dict[int, Prediction] = {}

    def error(degree: int) -> float:
        if degree not in known:
            known[degree] = predict(degree)
        return known[degree][0]

    # Steps that double, away from the guess, keep to cheap linear programs; low is one above a degree that fails.
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
        f"rank {MAX_RANK} and degree {_MAX_DEGREE} (scores up to R = {score_bound:.4g}, tolerance {tolerance:.2g})"
    )
