"""Orthogonal vectors of order k: one vector from each of k sets, never all 1 in the same coordinate."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any, ClassVar, Self

import numpy as np

from algorithms.arrays import BITS, GF2, plain_array
from algorithms.display import display
from hardness.arguments import integer, is_index, short_repr
from hardness.memory import refuse_beyond_memory
from hardness.problems.base import Problem, read_only

_BLOCK_ENTRIES = 1 << 20  # rows x columns of one block of inner products, 4 MB in float32
_LIMIT_BYTES = 1 << 32  # of the array that inner_products returns


@dataclass(frozen=True, eq=False, repr=False, init=False)
class OrthogonalVectors(Problem[tuple[int, ...]]):
    r"""k sets of 0/1 vectors, from which to choose a tuple with :math:`\prod_i a_i[l] = 0` in every coordinate l.

    The generalised inner product :math:`\langle a_1, \ldots, a_k\rangle = \sum_l \prod_i a_i[l]` counts the coordinates
    in which all vectors of the tuple are 1. A solution is a tuple for which it is 0.

    Parameters
    ----------
    sets : iterable of array_like
        k >= 2 arrays of shapes (n_i, d) with n_i >= 1 and the same d >= 0. Entries are the integers 0 and 1, booleans
        or elements of GF(2). They are stored as a tuple of read-only uint8 arrays.

    Raises
    ------
    ValueError
        If there are fewer than two sets, a set is empty or not two-dimensional, the dimensions differ, or an entry
        is anything but 0 or 1.

    Notes
    -----
    A witness is a tuple of k row indices, one into each set. `brute_force` and `count` take O(n_1 ... n_k d) bit
    operations, most of them in matrix products, and memory for one block of 2^20 inner products.

    Examples
    --------
    >>> instance = OrthogonalVectors([[[1, 0], [1, 1]], [[1, 1]], [[1, 1], [0, 1], [0, 0]]])
    >>> instance
    <3-OV: n=(2, 1, 3), d=2>
    >>> instance.brute_force()
    (0, 0, 1)
    >>> instance.count()
    3
    >>> instance.inner_products(1)
    array([[2, 1, 0]])
    """

    sets: tuple[np.ndarray, ...]

    NAME: ClassVar[str] = "k-OV"
    SIZE: ClassVar[tuple[str, ...]] = ("n_OV", "d_OV", "k")

    def __init__(self, sets: Iterable[Any]) -> None:
        if isinstance(sets, (str, bytes, Mapping)) or not isinstance(sets, Iterable):
            raise ValueError(f"sets must be an iterable of k >= 2 arrays of shape (n_i, d), got {type(sets).__name__}")
        arrays = tuple(_vectors(vectors, f"sets[{i}]") for i, vectors in enumerate(sets))
        if len(arrays) < 2:
            raise ValueError(f"sets must hold k >= 2 sets of vectors, got {len(arrays)}")
        dimensions = [array.shape[1] for array in arrays]
        if len(set(dimensions)) > 1:
            raise ValueError(f"sets must hold vectors of one dimension, got {short_repr(dimensions)}")
        object.__setattr__(self, "sets", arrays)

    @property
    def order(self) -> int:
        """The number k of sets."""
        return len(self.sets)

    @property
    def sizes(self) -> tuple[int, ...]:
        """The numbers n_1, ..., n_k of vectors."""
        return tuple(len(vectors) for vectors in self.sets)

    @property
    def dimension(self) -> int:
        """The dimension d of every vector."""
        return int(self.sets[0].shape[1])

    def size(self) -> dict[str, int]:
        """Return the size n_OV of the largest set, the dimension d_OV and the order k."""
        return {"n_OV": max(self.sizes), "d_OV": self.dimension, "k": self.order}

    def verify(self, witness: object) -> bool:
        """Return whether ``witness`` is a tuple of k row indices whose vectors are orthogonal."""
        if not isinstance(witness, tuple) or len(witness) != self.order:
            return False
        if not all(is_index(i, n) for i, n in zip(witness, self.sizes, strict=True)):
            return False
        return not self._common(witness).any()

    def witnesses(self) -> Iterator[tuple[int, ...]]:
        """Enumerate the n_1 ... n_k tuples of row indices lexicographically."""
        return product(*map(range, self.sizes))

    def brute_force(self) -> tuple[int, ...] | None:
        """Return the lexicographically first orthogonal tuple, or None; vectorised over the last two sets."""
        for prefix, start, orthogonal in self._blocks():
            if orthogonal.any():
                row, column = divmod(int(orthogonal.argmax()), orthogonal.shape[1])
                return (*prefix, start + row, column)
        return None

    def count(self) -> int:
        """Return the exact number of orthogonal tuples."""
        return sum(int(np.count_nonzero(orthogonal)) for _, _, orthogonal in self._blocks())

    def inner_products(self, row: int) -> np.ndarray:
        """Return the generalised inner products of one row of the first set with all tuples of the other sets.

        Parameters
        ----------
        row : int
            Index into the first set, 0 <= row < n_1.

        Returns
        -------
        ndarray of int64, shape (n_2, ..., n_k)
            Exact: the sums are at most d, within the exact integers of the floats in which a matrix product adds them.

        Raises
        ------
        ValueError
            If the row does not exist or the array would exceed 4 GiB.
        """
        row = integer("row", row, 0, self.sizes[0] - 1)
        refuse_beyond_memory(8 * prod(self.sizes[1:]), "the inner products of a row", _LIMIT_BYTES)
        dtype = np.dtype(np.float32 if self.dimension < 2**24 else np.float64)
        last = self.sets[-1].astype(dtype).T
        products = np.empty(self.sizes[1:], dtype=np.int64)
        # One matrix product for each choice in the sets between the first and the last two.
        for middle in product(*map(range, self.sizes[1:-2])):
            mask = self._common((row, *middle))
            left = self.sets[-2] & mask if self.order > 2 else mask
            products[middle] = left.astype(dtype) @ last
        return products

    def _common(self, prefix: tuple[int, ...]) -> np.ndarray:
        """Return the product of the rows ``prefix`` of the first sets, all ones for the empty prefix."""
        common = np.ones(self.dimension, dtype=np.uint8)
        for vectors, i in zip(self.sets, prefix, strict=False):
            common &= vectors[i]
        return common

    def _blocks(self) -> Iterator[tuple[tuple[int, ...], int, np.ndarray]]:
        """Yield (rows in all but the last two sets, first row, orthogonal?) in lexicographic order.

        Rounding never changes whether a sum of zeros and ones is 0, so float32 is exact here for every dimension.
        """
        last = self.sets[-1].astype(np.float32).T
        step = max(1, _BLOCK_ENTRIES // max(self.sizes[-1], self.dimension, 1))
        for prefix in product(*map(range, self.sizes[:-2])):
            mask = self._common(prefix)
            for start in range(0, self.sizes[-2], step):
                rows = (self.sets[-2][start : start + step] & mask).astype(np.float32)
                yield prefix, start, rows @ last == 0

    def _encode(self) -> dict[str, Any]:
        return {"sets": [["".join(map(str, row)) for row in vectors.tolist()] for vectors in self.sets]}

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        if not isinstance(data["sets"], list) or not all(isinstance(rows, list) for rows in data["sets"]):
            raise ValueError(f"sets must be a list of lists of strings of 0 and 1, got {short_repr(data['sets'])}")
        return cls([[_bits(row) for row in rows] for rows in data["sets"]])

    @display
    def __repr__(self) -> str:
        return f"<{self.order}-OV: n={self.sizes}, d={self.dimension}>"


def _vectors(given: Any, name: str) -> np.ndarray:
    array = plain_array(given, name, BITS, GF2)
    if array.ndim != 2 or len(array) == 0:
        raise ValueError(f"{name} must have the shape (n, d) with n >= 1, got {array.shape}")
    if array.size and (array.min() < 0 or array.max() > 1):
        raise ValueError(f"{name} must have entries 0 and 1, got entries from {array.min()} to {array.max()}")
    return read_only(array, np.uint8)


def _bits(row: object) -> list[int]:
    if not isinstance(row, str) or set(row) - {"0", "1"}:
        raise ValueError(f"a vector must be a string of 0 and 1, got {short_repr(row)}")
    return [int(bit) for bit in row]
