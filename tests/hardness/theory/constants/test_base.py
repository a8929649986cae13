"""Constants say first when nothing follows from them."""

import pickle
from dataclasses import replace
from fractions import Fraction

import pytest

from hardness.theory import conditional_lower_bound, k_ovc, theorem_constants
from hardness.theory.assumptions import FORMULA_ONLY
from hardness.theory.constants.base import Constants
from hardness.theory.constants.growing import GrowingConstants
from hardness.theory.constants.request import Request
from hardness.theory.constants.tower import TowerConstants


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
