"""The shape of a module basis: what its fields promise, for closed forms and for computed ones."""

import pickle

import numpy as np
import pytest

from hardness.codes.tower.module import tower_module
from hardness.codes.tower.regular import computed_module


@pytest.mark.parametrize("make", [tower_module, computed_module])
@pytest.mark.parametrize(("q", "m"), [(2, 2), (3, 2), (2, 3)])
def test_there_is_one_generator_for_each_residue_class(make, q, m):
    module = make(q, m)
    M = q ** (m - 1)
    assert module.coefficients.shape == (M, module.coefficients.shape[1], M)
    assert module.coefficients.any(axis=(1, 2)).all()
    p = next(p for p in (2, 3) if q % p == 0)
    assert ((module.coefficients >= 0) & (module.coefficients < p)).all()  # of the prime field
    assert module.complete
    assert module.semigroup.modulus == M  # the pole order of x_1
    assert module.semigroup.apery[0] == 0  # the constants
    # The gaps are as many as the genus of the tower at this level, in closed form [GS96].
    assert len(module.semigroup.gaps()) == (q ** ((m + 1) // 2) - 1) * (q ** (m // 2) - 1)


def test_it_is_a_value():
    module = tower_module(2, 3)
    assert not module.coefficients.flags.writeable
    again = pickle.loads(pickle.dumps(module))
    assert again == module
    assert not again.coefficients.flags.writeable
    assert module != tower_module(2, 2)
    with pytest.raises(ValueError, match="read-only"):
        module.coefficients[0, 0, 0] = 1
    assert np.array_equal(again.coefficients, module.coefficients)
