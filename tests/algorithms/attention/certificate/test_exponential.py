from fractions import Fraction

import mpmath
import pytest

from algorithms.attention.certificate.exponential import (
    chebyshev_exponential,
    taylor_exponential,
)
from algorithms.attention.certificate.majorant import minimax_exponential


@pytest.mark.parametrize("half_width", [0.5, 2.0])
@pytest.mark.parametrize("make", [taylor_exponential, chebyshev_exponential, minimax_exponential])
def test_relative_errors_by_sturm_sequences(make, half_width, holds_everywhere):
    proven = make(4, half_width)
    assert holds_everywhere(proven)
    assert not holds_everywhere(proven, Fraction(9, 10))  # and the bound is sharp: the oracle rejects less


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


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: taylor_exponential(171, 1.0), "degree must be an integer in 0..170, got 171"),
        (lambda: taylor_exponential(3, 10**400), "half_width must be"),
        (lambda: taylor_exponential(2, 0.0), "half_width must be in"),
        (lambda: chebyshev_exponential(2, 65.0), "half_width must be in"),
    ],
)
def test_bad_input_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()
