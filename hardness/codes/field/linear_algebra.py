"""Elimination and null spaces over finite fields."""

from abc import abstractmethod
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from algorithms.arrays import INTEGERS, plain_array
from algorithms.compiling import worth_compiling
from hardness.codes.field.products import MatrixProducts

# Over prime fields, elimination of a 500 x 1000 matrix in blocks is 4 to 6 times as fast as row by row, of a 128 x 256
# matrix 1.2 to 1.9 times as fast, and of a 64 x 128 matrix slower. Blocks of 32, 64 and 128 rows differ by a fourth,
# and 32 is the fastest up to 500 rows. In extension fields the products cost more than the blocks gain: over GF(64)
# blocks take five times as long, over GF(49) 1.6 times.
BLOCK_ROWS = 32
MIN_BLOCKED_SIZE = 100  # rows and columns
# The time of elimination by NumPy per pivot, and per entry and pivot in the slowest fields, extensions of odd
# characteristic.
_SECONDS_PER_PIVOT, _SECONDS_PER_ENTRY = 7e-5, 3e-8

Tables: TypeAlias = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray, int, int]


class LinearAlgebra(MatrixProducts):
    """The linear algebra of a field, from its entrywise operations and the tables for compiled code.

    Attributes
    ----------
    tables : tuple
        The representation of the field that the functions of :mod:`hardness.codes.field.kernels` take.
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
            Row-equivalent to A. Row i has a 1 in column ``pivots[i]``, the only nonzero entry of that column. The rows
            after the first ``len(pivots)`` are 0 in all of ``columns``.
        pivots : ndarray of int
            The columns, in the given order, that are independent of the columns before them.

        Raises
        ------
        ValueError
            If A is no matrix of field elements or a column does not exist.

        Notes
        -----
        Gauss-Jordan elimination in O(R N rank) operations. NumPy eliminates small matrices and compiled code the
        others. A large matrix over a prime field is eliminated in blocks of rows, mostly by matrix products.
        """
        A = self.asarray(A, "A")
        if A.ndim != 2:
            raise ValueError(f"A must be a matrix, got shape {A.shape}")
        column_order = np.arange(A.shape[1])
        if columns is not None:
            column_order = plain_array(columns, "columns", INTEGERS).reshape(-1)
        if column_order.size and (column_order.min() < 0 or column_order.max() >= A.shape[1]):
            raise ValueError(f"columns must lie in [0, {A.shape[1]}), got {column_order.min()}..{column_order.max()}")
        column_order = column_order.astype(np.int64)
        whole = len(column_order) == A.shape[1] and len(np.unique(column_order)) == len(column_order)
        if whole and self.degree == 1 and min(A.shape) >= MIN_BLOCKED_SIZE:
            return _reduce_blocks(self, A, column_order)
        reduced = np.array(A, dtype=self.dtype, order="C")
        return reduced, _eliminate(self, reduced, column_order)

    def rank(self, A: Any) -> int:
        """Return the rank of a matrix."""
        return len(self.row_reduce(A)[1])

    def null_space(self, A: Any) -> np.ndarray:
        """Return a basis, one vector per row, of the vectors x with A x = 0: (R, N) -> (N - rank, N)."""
        reduced, pivots = self.row_reduce(A)
        free = np.setdiff1d(np.arange(reduced.shape[1]), pivots)
        basis = np.zeros((len(free), reduced.shape[1]), dtype=self.dtype)
        basis[np.arange(len(free)), free] = 1
        basis[:, pivots] = self.neg(reduced[: len(pivots), free]).T
        return basis


def _eliminate(field: LinearAlgebra, A: np.ndarray, column_order: np.ndarray) -> np.ndarray:
    """Bring A into reduced echelon form in place, seeking pivots in the given column order; return the pivots."""
    steps = min(len(A), len(column_order))
    if worth_compiling(steps * (_SECONDS_PER_PIVOT + _SECONDS_PER_ENTRY * A.size)):
        from hardness.codes.field.kernels import eliminate

        return np.asarray(eliminate(A, column_order, field.tables))
    return _eliminate_by_numpy(field, A, column_order)


def _eliminate_by_numpy(field: LinearAlgebra, A: np.ndarray, column_order: np.ndarray) -> np.ndarray:
    """Perform the steps of the compiled `eliminate`, so that every entry of the result is the same."""
    pivots: list[int] = []
    for column in column_order.tolist():
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


def _reduce_blocks(field: LinearAlgebra, A: np.ndarray, column_order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the reduced echelon form for an order of all columns, and its pivots, by blocks of rows.

    **Construction.** The rows so far are in reduced echelon form. One product clears their pivot columns in the next
    block. The block is eliminated. Another product clears the pivot columns of its new rows in the old rows. Sorted by
    pivots, the rows are the reduced echelon form of all rows read so far.

    **Correctness.** The reduced echelon form of a row space is unique for each order of *all* columns. (It is not
    unique if some column is never sought. Then it depends on the steps, and elimination goes row by row.)
    """
    by_order = np.ascontiguousarray(A[:, column_order])
    echelon = np.zeros_like(by_order)
    pivots = np.zeros(0, dtype=np.int64)
    for start in range(0, len(A), BLOCK_ROWS):
        rank, block = len(pivots), by_order[start : start + BLOCK_ROWS]
        block = field.sub(block, field.matmul(block[:, pivots], echelon[:rank]))
        new_pivots = _eliminate(field, block, np.arange(len(column_order)))
        new = block[: len(new_pivots)]
        echelon[:rank] = field.sub(echelon[:rank], field.matmul(echelon[:rank, new_pivots], new))
        echelon[rank : rank + len(new)] = new
        pivots = np.concatenate([pivots, new_pivots])
    by_pivot = np.argsort(pivots)
    reduced = np.zeros_like(echelon)
    reduced[: len(pivots), column_order] = echelon[by_pivot]
    return reduced, column_order[pivots[by_pivot]]
