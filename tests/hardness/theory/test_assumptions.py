"""Assumptions know what refutes them; nothing is stated on one that is refuted."""

import json
import pickle
import re
from dataclasses import replace
from fractions import Fraction
from itertools import product

import mpmath
import pytest

from hardness.theory import Assumption, conditional_lower_bound, k_max_ip, k_ovc, theorem_constants
from hardness.theory.assumptions import FORMULA_ONLY
from hardness.theory.bounds import TransferRefused
from hardness.theory.conjectures import SETH, at_clause_density, at_density
from hardness.theory.constants.base import Constants
from hardness.theory.constants.growing import GrowingConstants
from hardness.theory.constants.search import Request
from hardness.theory.constants.tower import TowerConstants

DENSITIES = (Fraction(1, 2), 1, 2, Fraction(11, 4), Fraction(14, 5), 3, 4)


@pytest.mark.parametrize(("order", "exponent"), [(2, "7/4"), (3, "11/4"), (3, "3/2"), (4, "79/20"), (3, 1), (3, "1/2")])
def test_superset_sums_refute_what_the_inequality_says(order: int, exponent: object) -> None:
    for density in DENSITIES:
        assumption = Assumption(order, density, exponent)
        refutation = assumption.refuted_by()
        # n^max(1, c) up to logarithms is O(n^e) if and only if max(1, c) < e
        assert (refutation is not None) == (max(1, density) < Fraction(exponent))  # type: ignore[arg-type]
        assert (refutation is not None) == (density < assumption.least_density)
        if refutation is not None:
            assert (refutation.method, refutation.exponent) == ("superset sums", max(1, density))
            assert "superset sums" in str(refutation)
            with pytest.raises(ValueError, match=f"density must be at least {assumption.least_density} .* superset"):
                assumption.require()
        else:
            assumption.require()


@pytest.mark.parametrize("order", [2, 3, 5])
@pytest.mark.parametrize("slack", ["1/4", "1/20"])
def test_published_algorithms_that_refute_more_are_named(order: int, slack: str) -> None:
    """Between the exponents of the two algorithms only the randomised assumption is refuted."""
    exponent, seen = order - Fraction(slack), set()
    for quarters in range(1, 40):
        density = Fraction(quarters, 4)
        with mpmath.workdps(30):
            times = [order - 1 + density.numerator * mpmath.log(base, 2) / density.denominator for base in (1.35, 1.16)]
        deterministic, randomised = (float(time) < float(exponent) for time in times)
        assumption = Assumption(order, density, exponent)
        found = [replace(assumption, randomised=coins).published_refutation() for coins in (False, True)]
        assert [refutation is not None for refutation in found] == [deterministic, deterministic or randomised]
        seen.add((deterministic, randomised))
        if assumption.refuted_by() is None:
            assert ("But it is false, and nothing follows" in assumption.caution) == deterministic
            assert ("may still be false" in assumption.caution) != deterministic
            assert (assumption.to_dict()["published_refutation"] is not None) == deterministic
    assert {(True, True), (False, True), (False, False)} >= seen >= {(False, True), (False, False)}


def test_constants_say_that_published_algorithms_refute_their_assumption() -> None:
    # lg 1.35 = .43296, lg 1.16 = .21412: 1 + 2 lg 1.35 = 1.866 < 39/20, and 1 + 2 lg 1.16 = 1.428 < 7/4 < 1.866
    vacuous, open_without_coins = theorem_constants("1/10", 2, order=2), theorem_constants("1/2", 2, order=2)
    assert vacuous.status == "vacuous, the assumption is refuted by Williams 2024"
    assert "But it is false, and nothing follows from it, by Williams 2024" in vacuous.statement
    assert vacuous.to_dict()["status"].startswith("vacuous")
    assert open_without_coins.status.startswith("conditional")
    assert "but says nothing, for the assumption is false there: Dürr" in open_without_coins.statement
    assert "is false there" not in theorem_constants("1/2", 4, order=3).statement
    bound = conditional_lower_bound(conjecture=k_ovc(2), order=2, slack="1/10", density=2)
    assert "But it is false, and nothing follows from it, by Williams 2024" in str(bound)


def test_no_density_saves_an_exponent_of_k_or_more() -> None:
    equal, above = Assumption(3, 100, 3), Assumption(3, 100, "7/2")
    assert equal.refuted_by() is not None
    assert "polynomial method" in str(equal.refuted_by())
    assert "brute force" in str(above.refuted_by())
    for assumption in (equal, above):
        with pytest.raises(ValueError, match="exponent must be below 3, got"):
            assumption.require()


