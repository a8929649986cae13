"""Predict the error bound of the certificate, degree by degree: from sampled data, or from sizes alone."""

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from algorithms.attention.certificate.bessel import MAX_HALF_WIDTH
from algorithms.attention.certificate.certifier import Certifier
from algorithms.attention.certificate.majorant import minimax_exponential
from algorithms.attention.columns import column_norms, column_range, divided_columns, row_chunks
from algorithms.attention.inputs import AttentionInputs
from algorithms.attention.moments.scores import ScoreMoments, rounding_bounds, score_ranges, unit_queries
from algorithms.attention.moments.states import centred_keys, empty_state, token_moments
from algorithms.attention.moments.tokens import TokenMoments, sums_rounding
from algorithms.attention.sizes import AttentionSizes

__all__ = [
    "AttentionSizes",
    "Predict",
    "Prediction",
    "centred_keys",
    "predict_from_data",
    "predict_from_sizes",
    "token_moments",
]

MAX_DEGREE = 40
_SAMPLED_ROWS, _SAMPLED_TUPLES = 16, 640

Prediction = tuple[float, float]  # total error, and the part of it that rounding causes
Predict = Callable[[int, np.dtype], Prediction]


def predict_from_sizes(sizes: AttentionSizes) -> tuple[Predict, float]:
    """Estimate by the least relative error on the widest interval; also return the bound on the scores."""
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


def predict_from_data(inputs: AttentionInputs, target: float) -> tuple[Predict, float, int]:
    """Run the certificate on the moments of sampled tuples, for the queries with the largest terms and some more.

    Also returns the bound on the scores and a guess of the degree.
    """
    if len(inputs.query) == 0:
        return (lambda degree, dtype: (0.0, 0.0)), 0.0, 1
    keys = centred_keys(inputs)
    pairs = zip(keys, inputs.values, strict=True)
    states = tuple(empty_state(inputs, 0).measured(key, value) for key, value in pairs)
    some, tuples = _sample(len(inputs.query), inputs.key_sizes)
    largest_terms = np.argpartition(_term_sizes(inputs.query, states), -len(some))[-len(some) :]
    rows = np.concatenate([largest_terms, some])
    unit, exponents = unit_queries(inputs.query[rows], states, inputs.scale)
    low, high, size = score_ranges(unit, states)
    product = np.ones((inputs.dimension, 1))
    weights = np.full((_SAMPLED_TUPLES, 1 + inputs.value_dimension), 1 / _SAMPLED_TUPLES)
    for key, value, state, index in zip(keys, inputs.values, states, tuples, strict=True):
        product = product * divided_columns(key[index], state.key_exponents)
        weights[:, 1:] *= divided_columns(value[index], state.value_exponents).T
    y = unit.T @ product
    scale = np.ldexp(1.0, np.minimum(exponents, 1023))
    largest = math.prod(float(np.abs(value).max()) for value in inputs.values)
    guess = _guess(y * scale[:, None], (low + high) / 2 * scale, largest, target)
    means, powers = [np.broadcast_to(weights.sum(axis=0), (len(rows), weights.shape[1]))], np.ones_like(y)

    def predict(degree: int, dtype: np.dtype) -> Prediction:
        while len(means) <= degree:
            with np.errstate(over="ignore", invalid="ignore"):  # the certificate discards what is not finite
                np.multiply(powers, y, out=powers)
                means.append(powers @ weights)
        rounding = _rounding(inputs.key_sizes, inputs.dimension, degree, dtype)
        sample = ScoreMoments(np.stack(means[: degree + 1], axis=1), exponents, low, high, size, rounding)
        _, errors, rounding_part, _ = Certifier(states).outputs(sample)
        return float(errors.max()), float(rounding_part.max())

    return predict, float((size * scale).max()), guess


def _rounding(sizes: tuple[int, ...], dimension: int, degree: int, dtype: np.dtype) -> NDArray[np.float64]:
    """Return the relative rounding of moments for key sets of these sizes."""
    sums = sum(sums_rounding(n, dimension, degree, dtype) for n in sizes)
    return rounding_bounds(len(sizes) + 1, dimension, degree, sums, dtype)


@lru_cache(maxsize=64)
def _sample(queries: int, sizes: tuple[int, ...]) -> tuple[NDArray[np.int64], tuple[NDArray[np.int64], ...]]:
    """Choose a few queries and some tuples of keys, always the same ones for the same sizes."""
    generator = np.random.default_rng(0)
    rows = generator.integers(0, queries, min(_SAMPLED_ROWS // 2, queries))
    return rows, tuple(generator.integers(0, n, _SAMPLED_TUPLES) for n in sizes)


def _term_sizes(query: NDArray[np.floating], states: tuple[TokenMoments, ...]) -> NDArray[np.float64]:
    """Bound the terms of every query, up to a common factor."""
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
        for degree in range(1, MAX_DEGREE):
            term = term * sizes / (degree + 1)
            if term.mean() <= target:
                return degree
    return MAX_DEGREE
