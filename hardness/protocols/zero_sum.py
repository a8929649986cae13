"""Weights of the blocks: sequences of field elements without a nonempty zero sum."""

from collections.abc import Sequence

import numpy as np

from hardness.arguments import short_repr
from hardness.codes import FiniteField


def zero_sum_free_length(characteristic: int, degree: int) -> int:
    """Return the length e(p - 1) of the longest zero-sum-free sequence over F_{p^e}, for p and e of any size.

    The bound is Olson's theorem on the Davenport constant of the elementary p-group F_p^e; it is attained by p - 1
    copies of each element of a basis over F_p.
    """
    return degree * (characteristic - 1)


def zero_sum_free_limit(field: FiniteField) -> int:
    """Return the length of the longest zero-sum-free sequence over a field: see `zero_sum_free_length`."""
    return zero_sum_free_length(field.characteristic, field.degree)


def zero_sum_free_weights(field: FiniteField, count: int) -> tuple[int, ...]:
    """Return ``count`` elements such that no nonempty sub-multiset sums to zero.

    They are copies of the basis 1, x, x^2, ... of F_{p^e} over F_p, whose integer representation is 1, p, p^2, ... Each
    is used at most p - 1 times, so every coordinate of a sub-sum counts the copies of one basis element in 0..p-1. All
    coordinates vanish only for the empty sum.

    Parameters
    ----------
    field : FiniteField
        The field F_{p^e}.
    count : int
        The number of weights, 1 <= count <= e(p - 1).

    Raises
    ------
    ValueError
        If ``count`` exceeds the limit e(p - 1), because then *every* choice has a zero sum.

    References
    ----------
    .. [Ols69] J. E. Olson, *A combinatorial problem on finite abelian groups I*, J. Number Theory 1 (1969).

    Examples
    --------
    >>> from hardness.codes import finite_field
    >>> zero_sum_free_weights(finite_field(9), 4)
    (1, 1, 3, 3)
    """
    limit = zero_sum_free_limit(field)
    if not 1 <= count <= limit:
        allowed = f"in 1..{limit} (more have no weights without a zero sub-sum over F_{field.order})"
        raise ValueError(f"blocks must be {allowed}, got {short_repr(count)}")
    p = field.characteristic
    return tuple(p ** (t // (p - 1)) for t in range(count))


def is_zero_sum_free(field: FiniteField, weights: Sequence[int]) -> bool:
    """Return whether no nonempty sub-multiset of ``weights`` sums to zero: all sub-sums in O(T |F|) operations."""
    sums = np.zeros(field.order, dtype=bool)  # sums of nonempty sub-multisets of the weights seen so far
    elements = np.arange(field.order, dtype=field.dtype)
    for weight in weights:
        shifted = np.zeros_like(sums)
        shifted[field.add(elements[sums], weight)] = True
        sums |= shifted
        sums[weight] = True
        if sums[0]:
            return False
    return True
