"""Minimum distances, coset minimum weights and weight distributions by exact enumeration."""

from math import comb
from typing import Any

import numpy as np

from algorithms.deprecated import renamed_argument
from hardness.arguments import integer
from hardness.codes.base import Code
from hardness.codes.field.finite_field import FiniteField

DEFAULT_BUDGET = 10**9  # words


def coset_minimum_weight(
    field: FiniteField, basis: Any, offset: Any, budget: int = DEFAULT_BUDGET
) -> tuple[int, np.ndarray]:
    r"""Return the least Hamming weight in ``offset + span(basis)`` and a word that attains it.

    **Construction.** Dependent vectors are dropped; :func:`hardness.codes.cosets.lightest_in_coset` visits the rest.

    Parameters
    ----------
    field : FiniteField
        The field.
    basis : array_like, shape (r, N)
        Spanning vectors; dependent ones are dropped. r = 0 is allowed.
    offset : array_like, shape (N,)
        The word that the coset contains.
    budget : int
        The largest number of words to visit.

    Returns
    -------
    weight : int
    word : ndarray, shape (N,)

    Raises
    ------
    ValueError
        If the coset has more than ``budget`` words. The message gives their number.

    Examples
    --------
    >>> from hardness.codes import finite_field
    >>> coset_minimum_weight(finite_field(5), [[1, 1, 1, 1]], [0, 2, 2, 4])
    (2, array([3, 0, 0, 2], dtype=uint8))
    """
    word = field.asarray(offset, "offset")
    vectors = field.asarray(basis, "basis")
    if word.ndim != 1 or vectors.ndim != 2 or vectors.shape[1] != len(word):
        raise ValueError(f"basis must have shape (r, {word.size}) for this offset, got {vectors.shape}")
    reduced, pivots = field.row_reduce(vectors)
    _refuse(field.order ** len(pivots), budget, "the coset")
    from hardness.codes.cosets import lightest_in_coset

    best = lightest_in_coset(field, reduced[: len(pivots)], word, budget)
    return int(np.count_nonzero(best)), best


def weight_distribution(code: Code, budget: int = DEFAULT_BUDGET) -> tuple[int, ...]:
    """Return the number of codewords of each weight 0 .. length.

    The smaller one of the code and its dual is enumerated up to scalar multiples. MacWilliams' identity transforms the
    distribution of the dual. ValueError, with the number of words, if both exceed ``budget``.

    Examples
    --------
    >>> from hardness.codes import ReedSolomon
    >>> weight_distribution(ReedSolomon(5, 4, 2))
    (1, 0, 0, 16, 8)
    """
    field, dual_dimension = code.arithmetic, code.length - code.dimension
    smaller = min(code.dimension, dual_dimension)
    words = (field.order**smaller - 1) // (field.order - 1)
    _refuse(words, budget, f"{code} (or its dual) up to scalar multiples")
    if code.dimension <= dual_dimension:
        return _distribution(field, code.generator)
    dual = _distribution(field, code.parity_check_matrix()) if dual_dimension else (1,) + (0,) * code.length
    return macwilliams(dual, field.order)


def minimum_distance(code: Code, budget: int = DEFAULT_BUDGET) -> int:
    """Return the exact minimum distance by enumeration of the code or its dual.

    Examples
    --------
    >>> from hardness.codes import ReedSolomon
    >>> minimum_distance(ReedSolomon(7, 6, 2))
    5
    """
    distribution = weight_distribution(code, budget)
    return next(weight for weight, count in enumerate(distribution) if weight and count)


@renamed_argument("order", "field_order")
def macwilliams(distribution: tuple[int, ...], field_order: int) -> tuple[int, ...]:
    r"""Return the weight distribution of the dual code, exactly.

    .. math:: |C| B_j = \sum_i A_i K_j(i), \qquad
       K_j(i) = \sum_s (-1)^s (q-1)^{j-s} \binom{i}{s} \binom{N-i}{j-s}.

    Examples
    --------
    >>> macwilliams((1, 0, 0, 0, 4), 5)  # repetition code of length 4
    (1, 0, 24, 48, 52)
    """
    q, length, size = field_order, len(distribution) - 1, sum(distribution)
    dual = []
    for j in range(length + 1):
        total = 0
        for i, count in enumerate(distribution):
            if count:
                total += count * sum(
                    (-1) ** s * (q - 1) ** (j - s) * comb(i, s) * comb(length - i, j - s) for s in range(j + 1)
                )
        if total % size or total < 0:
            raise ValueError("distribution must be that of a linear code")
        dual.append(total // size)
    return tuple(dual)


def _distribution(field: FiniteField, basis: np.ndarray) -> tuple[int, ...]:
    from hardness.codes.field.kernels import weight_histogram

    histogram = weight_histogram(np.array(basis), field.tables)  # a copy: kernels are compiled for writable arrays
    counts = [int(n) * (field.order - 1) for n in histogram]
    counts[0] += 1
    return tuple(counts)


def _refuse(words: int, budget: int, what: str) -> None:
    if words > integer("budget", budget, 0):
        raise ValueError(f"budget must be at least {words} to enumerate {what}, got {budget}")
