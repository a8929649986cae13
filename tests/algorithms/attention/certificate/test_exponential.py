import itertools
import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy as sp
from scipy.optimize import linprog

from algorithms.attention.certificate.envelope import fit_under_envelope
from algorithms.attention.certificate.exponential import (
    FIXED_POINT_BITS,
    chebyshev_coefficients,
    chebyshev_exponential,
    least_degree_bracket,
    prove,
    residual,
    taylor_exponential,
    values_at,
)
from algorithms.attention.certificate.majorant import minimax_exponential, moment_exponential

GAUSSIAN_COSTS = (0, -5, -8, -11)  # about the even moments of scores of standard deviation h / 6


def holds_everywhere(proven, shrink=Fraction(1)):
    """Decide |e^(ht) - P| <= shrink * w on [-1, 1] by Sturm sequences, in exact rationals throughout."""
    t = sp.symbols("t")
    h = sp.Rational(Fraction(proven.half_width))
    terms = proven.degree + 10 + 4 * math.ceil(proven.half_width)
    series = sp.Poly([h**m / sp.factorial(m) for m in range(terms, -1, -1)], t, domain="QQ")
    remainder = 2 * h ** (terms + 1) / sp.factorial(terms + 1)
    polynomial = sp.Poly(0, t, domain="QQ")
    for m, coefficient in enumerate(proven.chebyshev):
        polynomial += sp.Poly(sp.chebyshevt(m, t), t, domain="QQ") * sp.Rational(Fraction(float(coefficient)))
    even = sp.Poly(0, t, domain="QQ")
    for i, coefficient in enumerate(proven.majorant):
        even += sp.Poly(t ** (2 * i), t, domain="QQ") * sp.Rational(Fraction(float(coefficient)))
    relative = sp.Rational(Fraction(proven.relative))
    majorant = (even + relative * (series - remainder)) * sp.Rational(shrink)
    for sign in (1, -1):
        slack = majorant - sign * (series - polynomial) - remainder
        if slack.eval(0) <= 0 or slack.count_roots(-1, 1):
            return False
    return True


@pytest.mark.parametrize("half_width", [2.0**-10, 0.75, 6.0, 40.0])
def test_bessel_enclosures(half_width):
    enclosures, remainder = chebyshev_coefficients(half_width, 70)
    with mpmath.workdps(160):
        for m, (low, high) in enumerate(enclosures):
            true = mpmath.besseli(m, half_width) * (2 if m else 1) * mpmath.mpf(2) ** FIXED_POINT_BITS
            assert low <= true <= high
            assert high - low <= 1000 + high * 2**-200
        tail = mpmath.nsum(lambda m: 2 * mpmath.besseli(int(m), half_width), [71, 150])
        assert tail <= remainder <= 3 * tail + mpmath.mpf(2) ** (4 - FIXED_POINT_BITS)


@pytest.mark.parametrize("half_width", [0.5, 2.0])
@pytest.mark.parametrize("make", [taylor_exponential, chebyshev_exponential, minimax_exponential])
def test_relative_errors_by_sturm_sequences(make, half_width):
    proven = make(4, half_width)
    assert holds_everywhere(proven)
    assert not holds_everywhere(proven, Fraction(9, 10))  # and the bound is sharp: the oracle rejects less


@pytest.mark.parametrize(("degree", "half_width"), [(2, 0.25), (3, 1.0), (4, 1.5)])
def test_moment_majorants_by_sturm_sequences(degree, half_width):
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


def test_proof_enlarges_a_majorant_that_is_too_small():
    good = moment_exponential(4, 1.0, GAUSSIAN_COSTS[:3])
    for spoiled in (good.majorant * 1e-3, good.majorant * [0, 1, 1], good.majorant * [1, 1, 0]):
        assert holds_everywhere(prove(1.0, good.chebyshev, spoiled, good.relative))


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


