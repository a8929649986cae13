"""Size maps: what a declaration holds for, and how declarations compose."""

import re
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy as sp

from hardness.problems import CNF
from hardness.reductions import Chain, GapMaxIPToAttention, OrthogonalVectorsToGapMaxIP, SatToOrthogonalVectors
from hardness.reductions.overhead import Exact, UpperBound, compose, predicted_sizes, size_symbols

n, d, k, N, M = size_symbols(["n", "d", "k", "N", "M"])
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


@pytest.mark.parametrize("number", [1, Fraction(4, 4), np.int64(1), sp.Integer(1), sp.log(8) / sp.log(2) - 2])
def test_numbers_are_declarations_too(number):
    predicted = predicted_sizes({"d": Exact(number)}, {"N": 3})["d"]
    assert Exact(number).holds(1, predicted)
    assert not Exact(number).holds(2, predicted)
    composed = compose({"a": Exact(n), "branch_count": Exact(1)}, {"d": Exact(number), "branch_count": Exact(1)})
    assert composed["branch_count"] == Exact(1)


@pytest.mark.parametrize(
    "symbols", ["size", sp.symbols("N M"), sp.symbols("N M", real=True), sp.symbols("N M", cls=sp.Dummy)]
)
def test_symbols_are_matched_by_name(symbols):
    one, two = (N, M) if symbols == "size" else symbols
    overhead = {"a": Exact(one + 2 * two), "b": UpperBound(one * two), "branch_count": Exact(1)}
    assert predicted_sizes(overhead, {"N": 0, "M": 5}) == {"a": 10, "b": 0, "branch_count": 1}
    first = {"N": Exact(d), "M": Exact(k), "branch_count": Exact(1)}
    assert compose(first, overhead)["a"] == Exact(d + 2 * k)


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


def test_composition_refuses_unknown_symbols_and_keeps_declared_constants() -> None:
    n, m = size_symbols(["n", "m"])
    first = {"n": Exact(n + 1), "branch_count": Exact(sp.Integer(1))}
    leaking = {"p": Exact(n * m), "branch_count": Exact(sp.Integer(1))}
    with pytest.raises(ValueError, match=r"uses sizes \['m'\] that are not declared"):
        compose(first, leaking)
    assert compose(first, leaking, constants=[m])["p"] == Exact((n + 1) * m)
    bounded = compose({"n": UpperBound(2 * n), "branch_count": Exact(n)}, {"p": Exact(n**2), "branch_count": Exact(n)})
    assert bounded == {"p": UpperBound(4 * n**2), "branch_count": UpperBound(2 * n**2)}


def _random_formula(variables: int, clauses: int, rng: np.random.Generator) -> CNF:
    picks = [rng.choice(variables, size=2, replace=False) + 1 for _ in range(clauses)]
    return CNF(variables, [tuple(int(v) * int(rng.choice([-1, 1])) for v in pick) for pick in picks])


@pytest.mark.parametrize(
    ("order", "variant", "representation"), list(product((2, 3), ("calibrated", "paper"), ("implicit", "compressed")))
)
def test_measured_sizes_obey_the_composed_overhead_of_the_whole_chain(
    order: int, variant: str, representation: str
) -> None:
    chain = Chain(
        SatToOrthogonalVectors(order),
        OrthogonalVectorsToGapMaxIP(representation=representation),
        GapMaxIPToAttention(variant),
    )
    rng = np.random.default_rng(5)
    overhead = chain.overhead
    for variables, clauses in ((2, 1), (3, 2), (5, 3), (6, 4), (7, 5)):
        formula = _random_formula(variables, clauses, rng)
        predicted = predicted_sizes(overhead, formula.size())
        reduced = chain.apply(formula)
        _advice, target = next(reduced.branches())
        measured = {**target.size(), "branch_count": reduced.branch_count}
        assert measured.keys() == overhead.keys()
        for name, value in measured.items():
            assert overhead[name].holds(value, predicted[name]), (name, value, predicted[name])
