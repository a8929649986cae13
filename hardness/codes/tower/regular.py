"""Levels 4 and beyond of the Garcia-Stichtenoth tower: regular functions by linear algebra, certified."""

import numpy as np

from hardness.codes.curves import tower_semigroup
from hardness.codes.field.finite_field import FiniteField, finite_field
from hardness.codes.semigroup import Semigroup
from hardness.codes.tower.basis import TowerModule
from hardness.codes.tower.places import monomial_series

_MAX_UNKNOWNS = 20_000  # per class of degrees; beyond, fewer negative powers of x_1 are tried


def computed_module(q: int, level: int) -> TowerModule:
    r"""Return generators of the functions regular outside :math:`P_\infty`, and whether they are all.

    **Construction.** Such a function is a combination of :math:`x_1^a B_e` (see :class:`TowerModule`), a in
    :math:`\mathbb Z`, that is regular at every place over :math:`x_1 = 0`. Elsewhere it is always regular, because
    :math:`u_1 x_2^{e_2} .. x_m^{e_m}` and 1 form an integral basis over :math:`u_1 = 0`, where the tower is totally
    ramified and :math:`x_j` has pole order :math:`q^{m-j}`. At a place where exactly :math:`x_1 .. x_i` vanish, levels
    up to 2i + 1 are unramified, so :math:`t = x_1` is a parameter there. Above, the tower is totally ramified and
    :math:`x_k` has pole order :math:`q^{m-k}`. Hence a function is regular iff for each choice of the exponents of
    :math:`x_{2i+2} .. x_m` the remaining factor has no polar part and, unless these exponents are all 0, no constant
    term. These are linear conditions over the prime field, imposed at one place after the other. Multiplying all x_j by
    an element of :math:`\mathbb F_q^*` is an automorphism, so degrees modulo q - 1 are treated separately.

    **Correctness.** The monomials have distinct pole orders at :math:`P_\infty`, so the echelon form of the solutions
    shows the pole orders that occur. They are compared with the Weierstrass semigroup: the module is complete if all
    its least elements occur. Otherwise (only if memory forces fewer negative powers of x_1) it is reported as
    incomplete. Every function in it is regular in either case.
    """
    p = finite_field(q).characteristic
    field, modulus = finite_field(p), q ** (level - 1)
    target = np.array(tower_semigroup(q, level).apery)
    weights = q ** np.arange(level - 2, -1, -1)
    exponents = np.arange(modulus)[:, None] // weights % q  # row e: (e_2 .. e_m)
    leading = np.arange(modulus) + modulus * (q - 1) * (np.arange(modulus) > 0)  # pole order of B_e
    spare = _spare_power(q, level)
    depth = min((q - 1) * q ** max(level - 3, 0), _MAX_UNKNOWNS * max(1, q - 1) // modulus)
    least = leading + modulus * spare  # x_1^spare B_e is regular without any computation
    least[0] = 0
    top = int((np.maximum(target, 0) - leading).max() // modulus)
    coefficients = np.zeros((modulus, depth + max(top, spare) + 1, modulus), dtype=field.dtype)
    coefficients[np.arange(modulus), depth + np.where(np.arange(modulus) == 0, 0, spare), np.arange(modulus)] = 1
    conditions = _Conditions(field, q, level, depth, top, exponents)
    for degree in range(max(1, q - 1)):
        a, e = conditions.unknowns(degree)
        keep = leading[e] + modulus * a <= target.max()
        a, e = a[keep], e[keep]
        descending = np.argsort(-(leading[e] + modulus * a))  # highest pole order first
        a, e = a[descending], e[descending]
        solutions, pivots = field.row_reduce(conditions.solve(a, e))
        for row, pivot in zip(solutions, pivots, strict=False):
            pole = int(leading[e[pivot]] + modulus * a[pivot])
            if pole < least[pole % modulus]:
                least[pole % modulus] = pole
                coefficients[pole % modulus] = 0
                coefficients[pole % modulus, a + depth, e] = row
    if (least < target).any():
        raise AssertionError(f"pole orders outside the Weierstrass semigroup for q={q}, level={level}")
    used = np.flatnonzero(coefficients.any(axis=(0, 2)))
    coefficients = np.ascontiguousarray(coefficients[:, used[0] : used[-1] + 1])
    return TowerModule(
        Semigroup(tuple(int(n) for n in least)), coefficients, int(used[0]) - depth, bool((least == target).all())
    )


def _spare_power(q: int, level: int) -> int:
    """Return a power of x_1 that makes every B_e regular over x_1 = 0."""
    poles = (
        sum((q - 1) * q ** (2 * i + 1 - k) for k in range(i + 2, min(2 * i + 1, level) + 1)) for i in range(1, level)
    )
    return max(poles, default=0) + 1


class _Conditions:
    """The linear conditions for regularity over x_1 = 0 on the coefficients of x_1^a B_e, -depth <= a <= top."""

    def __init__(self, field: FiniteField, q: int, level: int, depth: int, top: int, exponents: np.ndarray) -> None:
        self.field, self.q, self.level, self.depth, self.top, self.exponents = field, q, level, depth, top, exponents
        self.places = [self._place(zeros) for zeros in range(1, level + 1)]

    def _place(self, zeros: int) -> tuple[int, int, np.ndarray]:
        """Return (number of exponent vectors of ramified variables, start, series of the unramified monomials)."""
        levels = min(2 * zeros + 1, self.level)
        start, series = monomial_series(self.field.characteristic, self.q, zeros, levels, self.depth + 1)
        return self.q ** (self.level - levels), start, series

    def unknowns(self, degree: int) -> tuple[np.ndarray, np.ndarray]:
        """Return all (a, e) with a + e_2 + .. + e_m = degree modulo q - 1."""
        a = np.repeat(np.arange(-self.depth, self.top + 1), len(self.exponents))
        e = np.tile(np.arange(len(self.exponents)), self.depth + self.top + 1)
        selected = (a + self.exponents[e].sum(axis=1) - degree) % max(1, self.q - 1) == 0
        return a[selected], e[selected]

    def solve(self, a: np.ndarray, e: np.ndarray) -> np.ndarray:
        """Return a basis, one solution per row, of the regular combinations of the given monomials."""
        field = self.field
        solutions = None
        for ramified, start, series in self.places:
            if solutions is None:  # the first place has the most ramified variables, and they do not mix
                solutions = np.zeros((0, len(a)), dtype=field.dtype)
                for tail in range(ramified):
                    members = np.flatnonzero(e % ramified == tail)
                    rows = self._rows(a[members], e[members], ramified, start, series, tail)
                    kernel = field.null_space(rows)
                    block = np.zeros((len(kernel), len(a)), dtype=field.dtype)
                    block[:, members] = kernel
                    solutions = np.concatenate([solutions, block])
                continue
            for tail in range(ramified):
                members = np.flatnonzero(e % ramified == tail)
                rows = self._rows(a[members], e[members], ramified, start, series, tail)
                kernel = field.null_space(field.matmul(rows, solutions[:, members].T.copy()))
                solutions = field.matmul(kernel, solutions)
        assert solutions is not None
        return solutions

    def _rows(
        self, a: np.ndarray, e: np.ndarray, ramified: int, start: int, series: np.ndarray, tail: int
    ) -> np.ndarray:
        """Return the conditions at a kind of place for one choice of ramified exponents, one column per monomial."""
        p, q = self.field.characteristic, self.q
        low, high = start - self.depth, 1 if tail else 0  # exponents of t that must vanish: low .. high - 1
        sign = np.where((a + self.exponents[e].sum(axis=1)) // max(1, q - 1) % 2, p - 1, 1)  # x_j = b y_j
        columns = np.zeros((len(a), high - low, series.shape[2]), dtype=np.int64)
        for shift, factor in ((0, 1), (q - 1, p - 1)):  # u_1 = 1 - t^(q-1)
            for power in np.unique(a):
                selected = np.flatnonzero((a == power) & ((e > 0) | (shift == 0)))
                offset = start + int(power) + shift - low  # series index 0 lands here
                length = min(series.shape[1], high - low - offset)
                if length > 0:
                    columns[selected, offset : offset + length] += factor * series[e[selected] // ramified, :length]
        columns = columns * sign[:, None, None] % p
        return columns.reshape(len(a), -1).T.astype(self.field.dtype)
