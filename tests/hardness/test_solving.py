import re
import sys

import numpy as np
import pytest

from algorithms.attention import exact_attention
from hardness import CNF, Solution, solve
from hardness.codes import ReedSolomon
from hardness.generators import planted_cnf, planted_orthogonal_vectors, random_orthogonal_vectors, sign_patterns
from hardness.problems import GapMaxIP, OrthogonalVectors

YES = CNF(3, [(1, -2), (2, 3), (-1,)])
NO = CNF(2, [(1, 2), (1, -2), (-1,)])


def test_vectors_of_every_order():
    answers = []
    for seed in range(60):
        sizes = [(4, 3), (3, 2, 5), (2, 4, 3, 2)][seed % 3]
        instance = random_orthogonal_vectors(sizes, 1 + seed % 4, density=0.85, seed=seed)
        solution = solve(instance)
        assert solution.satisfiable is (instance.count() > 0)
        assert (solution.witness is not None) is solution.satisfiable
        assert solution.assignment is None
        if solution.satisfiable:
            assert instance.verify(solution.witness)
            # A row is above the threshold for each message that one of its orthogonal tuples is proved by.
            assert {row for _, row in solution.sweep.yes} == {indices[0] for indices in instance.solutions()}
        answers.append(solution.satisfiable)
    assert 10 < sum(answers) < 50


@pytest.mark.parametrize("d", [0, 1])
def test_one_vector_a_set(d):
    assert solve(OrthogonalVectors([np.zeros((1, d), int)] * 3)).satisfiable is True
    assert solve(OrthogonalVectors([np.ones((1, d), int)] * 2)).satisfiable is (d == 0)


def test_notation_and_trace():
    solution = solve(YES)
    assert isinstance(solution, Solution)
    assert repr(solution) == "<solution: YES; all 49 messages on all 2 rows>"
    assert repr(solve(NO)) == "<solution: NO; all 49 messages on all 2 rows>"
    assert repr(solve(NO, merlin="honest")) == "<solution: undecided; 0 of 98 pairs of message and row>"
    assert [type(instance).__name__ for instance in solution.trace.instances] == [
        "CNF",
        "OrthogonalVectors",
        "ImplicitGapMaxIP",
        "PaddedAttention",
    ]
    row = solution.sweep.yes[0][1]
    assert row in solution.trace.target.solutions()
    assert solution.trace.follow_back(row)[0] == solution.assignment


def test_progress_counts_messages_and_rows():
    for arguments in ({}, {"attention": exact_attention}):
        seen = []
        solve(YES, progress=lambda done, total, seen=seen: seen.append((done, total)), **arguments)
        assert seen[-1] == (49 * 2, 49 * 2)
        assert seen == sorted(set(seen))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"instance": "p cnf 1 0"}, "instance must be a CNF or OrthogonalVectors, got str"),
        ({"instance": GapMaxIP([[[1]], [[1]]], 1, 1)}, "instance must be a CNF or OrthogonalVectors, got GapMaxIP"),
        ({"order": 1}, "order must be an integer >= 2, got 1"),
        ({"order": "3"}, "order must be an integer >= 2, got '3'"),
        ({"order": True}, "order must be an integer >= 2, got True"),
        ({"order": 65, "merlin": "honest"}, "order must be an integer in 2..64, got 65"),
        ({"order": 600}, "order must be an integer in 2..64, got 600"),
        ({"order": 10**12}, "order must be an integer in 2..64, got 1000000000000"),
        ({"merlin": "lazy"}, "merlin must be one of exhaustive, honest, got 'lazy'"),
        ({"merlin": None}, "merlin must be one of exhaustive, honest, got None"),
        ({"verify": -1}, "verify must be an integer >= 0, got -1"),
        ({"verify": True}, "verify must be an integer >= 0, got True"),
        ({"verify": 1.5}, "verify must be an integer >= 0, got 1.5"),
        ({"code": "rs:7,6,2"}, "code must be a Code or None, got 'rs:7,6,2'"),
        ({"blocks": 0}, "blocks must be an integer >= 1, got 0"),
        ({"blocks": 1}, "blocks x dimension of the code = 1 x 2 = 2; the vectors have 3 coordinates"),
        (
            {"blocks": 7, "code": ReedSolomon(7, 6, 2)},
            "blocks must be in 1..6 (more have no weights without a zero sub-sum over F_7), got 7",
        ),
        ({"code": ReedSolomon(7, 3, 2)}, "k must be at most 2"),
        ({"separation": 1}, "separation must be a number > 1, got 1"),
        ({"separation": "16"}, "separation must be a number > 1, got '16'"),
        ({"separation": 15.0}, "order 3 needs at least 16"),
        ({"checkpoint": "state", "merlin": "honest"}, "checkpoint is for the exhaustive sweep"),
        ({"checkpoint": "state", "attention": exact_attention}, "checkpoint is for the exhaustive sweep"),
        ({"verify": 1, "attention": exact_attention}, "verify is for the structured evaluation"),
        ({"instance": CNF(200, [(1,)])}, "the limit is"),
        ({"instance": CNF(10**15, [])}, "the limit is"),
        ({"instance": planted_cnf(60, 200, seed=1)}, "the limit is"),
    ],
)
def test_bad_input_is_named(arguments, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        solve(**{"instance": YES, **arguments})


def test_work_without_end_is_refused():
    with pytest.raises(ValueError, match="choose a code with fewer messages, or an honest Merlin"):
        solve(CNF(14, [(1,)] * 400), order=7)
    solution = solve(CNF(14, [(1,)] * 400), order=7, merlin="honest")
    assert solution.satisfiable is True


def test_an_honest_merlin_needs_an_oracle(monkeypatch):
    monkeypatch.setitem(sys.modules, "pysat.solvers", None)
    with pytest.raises(ValueError, match=r"needs python-sat: install attention-hardness\[sat\]"):
        solve(YES, merlin="honest")
    vectors = planted_orthogonal_vectors((3, 4), 5, density=0.9, seed=1)
    assert solve(vectors, merlin="honest").satisfiable is True  # brute force is the oracle of vectors
    assert solve(OrthogonalVectors([[[1]], [[1]]]), merlin="honest").satisfiable is None


def test_checkpoints_through_solve(tmp_path, monkeypatch):
    path, formula = tmp_path / "state", sign_patterns(3, drop=4)
    monkeypatch.setattr("hardness.runs.sweep._COUNT_BYTES", 10 * 8 * 2 * 7)
    whole = solve(formula)

    def interrupt(done, total):
        if done * 2 >= total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        solve(formula, progress=interrupt, checkpoint=path)
    with pytest.raises(ValueError, match="belongs to another instance"):
        solve(sign_patterns(3), checkpoint=path)
    seen = []
    again = solve(formula, progress=lambda done, total: seen.append(done), checkpoint=str(path))
    assert (again.satisfiable, again.assignment, again.sweep) == (whole.satisfiable, whole.assignment, whole.sweep)
    assert min(seen) > again.sweep.tried // 2
    assert not path.exists()
