"""Vectorised exact arithmetic in any finite field with at most 2^16 elements.

Own code is used because galois compiles for seconds for each new field. The tests compare the two.
"""

from functools import cache, cached_property
from typing import Any

import numpy as np

from algorithms.arrays import BITS, INTEGERS, FieldElements, plain_array
from algorithms.display import display
from hardness.arguments import integer, short_repr
from hardness.codes.field.conway import conway_coefficients
from hardness.codes.field.linear_algebra import LinearAlgebra, Tables
from hardness.primes import least_factor, prime_power

MAX_FIELD_ORDER = 2**16


class FiniteField(LinearAlgebra):
    r"""The field with ``order`` elements; use :func:`finite_field`, which caches the tables.

    **Construction.** Elements are the integers :math:`0 .. p^e - 1`: the base-p digits of an integer are the
    coordinates of the element in :math:`1, x, .., x^{e-1}`, with :math:`x` a root of the Conway polynomial. This is
    the representation of ``galois.GF(order)``, whose class is available as :attr:`galois` (imported on first use).
    Products come from tables of powers and logarithms of a primitive element, sums from digits.

    Attributes
    ----------
    order, characteristic, degree : int
        :math:`p^e`, :math:`p` and :math:`e`.
    dtype : numpy.dtype
        The smallest unsigned type that holds every element; all results have it.
    elements : FieldElements
        Which arrays of galois hold elements of this field.
    exp, log : ndarray
        ``exp[i]`` is the i-th power of the primitive element. ``log[0]`` is a sentinel so large that
        ``exp[log[a] + log[b]]`` is the product of any two elements, 0 included.
    """

    def __init__(self, order: int) -> None:
        self.order = order
        self.characteristic, self.degree = _prime_power(order)
        self.dtype = np.dtype(np.uint8 if order <= 256 else np.uint16)
        p, e = self.characteristic, self.degree
        self._weights = p ** np.arange(e, dtype=np.int64)
        self.digits = np.arange(order, dtype=np.int64)[:, None] // self._weights % p  # (order, e)
        if e == 1:
            step = np.array([[_primitive_root(p)]], dtype=np.int64)
            self.elements = FieldElements(p, 1, 0)
        else:  # multiplication by x shifts the digits up; x^e = -(lower terms of the Conway polynomial)
            step = np.eye(e, k=1, dtype=np.int64)
            step[-1] = -np.array(conway_coefficients(p, e)) % p
            self.elements = FieldElements(p, e, order + sum(c * p**i for i, c in enumerate(conway_coefficients(p, e))))
        powers = _powers(step, order - 1, p) @ self._weights
        self.exp = np.zeros(4 * order, dtype=self.dtype)
        self.exp[: 2 * (order - 1)] = np.tile(powers, 2)
        self.log = np.full(order, 2 * (order - 1), dtype=np.int32)
        self.log[powers] = np.arange(order - 1)
        # row s: the coordinates of x^s, for products of polynomials of degree < e
        self.reduction = np.eye(2 * e - 1, e, dtype=np.int64)
        for s in range(e, 2 * e - 1):
            self.reduction[s] = self.reduction[s - 1] @ step % p
        for table in (self.exp, self.log, self.reduction, self.digits, self._weights):
            table.flags.writeable = False

    @cached_property
    def galois(self) -> type[Any]:
        """The ``galois`` class with the same integer representation (importing galois takes seconds)."""
        import galois

        return galois.GF(self.order)

    def asarray(self, values: Any, name: str = "values") -> np.ndarray:
        """Return ``values`` as a plain array of field elements.

        An array of galois is accepted if its integers represent the same elements here: if it is over this field with
        the same irreducible polynomial, for any primitive element, or over the prime field.

        Raises
        ------
        ValueError
            If the array holds an integer that is no element, another type, or elements of another field. The message
            names the argument and the value.
        """
        own = type(values) is np.ndarray and values.dtype == self.dtype
        array = values if own else plain_array(values, name, BITS, self.elements)
        if own and self.order == 256**self.dtype.itemsize:
            return array
        if array.size:
            low, high = array.min(), array.max()
            if low < 0 or high >= self.order:
                bad = low if low < 0 else high
                raise ValueError(f"{name} must be integers in [0, {self.order}), got {bad}")
        return array.astype(self.dtype, copy=False)

    def add(self, a: Any, b: Any) -> np.ndarray:
        """Return a + b, entrywise with broadcasting."""
        a, b = self.asarray(a), self.asarray(b)
        if self.characteristic == 2:
            return np.bitwise_xor(a, b)
        return self._digitwise(np.add, a, b)

    def sub(self, a: Any, b: Any) -> np.ndarray:
        """Return a - b, entrywise with broadcasting."""
        a, b = self.asarray(a), self.asarray(b)
        if self.characteristic == 2:
            return np.bitwise_xor(a, b)
        return self._digitwise(np.subtract, a, b)

    def neg(self, a: Any) -> np.ndarray:
        """Return -a."""
        return self.sub(self.dtype.type(0), a)

    def mul(self, a: Any, b: Any) -> np.ndarray:
        """Return a b, entrywise with broadcasting."""
        a, b = self.asarray(a), self.asarray(b)
        return np.asarray(self.exp[self.log[a] + self.log[b]])

    def inv(self, a: Any) -> np.ndarray:
        """Return 1/a; ValueError if any entry is 0."""
        a = self.asarray(a)
        if not np.all(a):
            raise ValueError("a must be nonzero to be inverted, got 0")
        return np.asarray(self.exp[self.order - 1 - self.log[a]])

    def power(self, a: Any, exponent: Any) -> np.ndarray:
        """Return a to integer powers (scalar or array, may be negative), with 0^0 = 1; ValueError for 0^(negative)."""
        a, exponent = self.asarray(a), plain_array(exponent, "exponent", INTEGERS)
        if np.any((a == 0) & (exponent < 0)):
            raise ValueError("a must be nonzero where the exponent is negative, got 0")
        # reduce the exponent first: log * exponent may not overflow
        value = self.exp[self.log[a].astype(np.int64) * (exponent % (self.order - 1)) % (self.order - 1)]
        return np.where(a == 0, self.dtype.type(0), value) + ((a == 0) & (exponent == 0)).astype(self.dtype)

    @cached_property
    def tables(self) -> Tables:
        """The tables for compiled code: (products, differences, low, high, exp, log, order, characteristic).

        ``products`` is empty beyond 256 elements. ``differences`` is the table of all differences up to 256 elements.
        Beyond, for extensions of odd characteristic, it is the table of differences of half as many digits, and
        ``low`` and ``high`` split an element into such halves.
        """
        products = differences = np.zeros((0, 0), dtype=self.dtype)
        low = high = np.zeros(0, dtype=self.dtype)
        elements = np.arange(self.order)
        if self.order <= 256:
            products = self.mul(elements[:, None], elements)
            differences = self.sub(elements[:, None], elements)
        elif self.characteristic > 2 and self.degree > 1:
            half = self.characteristic ** ((self.degree + 1) // 2)
            differences = self.sub(elements[:half, None], elements[:half])
            low, high = (elements % half).astype(self.dtype), (elements // half).astype(self.dtype)
        for table in (products, differences, low, high):
            table.flags.writeable = False
        return products, differences, low, high, self.exp, self.log, self.order, self.characteristic

    def _digitwise(self, operation: np.ufunc, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        p = self.characteristic
        if self.degree == 1:
            signed = np.int16 if self.order <= 256 else np.int32
            rest = operation(a, b, dtype=signed)
            if operation is np.add:
                rest -= signed(p)
            # The rest is in -p .. p - 1: add p where it is negative. Taking a remainder would be ten times slower.
            wraps = rest >> 31
            wraps &= signed(p)
            rest += wraps
            return np.asarray(rest).astype(self.dtype)
        total = np.int64(0)
        for i, weight in enumerate(self._weights):
            total = total + operation(self.digits[a, i], self.digits[b, i]) % p * weight
        return np.asarray(total).astype(self.dtype)

    def __reduce__(self) -> tuple[Any, ...]:
        return finite_field, (self.order,)

    @display
    def __repr__(self) -> str:
        return f"GF({field_name(self.characteristic, self.degree)})"


def finite_field(order: int) -> FiniteField:
    """Return the field with ``order`` elements; the same order gives the same object.

    Parameters
    ----------
    order : int
        A prime power, at most 2^16.

    Raises
    ------
    ValueError
        If ``order`` is not a prime power or is larger than 2^16.

    Examples
    --------
    >>> F = finite_field(9)
    >>> F.mul([3, 4, 8], 3)  # 3 is x, with x^2 = x + 1
    array([4, 7, 5], dtype=uint8)
    """
    return _field(integer("order", order))


@cache
def _field(order: int) -> FiniteField:
    return FiniteField(order)


def field_name(characteristic: int, degree: int) -> str:
    """Return the field order in mathematical notation: ``7`` or ``2^6``."""
    return str(characteristic) if degree == 1 else f"{characteristic}^{degree}"


def _prime_power(order: int) -> tuple[int, int]:
    if not 2 <= order <= MAX_FIELD_ORDER:
        raise ValueError(f"order must be a prime power between 2 and {MAX_FIELD_ORDER}, got {short_repr(order)}")
    if (factors := prime_power(order)) is None:
        p = least_factor(order)
        raise ValueError(f"order must be a prime power, got {order} = {p} * {order // p}")
    return factors


def _primitive_root(p: int) -> int:
    rest, factors = p - 1, set()
    while rest > 1:
        factors.add(least_factor(rest))
        rest //= max(factors)
    return next(g for g in range(1, p) if all(pow(g, (p - 1) // f, p) != 1 for f in factors))


def _powers(step: np.ndarray, num_powers: int, p: int) -> np.ndarray:
    """Return the coordinates of the first ``count`` powers, one per row, by doubling."""
    rows = np.eye(1, len(step), dtype=np.int64)
    while len(rows) < num_powers:
        rows = np.concatenate([rows, rows @ step % p])
        step = step @ step % p
    return rows[:num_powers]
