"""What a bound says: nothing of a refuted assumption, nothing undefined."""

import json
import pickle
import re
from dataclasses import replace
from fractions import Fraction

import pytest

from hardness.theory import Assumption, conditional_lower_bound, k_max_ip, k_ovc, theorem_constants
from hardness.theory.bounds import TransferRefused
from hardness.theory.conjectures import SETH, at_clause_density, at_density


def test_no_bound_holds_a_refuted_assumption() -> None:
    bound = conditional_lower_bound(order=3, slack="1/2", density=4)
    refuted = theorem_constants("1/2", 1, formula_only=True)
    for change in ({"constants": refuted}, {"conjecture": at_density(Assumption(3, 1, "11/4"))}):
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


CONJECTURES = {"seth": lambda k: SETH, "ov": k_ovc, "maxip": k_max_ip}


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


WORDS = re.compile(r"(?<![A-Za-z0-9_'-])(?:[A-Za-z](?:_[A-Za-z0-9]+)?|lg|log|eps|sep|slack')(?![A-Za-z0-9_'-])")
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
