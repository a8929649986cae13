"""Elimination and null spaces over finite fields."""

from abc import abstractmethod
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from algorithms.arrays import INTEGERS, plain_array
from algorithms.compiling import worth_compiling
from hardness.codes.field.products import MatrixProducts

# Over prime fields, 500 x 1000 in blocks is 4 to 6 times as fast as row by row, 128 x 256 1.2 to 1.9 times, 64 x 128
# slower. Blocks of 32, 64 and 128 rows differ by a fourth; 32 wins up to 500 rows. Extension fields pay more for
# products than they gain: over GF(64), blocks take five times as long, over GF(49) 1.6 times.
BLOCK_ROWS = 32
MIN_BLOCKED_SIZE = 100  # rows and columns
# What elimination by NumPy takes for each pivot, and for each entry and pivot in the slowest fields, of odd extension.
_SECONDS_PER_PIVOT, _SECONDS_PER_ENTRY = 7e-5, 3e-8

Tables: TypeAlias = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, int, int]


class LinearAlgebra(MatrixProducts):
    """The linear algebra of a field, from its entrywise operations and the tables that compiled code looks up.

    Attributes
    ----------
    tables : tuple
        What the functions of :mod:`hardness.codes.field.kernels` take as a field.
    """

    tables: Any

    @abstractmethod
    def sub(self, a: Any, b: Any) -> np.ndarray:
        """Return a - b, entrywise with broadcasting."""

    @abstractmethod
    def neg(self, a: Any) -> np.ndarray:
        """Return -a."""

    @abstractmethod
    def mul(self, a: Any, b: Any) -> np.ndarray:
        """Return a b, entrywise with broadcasting."""

    @abstractmethod
    def inv(self, a: Any) -> np.ndarray:
        """Return 1/a."""

    def row_reduce(self, A: Any, columns: ArrayLike | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Return the reduced row echelon form of a matrix with respect to an order of its columns.

        Parameters
        ----------
        A : array_like, shape (R, N)
            Field elements; not modified.
        columns : sequence of int, optional
            The columns in which pivots are sought, in this order; by default all, from left to right.

        Returns
        -------
        reduced : ndarray, shape (R, N)
            Row-equivalent to A. Row i has a 1 in column ``pivots[i]``, the only nonzero entry of that column; the rows
            after the first ``len(pivots)`` are 0 in all of ``columns``.
        pivots : ndarray of int
            The first columns, in the given order, that are independent of those before.

        Raises
        ------
        ValueError
            If A is no matrix of field elements or a column does not exist.

        Notes
        -----
        Gauss-Jordan elimination, O(R N rank) operations: of a small matrix by NumPy, of others by compiled code, and of
        a large one over a prime field in blocks of rows, most of the work then being matrix products.
        """
        A = self.asarray(A, "A")
        if A.ndim != 2:
            raise ValueError(f"A must be a matrix, got shape {A.shape}")
        order = np.arange(A.shape[1]) if columns is None else plain_array(columns, "columns", INTEGERS).reshape(-1)
        if order.size and (order.min() < 0 or order.max() >= A.shape[1]):
            raise ValueError(f"columns must lie in [0, {A.shape[1]}), got {order.min()}..{order.max()}")
        order = order.astype(np.int64)
        whole = len(order) == A.shape[1] and len(np.unique(order)) == len(order)
        if whole and self.degree == 1 and min(A.shape) >= MIN_BLOCKED_SIZE:
            return _reduce_blocks(self, A, order)
        reduced = np.array(A, dtype=self.dtype, order="C")
        return reduced, _eliminate(self, reduced, order)

    def rank(self, A: Any) -> int:
        """Return the rank of a matrix."""
        return len(self.row_reduce(A)[1])

    def null_space(self, A: Any) -> np.ndarray:
        """Return a basis, one vector a row, of the vectors x with A x = 0: (R, N) -> (N - rank, N)."""
        reduced, pivots = self.row_reduce(A)
        free = np.setdiff1d(np.arange(reduced.shape[1]), pivots)
        basis = np.zeros((len(free), reduced.shape[1]), dtype=self.dtype)
        basis[np.arange(len(free)), free] = 1
        basis[:, pivots] = self.neg(reduced[: len(pivots), free]).T
        return basis


def _eliminate(field: LinearAlgebra, A: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Bring A into reduced echelon form in place, pivots sought in the given order of columns; return the pivots."""
    steps = min(len(A), len(order))
    if worth_compiling(steps * (_SECONDS_PER_PIVOT + _SECONDS_PER_ENTRY * A.size)):
        from hardness.codes.field.kernels import eliminate

        return np.asarray(eliminate(A, order, field.tables))
    return _eliminate_by_numpy(field, A, order)


def _eliminate_by_numpy(field: LinearAlgebra, A: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Do what the compiled `eliminate` does, step by step, so that every entry of the result is the same."""
    pivots: list[int] = []
    for column in order.tolist():
        rank = len(pivots)
        if rank == len(A):
            break
        nonzero = np.flatnonzero(A[rank:, column])
        if not len(nonzero):
            continue
        if nonzero[0]:
            A[[rank, rank + nonzero[0]]] = A[[rank + nonzero[0], rank]]
        A[rank] = field.mul(A[rank], field.inv(A[rank, column]))
        factors = A[:, column].copy()
        factors[rank] = 0
        A[:] = field.sub(A, field.mul(factors[:, None], A[rank]))
        pivots.append(column)
    return np.array(pivots, dtype=np.int64)


def _reduce_blocks(field: LinearAlgebra, A: np.ndarray, order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the reduced echelon form for an order of all columns, and its pivots, by blocks of rows.

    **Construction.** The rows found so far are in reduced echelon form. They clear their pivots from the next block,
    by one product; the block is eliminated; and its new rows clear their pivots from the old ones, by another product.
    Sorted by pivots, the rows are the reduced echelon form of all that has been read.

    **Correctness.** The reduced echelon form of a row space is unique, for each order of *all* columns. (If some column
    is never sought, it is not: then the form depends on the steps, and elimination goes row by row.)
    """
    by_order = np.ascontiguousarray(A[:, order])
    found = np.zeros_like(by_order)
    pivots = np.zeros(0, dtype=np.int64)
    for start in range(0, len(A), BLOCK_ROWS):
        rank, block = len(pivots), by_order[start : start + BLOCK_ROWS]
        block = field.sub(block, field.matmul(block[:, pivots], found[:rank]))
        new_pivots = _eliminate(field, block, np.arange(len(order)))
        new = block[: len(new_pivots)]
        found[:rank] = field.sub(found[:rank], field.matmul(found[:rank, new_pivots], new))
        found[rank : rank + len(new)] = new
        pivots = np.concatenate([pivots, new_pivots])
    by_pivot = np.argsort(pivots)
    reduced = np.zeros_like(found)
    reduced[: len(pivots), order] = found[by_pivot]
    return reduced, order[pivots[by_pivot]]
