"""The way back from a row to a solution."""

import pytest

from hardness.generators import sign_patterns
from hardness.problems import GapMaxIP, OrthogonalVectors
from hardness.reductions import Chain, GapMaxIPToAttention, OrthogonalVectorsToGapMaxIP, SatToOrthogonalVectors
from hardness.runs.exhaustive import exhaustive
from hardness.runs.outcome import Outcome
from hardness.runs.result import SweepResult

FORMULA = sign_patterns(3, drop=5)
STEPS = SatToOrthogonalVectors(2), OrthogonalVectorsToGapMaxIP(), GapMaxIPToAttention()
VECTORS = OrthogonalVectors([[[1, 0], [1, 1]], [[1, 1], [0, 1]]])
GAP = GapMaxIP([[[0, 0], [1, 1]], [[1, 1], [1, 0]]], 2, "1/2")


@pytest.mark.parametrize(
    ("instance", "steps", "assignment", "witness"),
    [
        (FORMULA, STEPS, {1: True, 2: False, 3: True}, None),
        (VECTORS, STEPS[1:], None, (0, 1)),
        (GAP, STEPS[2:], None, (1, 0)),
    ],
    ids=["formula", "vectors", "gap"],
)
def test_a_row_comes_back_as_a_solution_of_its_kind(instance, steps, assignment, witness):
    solution = exhaustive(Chain(*steps).apply(instance)).solution()
    assert solution.satisfiable is True
    assert solution.assignment == assignment
    if assignment is None:
        assert solution.witness == witness
        assert instance.verify(witness)
    else:  # the tuple of vectors that was walked through
        assert solution.trace.instances[1].verify(solution.witness)


@pytest.mark.parametrize("satisfiable", [False, None])
def test_without_a_row_nothing_comes_back(satisfiable):
    path = Chain(*STEPS[2:]).apply(GAP).trace()
    solution = Outcome(satisfiable, path, None, "why", SweepResult(1, 2)).solution()
    assert (solution.satisfiable, solution.assignment, solution.witness) == (satisfiable, None, None)
    assert (solution.reason, solution.sweep) == ("why", SweepResult(1, 2))


def test_what_comes_back_is_verified(monkeypatch):
    outcome = exhaustive(Chain(*STEPS[2:]).apply(GAP))
    monkeypatch.setattr(GapMaxIP, "verify", lambda *_: False)
    with pytest.raises(AssertionError, match="came back for row 1, but does not solve"):
        outcome.solution()
