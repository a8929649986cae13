"""Functions on the Garcia-Stichtenoth tower that are regular outside the pole of x_1: a module basis at every level."""

from dataclasses import dataclass
from functools import lru_cache
from math import comb

import numpy as np

from algorithms.display import fields_repr
from algorithms.immutable import Immutable
from hardness.codes.field.finite_field import finite_field
from hardness.codes.semigroup import Semigroup


@dataclass(frozen=True, eq=False)
class TowerModule(Immutable):
    r"""Generators over :math:`\mathbb F[x_1]` of the functions regular outside :math:`P_\infty`.

    Attributes
    ----------
    semigroup : Semigroup
        The pole orders of the generators, one for each residue class modulo :math:`q^{m-1}`.
    coefficients : ndarray, shape (M, A, M)
        Generator c is the sum of ``coefficients[c, a, e] * x_1^(a + lowest) * B_e`` with coefficients in the prime
        field, where :math:`B_0 = 1` and :math:`B_e = u_1 x_2^{e_2} .. x_m^{e_m}`, :math:`u_1 = x_1^{q-1} + 1` and
        e = (e_2 .. e_m) written in base q.
    lowest : int
        The lowest exponent of x_1.
    complete : bool
        Whether the pole orders are those of the Weierstrass semigroup, so that the module is everything.
    """

    semigroup: Semigroup
    coefficients: np.ndarray
    lowest: int
    complete: bool

    __repr__ = fields_repr


def weierstrass_semigroup(q: int, level: int) -> Semigroup:
    r"""Return the semigroup of pole orders at :math:`P_\infty` in the tower [PST98]_.

    :math:`S_1 = \mathbb N_0` and :math:`S_m = q S_{m-1} \cup \{i \ge c_m\}` with
    :math:`c_m = q^m - q^{\lceil m/2 \rceil}`.

    References
    ----------
    .. [PST98] R. Pellikaan, H. Stichtenoth and F. Torres, *Weierstrass semigroups in an asymptotically good tower of
       function fields*, Finite Fields and Their Applications 4 (1998).

    Examples
    --------
    >>> weierstrass_semigroup(2, 3).elements(8).tolist()
    [0, 4, 5, 6, 7, 8]
    """
    least = [0]
    for m in range(2, level + 1):
        modulus, conductor = q ** (m - 1), q**m - q ** ((m + 1) // 2)
        following = [conductor + (c - conductor) % modulus for c in range(modulus)]
        for n in least:
            following[q * n % modulus] = min(following[q * n % modulus], q * n)
        least = following
    return Semigroup(tuple(least))


def genus(q: int, level: int) -> int:
    """Return the genus of the tower at a level [GS96]_.

    References
    ----------
    .. [GS96] A. Garcia and H. Stichtenoth, *On the asymptotic behaviour of some towers of function fields over finite
       fields*, J. Number Theory 61 (1996).

    Examples
    --------
    >>> [genus(3, m) for m in range(1, 6)]
    [0, 4, 16, 64, 208]
    """
    if level % 2 == 0:
        return (q ** (level // 2) - 1) ** 2
    return (q ** ((level + 1) // 2) - 1) * (q ** ((level - 1) // 2) - 1)


@lru_cache(maxsize=32)
def tower_module(q: int, level: int) -> TowerModule:
    """Return generators at a level: closed forms for levels 1, 2 and 3, else computed (and certified)."""
    if level > 3:
        from hardness.codes.tower.regular import computed_module

        return computed_module(q, level)
    p = finite_field(q).characteristic
    semigroup = weierstrass_semigroup(q, level)
    modulus = q ** (level - 1)
    lowest = 1 - q if level == 3 else 0
    coefficients = np.zeros((modulus, 1 - lowest, modulus), dtype=np.int64)
    coefficients[0, -lowest, 0] = 1
    if level == 2:  # u_1 x_2^e has pole order q^2 - q + e
        coefficients[np.arange(1, q), 0, np.arange(1, q)] = 1
    if level == 3:
        _third_level(q, p, coefficients)
    return TowerModule(semigroup, coefficients.astype(finite_field(p).dtype), lowest, True)


def _third_level(q: int, p: int, coefficients: np.ndarray) -> None:
    r"""Fill in :math:`u_1 \sum_j \binom{e_3}{j} red(x_2^{e_2+2j}) x_3^{e_3-j} x_1^{-j}`, pole order q^3-q^2+q e_2+e_3.

    red replaces :math:`x^E` by :math:`-x^{E-q+1}` while E >= q: modulo :math:`x_2^q + x_2`, which vanishes to high
    order where :math:`x_1 = 0`, the sum is :math:`x_2^{e_2} (x_3 + x_2^2/x_1)^{e_3}`, and :math:`x_3 + x_2^2/x_1` is
    regular there.
    """
    for e2 in range(q):
        for e3 in range(q):
            for j in range(e3 + 1):
                exponent, sign = e2 + 2 * j, 1
                while exponent >= q:
                    exponent, sign = exponent - q + 1, -sign
                if e2 or e3:
                    entry = q * e2 + e3, q - 1 - j, q * exponent + e3 - j
                    coefficients[entry] = (coefficients[entry] + sign * comb(e3, j)) % p
