import re
from math import isqrt

import pytest
import sympy as sp

from hardness.theory.overhead import Exact, UpperBound, compose, least_prime, predicted_sizes, size_symbols

n, d, k = size_symbols(["n", "d", "k"])
a, b = size_symbols(["a", "b"])


def test_symbols_are_equal_for_equal_names():
    assert size_symbols(["n"])[0] == n
    assert n != sp.Symbol("n")  # nonnegative integers, not anything
    assert sp.ceiling(n) == n


def test_what_a_declaration_holds_for():
    assert Exact(n).holds(5, 5)
    assert not Exact(n).holds(4, 5)
    assert UpperBound(n).holds(5, 5)
    assert UpperBound(n).holds(4, 5)
    assert not UpperBound(n).holds(6, 5)


def test_the_least_prime():
    def by_trial(x):
        while x < 2 or any(x % divisor == 0 for divisor in range(2, isqrt(x) + 1)):
            x += 1
        return x

    f = least_prime()
    for x in range(-2, 200):
        assert f(sp.Integer(x)) == by_trial(x)
    assert f is least_prime()
    later = f(sp.Max(n, 6))
    assert str(later) == "least_prime(Max(6, n))"
    assert later.subs(n, 24) == 29


def test_sizes_are_substituted_all_at_once():
    # a -> b and b -> a: one after the other would give a^2.
    first = {"a": Exact(b), "b": Exact(a), "branch_count": Exact(sp.Integer(1))}
    second = {"n": Exact(a * b**2), "branch_count": Exact(sp.Integer(1))}
    assert compose(first, second)["n"].expression == b * a**2


def test_composition_is_evaluation_in_two_steps():
    first = {"a": Exact(2**n), "b": UpperBound(n * d), "branch_count": Exact(d + 1)}
    second = {"k": Exact(a + 3), "d": Exact(a * b), "branch_count": UpperBound(b + 2)}
    whole = compose(first, second)
    for values in [(0, 0), (1, 4), (3, 2), (5, 7)]:
        source = {"n": values[0], "d": values[1]}
        middle = predicted_sizes(first, source)
        end = predicted_sizes(second, {"a": middle["a"], "b": middle["b"]})
        end["branch_count"] *= middle["branch_count"]
        assert predicted_sizes(whole, source) == end
    assert whole["k"] == Exact(2**n + 3)
    assert isinstance(whole["d"], UpperBound)  # b was only bounded
    assert isinstance(whole["branch_count"], UpperBound)


@pytest.mark.parametrize("first", [Exact, UpperBound])
@pytest.mark.parametrize("second", [Exact, UpperBound])
def test_exactness_is_inherited_only_from_exact_steps(first, second):
    one, two = {"a": first(n), "branch_count": first(n)}, {"d": second(a), "branch_count": second(a)}
    whole = compose(one, two)
    both = first is second is Exact
    assert isinstance(whole["d"], Exact) == both
    assert isinstance(whole["branch_count"], Exact) == both
    assert whole["branch_count"].expression == n**2


def test_an_undeclared_size_is_an_error():
    first = {"a": Exact(n), "branch_count": Exact(sp.Integer(1))}
    with pytest.raises(ValueError, match=re.escape("overhead uses sizes ['b'] that are not declared: ['a']")):
        compose(first, {"d": Exact(a + b), "branch_count": Exact(sp.Integer(1))})
    with pytest.raises(ValueError, match=re.escape("uses sizes ['branch_count']")):
        compose(first, {"d": Exact(size_symbols(["branch_count"])[0]), "branch_count": Exact(sp.Integer(1))})


def test_predictions_are_integers():
    assert predicted_sizes({"d": Exact(sp.Min(2**n, 7**d))}, {"n": 500, "d": 4}) == {"d": 7**4}
    assert predicted_sizes({"d": Exact(2**n)}, {"n": 500}) == {"d": 2**500}
    with pytest.raises(ValueError, match=r"overhead of d is 3/2 at the sizes \{'n': 3\}, not an integer"):
        predicted_sizes({"d": Exact(n / 2)}, {"n": 3})
    with pytest.raises(ValueError, match="overhead of d is 3\\*k at the sizes"):
        predicted_sizes({"d": Exact(n * k)}, {"n": 3})
