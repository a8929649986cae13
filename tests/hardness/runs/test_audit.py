"""Dense matrices against the structured evaluation."""

import json

import numpy as np
import pytest

from algorithms.attention import exact_attention
from hardness import CNF, solve
from hardness.problems import GapMaxIP
from hardness.reductions import Chain, GapMaxIPToAttention
from hardness.reductions.padding import Padding
from hardness.runs.audit import Audit, trial

YES = CNF(3, [(1, -2), (2, 3), (-1,)])


NO = CNF(2, [(1, 2), (1, -2), (-1,)])


@pytest.mark.parametrize("count", [1, 5, 49, 1000])
def test_verify_recomputes_distinct_messages(count):
    for formula in (YES, NO):
        solution = solve(formula, verify=count, seed=3)
        assert solution.audit.messages == min(count, 49)
        assert solution.audit.passed
        assert 0 <= solution.audit.largest_error <= solution.audit.allowed < 1e-9
        assert solution.satisfiable is (formula is YES)
    assert solve(YES, verify=5, seed=3).audit == solve(YES, verify=5, seed=3).audit
    honest = solve(YES, merlin="honest", verify=1)
    assert honest.audit.messages == 1
    assert honest.satisfiable is True


def test_verify_notices_a_structured_evaluation_that_is_off(monkeypatch):
    exact = Padding.outputs
    monkeypatch.setattr(Padding, "outputs", lambda self, histograms: exact(self, histograms) + 1e-9)
    with pytest.raises(AssertionError, match="dense and structured attention differ"):
        solve(NO, verify=3)


def paths(*gaps):
    return [Chain(GapMaxIPToAttention()).apply(gap).trace() for gap in gaps]


GAPS = [
    GapMaxIP([[[1, 0], [0, 1]], [[1, 1], [1, 0]]], 2, "1/2"),
    GapMaxIP([[[1, 0], [1, 1]], [[1, 1], [1, 0]]], 2, "1/2"),
    GapMaxIP([[[1, 1], [1, 1]], [[1, 1], [1, 0]]], 2, "1/2"),
]


def test_a_trial_keeps_the_first_path_and_the_first_above():
    result, audit, first, yes = trial(exact_attention, (each := paths(*GAPS)), 3)
    assert (first, yes) == (each[0], each[1])
    assert result.yes == ((1, 1), (2, 0), (2, 1))
    assert (audit.messages, audit.wrong_rows) == (3, 0)
    assert audit.largest_error < 1e-12
    assert audit.allowed == pytest.approx(0.3)
    assert trial(exact_attention, paths(GAPS[0]), 1).yes is None


def test_a_trial_counts_rows_that_are_decided_wrongly_and_the_largest_error():
    found = trial(lambda inputs: exact_attention(inputs) + np.array([[0.1], [0.4]]), paths(GAPS[0]), 1)
    assert found.audit.largest_error == pytest.approx(0.4)
    assert found.audit.wrong_rows == 1  # the second output is .2, a NO
    assert not found.audit.passed
    nan = trial(lambda inputs: np.full((2, 1), np.nan), paths(GAPS[0]), 1)
    assert nan.audit.largest_error == np.inf
    assert not nan.audit.passed


@pytest.mark.parametrize(
    ("audit", "passed"),
    [
        (Audit(1, 0.3, 0.3, 0), True),
        (Audit(1, 0.31, 0.3, 0), False),
        (Audit(1, 0.0, 0.3, 1), False),
        (Audit(1, np.inf, 0.3, 0), False),
    ],
)
def test_an_audit_passes_within_what_is_allowed_and_without_wrong_rows(audit, passed):
    assert audit.passed is passed
    data = json.loads(audit.to_json())
    assert (data["passed"], data["messages"], data["wrong_rows"]) == (passed, 1, audit.wrong_rows)
