"""The second tower of Garcia and Stichtenoth in numbers: its genus, its pole orders, the shape of a module basis."""

from dataclasses import dataclass

import numpy as np

from algorithms.display import fields_repr
from algorithms.immutable import Immutable
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
