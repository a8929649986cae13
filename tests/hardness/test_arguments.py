"""One rule for each kind of argument: what is taken, and that a refusal names argument, value and range."""

import re
from fractions import Fraction

import galois
import numpy as np
import pytest
import sympy as sp

from hardness import CNF, solve
from hardness.arguments import integer, one_of, rational, short_repr
from hardness.codes import ReedSolomon, finite_field
from hardness.codes.registry import parse_code
from hardness.codes.weights import minimum_distance
from hardness.generators import planted_orthogonal_vectors, random_cnf
from hardness.protocols import SetDisjointness, sample
from hardness.theory import transition


class BadRepr:
    def __repr__(self) -> str:
        raise RuntimeError("no repr")


@pytest.mark.parametrize("value", [3, np.int8(3), np.uint64(3), sp.Integer(3), np.array(3)])
def test_every_type_of_integer_is_an_integer(value):
    number = integer("k", value, least=3, most=3)
    assert (number, type(number)) == (3, int)


@pytest.mark.parametrize(
    "value", [True, np.True_, 3.0, "3", None, Fraction(3), 2, 6, pytest.param(-(10**5000), id="5000 digits"), BadRepr()]
)
def test_anything_else_is_refused_by_name(value):
    with pytest.raises(ValueError, match=r"^blocks must be an integer in 3\.\.5, got ") as refused:
        integer("blocks", value, 3, 5)
    assert len(str(refused.value)) < 200


@pytest.mark.parametrize("value", [galois.GF(7)(3), np.ma.array(3), np.ma.masked], ids=repr)
def test_integers_that_mean_something_else_are_refused(value):
    with pytest.raises(ValueError, match=r"^blocks must be an integer >= 1, got "):
        integer("blocks", value, 1)
    with pytest.raises(ValueError, match="order must be an integer, got "):
        finite_field(value)
    with pytest.raises(ValueError, match=r"clauses\[0\] must have literals "):
        CNF(3, [(value,)])


def test_the_allowed_range_is_named():
    for bounds, allowed in [((3, None), " >= 3"), ((None, 5), " <= 5"), ((None, None), "")]:
        with pytest.raises(ValueError, match=rf"^k must be an integer{allowed}, got None$"):
            integer("k", None, *bounds)


@pytest.mark.parametrize("value", ["1/10", "0.1", "1e-1", Fraction(1, 10), sp.Rational(1, 10), " 1/10 "])
def test_exact_numbers_are_rational(value):
    assert rational("slack", value) == Fraction(1, 10)


LONG = pytest.param(Fraction(1, 10**5000), id="5000 digits")


@pytest.mark.parametrize(
    "value", [0.1, True, "1/0", "tenth", "nan", None, 1j, "1e400000000", "1E-0400000000", "1" * 1001, LONG]
)
@pytest.mark.usefixtures("at_once")
def test_others_are_refused_at_once(value):
    with pytest.raises(ValueError, match=r"^slack must ") as refused:
        rational("slack", value)
    assert len(str(refused.value)) < 200


def test_a_repr_is_one_short_line_and_never_fails():
    assert short_repr("a\nb") == r"'a\nb'"
    assert short_repr(np.zeros((3, 2))) == "array([[0., 0.], [0., 0.], [0., 0.]])"
    assert len(short_repr("x" * 1000)) == 80
    assert "RuntimeError" in short_repr(BadRepr())


NAMES = ["alpha", "beta", "gamma(k=2)", "gamma(k=3)", "delta", "epsilon", "zeta", "eta", "theta-iota"]


@pytest.mark.parametrize(
    ("value", "suggested"),
    [
        ("alhpa", ["alpha"]),
        ("ALPHA ", ["alpha"]),
        ("gamma", ["gamma(k=2)", "gamma(k=3)"]),
        ("iota", ["theta-iota"]),
        ("qqqqqqqq", []),
        ("", []),
        ("x" * 10**6, []),
        (None, []),
        (3, []),
        (["alpha"], []),
    ],
    ids=lambda value: short_repr(value, 20),
)
def test_an_unknown_name_gets_the_close_ones(value, suggested):
    with pytest.raises(ValueError, match="name must be one of 9 names") as caught:
        one_of("name", value, NAMES)
    hint = str(caught.value).partition("; did you mean ")[2].removesuffix("?")
    assert set(suggested) <= set(hint.split(" or ") if hint else [])
    assert bool(hint) == bool(suggested)
    assert len(str(caught.value)) < 300
    assert f"got {short_repr(value)}" in str(caught.value)


