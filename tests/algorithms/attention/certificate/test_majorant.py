import itertools
import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from algorithms.attention.certificate.bessel import least_degree_bracket
from algorithms.attention.certificate.envelope import fit_under_envelope
from algorithms.attention.certificate.exponential import chebyshev_exponential, taylor_exponential
from algorithms.attention.certificate.majorant import minimax_exponential, moment_exponential

GAUSSIAN_COSTS = (0, -5, -8, -11)  # about the even moments of scores of standard deviation h / 6


@pytest.mark.parametrize(("degree", "half_width"), [(2, 0.25), (3, 1.0), (4, 1.5)])
def test_moment_majorants_by_sturm_sequences(degree, half_width, holds_everywhere):
    proven = moment_exponential(degree, half_width, GAUSSIAN_COSTS[: degree // 2 + 1])
    assert holds_everywhere(proven)
    assert not holds_everywhere(proven, Fraction(8, 10))


@pytest.mark.parametrize(
    ("degree", "half_width"), [(0, 0.5), (1, 2.0), (8, 0.03125), (9, 3.0), (14, 4.0), (20, 8.0), (30, 12.0)]
)
def test_majorants_at_many_points_in_high_precision(degree, half_width):
    polynomials = [
        chebyshev_exponential(degree, half_width),
        minimax_exponential(degree, half_width),
        moment_exponential(degree, half_width, tuple(-4 * i for i in range(degree // 2 + 1))),
    ]
    with mpmath.workdps(50):
        for proven, j in itertools.product(polynomials, range(-200, 201)):
            t = mpmath.mpf(j) / 200
            value = sum(mpmath.mpf(float(c)) * mpmath.chebyt(m, t) for m, c in enumerate(proven.chebyshev))
            exponential = mpmath.exp(mpmath.mpf(half_width) * t)
            majorant = sum(mpmath.mpf(float(a)) * t ** (2 * i) for i, a in enumerate(proven.majorant))
            assert abs(exponential - value) <= majorant + mpmath.mpf(proven.relative) * exponential


@pytest.mark.parametrize("degree", [1, 5, 12, 20])
@pytest.mark.parametrize("half_width", [2.0**-3, 1.75, 8.0])
@pytest.mark.parametrize("step", [0, -3, -10])
def test_moment_majorants_cost_little_more_than_the_least(degree, half_width, step):
    # A bound from below: the costs of a program that asks for the inequality at few points only.
    log_costs = tuple(math.ceil(i * step / 2) for i in range(degree // 2 + 1))
    costs = 2.0 ** np.array(log_costs)
    proven = moment_exponential(degree, half_width, log_costs)
    t = np.cos(np.linspace(0, np.pi, 12 * degree + 60))
    exponential = np.exp(half_width * t)
    shapes = np.stack([t ** (2 * i) / cost for i, cost in enumerate(costs)] + [exponential], axis=1)
    basis = np.polynomial.chebyshev.chebvander(t, degree)
    _, least = fit_under_envelope(basis, shapes, exponential, negligible=1e-18)
    cost = proven.majorant @ costs + proven.relative
    # Below that the coefficients of P, rounded to floats, decide.
    rounding = 2e-15 * np.abs(proven.chebyshev).sum()
    assert cost <= 1.05 * least.sum() + rounding


@pytest.mark.parametrize(("degree", "half_width"), [(3, 1.0), (8, 6.0), (12, 4.0)])
def test_minimax_is_nearly_least(degree, half_width):
    # De la Vallée-Poussin: residuals of alternating sign at degree + 2 points bound the least error from below.
    proven = minimax_exponential(degree, half_width)
    x = np.linspace(-half_width, half_width, 20001)
    relative = (proven(x) - np.exp(x)) / np.exp(x)
    runs = np.split(relative, np.flatnonzero(np.diff(np.sign(relative))) + 1)
    assert len(runs) == degree + 2
    lower = min(abs(run).max() for run in runs)
    assert lower <= proven.relative_error <= 1.06 * lower


# Least relative errors of polynomials of degree g on [-h, h], by Sollya 8.0:
# p = remez(1, g, [-h;h], exp(-x), 1b-20); supnorm(p, exp(x), [-h;h], relative, 1b-10);
SOLLYA = {
    (3, 1.0): 0.0050086,
    (8, 8.0): 0.31174,
    (14, 10.0): 0.010227,
    (8, 12.0): 0.9704,
    (20, 12.0): 0.0001717,
    (16, 14.0): 0.084992,
    (24, 14.0): 2.6684e-05,
    (12, 16.0): 0.95141,
    (16, 16.0): 0.32156,
    (20, 16.0): 0.019116,
    (24, 16.0): 0.00041353,
    (16, 17.0): 0.51014,
    (18, 17.0): 0.18226,
    (20, 18.0): 0.097232,
}


@pytest.mark.parametrize(("degree", "half_width"), SOLLYA)
def test_minimax_beside_sollya(degree, half_width):
    # The last term is what rounding the coefficients to floats may cost; it decides where it exceeds the least error.
    least = SOLLYA[degree, half_width]
    assert least * 0.998 <= minimax_exponential(degree, half_width).relative_error
    assert minimax_exponential(degree, half_width).relative_error <= 1.2 * least + 2.0**-53 * math.exp(2 * half_width)


@pytest.mark.parametrize("half_width", [0.5, 7.5, 12.0, 16.0, 17.5, 24.0, 64.0])
def test_minimax_errors_never_increase_and_never_exceed_the_simple_ones(half_width):
    errors = [minimax_exponential(degree, half_width).relative_error for degree in range(41)]
    assert errors[0] <= 1.0
    assert all(later <= earlier for earlier, later in itertools.pairwise(errors))
    for degree in range(0, 41, 5):
        for make in (taylor_exponential, chebyshev_exponential):
            # Both at the limit of rounding, where neither is better but by chance.
            assert errors[degree] <= make(degree, half_width).relative_error + 2.0**-53 * math.exp(2 * half_width)
    assert minimax_exponential(40, half_width).degree == 40


def test_weighting_saves_degrees():
    # Relative error .1 on [-6, 6]: weighted 8, through the additive bound 13, by Taylor 21.
    def least(make, accuracy=0.1):
        return next(g for g in range(40) if make(g, 6.0).relative_error <= accuracy)

    assert least(minimax_exponential) == 8
    assert least(taylor_exponential) == 21
    assert least_degree_bracket(-6.0, 6.0, 0.1 * math.exp(-6)) == (13, 13)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: minimax_exponential(10**9, 1.0), "degree must be an integer in 0..170, got 1000000000"),
        (lambda: minimax_exponential(3, "1"), "half_width must be"),
        (lambda: minimax_exponential(3, np.ones(1)), "half_width must be"),
        (lambda: moment_exponential(3, 1.0, (0, -1, -2)), "log_costs must hold 1 to 2 integers"),
        (lambda: moment_exponential(3, 1.0, (10**9,)), "log_costs must hold 1 to 2 integers"),
        (lambda: minimax_exponential(-1, 1.0), "degree must be an integer in 0..170, got -1"),
        (lambda: minimax_exponential(2, math.nan), "half_width must be in"),
        (lambda: moment_exponential(2, 1.0, ()), "log_costs must hold"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
