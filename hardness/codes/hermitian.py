"""Hermitian codes: one-point codes on the curve y^q + y = x^(q+1)."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np

from hardness.arguments import integer, short_repr
from hardness.codes.curves import hermitian_genus, hermitian_points, hermitian_semigroup
from hardness.codes.field.finite_field import FiniteField, finite_field
from hardness.codes.one_point import OnePointCode
from hardness.memory import refuse_beyond_memory


class HermitianCode(OnePointCode):
    r"""The code of :math:`L(u P_\infty)` on the Hermitian curve over :math:`\mathbb F_{q^2}`.

    **Construction.** The curve :math:`y^q + y = x^{q+1}` has :math:`q^3` affine points: norm and trace of
    :math:`\mathbb F_{q^2}` lie in :math:`\mathbb F_q`, and each trace is taken by q elements. At the only point at
    infinity, x has pole order q and y has pole order q + 1. The functions regular elsewhere are the polynomials in x
    and y, with basis :math:`x^a y^j`, j < q. The genus is :math:`q(q-1)/2`.

    **Correctness.** See :class:`OnePointCode`. The minimum distance is known exactly for every bound [YK92]_
    [Sti09]_: it is the least pole order that is at least N minus the largest pole order of the code.

    Parameters
    ----------
    q : int
        A prime power with :math:`q^2 \le 2^{16}`.
    pole_bound : int
        u, with :math:`0 \le u < q^3`.

    Raises
    ------
    ValueError
        If q is not such a prime power or the pole bound is out of range.

    References
    ----------
    .. [YK92] K. Yang and P. V. Kumar, *On the true minimum distance of Hermitian codes*, Coding Theory and Algebraic
       Geometry, LNM 1518 (1992).
    .. [Sti09] H. Stichtenoth, *Algebraic Function Fields and Codes*, second edition (2009), section 8.3.

    Examples
    --------
    >>> code = HermitianCode(4, 20)
    >>> code, code.star_power(3).dimension
    (<Hermitian code [64, 15, 44] over GF(2^4)>, 55)
    """

    family: ClassVar[str] = "hermitian"
    title: ClassVar[str] = "Hermitian"
    examples = ("hermitian:2,0", "hermitian:2,3", "hermitian:3,4", "hermitian:3,8", "hermitian:4,20")
    curve_numbers: ClassVar[int] = 1

    def __init__(self, q: int, pole_bound: int) -> None:
        self.q = square_root_order(q)
        field, length, semigroup = finite_field(self.q**2), hermitian_points(self.q), hermitian_semigroup(self.q)
        self._set_parameters(field, length, hermitian_genus(self.q), semigroup, pole_bound)

    @property
    def exact_distance(self) -> int:
        """The minimum distance, by the theorem of Yang and Kumar."""
        return self.semigroup.least_from(self.length - self.largest_pole_order)

    @cached_property
    def points(self) -> np.ndarray:
        """The affine points (x, y), shape (2, q^3); points with equal x are consecutive."""
        refuse_beyond_memory(16 * self.length, f"the points of {self}")
        xs = np.arange(self.field_order, dtype=self.arithmetic.dtype)
        ys = trace_roots(self.arithmetic, self.q, self.arithmetic.power(xs, self.q + 1))
        points = np.stack([np.repeat(xs, self.q), ys])
        points.flags.writeable = False
        return points

    def _module_values(self) -> np.ndarray:
        # the generator of class j is y^j, because (q + 1) j = j modulo q
        return self.arithmetic.power(self.points[1][None, :], np.arange(self.q)[:, None])

    def _with_pole_bound(self, pole_bound: int) -> Self:
        return type(self)(self.q, pole_bound)

    def to_dict(self) -> dict[str, Any]:
        """Return the parameters."""
        return {"family": self.family, "q": self.q, "pole_bound": self.pole_bound}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Return the code with the parameters of ``to_dict``."""
        return cls(**data)

    @classmethod
    def from_numbers(cls, numbers: Sequence[int]) -> Self:
        """Return the code ``hermitian:q,pole_bound``."""
        if len(numbers) != 2:
            raise ValueError(f"a Hermitian code is written hermitian:q,pole_bound, got {len(numbers)} numbers")
        q, pole_bound = numbers
        return cls(q, pole_bound)


def square_root_order(q: Any) -> int:
    """Return q as an int if it is a prime power with q^2 <= 2^16; ValueError otherwise."""
    number = integer("q", q)
    if number > 256:
        raise ValueError(f"q must be at most 256 (the field has q^2 <= 2^16 elements), got {short_repr(q)}")
    try:
        return finite_field(number).order
    except ValueError:
        raise ValueError(f"q must be a prime power, got {short_repr(q)}") from None


def trace_roots(field: FiniteField, q: int, traces: np.ndarray) -> np.ndarray:
    """Return, for each given t in F_q, the q solutions y in F_{q^2} of y^q + y = t, one after the other."""
    elements = np.arange(field.order)
    values = field.add(field.power(elements, q), elements)
    by_trace = np.argsort(values, kind="stable").astype(field.dtype).reshape(q, q)  # every trace is taken q times
    row = np.zeros(field.order, dtype=np.int64)
    row[values[by_trace[:, 0]]] = np.arange(q)
    return by_trace[row[traces]].reshape(-1)