@pytest.mark.parametrize("order", [8, 15, 16])
def test_proof_holds_on_coarse_grids(order, monkeypatch):
    # With 4 cells on each side of 0, T_16 turns halfway between the angles as well, and T_8 is +-1 at all of them.
    spoiled = np.zeros(order + 1)
    spoiled[:4] = minimax_exponential(3, 1.0).chebyshev  # before the change: it is kept
    monkeypatch.setattr("algorithms.attention.certificate.exponential._FEWEST_POINTS", 4)
    monkeypatch.setattr("algorithms.attention.certificate.exponential._MOST_POINTS", 4)
    spoiled[order] = 1e-2
    proven = prove(1.0, spoiled, np.array([1e-4, 0.0, 1e-3]), 1e-4)
    t = np.linspace(-1, 1, 4001)
    residual = np.exp(t) - np.polynomial.chebyshev.chebval(t, spoiled)
    assert (abs(residual) <= proven.majorant @ [t**0, t**2, t**4] + proven.relative * np.exp(t)).all()


def test_proof_is_sharp_where_the_majorant_is_steep():
    # w = t^6 / 100 + 10^-5 around 0: cells compared by their extreme values would need far more than 512 angles.
    chebyshev = minimax_exponential(7, 1.0).chebyshev
    proven = prove(1.0, chebyshev, np.array([1e-5, 0, 0, 1e-2]))
    np.testing.assert_allclose(proven.majorant, [1e-5, 0, 0, 1e-2], rtol=1e-3)
    assert holds_everywhere(proven)


def test_proof_accepts_any_polynomial():
    proven = prove(1.0, np.array([1.0, -1.0, 0.5]))
    assert holds_everywhere(proven)


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


@pytest.mark.parametrize(
    ("degree", "half_width"),
    [(0, 17.0), (9, 9.0), (8, 12.0), (28, 12.0), (20, 16.0), (36, 16.0), (22, 18.0), (3, 40.0)],
)
@pytest.mark.parametrize("make", [taylor_exponential, chebyshev_exponential, minimax_exponential])
def test_relative_errors_on_wide_intervals_in_high_precision(make, degree, half_width):
    proven = make(degree, half_width)
    with mpmath.workdps(60):
        coefficients = [mpmath.mpf(float(c)) for c in proven.chebyshev]
        largest = mpmath.mpf(0)
        for j in range(1001):
            t = -mpmath.cos(mpmath.pi * j / 1000)
            current = before = mpmath.mpf(0)
            for coefficient in coefficients[:0:-1]:
                current, before = 2 * t * current - before + coefficient, current
            value = t * current - before + coefficients[0]
            largest = max(largest, abs(1 - value * mpmath.exp(-mpmath.mpf(half_width) * t)))
    assert largest <= proven.relative_error
    if make is minimax_exponential:  # the proof itself adds little
        assert proven.relative_error <= 1.02 * largest


def test_residuals_in_integers():
    chebyshev = minimax_exponential(20, 16.0).chebyshev
    differences, slack = residual(16.0, chebyshev)
    t = np.array([-1.0, -0.3, 1e-30, 0.7, 1.0])
    with mpmath.workdps(80):
        for point, found in zip(t, values_at(t, differences), strict=True):
            exact = mpmath.exp(16 * mpmath.mpf(point)) - sum(
                mpmath.mpf(float(c)) * mpmath.chebyt(m, mpmath.mpf(point)) for m, c in enumerate(chebyshev)
            )
            assert abs(found - exact) <= 2.0**-53 * abs(exact) + slack + 1e-11 * 2.0**-60
    assert slack < 1e-30


def test_weighting_saves_degrees():
    # Relative error .1 on [-6, 6]: weighted 8, through the additive bound 13, by Taylor 21.
    def least(make, accuracy=0.1):
        return next(g for g in range(40) if make(g, 6.0).relative_error <= accuracy)

    assert least(minimax_exponential) == 8
    assert least(taylor_exponential) == 21
    assert least_degree_bracket(-6.0, 6.0, 0.1 * math.exp(-6)) == (13, 13)


