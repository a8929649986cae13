"""Largest codes of a tower, and functions on it by definition."""

import numpy as np
import pytest

from hardness.codes import GarciaStichtenothCode


@pytest.fixture
def top_code():
    """Make the code of a tower with the largest pole bound."""

    def top_code(q, m):
        return GarciaStichtenothCode(q, m, (q * q - q) * q ** (m - 1) - 1)

    return top_code


@pytest.fixture
def values_of():
    """Evaluate the generators of a module on the points of a code."""

    def values_of(code, module):
        """The values of module generators straight from the definition of ``TowerModule``."""
        F = code.arithmetic
        q, m, x = code.q, code.level, code.points
        u = F.add(F.power(x[0], q - 1), 1)
        values = np.zeros((len(module.coefficients), code.length), dtype=F.dtype)
        for c, a, e in np.argwhere(module.coefficients):
            term = F.mul(F.power(x[0], a + module.lowest), module.coefficients[c, a, e])
            if e:
                term = F.mul(term, u)
            for j in range(1, m):
                term = F.mul(term, F.power(x[j], e // q ** (m - 1 - j) % q))
            values[c] = F.add(values[c], term)
        return values

    return values_of