def test_few_names_are_all_listed_and_what_else_is_allowed_is_said():
    with pytest.raises(ValueError, match=r"^code must be a Code or one of a, b, got 'c'$"):
        one_of("code", "c", iter(["a", "b"]), "a Code")
    assert one_of("code", "b", iter(["a", "b"])) == "b"


def lookups():
    from hardness.checks import check_code
    from hardness.checks.subjects import find_subjects
    from hardness.codes import ReedSolomon, code_from_dict, parse_code
    from hardness.formats import bundled
    from hardness.planning.families import protocol_cost
    from hardness.problems import CNF, problem_from_json
    from hardness.protocols.merlins import resolve_merlin
    from hardness.reductions import GapMaxIPToAttention, OrthogonalVectorsToGapMaxIP
    from hardness.report.plots import plot_families
    from hardness.theory import plan

    return [
        (lambda: bundled("exampel"), "example"),
        (lambda: parse_code("hermitean:3,4"), "hermitian"),
        (lambda: code_from_dict({"family": "RS"}), "rs"),
        (lambda: resolve_merlin("tempering"), "tampering"),
        (lambda: problem_from_json('{"problem": "k-OW"}'), "k-OV"),
        (lambda: plan(CNF(1, []), objective="works"), "work"),
        (lambda: protocol_cost("towers", 5), "tower"),
        (lambda: plot_families([], "dimensions"), "dimension"),
        (lambda: GapMaxIPToAttention(variant="papers"), "paper"),
        (lambda: OrthogonalVectorsToGapMaxIP(representation="Explicit"), "explicit"),
        (lambda: find_subjects("setdisjointness"), "SetDisjointness"),
        (lambda: check_code(ReedSolomon(5, 4, 2), checks=["distanc"]), "distance"),
    ]


@pytest.mark.parametrize("number", range(12))
def test_every_lookup_by_name_suggests(number):
    call, meant = lookups()[number]
    with pytest.raises(ValueError, match="did you mean") as caught:
        call()
    assert meant in re.split(" or |[ ?]", str(caught.value).partition("did you mean ")[2])


SEEDS = {"negative": -1, "float": 1.5, "text": "a", "boolean": True, "long": -(10**5000)}


@pytest.mark.parametrize("seed", SEEDS.values(), ids=SEEDS)
def test_seeds_that_mean_nothing_are_named(seed):
    protocol = SetDisjointness(ReedSolomon(7, 6, 2), 2, 3)
    for call in (
        lambda: random_cnf(3, 3, seed=seed),
        lambda: planted_orthogonal_vectors((2, 2), 3, seed=seed),
        lambda: protocol.run([[1], [0], [1]], seed=seed),
        lambda: protocol.random_sets(seed),
        lambda: sample(protocol, [[1], [0], [1]], trials=1, seed=seed),
        lambda: solve(CNF(2, [(1,)]), 2, verify=2, seed=seed),
    ):
        with pytest.raises(ValueError, match=r"^seed must be an integer >= 0, a Generator or None, got "):
            call()


def test_numbers_of_other_entries_are_named():
    for budget in ("5", None, True, 1.5):
        with pytest.raises(ValueError, match="budget must be an integer >= 0"):
            minimum_distance(ReedSolomon(7, 6, 2), budget=budget)
    for text in (None, 5):
        with pytest.raises(ValueError, match="code must be written as"):
            parse_code(text)
    for order in (0, -1, 1, True):
        with pytest.raises(ValueError, match="order must be an integer >= 2"):
            transition(order)
    with pytest.raises(ValueError, match=r"dimension must be an integer in 1\.\.6, got True"):
        ReedSolomon(7, 6, True)
