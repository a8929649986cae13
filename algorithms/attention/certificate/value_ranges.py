"""The ranges of the products of values, which contain every output."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from algorithms.attention.columns import check_value_range
from algorithms.attention.moments.tokens import TokenMoments
from algorithms.attention.rounding import U

__all__ = ["ProductRange", "product_range", "value_exponents"]


class ProductRange(NamedTuple):
    """Bounds on the products of values, column by column, and the larger of their sizes."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    largest: NDArray[np.float64]


def product_range(tokens: tuple[TokenMoments, ...]) -> ProductRange:
    """Bound the products of values, divided by their powers of two, outward."""
    low = high = np.ones(tokens[0].value_range.shape[1])
    for state in tokens:
        ends = np.stack([side * end for side in (low, high) for end in state.value_range])
        low, high = ends.min(axis=0), ends.max(axis=0)
    # At most k - 2 roundings each, and 90 in reserve, of which the middle of the range takes one; the absolute terms
    # cover what underflows in products of numbers below 1.
    slack = 1e-14 + 2 * len(tokens) * U
    low, high = low - np.abs(low) * slack - 1e-300, high + np.abs(high) * slack + 1e-300
    return ProductRange(low, high, np.maximum(np.abs(low), np.abs(high)))


def value_exponents(tokens: tuple[TokenMoments, ...]) -> NDArray[np.int64]:
    """Return the powers of two divided out of the products of values; ValueError if these may leave the range."""
    exponents: NDArray[np.int64] = np.sum([state.value_exponents for state in tokens], axis=0)
    check_value_range(exponents, np.dtype(np.float64))
    return exponents
