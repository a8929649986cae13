"""The shape of a module basis on the second tower of Garcia and Stichtenoth."""

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
        Whether the pole orders are those of the Weierstrass semigroup, so that the module contains all such functions.
    """

    semigroup: Semigroup
    coefficients: np.ndarray
    lowest: int
    complete: bool

    __repr__ = fields_repr
