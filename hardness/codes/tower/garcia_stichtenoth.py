"""Codes on the second tower of Garcia and Stichtenoth, which attains the Drinfeld-Vladut bound."""

import math
from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np

from algorithms.display import display
from hardness.arguments import integer, short_repr
from hardness.codes.curves import tower_genus, tower_points, tower_semigroup
from hardness.codes.field.finite_field import finite_field
from hardness.codes.hermitian import square_root_order, trace_roots
from hardness.codes.one_point import OnePointCode
from hardness.codes.semigroup import Semigroup
from hardness.codes.tower.module import tower_module
from hardness.memory import refuse_beyond_memory

_MAX_UNKNOWNS = 7_000  # of one linear system; about half a minute


class GarciaStichtenothCode(OnePointCode):
    r"""The code of :math:`L(u P_\infty)` at a level of the second Garcia-Stichtenoth tower.

    **Construction.** The tower is :math:`x_{j+1}^q + x_{j+1} = x_j^q / (x_j^{q-1} + 1)`, j = 1 .. m - 1 [GS96]_, over
    :math:`\mathbb F_{q^2}`. Every value :math:`\alpha` of :math:`x_1` with :math:`\alpha^q + \alpha \ne 0` splits
    completely: the right-hand side is :math:`x_j^{q+1} / (x_j^q + x_j)`, a quotient of a norm and a trace, and each
    trace is taken by q elements. This gives :math:`N = (q^2 - q) q^{m-1}` points. :math:`P_\infty`, the pole of
    :math:`x_1`, is totally ramified, and :math:`x_j` has pole order :math:`q^{m-j}` there. The functions regular
    elsewhere are a free module over :math:`\mathbb F[x_1]`. Its generators have closed forms up to level 3 and are
    computed beyond (:mod:`hardness.codes.tower.regular`).

    **Correctness.** See :class:`OnePointCode`. The pole orders of the generators are compared with the Weierstrass
    semigroup, so no function is missing if :attr:`complete`. An incomplete module only lowers the dimension.

    Parameters
    ----------
    q : int
        A prime power with :math:`q^2 \le 2^{16}`.
    level : int
        m >= 1, and at most 8 for q = 2, 6 for q = 3, 5 for q = 4, 4 for q = 5, 7, 8 and 9, and 3 for larger q. From
        level 4 on, the functions are computed by linear algebra, which takes minutes within these limits and days
        beyond.
    pole_bound : int
        u, with :math:`0 \le u < N`.

    Raises
    ------
    ValueError
        If a parameter is out of range, or if the module basis would not fit in memory.

    References
    ----------
    .. [GS96] A. Garcia and H. Stichtenoth, *On the asymptotic behaviour of some towers of function fields over finite
       fields*, J. Number Theory 61 (1996).

    Examples
    --------
    >>> code = GarciaStichtenothCode(3, 2, 7)
    >>> code, code.genus
    (<GS code [18, 4, >=11] over GF(3^2), level 2>, 4)
    >>> code.star_power(2)
    <GS code [18, 11, >=4] over GF(3^2), level 2>
    """

    family: ClassVar[str] = "gs"
    title: ClassVar[str] = "GS"
    examples = ("gs:2,2,1", "gs:3,2,3", "gs:3,2,7", "gs:3,3,18", "gs:4,2,14")
    curve_numbers: ClassVar[int] = 2

    def __init__(self, q: int, level: int, pole_bound: int) -> None:
        self.q = square_root_order(q)
        self.level = integer("level", level, 1)
        if (self.level - 1) * math.log2(self.q) > 60:  # before any power is formed
            raise ValueError(f"level must be such that q^(level - 1) <= 2^60 for q = {self.q}, got {short_repr(level)}")
        fibre = self.q ** (self.level - 1)
        length = tower_points(self.q, self.level)
        refuse_beyond_memory(16 * fibre * length, f"the module basis of the tower over GF({self.q}^2) at level {level}")
        if self.level > 3 and (unknowns := _unknowns(self.q, self.level)) > _MAX_UNKNOWNS:
            max_level = next(m for m in range(self.level - 1, 2, -1) if m == 3 or _unknowns(self.q, m) <= _MAX_UNKNOWNS)
            raise ValueError(
                f"level must be at most {max_level} for q = {self.q}, got {self.level}: its functions are the "
                f"solutions of linear systems in {unknowns:,} unknowns; the limit is {_MAX_UNKNOWNS:,}"
            )
        self._check_pole_bound(pole_bound, length)  # before the module, which can take minutes at high levels
        semigroup = tower_module(self.q, self.level).semigroup
        self._set_parameters(finite_field(self.q**2), length, tower_genus(self.q, self.level), semigroup, pole_bound)

    @property
    def complete(self) -> bool:
        r"""Whether the code is all of :math:`L(u P_\infty)`: the pole orders fill the Weierstrass semigroup."""
        pole_orders, all_pole_orders = self.semigroup, self.weierstrass_semigroup
        return pole_orders.count(self.pole_bound) == all_pole_orders.count(self.pole_bound)

    @property
    def weierstrass_semigroup(self) -> Semigroup:
        """All pole orders at the point at infinity."""
        return tower_semigroup(self.q, self.level)

    @cached_property
    def points(self) -> np.ndarray:
        """The points (x_1, .., x_m), shape (level, length); for each j, those with equal x_1 .. x_j are consecutive."""
        field, q = self.arithmetic, self.q
        elements = np.arange(field.order)
        x = elements[field.add(field.power(elements, q), elements) != 0].astype(field.dtype)
        coordinates = [x]
        for _ in range(1, self.level):
            x = coordinates[-1]
            traces = field.mul(field.power(x, q + 1), field.inv(field.add(field.power(x, q), x)))
            coordinates = [np.repeat(c, q) for c in coordinates]
            coordinates.append(trace_roots(field, q, traces))
        points = np.stack(coordinates)
        points.flags.writeable = False
        return points

    def _module_values(self) -> np.ndarray:
        from hardness.codes.field.kernels import add_sparse_product

        field, module = self.arithmetic, tower_module(self.q, self.level)
        monomials = self._monomials()
        values = np.zeros_like(monomials)
        exponents = np.arange(module.coefficients.shape[1]) + module.lowest
        powers = field.power(self._xs[:, None], exponents)
        generators, terms, columns = np.nonzero(module.coefficients)
        entries = module.coefficients[generators, terms, columns]
        for i in range(len(self._xs)):
            # the generators at x_1 = alpha: a matrix with the entries sum_a coefficients[c, a, e] alpha^a
            fibre = slice(i * self._fibre, (i + 1) * self._fibre)
            scaled = field.mul(entries, powers[i, terms])
            add_sparse_product(values[:, fibre], generators, columns, scaled, monomials[:, fibre], field.tables)
        return values

    def _monomials(self) -> np.ndarray:
        """Return the values of B_e: 1, and u_1 x_2^e_2 .. x_m^e_m for e != 0."""
        field = self.arithmetic
        x = self.points
        monomials = np.ones((1, self.length), dtype=field.dtype)
        for coordinate in x[1:]:
            powers = field.power(coordinate[None, :], np.arange(self.q)[:, None])
            monomials = np.concatenate([field.mul(row[None, :], powers) for row in monomials])
        u = field.add(field.power(x[0], self.q - 1), 1)
        for row in monomials[1:]:
            row[:] = field.mul(row, u)
        return monomials

    def star_power(self, k: int) -> Self:
        """Return the code with k times the largest pole order.

        ValueError if that code is incomplete: products of functions are regular, but may be missing from its module.
        """
        power = super().star_power(k)
        if not power.complete:
            raise ValueError(f"k must be such that the star power is complete, but {power} is not, got {k}")
        return power

    def _with_pole_bound(self, pole_bound: int) -> Self:
        return type(self)(self.q, self.level, pole_bound)

    def to_dict(self) -> dict[str, Any]:
        """Return the parameters."""
        return {"family": self.family, "q": self.q, "level": self.level, "pole_bound": self.pole_bound}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Return the code with the parameters of ``to_dict``."""
        return cls(**data)

    @classmethod
    def from_numbers(cls, numbers: Sequence[int]) -> Self:
        """Return the code ``gs:q,level,pole_bound``."""
        if len(numbers) != 3:
            raise ValueError(f"a GS code is written gs:q,level,pole_bound, got {len(numbers)} numbers")
        q, level, pole_bound = numbers
        return cls(q, level, pole_bound)

    @display
    def __repr__(self) -> str:
        return f"{super().__repr__()[:-1]}, level {self.level}{'' if self.complete else ', incomplete'}>"


def _unknowns(q: int, level: int) -> int:
    """Return the number of unknowns of each system in `computed_module`: exponents of x_1 and monomials, by degree."""
    return q ** (level - 1) * ((q - 1) * q ** (level - 3) + 2) // (q - 1)
