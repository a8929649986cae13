"""Functions on the Garcia-Stichtenoth tower that are regular outside the pole of x_1: a module basis at every level."""

from functools import lru_cache
from math import comb

import numpy as np

from hardness.codes.curves import tower_semigroup
from hardness.codes.field.finite_field import finite_field
from hardness.codes.tower.basis import TowerModule
from hardness.codes.tower.regular import computed_module


@lru_cache(maxsize=32)
def tower_module(q: int, level: int) -> TowerModule:
    """Return generators at a level: in closed form for levels 1, 2 and 3, computed and certified for higher ones."""
    if level > 3:
        return computed_module(q, level)
    p = finite_field(q).characteristic
    semigroup = tower_semigroup(q, level)
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
