"""The report on a solution: stages as text, the verdict with its check, lines of the SAT competitions."""

import pytest

from hardness import CNF, solve
from hardness.generators import sign_patterns
from hardness.problems import GapMaxIP, OrthogonalVectors
from hardness.reductions import Chain, GapMaxIPToAttention, OrthogonalVectorsToGapMaxIP
from hardness.report.solution import _value_lines, competition_lines, lines, report_stages, verdict_lines


def test_long_value_lines_are_broken():
    lines = list(_value_lines([-v for v in range(1, 41)]))
    assert all(len(line) <= 78 and line.startswith("v ") for line in lines)
    assert len(lines) == 3
    assert [int(word) for line in lines for word in line.split()[1:]] == [*range(-1, -41, -1), 0]


YES, NO = sign_patterns(3, drop=5), sign_patterns(2)
GAP = GapMaxIP([[[1, 1]], [[1, 1], [1, 0]]], 2, "1/2")
COMPACT = Chain(OrthogonalVectorsToGapMaxIP(representation="compressed"), GapMaxIPToAttention())


def test_every_stage_of_the_json_has_its_text():
    solution = solve(YES, verify=2, seed=1)
    names, texts = zip(*report_stages(solution), strict=True)
    assert list(names) == [stage["stage"] for stage in solution.to_dict()["stages"]]
    cnf, vectors, protocol, gap, attention, decision = texts
    assert cnf == {"N": "3", "M": "7"}
    assert vectors == {"n": "(2, 2, 2)", "d": "7"}
    assert protocol["soundness"] == "1/2"
    assert gap["t"] == str(solution.trace.instances[2].t)
    assert attention["outputs"] == "YES >= 0.8, NO <= 0.2"
    assert decision["dense matrices"].startswith("2 messages, largest difference ")
    assert {"least YES output", "largest NO output"} <= decision.keys()


def test_what_did_not_happen_is_left_out():
    undecided = dict(report_stages(solve(NO, merlin="honest")))["decision"]
    assert undecided.keys() == {"tried", "above threshold", "reason"}
    no = dict(report_stages(solve(NO)))["decision"]
    assert "least YES output" not in no
    assert "largest NO output" in no


def test_stages_of_other_chains_show_their_sizes():
    vectors = OrthogonalVectors([[[1]], [[0], [1]]])
    stages = dict(report_stages(solve(vectors, chain=COMPACT)))
    assert stages["compressed Gap-MaxIP"]["n_MaxIP"] == "2"
    assert "compressed" not in stages["attention of order 2"]  # it is already


@pytest.mark.parametrize(
    ("instance", "options", "expected"),
    [
        (YES, {}, ["SATISFIABLE", "assignment: 1 -2 3", "check: 7 of 7 clauses are satisfied"]),
        (CNF(0, []), {}, ["SATISFIABLE", "assignment:", "check: 0 of 0 clauses are satisfied"]),
        (NO, {}, ["UNSATISFIABLE"]),
        (OrthogonalVectors([[[1]], [[1], [0]]]), {}, ["ORTHOGONAL TUPLE", "orthogonal tuple: 0 1"]),
        (GAP, {"chain": Chain(GapMaxIPToAttention())}, ["YES", "solution: (0, 0)"]),
    ],
)
def test_verdicts(instance, options, expected):
    solution = solve(instance, **options)
    assert verdict_lines(solution, check=True) == expected
    assert verdict_lines(solution, check=False) == expected[:2]
    assert lines(solution, "here", seed=4)[-len(expected) :] == expected


def test_an_open_verdict_gives_its_reason():
    solution = solve(NO, merlin="honest")
    assert verdict_lines(solution, check=True) == ["UNDECIDED", f"reason: {solution.reason}"]


def test_competition_lines():
    assert list(competition_lines(solve(YES), "two\nlines", seed=7)) == [
        "c instance: two lines",
        "c seed: 7",
        f"c reason: {solve(YES).reason}",
        "s SATISFIABLE",
        "v 1 -2 3 0",
    ]
    assert list(competition_lines(solve(NO), "x"))[-1] == "s UNSATISFIABLE"
    assert list(competition_lines(solve(NO, merlin="honest"), "x"))[-1] == "s UNKNOWN"
