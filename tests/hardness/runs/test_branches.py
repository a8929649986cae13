"""What branches are called, and what the last step is asked about before any work."""

import pytest

from hardness.codes import ReedSolomon
from hardness.generators import sign_patterns
from hardness.problems import GapMaxIP, OrthogonalVectors
from hardness.protocols.implicit_gap_max_ip import ImplicitGapMaxIP
from hardness.reductions import (
    Chain,
    GapMaxIPToAttention,
    OrthogonalVectorsToGapMaxIP,
    SatToOrthogonalVectors,
    UnsupportedInstanceError,
)
from hardness.runs.branches import before_last_step, branch_name

GAP = GapMaxIP([[[1, 1]], [[1, 1], [1, 0]]], 2, "1/2")
VECTORS = OrthogonalVectors([[[1, 0]], [[0, 1], [1, 1]]])


def test_the_instance_before_the_last_step_is_that_of_the_first_branch():
    steps = SatToOrthogonalVectors(2), OrthogonalVectorsToGapMaxIP(ReedSolomon(5, 4, 2)), GapMaxIPToAttention()
    reduced = Chain(*steps).apply(sign_patterns(2))
    gap = before_last_step(reduced)
    assert isinstance(gap, ImplicitGapMaxIP)
    assert gap == next(iter(Chain(*steps[:2]).apply(sign_patterns(2)).branches()))[1]


def test_one_step_alone_is_asked_by_the_chain():
    assert before_last_step(Chain(GapMaxIPToAttention()).apply(GAP)) is GAP


def test_a_refusal_of_the_last_step_comes_before_it_is_applied(monkeypatch):
    chain = Chain(OrthogonalVectorsToGapMaxIP(), GapMaxIPToAttention(separation=2.0))
    reduced = chain.apply(VECTORS)
    monkeypatch.setattr(GapMaxIPToAttention, "reduce", lambda *_: pytest.fail("reduced"))
    with pytest.raises(UnsupportedInstanceError, match="order 2 needs at least 4"):
        before_last_step(reduced)


def test_only_branches_of_merlin_are_messages():
    merlin = Chain(OrthogonalVectorsToGapMaxIP(), GapMaxIPToAttention()).apply(VECTORS)
    assert branch_name(merlin.trace()) == ("message", "messages")
    assert branch_name(Chain(GapMaxIPToAttention()).apply(GAP).trace()) == ("branch", "branches")
