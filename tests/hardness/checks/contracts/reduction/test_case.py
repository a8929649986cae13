"""One instance under a reduction: every part is built once, and what fails is blamed on one check."""

from dataclasses import dataclass
from itertools import count

import pytest

from hardness.checks.contracts.reduction.case import ReductionCase, ReductionRun, branches_of, some_of
from hardness.checks.engine.runner import Blocked
from hardness.problems import CNF, GapMaxIP, OrthogonalVectors
from hardness.reductions import GapMaxIPToAttention, OrthogonalVectorsToGapMaxIP, SatToOrthogonalVectors
from hardness.reductions.base import Kind, Reduced

YES, NO = CNF(2, [(1, -2)]), CNF(1, [(1,), (-1,)])
VECTORS = OrthogonalVectors([[[1, 0]], [[0, 1]]])


def case(instance, reduction=None, most=100):
    return ReductionCase(ReductionRun(reduction or SatToOrthogonalVectors(2), most), instance)


@dataclass(frozen=True)
class Sat(SatToOrthogonalVectors):
    order: int = 2


def test_answers_solutions_and_witnesses_are_those_of_brute_force():
    for formula, models in ((YES, 3), (NO, 0)):
        found = case(formula)
        assert (found.answer, found.target_answer) == (models > 0, models > 0)
        assert len(found.witnesses) == models
        assert [len(solutions) for solutions in found.solutions] == [models]
        assert found.examined
        assert found.context() == {"instance": formula}


def test_the_reduction_is_applied_once():
    applied = []

    class Counts(Sat):
        def reduce(self, formula):
            applied.append(formula)
            return super().reduce(formula)

    found = case(YES, Counts())
    for _ in range(3):
        assert (found.refusal, found.examined, len(found.branches), found.target_answer) == (None, True, 1, True)
    assert applied == [YES]
    assert found.before == YES.to_json()


def test_a_refusal_is_no_error():
    found = case(VECTORS)
    assert "reduces SAT instances" in found.refusal
    assert not found.examined


def test_a_broken_promise_is_not_examined():
    between = GapMaxIP([[[1, 0]], [[1, 1]]], 2, 1)  # inner product 1: neither 2 nor 0
    found = case(between, GapMaxIPToAttention())
    assert not found.promise_kept
    assert not found.examined


class Raises(Sat):
    def reduce(self, formula):
        raise RuntimeError("out of order")


class ReturnsNothing(Sat):
    def reduce(self, formula):
        return None


@pytest.mark.parametrize(
    ("reduction", "owner", "message"),
    [
        (Raises(), "accepted", "raises RuntimeError: out of order"),
        (ReturnsNothing(), "well-formed", "apply must return a Reduced"),
    ],
)
def test_an_error_belongs_to_one_check_at_every_request(reduction, owner, message):
    found = case(YES, reduction)
    for _ in range(2):
        with pytest.raises(Blocked, match=message) as caught:
            _ = found.branches
        assert caught.value.owner == owner
    assert found.busy is None
    assert found.answer  # what needs no reduction is still there


@pytest.mark.parametrize(
    ("changes", "most", "message"),
    [
        ({}, 4, "branch_count exceeds the budget of 4 branches"),
        ({"branch_count": 4}, 100, "branch_count is 4, but there are more than 4 advices"),
        ({"branch_count": 6}, 100, "branch_count is 6, but there are 5 advices"),
        ({"branch_count": 5, "advices": count}, 100, "there are more than 5 advices"),
        ({"branch_count": -1}, 100, "branch_count must be an integer >= 0"),
        ({"branch_count": True}, 100, "branch_count must be an integer >= 0"),
        ({"branch_count": 5.0}, 100, "branch_count must be an integer >= 0"),
        ({"branch": lambda advice: YES}, 100, "a target must be of type AbstractGapMaxIP"),
    ],
)
def test_branches_that_are_too_many_or_of_another_problem_are_blocked(changes, most, message):
    plain = {"source": VECTORS, "branch_count": 5, "advices": lambda: iter(range(5))}
    right = OrthogonalVectorsToGapMaxIP().apply(VECTORS)
    targets = [target for _, target in right.branches()]
    maps = {"branch": targets.__getitem__, "forward": right.forward, "back": right.back}
    run = ReductionRun(OrthogonalVectorsToGapMaxIP(), most)
    if most >= 5:
        assert branches_of(Reduced(**plain, **maps), run) == list(enumerate(targets))
    with pytest.raises(Blocked, match=message) as caught:
        branches_of(Reduced(**{**plain, **maps, **changes}), run)
    assert caught.value.owner == "well-formed"


def test_only_many_one_reductions_without_maps_claim_none():
    class Karp(Sat):
        kind = Kind.KARP

    assert ReductionRun(Sat(), 1).maps_witnesses
    assert not ReductionRun(Karp(), 1).maps_witnesses


def test_some_of_many_are_the_ends_and_what_is_between():
    assert some_of([1, 2, 3]) == [1, 2, 3]
    assert some_of(list(range(101))) == [0, 50, 100]
    assert some_of(list(range(101)), most=5) == [0, 25, 50, 75, 100]
    assert some_of([]) == []
