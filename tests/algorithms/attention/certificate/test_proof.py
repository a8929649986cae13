import numpy as np
import pytest

from algorithms.attention.certificate import proof
from algorithms.attention.certificate.majorant import minimax_exponential, moment_exponential
from algorithms.attention.certificate.proof import prove


def test_proof_enlarges_a_majorant_that_is_too_small(holds_everywhere):
    good = moment_exponential(4, 1.0, (0, -5, -8))
    for spoiled in (good.majorant * 1e-3, good.majorant * [0, 1, 1], good.majorant * [1, 1, 0]):
        assert holds_everywhere(prove(1.0, good.chebyshev, spoiled, good.relative))


@pytest.mark.parametrize("order", [8, 15, 16])
def test_proof_holds_on_coarse_grids(order, monkeypatch):
    # With 4 cells on each side of 0, T_16 turns halfway between the angles as well, and T_8 is +-1 at all of them.
    spoiled = np.zeros(order + 1)
    spoiled[:4] = minimax_exponential(3, 1.0).chebyshev  # before the change: it is kept
    monkeypatch.setattr(proof, "_MIN_POINTS", 4)
    monkeypatch.setattr(proof, "_MAX_POINTS", 4)
    spoiled[order] = 1e-2
    proven = prove(1.0, spoiled, np.array([1e-4, 0.0, 1e-3]), 1e-4)
    t = np.linspace(-1, 1, 4001)
    residual = np.exp(t) - np.polynomial.chebyshev.chebval(t, spoiled)
    assert (abs(residual) <= proven.majorant @ [t**0, t**2, t**4] + proven.relative * np.exp(t)).all()


def test_proof_is_sharp_where_the_majorant_is_steep(holds_everywhere):
    # w = t^6 / 100 + 10^-5 around 0: cells compared by their extreme values would need far more than 512 angles.
    chebyshev = minimax_exponential(7, 1.0).chebyshev
    proven = prove(1.0, chebyshev, np.array([1e-5, 0, 0, 1e-2]))
    np.testing.assert_allclose(proven.majorant, [1e-5, 0, 0, 1e-2], rtol=1e-3)
    assert holds_everywhere(proven)


def test_proof_accepts_any_polynomial(holds_everywhere):
    proven = prove(1.0, np.array([1.0, -1.0, 0.5]))
    assert holds_everywhere(proven)