def test_statements_have_quantifiers_and_say_which_algorithms() -> None:
    assumption = Assumption(3, "7/2", "11/4")
    assert assumption.statement.startswith("No deterministic algorithm decides, for all n,")
    assert "{0,1}^((7/2) lg n)" in assumption.statement
    assert "O(n^(11/4))" in assumption.statement
    assert "No randomised algorithm" in Assumption(3, 4, "11/4", randomised=True).statement
    for words in ("n^(3 - 1/O(log c))", "2^(Omega(1/slack'))", "do not give the constant", "may still be false"):
        assert words in str(assumption)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((1, 4, 2), r"order must be an integer in 2..64, got 1"),
        ((10**9, 4, 2), r"order must be an integer in 2..64"),
        ((3, 0, 2), "density must be positive, got 0"),
        ((3, 0.5, 2), "density must be an int, a Fraction or a string"),
        ((3, "1e-400000000", 2), "density must have at most 1000 digits"),
        ((3, 4, "1e400000000"), "exponent must have at most 1000 digits"),
        ((3, 4, -1), "exponent must be positive, got -1"),
        ((3, 4, 2, "yes"), "randomised must be True or False, got 'yes'"),
    ],
)
def test_bad_assumptions_are_refused(arguments: tuple[object, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Assumption(*arguments)  # type: ignore[arg-type]


def test_assumptions_are_values() -> None:
    assumption = Assumption(3, "4", Fraction(11, 4))
    assert assumption == Assumption(3, 4, "11/4") == pickle.loads(pickle.dumps(assumption))
    assert hash(assumption) == hash(pickle.loads(pickle.dumps(assumption)))
    content = json.loads(assumption.to_json())
    assert content["kind"] == "assumption"
    assert (content["density"], content["exponent"], content["refuted_by"]) == ("4/1", "11/4", None)
    assert json.loads(Assumption(3, 1, 2).to_json())["refuted_by"] == "superset sums"


# ------------------------------------------------------------------------ no statement on an assumption that is refuted


def _refuted(family: str) -> Constants:
    return theorem_constants("1/2", 1, family=family, formula_only=True)  # type: ignore[arg-type]


@pytest.mark.parametrize("family", ["tower", "rs", "hermitian"])
def test_a_formula_says_first_that_it_is_one(family: str) -> None:
    found = _refuted(family)
    assert found.formula_only
    for text in (repr(found), str(found), found.statement, found.status, next(iter(found.to_dict().values()))):
        assert text.startswith(FORMULA_ONLY)
    assert FORMULA_ONLY == "formula only, the assumption is refuted by superset sums"
    assert all(record["status"] == FORMULA_ONLY for record in found.records())
    assert "no deterministic algorithm computes" not in str(found)
    with pytest.raises(ValueError, match=r"density must be at least 11/4 .* got 1: .* superset sums"):
        theorem_constants("1/2", 1, family=family)  # type: ignore[arg-type]


@pytest.mark.parametrize("family", ["tower", "rs", "hermitian"])
def test_where_nothing_is_refuted_the_permission_changes_nothing(family: str) -> None:
    found = theorem_constants("1/2", 3, family=family)  # type: ignore[arg-type]
    assert found == theorem_constants("1/2", 3, family=family, formula_only=True)  # type: ignore[arg-type]
    for text in (repr(found), str(found), found.to_json()):
        assert "formula only" not in text
    assert "Then no deterministic algorithm computes, for all large n, attention of order 3" in found.statement
    assert found == pickle.loads(pickle.dumps(found))
    assert hash(found) == hash(pickle.loads(pickle.dumps(found)))


def test_the_label_does_not_depend_on_how_the_object_was_made() -> None:
    request = Request(3, Fraction(1, 2), 1, Fraction(1, 2), Fraction(1, 4))
    for made in (
        TowerConstants(request, 191, 373, 3),
        GrowingConstants(request, "rs"),
        replace(theorem_constants("1/2", 3, family="rs"), request=request),
        pickle.loads(pickle.dumps(_refuted("tower"))),
    ):
        assert repr(made).startswith(FORMULA_ONLY)
        assert made.to_dict()["status"] == FORMULA_ONLY


def test_no_bound_holds_a_refuted_assumption() -> None:
    bound = conditional_lower_bound(order=3, slack="1/2", density=4)
    for change in ({"constants": _refuted("tower")}, {"conjecture": at_density(Assumption(3, 1, "11/4"))}):
        with pytest.raises(TransferRefused, match="the assumption is refuted by superset sums"):
            replace(bound, **change)  # type: ignore[arg-type]


def test_no_bound_holds_the_constants_of_another() -> None:
    bound = conditional_lower_bound(order=3, slack="1/2", density=4)
    others = [theorem_constants("1/2", 5), theorem_constants("1/10", 4), theorem_constants("1/2", 4, 2)]
    for other in others:
        with pytest.raises(TransferRefused, match="not of this bound"):
            replace(bound, constants=other)  # type: ignore[arg-type]
    with pytest.raises(TransferRefused, match="not of this bound"):
        replace(conditional_lower_bound(order=3, slack="1/2"), constants=bound.constants)


@pytest.mark.parametrize("make", [at_density, at_clause_density])
def test_a_randomised_algorithm_does_not_contradict_a_deterministic_assumption(make) -> None:
    for randomised in (False, True):
        conjecture = make(Assumption(3, 12, "11/4", randomised))
        assert conjecture.randomised == randomised
        with pytest.raises(ValueError, match=f"randomised must be {randomised} with an assumption on a"):
            replace(conjecture, randomised=not randomised)


# ------------------------------------------------------------- every answer and refusal against the rule, stated afresh

GRID = list(product(("1/2", "1/10"), (1, 2, 3, 4), (2, 3, 4)))
CONJECTURES = {"seth": lambda k: SETH, "ov": k_ovc, "maxip": k_max_ip}


def allowed(slack: str, density: int, k: int) -> bool:
    """Half of the slack pays for the messages: k-OV in c lg n coordinates in time n^(k - slack/2) must be open."""
    numerator, denominator = (int(part) for part in slack.split("/"))
    return 2 * denominator * max(1, density) >= 2 * denominator * k - numerator


def test_the_rule_allows_what_its_table_says() -> None:
    # Exponents 7/4, 11/4, 15/4 and 39/20, 59/20, 79/20: the least integer density is k for both slacks.
    assert {(s, c, k) for s, c, k in GRID if allowed(s, c, k)} == {(s, c, k) for s, c, k in GRID if c >= k}


@pytest.mark.parametrize(("slack", "density", "k"), GRID)
def test_constants_answer_exactly_where_the_rule_allows(hardness, slack: str, density: int, k: int) -> None:
    exponent = k - Fraction(slack) / 2
    arguments = ("constants", "--slack", slack, "--density", str(density), "-k", str(k))
    status, out, err = hardness(*arguments, "--json")
    if not allowed(slack, density, k):
        assert (status, out) == (1, "")
        assert f"density must be at least {exponent} for the exponent {exponent}, got {density}" in err
        assert "superset sums" in err
        with pytest.raises(ValueError, match="superset sums"):
            theorem_constants(slack, density, k)
        status, out, _ = hardness(*arguments, "--json", "--formula-only")
        assert next(iter(json.loads(out).values())) == FORMULA_ONLY
        assert hardness(*arguments, "--formula-only")[1].startswith(FORMULA_ONLY)
        return
    content = json.loads(out)
    assert (status, content["kind"], content["order"]) == (0, "constants", k)
    assert content["assumption"]["exponent"] == f"{exponent.numerator}/{exponent.denominator}"
    assert content["assumption"]["density"] == f"{density}/1"
    assert not content["assumption"]["refuted"]
    low, high = map(Fraction, content["values"]["lg_C"]["value"])
    found = theorem_constants(slack, density, k)
    assert isinstance(found, TowerConstants)
    assert low <= found.lg_C.lower <= found.lg_C.upper <= high
    assert content == json.loads(found.to_json())


@pytest.mark.parametrize("conjecture", CONJECTURES)
@pytest.mark.parametrize(("slack", "density", "k"), GRID)
def test_bounds_answer_exactly_where_the_rule_allows(
    hardness, conjecture: str, slack: str, density: int, k: int
) -> None:
    exponent = k - Fraction(slack) / 2
    arguments = ("bound", "--slack", slack, "--density", str(density), "-k", str(k), "--conjecture", conjecture)
    assumed = CONJECTURES[conjecture](k)
    status, out, err = hardness(*arguments, "--json")
    if conjecture == "maxip" or not allowed(slack, density, k):
        reason = f"density must be left out with {k}-MaxIP" if conjecture == "maxip" else "superset sums"
        assert (status, out) == (1, "")
        assert reason in err
        with pytest.raises(ValueError, match=reason):
            conditional_lower_bound(None, assumed, k, slack, density)
        assert "No such option" in hardness(*arguments, "--formula-only")[2]
        return
    content = json.loads(out)
    assert (status, content["kind"], content["about"], content["clauses"]) == (0, "bound", "k-OV", None)
    # With a density it is about k-OV in c lg n coordinates; no conjecture is contradicted without an if.
    assert f"decides {k}-OV with n vectors per set in {density} lg n coordinates in time O(n^" in content["statement"]
    assert f"against the assumption on {k}-OV in {density} lg n coordinates" in content["statement"]
    for name in ("SETH", "OVC", "CNF", "satisfiability"):
        assert name not in content["statement"]
    assert f"{k}-OVC is contradicted only if {density} is such a c" in content["basis"]
    assert k - Fraction(content["saving"]) == exponent
    assert content["lg_n_0"] == content["constants"]["values"]["lg_n_0"]["value"]
    assert f"n_0 = 2^{content['lg_n_0']}" in content["statement"]
    bound = conditional_lower_bound(None, assumed, k, slack, density)
    assert content == json.loads(bound.to_json())
    assert bound.assumption == Assumption(k, density, exponent)


@pytest.mark.parametrize(
    ("slack", "clauses", "k"), [("1/2", 2, 2), ("1/10", 1, 3), ("1/2", "11/12", 3), ("1/2", "9/10", 3)]
)
def test_seth_at_a_clause_density_is_k_ov_at_k_times_it(hardness, slack: str, clauses: object, k: int) -> None:
    density, exponent = k * Fraction(clauses), k - Fraction(slack) / 2  # type: ignore[arg-type]
    status, out, err = hardness("bound", "--slack", slack, "--clauses", str(clauses), "-k", str(k), "--json")
    if density < exponent:
        assert status == 1
        assert f"clauses must be at least {exponent / k} for the exponent {exponent}, got {clauses}" in err
        return
    content = json.loads(out)
    assert (content["about"], Fraction(content["density"])) == ("formulas", density)
    assert f"O(2^((1 - {(k - exponent) / k}) N))" in content["statement"]
    assert "contradicts SETH only if" in content["basis"]


# ---------------------------------------------------------------------------------------- every symbol is defined

WORDS = re.compile(r"(?<![A-Za-z0-9_'-])(?:[A-Za-z](?:_[A-Za-z0-9]+)?|lg|log|eps|kap|slack')(?![A-Za-z0-9_'-])")
BOUND_HERE = {"a", "O", "o"}  # the article; the symbols of Landau


@pytest.mark.parametrize("randomised", [False, True])
@pytest.mark.parametrize("conjecture", CONJECTURES)
@pytest.mark.parametrize("numbers", [{}, {"slack": "1/2"}, {"slack": 1, "density": 4}, {"slack": 1, "clauses": 4}])
def test_every_symbol_of_a_bound_is_defined(conjecture: str, numbers: dict[str, object], randomised: bool) -> None:
    assumed = replace(CONJECTURES[conjecture](3), randomised=randomised)
    if ("density" in numbers and conjecture == "maxip") or ("clauses" in numbers and conjecture != "seth"):
        return
    bound = conditional_lower_bound(None, assumed, 3, **numbers)  # type: ignore[arg-type]
    text = " ".join([bound.statement, *map(str, bound.conditions), *bound.symbols.values(), bound.basis])
    used = {word.split("^")[0] for word in WORDS.findall(text)}
    assert used - BOUND_HERE <= set(bound.symbols)
    assert {symbol.name for condition in bound.conditions for symbol in condition.value.free_symbols} <= set(
        bound.symbols
    )
    assert all(f"  {name}: {meaning}\n" in str(bound) for name, meaning in bound.symbols.items())
    assert ("randomised" in bound.statement) == ("/ log n" in bound.statement) == bound.randomised == randomised
    assert "for all large n" in bound.statement
    assert "takes more than" not in str(bound)
    again = pickle.loads(pickle.dumps(bound))
    assert again == bound
    assert hash(again) == hash(bound)


def test_conjectures_say_whether_coins_are_allowed() -> None:
    assert str(SETH).endswith("an algorithm is a deterministic algorithm.")
    coins = replace(k_ovc(3), randomised=True)
    assert "a randomised algorithm with error probability at most 1/3." in str(coins)
    assert coins != k_ovc(3)
    assert k_ovc(3) == k_ovc(3) == pickle.loads(pickle.dumps(k_ovc(3)))
