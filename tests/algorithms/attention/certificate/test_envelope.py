import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from algorithms.attention.certificate.envelope import fit_under_envelope


def program(seed, points, n, p, spread):
    """Draw polynomials on random points and shapes that differ by orders of magnitude."""
    generator = np.random.default_rng(seed)
    t = np.sort(generator.uniform(-1, 1, points))
    basis = np.polynomial.chebyshev.chebvander(t, n - 1) if n else np.zeros((points, 0))
    shapes = np.stack([t ** (2 * i) * spread**i for i in range(p)], axis=1)
    return basis, shapes, np.exp(2 * t) + generator.normal(scale=0.1, size=points)


def least_sum(basis, shapes, target):
    """Solve the program by another method, to another solver's accuracy."""
    (_, n), p = basis.shape, shapes.shape[1]
    unit = np.abs(target).max()
    solution = linprog(
        np.concatenate([np.zeros(n), np.ones(p)]),
        A_ub=np.block([[-basis, -shapes], [basis, -shapes]]),
        b_ub=np.concatenate([-target, target]) / unit,
        bounds=[(None, None)] * n + [(0, None)] * p,
        method="highs-ds",
    )
    assert solution.status == 0
    return solution.fun * unit


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    points=st.integers(20, 70),
    n=st.integers(1, 9),
    p=st.integers(1, 5),
    spread=st.sampled_from([1.0, 3.0, 100.0]),
)
def test_feasible_and_within_a_thousandth_of_the_least(seed, points, n, p, spread):
    basis, shapes, target = program(seed, points, n, p, spread)
    x, s = fit_under_envelope(basis, shapes, target)
    assert (s >= 0).all()
    assert (np.abs(target - basis @ x) <= shapes @ s + 1e-12).all()
    assert s.sum() <= 1.0011 * least_sum(basis, shapes, target) + 1e-7


@pytest.mark.parametrize("exponent", [-200, -30, 0, 30, 200])
def test_scale_of_the_target_does_not_matter(exponent):
    basis, shapes, target = program(1, 40, 5, 3, 10.0)
    _, s = fit_under_envelope(basis, shapes, target)
    _, scaled = fit_under_envelope(basis, shapes, target * 2.0**exponent)
    np.testing.assert_allclose(scaled, s * 2.0**exponent, rtol=1e-2, atol=1e-3 * s.sum() * 2.0**exponent)


def test_targets_in_the_span_cost_nothing():
    basis, shapes, _ = program(1, 40, 5, 3, 10.0)
    for target in (np.zeros(40), basis @ [1.0, 2.0, 3.0, 4.0, 5.0]):
        x, s = fit_under_envelope(basis, shapes, target, negligible=1e-12)
        assert s.sum() <= 1e-10
        np.testing.assert_allclose(basis @ x, target, atol=1e-10)


def test_envelopes_of_very_different_heights():
    # w = a + b t^20 with b a millionth of the price of a: near 0 the fit must be 10^9 times better than at the ends.
    t = np.cos(np.pi * (np.arange(200) + 0.5) / 200)
    basis = np.polynomial.chebyshev.chebvander(t, 9)
    x, s = fit_under_envelope(basis, np.stack([np.ones(200), 1e6 * t**20], axis=1), np.exp(3 * t))
    assert (np.abs(np.exp(3 * t) - basis @ x) <= (s[0] + 1e6 * s[1] * t**20) * (1 + 1e-9)).all()
    _, constant = fit_under_envelope(basis, np.ones((200, 1)), np.exp(3 * t))
    assert s.sum() < constant.sum() / 4
