"""Reed-Solomon codes: values of polynomials of bounded degree."""

from collections.abc import Sequence
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike

from hardness.arguments import integer, short_repr
from hardness.codes.base import Code
from hardness.codes.field.finite_field import finite_field
from hardness.memory import refuse_beyond_memory


class ReedSolomon(Code):
    r"""The values of the polynomials of degree < ``dimension`` at distinct points of a finite field.

    **Construction.** The natural basis is :math:`1, x, x^2, ..`. Any distinct points are allowed, including 0 and the
    whole field.

    **Correctness.** A nonzero polynomial of degree < K has at most K - 1 zeros, so the distance is exactly N - K + 1
    (the code is MDS: a product of K - 1 linear factors attains this), and every K positions are an information set. A
    product of k polynomials has degree at most k(K - 1).

    Parameters
    ----------
    order : int
        Number of field elements, a prime power <= 2^16.
    length : int
        Number of points N, 1 <= N <= order.
    dimension : int
        K, 1 <= K <= N.
    points : sequence of int, optional
        ``length`` distinct field elements; by default 0, 1, .., length - 1.

    Raises
    ------
    ValueError
        If a parameter is outside these ranges.

    References
    ----------
    .. [RS60] I. S. Reed and G. Solomon, *Polynomial codes over certain finite fields*, J. SIAM 8 (1960).

    Examples
    --------
    >>> code = ReedSolomon(7, 6, 2)
    >>> code, code.star_power(3)
    (<RS code [6, 2, 5] over GF(7)>, <RS code [6, 4, 3] over GF(7)>)
    """

    family: ClassVar[str] = "rs"
    title: ClassVar[str] = "RS"
    examples = ("rs:2,1,1", "rs:2,2,2", "rs:3,3,1", "rs:7,6,2", "rs:8,8,3", "rs:9,7,4", "rs:64,30,5", "rs:257,40,6")

    def __init__(self, order: int, length: int, dimension: int, points: ArrayLike | None = None) -> None:
        self.arithmetic = finite_field(order)
        self.length = integer("length", length, 1, self.field_order)
        self.dimension = integer("dimension", dimension, 1, self.length)
        self.genus = 0
        self.designed_distance = self.length - self.dimension + 1
        default = np.arange(self.length, dtype=self.arithmetic.dtype)
        array = default if points is None else self.arithmetic.asarray(points, "points").copy()
        if array.shape != (self.length,) or len(set(array.tolist())) != self.length:
            raise ValueError(f"points must be {self.length} distinct field elements, got {short_repr(points)}")
        array.flags.writeable = False
        self.points = array
        self._default_points = bool((array == default).all())

    @property
    def exact_distance(self) -> int:
        """The minimum distance N - K + 1."""
        return self.designed_distance

    def evaluation_matrix(self) -> np.ndarray:
        """Return the Vandermonde matrix: row i holds the i-th powers of the points."""
        refuse_beyond_memory(16 * self.dimension * self.length, f"the evaluation matrix of {self}")
        return self.arithmetic.power(self.points[None, :], np.arange(self.dimension)[:, None])

    def star_power(self, k: int) -> Self:
        """Return the code of dimension k (dimension - 1) + 1 on the same points."""
        self._check_factors(k)
        dimension = int(k) * (self.dimension - 1) + 1
        if dimension > self.length:
            limit = (self.length - 1) // (self.dimension - 1)
            raise ValueError(f"k must be at most {limit} for {self} (dimension {dimension} > length), got {k}")
        return type(self)(self.field_order, self.length, dimension, self.points)

    def to_dict(self) -> dict[str, Any]:
        """Return the parameters, with the points only if they are not 0, 1, .., length - 1."""
        data: dict[str, Any] = {
            "family": self.family,
            "order": self.field_order,
            "length": self.length,
            "dimension": self.dimension,
        }
        return data if self._default_points else {**data, "points": self.points.tolist()}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Return the code with the parameters of ``to_dict``."""
        return cls(**data)

    @classmethod
    def from_numbers(cls, numbers: Sequence[int]) -> Self:
        """Return the code ``rs:order,length,dimension``."""
        if len(numbers) != 3:
            raise ValueError(f"an RS code is written rs:order,length,dimension, got {len(numbers)} numbers")
        order, length, dimension = numbers
        return cls(order, length, dimension)
