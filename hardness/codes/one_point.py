"""One-point codes whose functions form a free module over the polynomials in x, on all curves and towers."""

from abc import abstractmethod
from functools import cached_property
from typing import Any, Self

import numpy as np

from hardness.arguments import is_index, short_repr
from hardness.codes.base import Code
from hardness.codes.field.finite_field import FiniteField
from hardness.codes.semigroup import Semigroup
from hardness.memory import refuse_beyond_memory

_ENTRIES_AT_ONCE = 2**22  # products are formed in blocks of this many entries, each with a few bytes of temporaries


class OnePointCode(Code):
    r"""The values of the functions in :math:`L(u P_\infty)` at rational points of a curve.

    **Construction.** The functions that are regular outside :math:`P_\infty` form a free module over
    :math:`\mathbb F[x]`: one generator :math:`g_c` for each residue class :math:`c` of pole orders modulo the pole
    order M of x, namely a function with the least pole order of the class. A basis of :math:`L(u P_\infty)` is
    :math:`x^a g_c` with pole order at most :math:`u`, listed by pole order. All points with one value of x are
    consecutive, so evaluation needs the module generators only: Horner's rule in x, then one small matrix product
    for each value of x. No dimension x length matrix is formed.

    **Correctness.** The basis functions have distinct pole orders, so they are independent as functions. A function
    whose pole order is less than the number of points has fewer zeros than points, so they are independent as words. A
    nonzero function has as many zeros as poles, so the distance is at least N minus the largest pole order *that
    occurs*. It is exactly that if this pole order is a multiple of M, by a product of factors :math:`x - \alpha`.

    Subclasses pass to the constructor the parameters that are known without an evaluation, and implement
    :attr:`points` and ``_module_values``.
    """

    pole_bound: int
    semigroup: Semigroup

    @staticmethod
    def _check_pole_bound(pole_bound: Any, length: int) -> None:
        if not is_index(pole_bound, length):
            raise ValueError(
                f"pole_bound must be an integer in 0..{length - 1} (from {length} on, evaluation at the "
                f"{length} points is not injective), got {short_repr(pole_bound)}"
            )

    def _set_parameters(
        self, arithmetic: FiniteField, length: int, genus: int, semigroup: Semigroup, pole_bound: int
    ) -> None:
        self._check_pole_bound(pole_bound, length)
        self.arithmetic, self.length, self.genus = arithmetic, length, genus
        self.pole_bound, self.semigroup = int(pole_bound), semigroup
        self.dimension = semigroup.count(self.pole_bound)
        self.largest_pole_order = semigroup.largest(self.pole_bound)
        self.designed_distance = length - self.largest_pole_order

    @property
    @abstractmethod
    def points(self) -> np.ndarray:
        """The coordinates of the points, shape (coordinates, length); points with the same x are consecutive."""

    @abstractmethod
    def _module_values(self) -> np.ndarray:
        """Return the values of the module generators, shape (M, length), in the order of ``semigroup.apery``."""

    @abstractmethod
    def _with_pole_bound(self, pole_bound: int) -> Self:
        """Return the code of the same curve with another pole bound."""

    @property
    def weierstrass_semigroup(self) -> Semigroup:
        """All pole orders at the point at infinity."""
        return self.semigroup

    @property
    def pole_orders(self) -> np.ndarray:
        """The pole orders of the natural basis, increasing."""
        return self.semigroup.elements(self.pole_bound)

    @property
    def exact_distance(self) -> int | None:
        """N - u where the largest pole order u is a multiple of that of x, else None."""
        return None if self.largest_pole_order % self.semigroup.modulus else self.designed_distance

    @cached_property
    def _xs(self) -> np.ndarray:
        """The distinct values of x, in the order of the points."""
        xs = self.points[0, :: self._fibre].copy()
        xs.flags.writeable = False
        return xs

    @property
    def _fibre(self) -> int:
        return self.semigroup.modulus  # every value of x is taken by M points: x has M zeros, all simple and rational

    @cached_property
    def _module(self) -> np.ndarray:
        refuse_beyond_memory(16 * self.semigroup.modulus * self.length, f"the module basis of {self}")
        values = self._module_values()
        values.flags.writeable = False
        return values

    def evaluation_matrix(self) -> np.ndarray:
        """Return the values of the basis :math:`x^a g_c`, one function per row, by increasing pole order."""
        refuse_beyond_memory(8 * self.dimension * self.length, f"the evaluation matrix of {self}")
        generators, exponents = self.semigroup.decompose(self.pole_orders)
        powers = self.arithmetic.power(self._xs[None, :], np.arange(int(exponents.max()) + 1)[:, None])
        powers = np.repeat(powers, self._fibre, axis=1)
        matrix = np.empty((self.dimension, self.length), dtype=self.arithmetic.dtype)
        step = max(1, _ENTRIES_AT_ONCE // self.length)
        for row in range(0, self.dimension, step):
            block = slice(row, row + step)
            matrix[block] = self.arithmetic.mul(powers[exponents[block]], self._module[generators[block]])
        return matrix

    def evaluate(self, coefficients: Any) -> np.ndarray:
        """Return the values of combinations of the natural basis: (..., dimension) -> (..., length).

        O(N M) operations per word, and memory for the module basis only.
        """
        field = self.arithmetic
        given = field.asarray(coefficients, "coefficients")
        self._check_last_axis(given, self.dimension, "coefficients")
        flat = given.reshape(-1, self.dimension) if given.size else given.reshape(0, self.dimension)
        generators, exponents = self.semigroup.decompose(self.pole_orders)
        # polynomials[w, c, a]: the coefficient of x^a g_c in word w
        polynomials = np.zeros((len(flat), self.semigroup.modulus, int(exponents.max()) + 1), dtype=field.dtype)
        polynomials[:, generators, exponents] = flat
        powers = field.power(self._xs[None, :], np.arange(polynomials.shape[2])[:, None])
        at_x = field.matmul(polynomials, powers)  # (words, M, values of x)
        words = np.empty((len(flat), self.length), dtype=field.dtype)
        for i in range(len(self._xs)):
            block = slice(i * self._fibre, (i + 1) * self._fibre)
            words[:, block] = field.matmul(at_x[:, :, i], self._module[:, block])
        return words.reshape(*given.shape[:-1], self.length)

    def star_power(self, k: int) -> Self:
        """Return the code with k times the largest pole order: products of functions add their pole orders."""
        self._check_factors(k)
        bound = int(k) * self.largest_pole_order
        if bound >= self.length:
            limit = (self.length - 1) // self.largest_pole_order
            raise ValueError(
                f"k must be at most {limit} for {self} (k times the pole order {self.largest_pole_order} must be "
                f"less than the length), got {k}"
            )
        return self._with_pole_bound(bound)
