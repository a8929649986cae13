import math

import mpmath
import numpy as np
import pytest
from scipy.optimize import linprog

from algorithms.attention.certificate.bessel import FIXED_POINT_BITS, chebyshev_coefficients, least_degree_bracket


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
    ("lower", "upper", "error"), [(-1, 1, 1e-6), (-30, 0, math.exp(-2)), (0, 6, 0.1), (2, 3, 1e-3)]
)
def test_bracket_contains_the_least_degree(lower, upper, error):
    low, high = least_degree_bracket(lower, upper, error)
    assert low <= best_degree(lower, upper, error) <= high


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: least_degree_bracket("0", 1, 0.1), "must be finite"),
        (lambda: least_degree_bracket(0, 1, 10**400), "error must be positive"),
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
