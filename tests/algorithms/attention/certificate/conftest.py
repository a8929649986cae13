"""A decision procedure for majorants that shares nothing with the proof."""

import math
from fractions import Fraction

import pytest
import sympy as sp


def _holds_everywhere(proven, shrink=Fraction(1)):
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


@pytest.fixture(scope="session")
def holds_everywhere():
    return _holds_everywhere
