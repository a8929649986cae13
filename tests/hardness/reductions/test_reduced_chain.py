"""What a chain makes of one instance: advices, the branch that is kept, and traces."""

import pickle
from itertools import islice

import numpy as np
import pytest

from hardness.codes import ReedSolomon
from hardness.problems import CNF, GapMaxIP
from hardness.reductions import (
    Chain,
    GapMaxIPToAttention,
    OrthogonalVectorsToGapMaxIP,
    ReducedChain,
    SatToOrthogonalVectors,
)

FORMULA = CNF(3, [(1, 2), (-1, 2), (-3,)])
CHAIN = Chain(SatToOrthogonalVectors(2), OrthogonalVectorsToGapMaxIP(ReedSolomon(5, 4, 2)), GapMaxIPToAttention())


@pytest.fixture
def reductions(monkeypatch):
    """The sources that the last step was applied to."""
    sources, original = [], GapMaxIPToAttention.reduce

    def counted(self, gap):
        sources.append(gap)
        return original(self, gap)

    monkeypatch.setattr(GapMaxIPToAttention, "reduce", counted)
    return sources


def test_a_step_is_applied_once_per_branch_until_another_is_asked_for(reductions):
    reduced = CHAIN.apply(FORMULA)
    assert list(reduced.advices())[3] == reduced.advice(3)
    assert reductions == []  # a many-one step has one advice, which is known before it is applied
    advice, row = reduced.map_forward({1: True, 2: True, 3: False})
    target = reduced.branch(advice)
    assert reduced.branch(advice) is target is reduced.trace(advice).target
    assert reduced.map_back(advice, row) == {1: True, 2: True, 3: False}
    assert reduced.trace(advice).follow_back(row)[0] == {1: True, 2: True, 3: False}
    assert len(reductions) == 1
    other = reduced.advice(1)
    assert reduced.branch(other) is not target
    assert reduced.branch(advice) == target
    assert len(reductions) == 3
    # Advice that is not hashable or no tuple names the same branch.
    again = (None, np.array(advice[1]), None)
    assert reduced.branch(again) == target


def test_advices_by_number_are_those_in_order():
    reduced = CHAIN.apply(FORMULA)
    assert [reduced.advice(number) for number in range(reduced.branch_count)] == list(reduced.advices())
    # The advice of the chain is that of the step which has several branches.
    step = OrthogonalVectorsToGapMaxIP(ReedSolomon(5, 4, 2))
    assert step.apply(reduced.trace().instances[1]).advice(3) == next(islice(reduced.advices(), 3, None))[1]


def test_none_stands_for_the_only_branch():
    gap = GapMaxIP([[[1, 1], [0, 1]], [[1, 1], [1, 0]]], 2, "1/2")
    reduced = Chain(GapMaxIPToAttention()).apply(gap)
    assert reduced.branch(None) is reduced.target is reduced.branch((None,))
    assert reduced.map_back(None, 0) == (0, 0)
    assert reduced.trace(None).advice == (None,)
    with pytest.raises(ValueError, match="advice must name one of 5 branches, got None"):
        CHAIN.apply(FORMULA).branch(None)
    with pytest.raises(ValueError, match="advice has 1 entries; the chain has 3 steps"):
        CHAIN.apply(FORMULA).branch((None,))


def test_it_is_a_value():
    reduced = CHAIN.apply(FORMULA)
    reduced.branch(reduced.advice(3))  # what is kept is not part of the value, and does not travel
    again = pickle.loads(pickle.dumps(reduced))
    assert again == reduced == CHAIN.apply(FORMULA)
    assert hash(again) == hash(reduced)
    assert again.path is again.branch.__self__ is again.advices.__self__
    assert (again.chain, again.path._kept) == (CHAIN, [()])
    assert isinstance(reduced, ReducedChain)
    assert reduced != CHAIN.apply(CNF(3, []))
    assert repr(reduced) == "<2-CNF: N=3, M=3, reduced by 3 steps to 5 branches>"


def test_branches_asked_for_at_the_same_time_are_not_mixed_up(monkeypatch):
    # What another thread would do while a step is at work, in one thread: ask for another branch.
    reduced, original = CHAIN.apply(FORMULA), GapMaxIPToAttention.reduce
    first, other = reduced.advice(1), reduced.advice(3)
    expected = CHAIN.apply(FORMULA).branch(first)
    meanwhile = []

    def interrupted(self, gap):
        if not meanwhile:
            meanwhile.append(None)
            meanwhile[0] = reduced.branch(other)
        return original(self, gap)

    monkeypatch.setattr(GapMaxIPToAttention, "reduce", interrupted)
    assert reduced.branch(first) == expected
    assert meanwhile == [reduced.branch(other)] != [expected]


@pytest.mark.parametrize("advice", [5, "abc", np.zeros(3)])
def test_an_advice_that_is_no_tuple_is_refused(advice):
    with pytest.raises(ValueError, match="advice must be a tuple with one entry per step, got "):
        CHAIN.apply(FORMULA).branch(advice)


def test_a_number_beyond_the_branches_is_refused():
    reduced = Chain(SatToOrthogonalVectors(2)).apply(FORMULA)
    for number, reason in [(1, "must be below the number of branches, 1, got 1"), (-1, "must be an integer >= 0, got")]:
        with pytest.raises(ValueError, match=f"number {reason}"):
            reduced.advice(number)
    with pytest.raises(ValueError, match="messages are numbered 0"):
        CHAIN.apply(FORMULA).advice(5)
