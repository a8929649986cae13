"""The least prime as a function in overheads."""

from math import isqrt

import sympy as sp

from hardness.reductions.overhead import least_prime_function, size_symbols

n, d, k = size_symbols(["n", "d", "k"])


def test_the_least_prime():
    def by_trial(x):
        while x < 2 or any(x % divisor == 0 for divisor in range(2, isqrt(x) + 1)):
            x += 1
        return x

    f = least_prime_function()
    for x in range(-2, 200):
        assert f(sp.Integer(x)) == by_trial(x)
    assert f is least_prime_function()
    later = f(sp.Max(n, 6))
    assert str(later) == "least_prime(Max(6, n))"
    assert later.subs(n, 24) == 29
