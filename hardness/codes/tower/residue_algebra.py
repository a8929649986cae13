"""Laurent series over finite algebras: the local expansions of the tower at places that need not be rational."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from algorithms.display import fields_repr
from algorithms.immutable import Immutable
from hardness.codes.field.finite_field import finite_field


@dataclass(frozen=True, eq=False)
class ResidueAlgebra(Immutable):
    r"""A finite étale algebra over :math:`\mathbb F_p` in which Artin-Schreier equations have been solved formally.

    **Construction.** Start from :math:`\mathbb F_p` and adjoin roots c of :math:`c^q - c = h` one after the other.
    A place whose residue field is larger than the field of constants is then treated together with its conjugates:
    the algebra is the product of their residue fields (the derivative of :math:`c^q - c - h` is -1, so there are no
    nilpotent elements), and an element vanishes iff it vanishes in every residue field.

    Attributes
    ----------
    p, q : int
        Characteristic, and the power of p in the equations.
    products : ndarray, shape (D, D, D)
        ``products[i, j]`` holds the coordinates of the product of basis elements i and j; element 0 is 1.
    frobenius : ndarray, shape (D, D)
        Row i holds the coordinates of the q-th power of basis element i.
    """

    p: int
    q: int
    products: np.ndarray
    frobenius: np.ndarray

    __repr__ = fields_repr

    @classmethod
    def prime_field(cls, p: int, q: int) -> Self:
        """Return the algebra of dimension 1."""
        return cls(p, q, np.ones((1, 1, 1), dtype=np.int64), np.ones((1, 1), dtype=np.int64))

    @property
    def dimension(self) -> int:
        """The dimension D over the prime field."""
        return len(self.frobenius)

    @cached_property
    def inverse_frobenius(self) -> np.ndarray:
        """The matrix of the q-th root, which exists because the algebra is perfect."""
        D = self.dimension
        both = np.concatenate([self.frobenius, np.eye(D, dtype=np.int64)], axis=1)
        reduced, pivots = finite_field(self.p).row_reduce(both, np.arange(D))
        if len(pivots) != D:
            raise AssertionError("the algebra is not reduced")
        inverse = reduced[:, D:].astype(np.int64)
        inverse.flags.writeable = False
        return inverse

    def adjoin_root(self, h: np.ndarray) -> "ResidueAlgebra":
        """Return the algebra with a root c of c^q - c = h; its basis is (old basis) * c^k, old elements first."""
        p, q, D = self.p, self.q, self.dimension
        times_h = np.tensordot(h, self.products, axes=1) % p  # (D, D): row i is b_i h
        # powers[n]: the matrices W with b_i c^n = sum_k (row i of W[k]) c^k
        powers = np.zeros((2 * q - 1, q, D, D), dtype=np.int64)
        powers[np.arange(q), np.arange(q)] = np.eye(D, dtype=np.int64)
        for n in range(q, 2 * q - 1):  # c^n = c^(n-q+1) + h c^(n-q)
            powers[n] = (powers[n - q + 1] + np.einsum("ij,kjl->kil", times_h, powers[n - q])) % p
        products = np.zeros((q, D, q, D, q, D), dtype=np.int64)
        for k in range(q):
            for n in range(q):
                products[k, :, n] = np.einsum("ijl,mlr->ijmr", self.products, powers[k + n]) % p
        frobenius = np.zeros((q, D, q, D), dtype=np.int64)
        power = np.zeros((q, D), dtype=np.int64)  # (c + h)^k
        power[0, 0] = 1
        for k in range(q):
            images = np.einsum("ij,jkl->ikl", self.frobenius, self.products) % p  # times an old element
            frobenius[k] = np.einsum("ikl,nk->inl", images, power) % p
            shifted = np.roll(power, 1, axis=0)  # (c + h)^k c, which has degree < q as long as it is used
            power = (shifted + power @ times_h) % p
        return ResidueAlgebra(p, q, products.reshape(q * D, q * D, q * D), frobenius.reshape(q * D, q * D))


@dataclass(frozen=True, eq=False)
class Laurent(Immutable):
    """The series ``sum_n terms[n] t^(start + n)``, known up to (excluding) the exponent ``end``.

    ``terms`` has shape (end - start, D) with coordinates in ``algebra``.
    """

    algebra: ResidueAlgebra
    start: int
    terms: np.ndarray

    __repr__ = fields_repr

    @property
    def end(self) -> int:
        """The first unknown exponent."""
        return self.start + len(self.terms)

    def coefficient(self, n: int) -> np.ndarray:
        """Return the coefficient of t^n, n < end."""
        if n >= self.end:
            raise AssertionError(f"coefficient {n} asked, known below {self.end}")
        return self.terms[n - self.start] if n >= self.start else np.zeros(self.algebra.dimension, dtype=np.int64)

    def trimmed(self) -> "Laurent":
        """Return the same series without leading zeros."""
        first = int(np.flatnonzero(self.terms.any(axis=1))[0])
        return Laurent(self.algebra, self.start + first, self.terms[first:])

    def into(self, algebra: ResidueAlgebra) -> "Laurent":
        """Return the same series over an algebra obtained by adjoining roots."""
        terms = np.zeros((len(self.terms), algebra.dimension), dtype=np.int64)
        terms[:, : self.terms.shape[1]] = self.terms
        return Laurent(algebra, self.start, terms)

    def frobenius(self) -> "Laurent":
        """Return the q-th power."""
        q = self.algebra.q
        terms = np.zeros((q * len(self.terms), self.algebra.dimension), dtype=np.int64)
        terms[::q] = self.terms @ self.algebra.frobenius % self.algebra.p
        return Laurent(self.algebra, q * self.start, terms)

    def times_matrix(self, length: int) -> np.ndarray:
        """Return the matrix (length D, length D) that multiplies the rows of ``length`` terms by this series."""
        D = self.algebra.dimension
        known = self.terms[:length]
        blocks = np.tensordot(known, self.algebra.products, axes=1) % self.algebra.p  # (n, D, D): times terms[n]
        matrix = np.zeros((length, D, length, D), dtype=finite_field(self.algebra.p).dtype)
        for n, block in enumerate(blocks):
            rows = np.arange(length - n)
            matrix[rows, :, rows + n, :] = block
        return matrix.reshape(length * D, length * D)

    def __mul__(self, other: "Laurent") -> "Laurent":
        algebra, length = self.algebra, min(len(self.terms), len(other.terms))
        product = np.zeros((length, algebra.dimension), dtype=np.int64)
        for i in np.flatnonzero(self.terms.any(axis=0)):
            for j in np.flatnonzero(other.terms.any(axis=0)):
                convolution = np.convolve(self.terms[:length, i], other.terms[:length, j])[:length] % algebra.p
                product += convolution[:, None] * algebra.products[i, j]
        return Laurent(algebra, self.start + other.start, product % algebra.p)

    def inverse(self) -> "Laurent":
        """Return 1 / series, for a leading coefficient in the prime field."""
        p, series = self.algebra.p, self.trimmed()
        lead = series.terms[0]
        if lead[1:].any():
            raise AssertionError("the leading coefficient is not in the prime field")
        unit = pow(int(lead[0]), -1, p)
        blocks = np.tensordot(series.terms, self.algebra.products, axes=1) % p
        result = np.zeros_like(series.terms)
        result[0, 0] = unit
        for n in range(1, len(result)):
            result[n] = -unit * np.einsum("ki,kij->j", result[:n], blocks[n:0:-1]) % p
        return Laurent(self.algebra, -series.start, result)
