"""Assumptions know what refutes them; nothing is stated on one that is refuted."""

import json
import pickle
from dataclasses import replace
from fractions import Fraction
from itertools import product

import mpmath
import pytest

from hardness.theory import Assumption, conditional_lower_bound, k_max_ip, k_ovc, theorem_constants
from hardness.theory.assumptions import FORMULA_ONLY
from hardness.theory.conjectures import SETH
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
