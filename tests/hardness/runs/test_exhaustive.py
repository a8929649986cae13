"""Every branch is decided: by the sweep over all messages, or one after the other, with the same result."""

import pytest

from hardness.codes import ReedSolomon
from hardness.generators import planted_orthogonal_vectors
from hardness.problems import GapMaxIP, OrthogonalVectors
from hardness.reductions import Chain, GapMaxIPToAttention, OrthogonalVectorsToGapMaxIP
from hardness.runs import exhaustive as module
from hardness.runs.exhaustive import exhaustive

YES = planted_orthogonal_vectors((4, 3), 4, density=0.8, seed=6)
NO = OrthogonalVectors([[[1, 1, 0]] * 4, [[0, 1, 1]] * 3])


def reduced(vectors, representation="implicit"):
    step = OrthogonalVectorsToGapMaxIP(ReedSolomon(5, 4, 2), 2, representation)
    return Chain(step, GapMaxIPToAttention()).apply(vectors)


@pytest.mark.parametrize("vectors", [YES, NO], ids=["YES", "NO"])
def test_the_sweep_and_one_branch_after_the_other_agree(vectors, monkeypatch):
    swept = exhaustive(reduced(vectors))
    monkeypatch.setattr(module, "_sweep_of", lambda _: None)
    seen = []
    single = exhaustive(reduced(vectors), progress=lambda *numbers: seen.append(numbers))
    assert swept.satisfiable is single.satisfiable is (vectors.brute_force() is not None)
    assert (swept.row, swept.reason) == (single.row, single.reason)
    assert swept.result.yes == single.result.yes
    assert swept.result.largest_no == pytest.approx(single.result.largest_no, rel=1e-12)
    assert (single.result.tried, single.result.complete) == (5 * 4, True)
    assert seen == [(4 * number, 20) for number in range(1, 6)]
    assert swept.path.advice == single.path.advice


def test_the_path_is_that_of_the_first_message_above():
    outcome = exhaustive(reduced(YES))
    number, row = outcome.result.yes[0]
    assert outcome.path.advice == reduced(YES).advice(number)
    assert outcome.row == row in outcome.path.target.solutions()


def test_branches_that_are_too_many_are_refused_before_the_first(monkeypatch):
    monkeypatch.setattr(module, "_MAX_BRANCHES", 4)
    monkeypatch.setattr(module, "_sweep_of", lambda _: None)
    monkeypatch.setattr(module, "evaluate", lambda *_: pytest.fail("evaluated"))
    with pytest.raises(ValueError, match="5 branches are too many to evaluate; the limit is 4"):
        exhaustive(reduced(NO))


def test_a_chain_without_messages_is_not_swept(tmp_path):
    gap = GapMaxIP([[[1, 0], [1, 1]], [[1, 1], [1, 0]]], 2, "1/2")
    outcome = exhaustive(Chain(GapMaxIPToAttention()).apply(gap), verify=3, seed=1)
    assert (outcome.satisfiable, outcome.row, outcome.audit.messages) == (True, 1, 1)
    with pytest.raises(ValueError, match="checkpoint is for the sweep over Merlin's messages"):
        exhaustive(Chain(GapMaxIPToAttention()).apply(gap), checkpoint=tmp_path / "state")
