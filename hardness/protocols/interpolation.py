"""Compiled search for polynomials of bounded degree with many roots. Import lazily, because numba loads slowly."""

from math import comb

import numpy as np

from algorithms.compiled import compiled
from hardness.codes import FiniteField
from hardness.codes.cosets import addition, plus


def root_counts(nodes: int, zeros: int, others: int, dimension: int) -> range:
    """Return, in descending order, the numbers of roots among ``others`` points that are possible but not guaranteed.

    A nonzero polynomial of degree < ``dimension`` that has ``zeros`` roots among the ``nodes`` has at most
    dimension - 1 - zeros more. Any dimension - nodes of the other points can be roots.
    """
    return range(min(dimension - 1 - zeros, others), dimension - nodes, -1)


def subset_count(nodes: int, zeros: int, others: int, dimension: int) -> int:
    """Return the largest number of sets of roots that `roots_of_interpolant` tries."""
    return sum(comb(others, size) for size in root_counts(nodes, zeros, others, dimension))


def roots_of_interpolant(
    field: FiniteField, nodes: np.ndarray, values: np.ndarray, others: np.ndarray, dimension: int
) -> np.ndarray:
    r"""Return the largest set S of other points on which an interpolating polynomial of bounded degree can vanish.

    **Construction.** A polynomial that vanishes on S is :math:`v_S h` with :math:`v_S = \prod_{s \in S} (x - s)`, so
    h must interpolate the values :math:`y_i = w_i / v_S(x_i)` and have degree < dimension - \|S\|. Such an h exists iff
    :math:`\sum_i u_i x_i^a y_i = 0` with :math:`u_i = \prod_{j \ne i} (x_i - x_j)^{-1}`, for
    0 <= a < nodes - dimension + \|S\| (the parity checks of a Reed-Solomon code on the nodes). All sets of a size are
    tried, from the largest size that the number of roots allows.

    Parameters
    ----------
    field : FiniteField
        The field.
    nodes : ndarray, shape (kappa,)
        Distinct points :math:`x_i`.
    values : ndarray, shape (kappa,)
        The values :math:`w_i`, not all zero.
    others : ndarray, shape (R,)
        Distinct points that are no nodes.
    dimension : int
        The polynomial has degree < dimension, kappa <= dimension <= kappa + R.

    Returns
    -------
    ndarray of int
        At least dimension - kappa indices into ``others``.

    Notes
    -----
    At most `subset_count` sets, O(kappa) operations each.

    Examples
    --------
    The values 1, 2 at 0, 1 belong to 1 + x + c x (x - 1). Modulo 7 no c gives it two roots among 2, 3, 4, but c = 5
    gives the root 2:

    >>> import numpy as np
    >>> from hardness.codes import finite_field
    >>> points = np.arange(5)
    >>> roots_of_interpolant(finite_field(7), points[:2], np.array([1, 2]), points[2:], 3)
    array([0])
    """
    num_nodes, q = len(nodes), field.order
    differences = field.sub(nodes[:, None], nodes)
    np.fill_diagonal(differences, 1)
    weights = np.ones(num_nodes, dtype=field.dtype)
    for column in differences.T:
        weights = field.mul(weights, column)
    terms = field.mul(field.mul(field.inv(weights), values), field.power(nodes[None, :], np.arange(num_nodes)[:, None]))
    kept = np.flatnonzero(values)  # the other terms vanish
    shifts = (q - 1 - field.log[field.sub(nodes[kept], others[:, None])]) % (q - 1)
    for size in root_counts(num_nodes, num_nodes - len(kept), len(others), dimension):
        checks = field.log[terms[: num_nodes - dimension + size, kept]].astype(np.int64)
        roots = _search(shifts.astype(np.int64), checks, size, field.exp, addition(field))
        if len(roots) == size:
            return roots
    return np.arange(dimension - num_nodes)


@compiled
def _search(shifts, checks, size, exp, field):  # type: ignore[no-untyped-def]
    """Return the first set of ``size`` >= 1 rows of ``shifts`` that passes the checks, or an empty one if none does."""
    points, nodes = shifts.shape
    cycle = field[3] - 1
    subset = np.arange(size)
    partial = np.zeros((size + 1, nodes), np.int64)  # partial[d]: logarithms of 1 / v_S(x_i) for the first d of S
    changed = 0
    while True:
        for d in range(changed, size):
            for i in range(nodes):
                total = partial[d, i] + shifts[subset[d], i]
                partial[d + 1, i] = total - cycle if total >= cycle else total
        passed = True
        for a in range(len(checks)):
            total = np.int64(0)
            for i in range(nodes):
                total = plus(total, np.int64(exp[checks[a, i] + partial[size, i]]), field)
            if total != 0:
                passed = False
                break
        if passed:
            return subset
        changed = size - 1
        while changed >= 0 and subset[changed] == points - size + changed:
            changed -= 1
        if changed < 0:
            return subset[:0]
        subset[changed] += 1
        for d in range(changed + 1, size):
            subset[d] = subset[d - 1] + 1