def test_monomial_coefficients_and_values_agree():
    proven = minimax_exponential(7, 2.5)
    x = np.linspace(-2.5, 2.5, 11)
    np.testing.assert_allclose(proven(x), np.polynomial.polynomial.polyval(x / 2.5, proven.monomial), rtol=1e-14)
    assert abs(proven(x) - np.exp(x)).max() <= proven.absolute_error
    assert repr(proven).startswith("<exp on [-2.5, 2.5]: degree 7, error ")


@pytest.mark.parametrize(
    ("lower", "upper", "error"), [(-1, 1, 1e-6), (-30, 0, math.exp(-2)), (0, 6, 0.1), (2, 3, 1e-3)]
)
def test_bracket_contains_the_least_degree(lower, upper, error):
    low, high = least_degree_bracket(lower, upper, error)
    assert low <= best_degree(lower, upper, error) <= high


def best_degree(lower, upper, error):
    """Find the least degree by linear programs on a grid fine enough to matter only in the fourth digit."""
    x = np.cos(np.linspace(0, np.pi, 400))
    target = np.exp((upper + lower) / 2 + (upper - lower) / 2 * x)
    for degree in range(60):
        rows = np.polynomial.chebyshev.chebvander(x, degree)
        one = np.ones((len(x), 1))
        solution = linprog(
            np.eye(degree + 2)[-1],
            A_ub=np.vstack([np.hstack([rows, -one]), np.hstack([-rows, -one])]),
            b_ub=np.concatenate([target, -target]),
            bounds=[(None, None)] * (degree + 2),
        )
        if solution.fun <= error:
            return degree
    raise AssertionError


def test_bracket_widths():
    assert np.diff(least_degree_bracket(-30, 0, math.exp(-2))) == 4
    assert np.diff(least_degree_bracket(-100, 0, math.exp(-2))) == 11
    assert least_degree_bracket(3.0, 3.0, 1e-9) == (0, 0)
    assert least_degree_bracket(-1.0, 1.0, 100.0) == (0, 0)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: minimax_exponential(10**9, 1.0), "degree must be at most 170, got 1000000000"),
        (lambda: taylor_exponential(171, 1.0), "degree must be at most 170"),
        (lambda: minimax_exponential(3, "1"), "half_width must lie"),
        (lambda: minimax_exponential(3, np.ones(1)), "half_width must lie"),
        (lambda: taylor_exponential(3, 10**400), "half_width must lie"),
        (lambda: moment_exponential(3, 1.0, (0, -1, -2)), "log_costs must hold 1 to 2 integers"),
        (lambda: moment_exponential(3, 1.0, (10**9,)), "log_costs must hold 1 to 2 integers"),
        (lambda: least_degree_bracket("0", 1, 0.1), "must be finite"),
        (lambda: least_degree_bracket(0, 1, 10**400), "error must be positive"),
        (lambda: minimax_exponential(-1, 1.0), "degree must be a nonnegative integer, got -1"),
        (lambda: taylor_exponential(2, 0.0), "half_width must lie in"),
        (lambda: chebyshev_exponential(2, 65.0), "half_width must lie in"),
        (lambda: minimax_exponential(2, math.nan), "half_width must lie in"),
        (lambda: moment_exponential(2, 1.0, ()), "log_costs must hold"),
        (lambda: least_degree_bracket(1, 0, 0.1), "lower <= upper"),
        (
            lambda: least_degree_bracket(-1, 1, 1e-200),
            "at least 2\\^-360 exp\\(midpoint of the interval\\), got 1e-200",
        ),
        (lambda: least_degree_bracket(999, 1001, 1e-6), "got 1e-06 for 1000.0"),
        (lambda: least_degree_bracket(0, 1, 0), "error must be positive"),
        (lambda: least_degree_bracket(0, math.inf, 0.1), "must be finite"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
