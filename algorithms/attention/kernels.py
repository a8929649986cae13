"""Compiled sums over monomials: the two passes of the polynomial method without storing features.

Imported only by the code that needs it, because numba takes a while to load.
"""

from functools import lru_cache

import numpy as np
from numba import njit
from numpy.typing import NDArray

from algorithms.attention.features import degree_slices, rank, suffix_starts

__all__ = ["depth_first_plan", "sums_over_monomials", "sums_over_tokens"]

# Sums may be taken in any order and products contracted: the rounding bounds hold for every order.
_FASTMATH = {"reassoc", "contract", "nsz"}

Plan = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]


@lru_cache(maxsize=32)
def depth_first_plan(dimension: int, degree: int) -> Plan:
    r"""List the monomials of degree < g depth-first, each one multiplication away from one on its path.

    The monomials form a tree: the children of a are :math:`x_t a` for t up to the first variable of a (any t for 1).
    Those of the last degree are left out: all children of one parent are handled at once.

    Returns
    -------
    level, variable, slot, children : int arrays, one entry a monomial of degree < g
        Its degree, the variable that was multiplied last, its place in the graded order of `monomials`, and how many
        children it has.
    base : int array, shape (d,)
        The child by x_t of the monomial of degree g - 1 in slot i stands in slot ``base[t] + i``.
    """
    slices, suffixes = degree_slices(dimension, degree), suffix_starts(dimension, degree)
    bases = []
    for m in range(degree):
        size = slices[m].stop - slices[m].start
        position, base = slices[m + 1].start, []
        for t in range(dimension):
            base.append(position - slices[m].start - suffixes[m][t])
            position += size - suffixes[m][t]
        bases.append(base)
    nodes = []
    stack = [(0, 0, 0, dimension)]
    while stack:
        level, variable, slot, children = stack.pop()
        nodes.append((level, variable, slot, children))
        if level < degree - 1:
            stack.extend((level + 1, t, bases[level][t] + slot, t + 1) for t in range(children))
    level, variable, slot, children = np.array(nodes, dtype=np.int64).T.copy()
    return level, variable, slot, children, np.array(bases[-1], dtype=np.int64)


def sums_over_tokens(columns: NDArray[np.float64], weights: NDArray[np.float64], degree: int) -> NDArray[np.float64]:
    r"""Return :math:`\sum_r x_r^a w_r` for all monomials a of degree <= g, g >= 1.

    Parameters
    ----------
    columns : array, shape (d, c)
        One variable a row; a few hundred tokens, so that the powers on one path of the tree stay in the cache.
    weights : array, shape (e, c)
    degree : int

    Returns
    -------
    array, shape (C(d + g, g), e)
        Equal to ``monomials(columns, degree) @ weights.T`` up to rounding.
    """
    table = np.zeros((rank(len(columns), degree), len(weights)))
    _over_tokens(*depth_first_plan(len(columns), degree), degree, columns, weights, table)
    return table


def sums_over_monomials(columns: NDArray[np.float64], table: NDArray[np.float64], degree: int) -> NDArray[np.float64]:
    r"""Return :math:`\sum_{|a| = m} x_r^a S_a` for every degree m <= g, g >= 1, and every point r.

    Parameters
    ----------
    columns : array, shape (d, c)
        One variable a row; a few hundred points.
    table : array, shape (C(d + g, g), e)
    degree : int

    Returns
    -------
    array, shape (g + 1, e, c)
    """
    sums = np.zeros((degree + 1, table.shape[1], columns.shape[1]))
    _over_monomials(*depth_first_plan(len(columns), degree), degree, columns, table, sums)
    return sums


@njit(cache=True, nogil=True, fastmath=_FASTMATH)
def _over_tokens(level, variable, slot, children, base, degree, columns, weights, table):  # type: ignore[no-untyped-def]
    points, width = columns.shape[1], weights.shape[0]
    powers = np.ones((degree, points))
    weighted = np.empty((width, points))
    for r in range(len(level)):
        power = powers[level[r]]
        if r:
            before, x = powers[level[r] - 1], columns[variable[r]]
            for z in range(points):
                power[z] = before[z] * x[z]
        for e in range(width):
            total = 0.0
            for z in range(points):
                weighted[e, z] = power[z] * weights[e, z]
                total += weighted[e, z]
            table[slot[r], e] += total
        if level[r] == degree - 1:
            for t in range(children[r]):
                x = columns[t]
                leaf = base[t] + slot[r]
                e = 0
                while e + 1 < width:  # two at a time share the loads of x
                    one, two = 0.0, 0.0
                    for z in range(points):
                        one += x[z] * weighted[e, z]
                        two += x[z] * weighted[e + 1, z]
                    table[leaf, e] += one
                    table[leaf, e + 1] += two
                    e += 2
                if e < width:
                    one = 0.0
                    for z in range(points):
                        one += x[z] * weighted[e, z]
                    table[leaf, e] += one


@njit(cache=True, nogil=True, fastmath=_FASTMATH)
def _over_monomials(level, variable, slot, children, base, degree, columns, table, sums):  # type: ignore[no-untyped-def]
    points, width = columns.shape[1], table.shape[1]
    powers = np.ones((degree, points))
    leaves = np.empty(points)
    for r in range(len(level)):
        power = powers[level[r]]
        if r:
            before, x = powers[level[r] - 1], columns[variable[r]]
            for z in range(points):
                power[z] = before[z] * x[z]
        for e in range(width):
            factor, row = table[slot[r], e], sums[level[r], e]
            for z in range(points):
                row[z] += factor * power[z]
            if level[r] == degree - 1:
                leaves[:] = 0.0
                t, count = 0, children[r]
                while t + 3 < count:  # four at a time touch the running sum once
                    a, b = table[base[t] + slot[r], e], table[base[t + 1] + slot[r], e]
                    c, d = table[base[t + 2] + slot[r], e], table[base[t + 3] + slot[r], e]
                    w, x, y, v = columns[t], columns[t + 1], columns[t + 2], columns[t + 3]
                    for z in range(points):
                        leaves[z] += a * w[z] + b * x[z] + c * y[z] + d * v[z]
                    t += 4
                while t < count:
                    a, w = table[base[t] + slot[r], e], columns[t]
                    for z in range(points):
                        leaves[z] += a * w[z]
                    t += 1
                row = sums[degree, e]
                for z in range(points):
                    row[z] += leaves[z] * power[z]
