"""Smoothing brackets what it replaces, so that limits are bounds."""

import pytest
import sympy as sp

from hardness.reductions.overhead import least_prime_function
from hardness.theory.asymptotics import alternatives, limit, scale, smooth


def test_smoothing_brackets_what_it_replaces() -> None:
    x = scale()
    expression = 2 ** sp.ceiling(x / 3) * least_prime_function()(sp.Max(sp.ceiling(x / 2) + 1, 6)) + sp.floor(x / 7)
    low, high = smooth(expression, upper=False), smooth(expression, upper=True)
    for value in (12, 13, 29, 100, 101):
        true = expression.subs(x, sp.Integer(value)).doit()
        assert low.subs(x, value) <= true <= high.subs(x, value)
    assert alternatives(sp.Min(x, 3 + sp.Min(5, x**2))) != [expression]
    primes = least_prime_function()(x)
    for value in (8, 24, 90, 114, 524):  # before the gaps between primes: 11, 29, 97, 127, 541
        assert (
            smooth(primes, upper=False).subs(x, value)
            < primes.subs(x, value)
            <= smooth(primes, upper=True).subs(x, value)
        )
    assert set(alternatives(sp.Min(x, 3 + x**2))) == {x, 3 + x**2}
    assert limit(sp.Min(x**2, 5 * x), x) == 5
    with pytest.raises(ValueError, match="alternatives"):
        smooth(sp.Min(x, 1), upper=True)
