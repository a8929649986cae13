"""Sizes at numbers: exact, compared as real numbers, and refused in words where they are none."""

from fractions import Fraction
from math import isqrt

import numpy as np
import pytest
import sympy as sp

from hardness.reductions.overhead import Exact, UpperBound, least_prime_function, predicted_sizes, size_symbols

n, d, k = size_symbols(["n", "d", "k"])
a, b = size_symbols(["a", "b"])


def test_predictions_are_integers():
    assert predicted_sizes({"d": Exact(sp.Min(2**n, 7**d))}, {"n": 500, "d": 4}) == {"d": 7**4}
    assert predicted_sizes({"d": Exact(2**n)}, {"n": 500}) == {"d": 2**500}
    with pytest.raises(ValueError, match=r"overhead of d is 3/2 at the sizes \{'n': 3\}, not an integer"):
        predicted_sizes({"d": Exact(n / 2)}, {"n": 3})
    with pytest.raises(ValueError, match="overhead of d is 3\\*k at the sizes"):
        predicted_sizes({"d": Exact(n * k)}, {"n": 3})


N, M = size_symbols(["N", "M"])


def holds(declaration, measured, **sizes):
    return declaration.holds(measured, predicted_sizes({"d": declaration}, sizes)["d"])


@pytest.mark.parametrize(
    ("bound", "sizes", "most"),
    [
        (sp.Rational(3, 2) * M, {"M": 3}, 4),  # 4.5
        (M * sp.sqrt(N + 1), {"N": 1, "M": 5}, 7),  # 7.07
        (M * sp.sqrt(N + 1), {"N": 3, "M": 5}, 10),
        (sp.sqrt(N) + sp.sqrt(M) - sp.sqrt(5 + 2 * sp.sqrt(6)), {"N": 2, "M": 3}, 0),  # exactly 0, and it shows nowhere
        (M * sp.log(N) / sp.log(2), {"N": 8, "M": 5}, 15),
        (M * sp.log(N), {"N": 7, "M": 100}, 194),
        (sp.sqrt(N**2 + 1), {"N": 10**200}, 10**200),
        (sp.pi * N, {"N": 10**60}, 3141592653589793238462643383279502884197169399375105820974944),
        (2 ** (N / 2), {"N": 5}, 5),  # 4 sqrt 2
        (Fraction(7, 2), {}, 3),
        (np.int64(7), {}, 7),
        (sp.ceiling(sp.log(N, 3)) + sp.floor(sp.sqrt(N)), {"N": 10}, 6),
        (sp.Max(N, M) * sp.Min(N, 3), {"N": 5, "M": 2}, 15),
        (sp.Piecewise((1 / N, N > 0), (M, True)), {"N": 0, "M": 4}, 4),  # 1/0 is in the other piece
        (sp.Sum(N + sp.Symbol("i"), (sp.Symbol("i"), 1, M)), {"N": 10, "M": 3}, 36),
        (sp.factorial(N) * sp.binomial(N, 2), {"N": 5}, 1200),
        (least_prime_function()(sp.Rational(3, 2) * M), {"M": 5}, 11),  # of 7.5
        (sp.exp(N), {"N": 3}, 20),
        (sp.sqrt(N) * 10**1200, {"N": 2}, isqrt(2 * 10**2400)),  # of more digits than are evaluated at first
        (N**N, {"N": 0}, 1),
    ],
)
def test_bounds_are_compared_as_real_numbers(bound, sizes, most):
    assert holds(UpperBound(bound), most, **sizes)
    assert not holds(UpperBound(bound), most + 1, **sizes)
    assert holds(UpperBound(bound), 0, **sizes)


def test_fractions_of_enumerated_sizes():
    for m in range(12):
        for measured in range(20):
            assert holds(UpperBound(sp.Rational(3, 2) * M), measured, M=m) == (2 * measured <= 3 * m)
            assert holds(UpperBound(sp.sqrt(M)), measured, M=m) == (measured**2 <= m)


def test_integers_in_disguise_are_exact_sizes():
    root = sp.sqrt(5)
    binet = (((1 + root) / 2) ** N - ((1 - root) / 2) ** N) / root
    assert predicted_sizes({"d": Exact(binet)}, {"N": 30}) == {"d": 832040}  # the 30th Fibonacci number
    with pytest.raises(ValueError, match=r"overhead of d is 3/2 at the sizes \{'N': 3\}, not an integer"):
        predicted_sizes({"d": Exact(sp.Rational(1, 2) * N)}, {"N": 3})


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        (sp.Symbol("K") + N, r"is K \+ 3 at the sizes .*: K is no size of the source, which has N; size_symbols"),
        (2 ** (2 ** (100 * N)) * sp.Symbol("K"), "is .* at .*: K is no size of the source"),
        (sp.Symbol("N", negative=True), "assumes that N is .*, but it is 3"),
        (sp.Symbol("N", even=True), "assumes that N is .*, but it is 3"),
        (1 / (N - 3), "is zoo at .*, not a real number"),
        (sp.log(N - 3), "is zoo at .*, not a real number"),
        (sp.sqrt(N - 4), "is I at .*, not a real number"),
        (sp.I * N, r"is 3\*I at .*, not a real number"),
        (sp.Piecewise((N, N > 5)), "is nan at .*, not a real number"),
        (sp.Mod(2 ** (2 ** (20 * N)), 7), "is not known at"),
        (sp.Rational(1, 2) ** (2 ** (20 * N)), "is not known at .* has too many digits"),
        (2 ** (2 ** (20 * N)) - 3 ** (2 ** (20 * N)), "is not known at .* has parts of more than .* binary digits"),
        (sp.Piecewise((N, sp.Symbol("K") > 0), (N + 1, True)), "is .* at .*: K is no size of the source"),
        (2 ** (2 ** (20 * N)) + sp.Symbol("K"), "is .* at .*: K is no size of the source"),
    ],
)
def test_values_that_are_no_sizes_are_refused_in_words(expression, reason):
    for declaration in (Exact, UpperBound):
        with pytest.raises(ValueError, match=f"overhead of d {reason}"):
            predicted_sizes({"d": declaration(expression)}, {"N": 3})


