"""What a solution says: verdicts, literals, stages and JSON."""

import json

import pytest

from hardness import CNF, solve
from hardness.generators import sign_patterns
from hardness.problems import GapMaxIP, OrthogonalVectors
from hardness.reductions import Chain, GapMaxIPToAttention

YES, NO = sign_patterns(3, drop=5), sign_patterns(2)
GAP = GapMaxIP([[[1, 1]], [[1, 1], [1, 0]]], 2, "1/2")


@pytest.mark.parametrize(
    ("instance", "options", "verdict"),
    [
        (YES, {}, "SATISFIABLE"),
        (NO, {}, "UNSATISFIABLE"),
        (NO, {"merlin": "honest"}, "UNDECIDED"),
        (OrthogonalVectors([[[1]], [[0]]]), {}, "ORTHOGONAL TUPLE"),
        (OrthogonalVectors([[[1]], [[1]]]), {}, "NO ORTHOGONAL TUPLE"),
        (GAP, {"chain": Chain(GapMaxIPToAttention())}, "YES"),
    ],
)
def test_verdicts_speak_of_the_instance(instance, options, verdict):
    assert solve(instance, **options).verdict == verdict


def test_literals_are_the_assignment_in_the_order_of_the_variables():
    solution = solve(CNF(3, [(-1,), (2,), (-3,)]))
    assert solution.literals == [-1, 2, -3]
    assert solve(NO).literals is None


def test_the_json_holds_every_stage_and_the_decision():
    solution = solve(YES, verify=2, seed=1)
    data = json.loads(solution.to_json())
    assert data == solution.to_dict()
    assert [stage["stage"] for stage in data["stages"]] == [
        "CNF", "3-OV", "Merlin-Arthur protocol", "Gap-MaxIP_3", "attention of order 3", "decision",
    ]  # fmt: skip
    assert data["stages"][0] == {"stage": "CNF", "variables": 3, "clauses": 7}
    assert data["stages"][-1]["verdict"] == data["verdict"] == "SATISFIABLE"
    assert data["assignment"] == solution.literals
    assert data["sweep"] == solution.sweep.to_dict()
    assert data["audit"]["messages"] == 2
    assert data["audit"]["passed"]
    assert solve(YES).to_dict()["audit"] is None


def test_solutions_are_compared_by_what_they_hold():
    assert solve(YES) == solve(YES) != solve(YES, 2)
    assert hash(solve(YES)) == hash(solve(YES))
