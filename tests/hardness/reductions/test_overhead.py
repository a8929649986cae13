import re
from fractions import Fraction
from math import isqrt

import numpy as np
import pytest
import sympy as sp

from hardness.reductions.overhead import Exact, UpperBound, compose, least_prime, predicted_sizes, size_symbols

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
        (least_prime()(sp.Rational(3, 2) * M), {"M": 5}, 11),  # of 7.5
        (sp.exp(N), {"N": 3}, 20),
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


@pytest.mark.parametrize("number", [1, Fraction(4, 4), np.int64(1), sp.Integer(1), sp.log(8) / sp.log(2) - 2])
def test_numbers_are_declarations_too(number):
    assert holds(Exact(number), 1, N=3)
    assert not holds(Exact(number), 2, N=3)
    composed = compose({"a": Exact(n), "branch_count": Exact(1)}, {"d": Exact(number), "branch_count": Exact(1)})
    assert composed["branch_count"] == Exact(1)


def test_integers_in_disguise_are_exact_sizes():
    root = sp.sqrt(5)
    binet = (((1 + root) / 2) ** N - ((1 - root) / 2) ** N) / root
    assert predicted_sizes({"d": Exact(binet)}, {"N": 30}) == {"d": 832040}  # the 30th Fibonacci number
    with pytest.raises(ValueError, match=r"overhead of d is 3/2 at the sizes \{'N': 3\}, not an integer"):
        predicted_sizes({"d": Exact(sp.Rational(1, 2) * N)}, {"N": 3})


@pytest.mark.parametrize(
    "symbols", ["size", sp.symbols("N M"), sp.symbols("N M", real=True), sp.symbols("N M", cls=sp.Dummy)]
)
def test_symbols_are_matched_by_name(symbols):
    one, two = (N, M) if symbols == "size" else symbols
    overhead = {"a": Exact(one + 2 * two), "b": UpperBound(one * two), "branch_count": Exact(1)}
    assert predicted_sizes(overhead, {"N": 0, "M": 5}) == {"a": 10, "b": 0, "branch_count": 1}
    first = {"N": Exact(d), "M": Exact(k), "branch_count": Exact(1)}
    assert compose(first, overhead)["a"] == Exact(d + 2 * k)


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


def test_entries_that_are_no_declarations_are_named():
    for overhead in ({"d": N}, {"d": 1}, {"d": None}):
        with pytest.raises(ValueError, match=r"overhead of d must be Exact\(\.\.\.\) or UpperBound\(\.\.\.\), got"):
            predicted_sizes(overhead, {"N": 1})
        with pytest.raises(ValueError, match="overhead of d must be"):
            compose(overhead, {"branch_count": Exact(1)})


@pytest.mark.parametrize("overhead", [None, 3, [("d", Exact(1))], "d", iter(["d"])])
def test_what_is_no_mapping_is_no_overhead(overhead):
    for refused in (lambda: predicted_sizes(overhead, {"N": 1}), lambda: compose(overhead, {"branch_count": Exact(1)})):
        with pytest.raises(ValueError, match=r"overhead must be a dict of .*, got"):
            refused()


def test_composed_overheads_count_their_branches():
    counted, uncounted = {"d": Exact(N), "branch_count": Exact(1)}, {"d": Exact(N)}
    for steps in ((uncounted, counted), (counted, uncounted)):
        with pytest.raises(ValueError, match=r"overhead lacks branch_count, it has \['d'\]"):
            compose(*steps)


@pytest.mark.parametrize(
    "bound",
    [
        sp.fibonacci(10**9 * N),
        sp.catalan(10**7 * N),
        sp.factorial2(10**7 * N),
        sp.binomial(10**9 * N, 10**8 * N),
        sp.Product(sp.Symbol("i"), (sp.Symbol("i"), 1, 10**7 * N)),
        least_prime()(10 ** (3000 * N)),
    ],
)
def test_functions_that_would_compute_for_minutes_are_not_computed(bound):
    with pytest.raises(ValueError, match=r"overhead of d is not known .* of numbers of this size takes too long"):
        predicted_sizes({"d": UpperBound(bound)}, {"N": 5})


@pytest.mark.parametrize("bound", [sp.Derivative(N**2, N), sp.Mod(7, N - 5)])
def test_what_cannot_be_computed_is_said_of_the_size(bound):
    with pytest.raises(ValueError, match=r"overhead of d cannot be computed at the sizes {'N': 5}: .*Error: "):
        predicted_sizes({"d": UpperBound(bound)}, {"N": 5})


def test_true_bounds_of_a_user_pass_the_checks_and_false_ones_fail():
    from hardness.checks import check_reduction, source_scope
    from hardness.problems import CNF
    from hardness.reductions import SatToOrthogonalVectors

    class Mine(SatToOrthogonalVectors):
        d: object

        @property
        def overhead(self):
            return {**SatToOrthogonalVectors(2).overhead, "d_OV": self.d}

    def report(declared):
        mine = Mine(2)
        object.__setattr__(mine, "d", declared)
        return check_reduction(mine, source_scope(CNF)(1), checks=["overhead"])

    free_N, free_M = sp.symbols("N M")
    for true in (sp.Rational(3, 2) * M, M * sp.sqrt(N + 1), free_N + free_M, M + 2 ** (2 ** (2 ** (N + 7)))):
        assert report(UpperBound(true)), true
    for false in (sp.Rational(1, 2) * M, M * sp.sqrt(N), free_N):
        found = report(UpperBound(false))
        assert found.failures
        assert "the overhead says UpperBound" in found["overhead"].message
    assert "not an integer" in report(Exact(sp.Rational(1, 2) * M))["overhead"].message
    beyond = report(Exact(M + 2 ** (2 ** (2 ** (N + 7)))))["overhead"].message
    assert "2^n for an n beyond 8,388,608" in beyond
