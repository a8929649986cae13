"""Predict, degree by degree, what the certificate will say: from sampled data, or from sizes alone."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from algorithms.attention.arguments import positive_integer, positive_number
from algorithms.attention.certificate.bessel import MAX_HALF_WIDTH
from algorithms.attention.certificate.certificate import Certifier
from algorithms.attention.certificate.majorant import minimax_exponential
from algorithms.attention.columns import column_norms, column_range, divided_columns, row_chunks
from algorithms.attention.inputs import AttentionInputs
from algorithms.attention.moments.scores import ScoreMoments, rounding_bounds, score_ranges, unit_queries
from algorithms.attention.moments.tokens import TokenMoments, sums_rounding
from algorithms.display import fields_repr, short_repr

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
_LARGEST_LOG = 1000  # of what is computed with as a float64
_MOST_COLUMNS = 2**20
_SAMPLED_ROWS, _SAMPLED_TUPLES = 16, 640


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

    __repr__ = fields_repr

    def __post_init__(self) -> None:
        if not isinstance(self.sizes, Iterable):
            raise ValueError(f"sizes must hold n_0 and at least one n_j, got {short_repr(self.sizes)}")
        sizes = tuple(positive_integer(f"sizes[{i}]", size) for i, size in enumerate(self.sizes))
        if len(sizes) < 2:
            raise ValueError(f"sizes must hold n_0 and at least one n_j, got {short_repr(sizes)}")
        object.__setattr__(self, "sizes", sizes)
        for name in ("dimension", "value_dimension"):
            object.__setattr__(self, name, positive_integer(name, getattr(self, name)))
        for name in ("entry_bound", "value_bound", "scale"):
            if name != "scale" or self.scale is not None:
                object.__setattr__(self, name, positive_number(name, getattr(self, name)))
        work = sum(map(math.log2, (*sizes, self.dimension, self.value_dimension)))
        scores = math.log2(self.dimension) + len(sizes) * math.log2(self.entry_bound) - math.log2(self.scale or 1)
        if max(work, scores, len(sizes) * math.log2(self.value_bound)) > _LARGEST_LOG or self.dimension > _MOST_COLUMNS:
            raise ValueError(
                f"sizes and bounds must keep the work, the scores and the values below 2^{_LARGEST_LOG}, and dimension "
                f"at most {_MOST_COLUMNS}, got {short_repr(self)}"
            )

    @property
    def score_bound(self) -> float:
        """The largest score that the bound on the entries allows: d B^k / s."""
        return self.dimension * self.entry_bound ** len(self.sizes) / (self.scale or self.dimension)


Prediction = tuple[float, float]  # error in all, and the part of it that rounding causes
Predict = Callable[[int, np.dtype], Prediction]


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


def predict_from_sizes(sizes: AttentionSizes) -> tuple[Predict, float]:
    """Estimate by the least relative error on the widest interval; also return the bound of the scores."""
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
            with np.errstate(over="ignore", invalid="ignore"):  # the certificate takes what is not finite for useless
                np.multiply(powers, y, out=powers)
                means.append(powers @ weights)
        rounding = _rounding(inputs.key_sizes, inputs.dimension, degree, dtype)
        sample = ScoreMoments(np.stack(means[: degree + 1], axis=1), exponents, low, high, size, rounding)
        _, errors, rounding_part, _ = Certifier(states).outputs(sample)
        return float(errors.max()), float(rounding_part.max())

    return predict, float((size * scale).max()), guess


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
        for degree in range(1, MAX_DEGREE):
            term = term * sizes / (degree + 1)
            if term.mean() <= target:
                return degree
    return MAX_DEGREE
