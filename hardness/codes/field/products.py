"""Exact products of matrices over finite fields, by floating-point BLAS."""

import math
from abc import ABC, abstractmethod
from typing import Any

import numpy as np

_EXACT_BITS = 53  # float64 represents every integer up to 2^53
_SINGLE_BITS = 24  # and float32 up to 2^24
_BLOCK_BYTES = 2**26  # floating-point copies are made of blocks of rows of at most this size


class MatrixProducts(ABC):
    """Products of matrices, for a field that provides its digits and the entrywise sum.

    Attributes
    ----------
    order, characteristic, degree : int
        p^e, p and e.
    dtype : numpy.dtype
        The type of every result.
    digits : ndarray, shape (order, e)
        The base-p digits of each element.
    reduction : ndarray, shape (2 e - 1, e)
        Row s holds the coordinates of x^s.
    """

    order: int
    characteristic: int
    degree: int
    dtype: np.dtype[Any]
    digits: np.ndarray
    reduction: np.ndarray

    @abstractmethod
    def asarray(self, values: Any, name: str = "values") -> np.ndarray:
        """Return ``values`` as a plain array of field elements."""

    @abstractmethod
    def add(self, a: Any, b: Any) -> np.ndarray:
        """Return a + b, entrywise with broadcasting."""

    def matmul(self, A: Any, B: Any) -> np.ndarray:
        r"""Return the exact product of two matrices of field elements.

        **Construction.** Write each entry by its base-p digits. Groups of ``a`` digits of A and of ``b`` digits of B
        are packed into one float64 each, with ``width`` bits per digit (Kronecker substitution). One BLAS product then
        yields ``a + b - 1`` coefficients of the product polynomial at once. The Conway polynomial reduces them.

        **Correctness.** Each coefficient is at most :math:`\min(a,b) K (p-1)^2 < 2^{width}` for inner dimension K, and
        :math:`(a+b-1)\,width \le 53`: BLAS adds nonnegative integers whose sum is at most :math:`2^{53}`, so no
        rounding takes place in any order of summation. A longer inner dimension is split.

        Parameters
        ----------
        A : array_like, shape (..., M, K) or (K,)
            Field elements.
        B : array_like, shape (K, N)
            Field elements.

        Returns
        -------
        ndarray, shape (..., M, N) or (N,)

        Raises
        ------
        ValueError
            If the shapes do not fit or an entry is no field element.
        """
        A, B = self.asarray(A, "A"), self.asarray(B, "B")
        if A.ndim == 0 or B.ndim != 2 or A.shape[-1] != B.shape[0]:
            raise ValueError(f"A and B must have shapes (..., K) and (K, N), got {A.shape} and {B.shape}")
        flat = A.reshape(math.prod(A.shape[:-1]), A.shape[-1])
        return _product(self, flat, B).reshape(*A.shape[:-1], B.shape[1])


def _product(field: MatrixProducts, A: np.ndarray, B: np.ndarray) -> np.ndarray:
    """Return A B for two matrices: rows of A in blocks, the inner dimension in parts that are exact."""
    if field.degree == 1 and B.shape[0] * (field.characteristic - 1) ** 2 < 2**_SINGLE_BITS:
        return _single_product(field, A, B)
    out = np.zeros((len(A), B.shape[1]), dtype=field.dtype)
    limit = max(1, (2**_EXACT_BITS - 1) // (field.characteristic - 1) ** 2)
    step = max(1, _BLOCK_BYTES // (8 * max(1, B.shape[1] * field.degree)))
    for inner in range(0, B.shape[0], limit):
        part = B[inner : inner + limit]
        group_a, group_b, width = _packing(field, len(part))
        packed_b = _pack(field, part, group_b, width)
        for row in range(0, len(A), step):
            block = A[row : row + step, inner : inner + limit]
            product = _block_product(field, _pack(field, block, group_a, width), packed_b, group_a, group_b, width)
            out[row : row + step] = product if inner == 0 else field.add(out[row : row + step], product)
    return out


def _single_product(field: MatrixProducts, A: np.ndarray, B: np.ndarray) -> np.ndarray:
    """Return A B over a small prime field in float32, which is exact here and twice as fast as float64."""
    out = np.empty((len(A), B.shape[1]), dtype=field.dtype)
    right = B.astype(np.float32)
    step = max(1, _BLOCK_BYTES // (4 * max(1, B.shape[1])))
    for row in range(0, len(A), step):
        sums = (A[row : row + step].astype(np.float32) @ right).astype(np.int32)
        # NumPy's floor division by a scalar is vectorised; its remainder is not.
        sums -= sums // field.order * field.order
        out[row : row + step] = sums
    return out


def _packing(field: MatrixProducts, inner: int) -> tuple[int, int, int]:
    """Return digits per float for A and B and bits per digit: the exact choice with the fewest BLAS products."""
    e, p = field.degree, field.characteristic
    best: tuple[int, tuple[int, int, int]] | None = None
    for a in range(1, e + 1):
        for b in range(1, e + 1):
            width = (min(a, b) * inner * (p - 1) ** 2).bit_length()
            if (a + b - 1) * width <= _EXACT_BITS:
                cost = -(-e // a) * -(-e // b)
                if best is None or cost < best[0]:
                    best = cost, (a, b, width)
    if best is None:
        raise AssertionError(f"inner dimension {inner} is not exact over {field}")
    return best[1]


def _pack(field: MatrixProducts, A: np.ndarray, group: int, width: int) -> list[np.ndarray]:
    """Return the float64 planes; plane j holds the digits j*group .. (j+1)*group - 1."""
    if field.degree == 1:
        return [A.astype(np.float64)]
    digits = field.digits
    shifts = 2.0 ** (width * np.arange(group))
    tables = [
        digits[:, s : s + group] @ shifts[: digits[:, s : s + group].shape[1]] for s in range(0, field.degree, group)
    ]
    return [table[A] for table in tables]


def _block_product(
    field: MatrixProducts,
    planes_a: list[np.ndarray],
    planes_b: list[np.ndarray],
    group_a: int,
    group_b: int,
    width: int,
) -> np.ndarray:
    e, p = field.degree, field.characteristic
    if e == 1:
        return np.mod(planes_a[0] @ planes_b[0], p).astype(field.dtype)
    shape = planes_a[0].shape[0], planes_b[0].shape[1]
    coordinates = np.zeros((e, *shape), dtype=np.int64)
    mask = (1 << width) - 1
    for i, plane_a in enumerate(planes_a):
        for j, plane_b in enumerate(planes_b):
            product = (plane_a @ plane_b).astype(np.int64)
            for s in range(group_a + group_b - 1):
                power = i * group_a + j * group_b + s
                if power > 2 * e - 2:
                    break
                coefficient = (product >> (width * s) & mask) % p
                for t in np.flatnonzero(field.reduction[power]):
                    coordinates[t] += coefficient * field.reduction[power, t]
    total = np.zeros(shape, dtype=np.int64)
    for i, plane in enumerate(coordinates):
        total += plane % p * p**i
    return total.astype(field.dtype)