def test_a_symbol_that_cannot_be_0_is_refused_at_0():
    positive = sp.Max(sp.Symbol("N", positive=True, integer=True), 1)  # sympy has made this N
    with pytest.raises(ValueError, match=r"assumes that N is .*, but it is 0: size_symbols"):
        predicted_sizes({"d": Exact(positive)}, {"N": 0})


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (1.5, "must be exact, got 1.5: write sympy.Rational.3, 2. for 1.5"),
        (np.float64(2), "must be exact"),
        (float("inf"), "must be exact"),
        (1.5 * M, "must be exact, got 1.5.M"),
        (M**0.5, r"must be exact, got M\*\*0.5: write sympy.Rational.1, 2."),
        ("N + 1", "must be a sympy expression, an int or a Fraction, got 'N"),
        (True, "must be a sympy expression"),
        (None, "must be a sympy expression"),
        (N > 3, "must be a sympy expression"),
        (sp.Matrix([1]), "must be a sympy expression"),
        (sp.oo, "must be finite"),
        (N + sp.zoo, "must be finite"),
        (sp.nan, "must be finite"),
    ],
)
def test_declarations_that_are_refused(given, reason):
    for declaration in (Exact, UpperBound):
        with pytest.raises(ValueError, match=f"expression {reason}"):
            declaration(given)


@pytest.mark.parametrize(
    "bound",
    [
        2 ** (2**N),
        3 ** (3 ** (3**N)),
        2 ** (2 ** (2**N)) + N,
        2 ** (2**N) - N**5,
        M * 2 ** (2**N) / 7,
        sp.factorial(2**N),
        sp.exp(sp.exp(N)),
        sp.Max(M, 2 ** (2**N)),
        (2 ** (2**N) + 1) ** M,
        sp.Rational(10, 9) ** (10**N),
        2 ** (2**N / 3),
    ],
)
def test_bounds_beyond_all_memory_hold(bound):
    assert holds(UpperBound(bound), 10**9, N=100, M=5)
    assert holds(UpperBound(bound), 47**9200, N=100, M=5)
    assert not holds(Exact(bound), 10**9, N=100, M=5)
    assert not holds(UpperBound(-bound), 0, N=100, M=5)


def test_large_numbers_that_are_not_the_result():
    assert holds(UpperBound(sp.Min(2 ** (2**N), M)), 5, N=100, M=5)
    assert not holds(UpperBound(sp.Min(2 ** (2**N), M)), 6, N=100, M=5)
    # 2^22 bits are written out and compared exactly, also where they nearly agree.
    assert holds(UpperBound(2**N), 2**4_000_000, N=4_000_000)
    assert not holds(UpperBound(2**N - 1), 2**4_000_000, N=4_000_000)
    with pytest.raises(ValueError, match="is not known at the sizes"):
        predicted_sizes({"d": UpperBound(2 ** (2**N) - 2 ** (2**M))}, {"N": 100, "M": 99})
    with pytest.raises(ValueError, match="are not compared"):
        holds(UpperBound(2 ** (2**N)), 1 << 5_000_000, N=100)


@pytest.mark.parametrize(
    "bound",
    [
        sp.fibonacci(10**9 * N),
        sp.catalan(10**7 * N),
        sp.factorial2(10**7 * N),
        sp.binomial(10**9 * N, 10**8 * N),
        sp.Product(sp.Symbol("i"), (sp.Symbol("i"), 1, 10**7 * N)),
        least_prime_function()(10 ** (3000 * N)),
    ],
)
def test_functions_that_would_compute_for_minutes_are_not_computed(bound):
    with pytest.raises(ValueError, match=r"overhead of d is not known .* of numbers of this size takes too long"):
        predicted_sizes({"d": UpperBound(bound)}, {"N": 5})


@pytest.mark.parametrize("bound", [sp.Derivative(N**2, N), sp.Mod(7, N - 5)])
def test_what_cannot_be_computed_is_said_of_the_size(bound):
    with pytest.raises(ValueError, match=r"overhead of d cannot be computed at the sizes {'N': 5}: .*Error: "):
        predicted_sizes({"d": UpperBound(bound)}, {"N": 5})
