"""Gap-MaxIP: which vectors of the first set have a large inner product, under the promise of a gap."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from enum import Enum
from fractions import Fraction
from itertools import product
from typing import ClassVar

import numpy as np

from algorithms.deprecated import RenamedAttribute
from algorithms.display import display, written
from hardness.arguments import MAX_DIGITS, integer, is_index, rational, short_repr
from hardness.problems.base import Problem


class Promise(Enum):
    """The class of a row, or of an instance, of a promise problem."""

    YES = "yes"
    NO = "no"
    VIOLATED = "violated"


class AbstractGapMaxIP(Problem[tuple[int, ...]]):
    r"""k sets of 0/1 vectors, a threshold t and a gap eps; the interface of every representation.

    The promise: for each row :math:`a` of the first set either some tuple has
    :math:`\langle a, a_2, \ldots, a_k\rangle \ge t` (a YES row) or all have at most :math:`(1 - \varepsilon) t` (a NO
    row). A row that is neither violates the promise. A representation provides its sizes and its inner products. The
    promise, the witnesses and the exact answer follow from these alone.

    A witness is a tuple of k row indices whose inner product is at least t.
    """

    SIZE: ClassVar[tuple[str, ...]] = ("n_MaxIP", "d_MaxIP", "t_MaxIP", "k")

    levels = RenamedAttribute("inner_product_histogram")

    @property
    @abstractmethod
    def sizes(self) -> tuple[int, ...]:
        """The numbers n_1, ..., n_k of vectors."""

    @property
    @abstractmethod
    def dimension(self) -> int:
        """The exact dimension d of the vectors, which may be astronomically large."""

    @property
    @abstractmethod
    def t(self) -> int:
        """The threshold t >= 1."""

    @property
    @abstractmethod
    def eps(self) -> Fraction:
        """The gap eps, 0 < eps <= 1."""

    @abstractmethod
    def inner_products(self, row: int) -> np.ndarray:
        """Return the integer array of shape (n_2, ..., n_k) of inner products with one row of the first set.

        Raises
        ------
        ValueError
            If the row does not exist.
        """

    @abstractmethod
    def vectors(self) -> tuple[np.ndarray, ...]:
        """Return the vectors as k arrays of shapes (n_i, d); ValueError if they exceed the memory limit."""

    @property
    def order(self) -> int:
        """The number k of sets."""
        return len(self.sizes)

    def size(self) -> dict[str, int]:
        """Return the size of the largest set, the dimension, the threshold and the order."""
        return {"n_MaxIP": max(self.sizes), "d_MaxIP": self.dimension, "t_MaxIP": self.t, "k": self.order}

    def verify(self, witness: object) -> bool:
        """Return whether ``witness`` is a tuple of k row indices with inner product >= t."""
        if not isinstance(witness, tuple) or len(witness) != self.order:
            return False
        for index, n in zip(witness, self.sizes, strict=True):
            if not is_index(index, n):
                return False
        return bool(self.inner_products(witness[0])[witness[1:]] >= self.t)

    def witnesses(self) -> Iterator[tuple[int, ...]]:
        """Enumerate the n_1 ... n_k tuples of row indices lexicographically."""
        return product(*map(range, self.sizes))

    def row_solutions(self, row: int) -> Iterator[tuple[int, ...]]:
        """Enumerate the solutions whose first index is ``row``, in O(n_2 ... n_k) inner products."""
        for rest in np.argwhere(self.inner_products(row) >= self.t).tolist():
            yield (row, *rest)

    def solutions(self) -> Iterator[tuple[int, ...]]:
        """Enumerate the solutions lexicographically, row by row."""
        for row in range(self.sizes[0]):
            yield from self.row_solutions(row)

    def inner_product_histogram(self, rows: Sequence[int] | None = None) -> np.ndarray:
        """Count inner products: entry [i, w] is the number of tuples whose inner product with row number i is w.

        The array has shape (n_1, L), or (len(rows), L) if ``rows`` is given. L exceeds every inner product that occurs.
        """
        selected = range(self.sizes[0]) if rows is None else rows
        histograms = [np.bincount(self.inner_products(row).ravel()) for row in selected]
        counts = np.zeros((len(histograms), max(map(len, histograms))), dtype=np.int64)
        for row, histogram in enumerate(histograms):
            counts[row, : len(histogram)] = histogram
        return counts

    def promise(self, row: int | None = None) -> Promise:
        """Classify one row, or the instance: VIOLATED if any row is, else YES if any row is, else NO."""
        if row is not None:
            products = self.inner_products(row)
            largest = int(products.max())
            if largest >= self.t:
                return Promise.YES
            return Promise.NO if largest <= (1 - self.eps) * self.t else Promise.VIOLATED
        kinds = {self.promise(i) for i in range(self.sizes[0])}
        return next(kind for kind in (Promise.VIOLATED, Promise.YES, Promise.NO) if kind in kinds)

    def _check_row(self, row: object) -> None:
        integer("row", row, 0, self.sizes[0] - 1)

    def _details(self) -> str:
        d = str(self.dimension) if self.dimension < 10**12 else f"2^{self.dimension.bit_length() - 1}.."
        a, b = self.eps.as_integer_ratio()
        eps = f"{written(a)}/{written(b)}" if b > 1 else written(a)
        return f"n={self.sizes}, d={d}, t={written(self.t)}, eps={eps}"

    @display
    def __repr__(self) -> str:
        return f"<Gap-MaxIP_{self.order}: {self._details()}>"


def exact_gap(epsilon: Fraction | int | str) -> Fraction:
    """Return a gap as a Fraction in (0, 1]; ValueError otherwise, and for floats, because they are not exact."""
    if isinstance(epsilon, (float, np.floating, bool)):
        raise ValueError(f"epsilon must be exact, a Fraction or a string such as '1/2', got {epsilon!r}")
    try:
        gap = rational("epsilon", epsilon)
    except ValueError:
        allowed = f"a fraction in (0, 1] of at most {MAX_DIGITS} digits"
        raise ValueError(f"epsilon must be {allowed}, got {short_repr(epsilon)}") from None
    if not 0 < gap <= 1:
        raise ValueError(f"epsilon must be in (0, 1], got {short_repr(epsilon)}")
    return gap
