"""Gap-MaxIP with explicit vectors."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np

from hardness.arguments import integer
from hardness.problems.gap_max_ip.base import AbstractGapMaxIP, exact_gap
from hardness.problems.orthogonal_vectors import OrthogonalVectors

MAX_THRESHOLD = 2**63 - 1


@dataclass(frozen=True, eq=False, repr=False)
class GapMaxIP(AbstractGapMaxIP):
    r"""Gap-MaxIP with explicit vectors.

    Parameters
    ----------
    sets : iterable of array_like
        k >= 2 arrays of shapes (n_i, d) with entries 0 and 1, n_i >= 1, d >= 0.
    threshold : int
        1 <= t < 2^63.
    epsilon : Fraction, int or str
        The exact gap, 0 < eps <= 1. A float is refused.

    Raises
    ------
    ValueError
        If the sets are malformed, the threshold is below 1, or eps is a float or outside (0, 1].

    Notes
    -----
    `promise` and `inner_product_histogram` take O(n_1 ... n_k d) operations.

    Examples
    --------
    >>> instance = GapMaxIP([[[1, 1, 0], [1, 0, 1]], [[1, 1, 0], [0, 1, 0], [1, 0, 0]]], 2, "1/2")
    >>> instance
    <Gap-MaxIP_2: n=(2, 3), d=3, t=2, eps=1/2>
    >>> [instance.promise(row).name for row in (0, 1)]
    ['YES', 'NO']
    >>> list(instance.solutions())
    [(0, 0)]
    """

    sets: tuple[np.ndarray, ...]
    threshold: int
    epsilon: Fraction

    NAME: ClassVar[str] = "Gap-MaxIP"

    def __init__(self, sets: Iterable[Any], threshold: int, epsilon: Fraction | int | str) -> None:
        threshold = integer("threshold", threshold, 1, MAX_THRESHOLD)
        object.__setattr__(self, "sets", OrthogonalVectors(sets).sets)  # the same sets of 0/1 vectors, checked there
        object.__setattr__(self, "threshold", threshold)
        object.__setattr__(self, "epsilon", exact_gap(epsilon))

    @property
    def sizes(self) -> tuple[int, ...]:
        """The numbers n_1, ..., n_k of vectors."""
        return tuple(len(vectors) for vectors in self.sets)

    @property
    def dimension(self) -> int:
        """The dimension d of the vectors."""
        return int(self.sets[0].shape[1])

    @property
    def t(self) -> int:
        """The threshold t."""
        return self.threshold

    @property
    def eps(self) -> Fraction:
        """The gap eps."""
        return self.epsilon

    @cached_property
    def _pairs(self) -> OrthogonalVectors:
        return OrthogonalVectors(self.sets)

    def inner_products(self, row: int) -> np.ndarray:
        """Return the int64 array of shape (n_2, ..., n_k) of inner products with one row of the first set."""
        return self._pairs.inner_products(row)

    def vectors(self) -> tuple[np.ndarray, ...]:
        """Return the sets."""
        return self.sets

    def explicit(self) -> "GapMaxIP":
        """Return the instance itself."""
        return self

    def _encode(self) -> dict[str, Any]:
        return {**self._pairs._encode(), "threshold": self.threshold, "epsilon": str(self.epsilon)}

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        return cls(OrthogonalVectors._decode({"sets": data["sets"]}).sets, data["threshold"], data["epsilon"])
