"""Monomials of bounded degree in d variables: the features whose inner products are polynomials of the scores."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import comb

import numpy as np
from numpy.typing import NDArray

from algorithms.display import fields_repr
from algorithms.immutable import Immutable

__all__ = ["Group", "exponents", "factorisation", "longest_sums", "monomials", "multinomials", "products", "rank"]


def rank(dimension: int, degree: int) -> int:
    """Return the number C(d + g, g) of monomials of degree <= g in d variables."""
    return comb(dimension + degree, degree)


@dataclass(frozen=True, eq=False)
class Group(Immutable):
    """Monomials ``head * tail`` for all heads with one last variable, and all tails that may follow it.

    Parameters
    ----------
    degree : int
        Degree of the heads.
    heads : int array
        Their rows in `monomials`.
    tails : tuple of slice
        For each degree 0, 1, ...: the rows of the tails in `monomials`.
    """

    degree: int
    heads: NDArray[np.int64]
    tails: tuple[slice, ...]

    __repr__ = fields_repr

    @property
    def width(self) -> int:
        """The number of tails."""
        return sum(part.stop - part.start for part in self.tails)


@lru_cache(maxsize=64)
def factorisation(dimension: int, degree: int) -> tuple[Group, ...]:
    r"""Write every monomial of degree <= g exactly once as a product of two monomials of about half that degree.

    **Construction.** Sort the variables of a monomial. The head consists of the first :math:`h = \lfloor g/2 \rfloor`
    of them (it is 1 if there are fewer), the tail of the others, which come no earlier than the last one of the head.
    So heads are grouped by their last variable, and all heads of a group have the same tails: sums over all monomials
    become products of matrices, and only :math:`\binom{d + g - h}{d}` monomials are ever evaluated.

    Examples
    --------
    >>> [(len(group.heads), group.width) for group in factorisation(2, 2)]      # 1; x_0 {1, x_0, x_1}; x_1 {1, x_1}
    [(1, 1), (1, 3), (1, 2)]
    """
    half = degree // 2
    slices, starts = _degree_slices(dimension, degree - half), _suffix_starts(dimension, degree - half)
    short = Group(0, np.zeros(1, dtype=np.int64), slices[:half] if half else slices)
    if half == 0:
        return (short,)
    last = _last_variables(dimension, half)
    groups = [short]
    for v in range(dimension):
        heads = np.flatnonzero(last == v) + slices[half].start
        tails = [slice(part.start + start[v], part.stop) for part, start in zip(slices, starts, strict=True)]
        groups.append(Group(half, heads, tuple(tails)))
    return tuple(groups)


@lru_cache(maxsize=64)
def longest_sums(dimension: int, degree: int) -> NDArray[np.int64]:
    """Bound, for each degree m <= g, the number of additions in a sum over all monomials of degree m.

    Terms with one head are added first, then the heads: no more than the most tails and all heads together.
    """
    sums = np.zeros((2, degree + 1), dtype=np.int64)
    for group in factorisation(dimension, degree):
        for j, part in enumerate(group.tails):
            length = part.stop - part.start
            sums[0, group.degree + j] = max(sums[0, group.degree + j], length)
            sums[1, group.degree + j] += len(group.heads) if length else 0
    return np.asarray(sums.sum(axis=0))


def monomials(columns: NDArray[np.floating], degree: int) -> NDArray[np.floating]:
    r"""Evaluate all monomials of degree <= g in the rows of ``columns``, with one multiplication per monomial.

    Monomials of degree m + 1 are listed as x_0 * (all of degree m), x_1 * (those without x_0), and so on, so every
    monomial appears once and those without the first t variables are a suffix of each degree.

    Parameters
    ----------
    columns : array, shape (d, c)
        One variable per row, c points.
    degree : int
        g >= 0.

    Returns
    -------
    array, shape (C(d + g, g), c)
        Graded by degree; the first row is 1 (also at 0: 0^0 = 1).

    Examples
    --------
    >>> monomials(np.array([[2.0], [3.0]]), 2).ravel()            # 1, x, y, x^2, x y, y^2
    array([1., 2., 3., 4., 6., 9.])
    """
    features = np.empty((rank(len(columns), degree), columns.shape[1]), columns.dtype)
    features[0] = 1
    for variable, first, last, target in products(len(columns), degree):
        np.multiply(features[first:last], columns[variable], out=features[target : target + last - first])
    return features


@lru_cache(maxsize=64)
def products(dimension: int, degree: int) -> NDArray[np.int64]:
    """List what `monomials` multiplies: a variable, the rows (first, last + 1), and the row of the first product.

    Examples
    --------
    >>> products(2, 2).tolist()                                   # x 1, y 1, x (x, y), y y
    [[0, 0, 1, 1], [1, 0, 1, 2], [0, 1, 3, 3], [1, 2, 3, 5]]
    """
    slices, suffixes = _degree_slices(dimension, degree), _suffix_starts(dimension, degree)
    table, target = [], 1
    for m in range(degree):
        for t in range(dimension):
            first, last = slices[m].start + suffixes[m][t], slices[m].stop
            table.append((t, first, last, target))
            target += last - first
    return np.array(table, dtype=np.int64).reshape(-1, 4)


@lru_cache(maxsize=16)
def exponents(dimension: int, degree: int) -> NDArray[np.int64]:
    """Return the exponents of all monomials in the order of `factorisation`, shape (C(d + g, g), d), read-only.

    Tables over all monomials have this order: by group, in a group by head, for a head by tail.

    Examples
    --------
    >>> exponents(2, 2).tolist()
    [[0, 0], [1, 0], [2, 0], [1, 1], [0, 1], [0, 2]]
    """
    half = degree - degree // 2
    graded = np.zeros((rank(dimension, half), dimension), dtype=np.int64)
    for variable, first, last, target in products(dimension, half):
        graded[target : target + last - first] = graded[first:last]
        graded[target : target + last - first, variable] += 1
    blocks = []
    for group in factorisation(dimension, degree):
        tails = np.concatenate([graded[part] for part in group.tails])
        blocks.append((graded[group.heads, None] + tails).reshape(-1, dimension))
    table = np.concatenate(blocks)
    table.flags.writeable = False
    return table


@lru_cache(maxsize=16)
def multinomials(dimension: int, degree: int) -> NDArray[np.float64]:
    r"""Return :math:`|a|! / (a_1! \cdots a_d!)` for every monomial, its coefficient in :math:`(\sum_l z_l)^{|a|}`.

    It is computed as a product of d - 1 binomials, each an exact float64 for degrees up to 56, so that the relative
    error is at most d - 2 roundings. The order is that of `exponents`.

    Examples
    --------
    >>> multinomials(2, 2)
    array([1., 1., 1., 2., 1., 1.])
    """
    binomials = np.array([[float(comb(n, m)) for m in range(degree + 1)] for n in range(degree + 1)])
    table = exponents(dimension, degree)
    weights = np.ones(len(table))
    totals = table[:, 0].copy()
    for t in range(1, dimension):
        totals += table[:, t]
        weights *= binomials[totals, table[:, t]]
    weights.flags.writeable = False
    return weights


def _degree_slices(dimension: int, degree: int) -> tuple[slice, ...]:
    """Return the rows of the monomials of each degree 0..g in `monomials`."""
    ends = [0, *(rank(dimension, m) for m in range(degree + 1))]
    return tuple(slice(start, stop) for start, stop in pairwise(ends))


@lru_cache(maxsize=64)
def _suffix_starts(dimension: int, degree: int) -> tuple[tuple[int, ...], ...]:
    """Return, for each degree m and variable t, where the monomials of degree m without variables before t start."""
    starts = [(0,) * dimension]
    for m in range(degree):
        size, position, positions = comb(dimension - 1 + m, m), 0, []
        for t in range(dimension):
            positions.append(position)
            position += size - starts[-1][t]
        starts.append(tuple(positions))
    return tuple(starts)


def _last_variables(dimension: int, degree: int) -> NDArray[np.int64]:
    """Return the last variable of every monomial of exactly this degree, degree >= 1."""
    last_variables = np.zeros(rank(dimension, degree), dtype=np.int64)
    for variable, first, last, target in products(dimension, degree):
        last_variables[target : target + last - first] = np.maximum(last_variables[first:last], variable)
    return last_variables[_degree_slices(dimension, degree)[degree]]
