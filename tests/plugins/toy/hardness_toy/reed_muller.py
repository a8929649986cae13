"""Reed-Muller codes in two variables."""

from math import comb

import numpy as np

from hardness.codes import Code, finite_field


class ReedMuller(Code):
    """Values of the polynomials in x and y of total degree <= ``degree`` at all q^2 points of the plane.

    A nonzero polynomial of total degree u < q has at most u q zeros, as many as a product of u parallel lines. Degrees
    add up in products.
    """

    family = "rm"
    title = "RM"
    examples = ("rm:2,0", "rm:3,1", "rm:4,2", "rm:5,1")

    def __init__(self, q: int, degree: int) -> None:
        self.arithmetic = finite_field(q)
        if type(degree) is not int or not 0 <= degree < q:
            raise ValueError(f"degree must be an integer between 0 and {q - 1}, got {degree!r}")
        self.degree, self.genus = degree, 0
        self.length, self.dimension = q * q, comb(degree + 2, 2)
        self.designed_distance = (q - degree) * q

    @property
    def exact_distance(self) -> int:
        return self.designed_distance

    def evaluation_matrix(self) -> np.ndarray:
        """Return the values of the monomials x^i y^j with i + j <= degree at the points (x, y) = divmod(p, q)."""
        field, (x, y) = self.arithmetic, np.divmod(np.arange(self.length), self.field_order)
        exponents = [(i, u - i) for u in range(self.degree + 1) for i in range(u + 1)]
        rows = [field.mul(field.power(field.asarray(x), i), field.power(field.asarray(y), j)) for i, j in exponents]
        return np.array(rows, dtype=field.dtype)

    def star_power(self, k: int) -> "ReedMuller":
        """Return the code of k times the degree, which must stay below q."""
        self._check_factors(k)
        return type(self)(self.field_order, k * self.degree)

    def to_dict(self) -> dict[str, object]:
        return {"family": self.family, "q": self.field_order, "degree": self.degree}

    @classmethod
    def from_dict(cls, data: dict[str, int]) -> "ReedMuller":
        return cls(**data)

    @classmethod
    def from_numbers(cls, numbers) -> "ReedMuller":
        if len(numbers) != 2:
            raise ValueError(f"rm must be written as rm:q,degree, got {len(numbers)} numbers")
        return cls(*numbers)
