"""An honest Merlin: one row of one branch proves YES, and nothing proves NO."""

import numpy as np
import pytest

from algorithms.attention import exact_attention
from hardness.codes import ReedSolomon
from hardness.problems import OrthogonalVectors
from hardness.reductions import Chain, GapMaxIPToAttention, OrthogonalVectorsToGapMaxIP
from hardness.runs import honest as module
from hardness.runs.honest import by_honest_merlin

YES = OrthogonalVectors(
    [[[1, 1, 1, 0], [1, 0, 1, 1], [0, 1, 1, 0], [1, 1, 0, 1]], [[1, 0, 1, 0], [1, 0, 0, 1], [0, 1, 1, 1]]]
)
NO = OrthogonalVectors([[[1, 1, 0]] * 4, [[0, 1, 1]] * 3])


def reduced(vectors):
    return Chain(OrthogonalVectorsToGapMaxIP(ReedSolomon(5, 4, 2), 2), GapMaxIPToAttention()).apply(vectors)


def test_the_row_of_the_solution_is_all_that_is_evaluated(monkeypatch):
    asked = []

    def evaluate(target, rows):
        asked.append(rows)
        return original(target, rows)

    original = module.evaluate
    monkeypatch.setattr(module, "evaluate", evaluate)
    outcome = by_honest_merlin(reduced(YES))
    witness = YES.brute_force()
    assert asked == [[witness[0]]]
    assert (outcome.satisfiable, outcome.row) == (True, witness[0])
    assert (outcome.result.messages, outcome.result.rows, outcome.result.tried) == (5, 4, 1)
    assert YES.verify(outcome.solution().witness)
    protocol = outcome.path.instances[1].protocol
    sets = [vectors[index] for vectors, index in zip(YES.sets, witness, strict=True)]
    assert outcome.path.instances[1].message.tolist() == protocol.honest_message(sets).tolist()


def test_without_a_solution_nothing_is_proved():
    outcome = by_honest_merlin(reduced(NO), verify=True)
    assert (outcome.satisfiable, outcome.row, outcome.audit) == (None, None, None)
    assert outcome.result.tried == 0
    assert "this proves nothing" in outcome.reason


@pytest.mark.parametrize("verify", [False, True])
def test_the_branch_is_recomputed_on_matrices(verify):
    audit = by_honest_merlin(reduced(YES), verify=verify).audit
    assert (audit is not None) is verify
    if audit:
        assert audit.passed
        assert audit.messages == 1


def test_a_routine_decides_all_rows_of_that_branch_or_fails_on_it():
    outcome = by_honest_merlin(reduced(YES), exact_attention)
    assert (outcome.satisfiable, outcome.result.tried, outcome.audit.messages) == (True, 4, 1)
    for broken in (lambda inputs: 1 - exact_attention(inputs), lambda inputs: np.zeros((len(inputs.query), 1))):
        outcome = by_honest_merlin(reduced(YES), broken)
        assert (outcome.satisfiable, outcome.row) == (None, None)
        assert "fails on the honest message" in outcome.reason
