"""What other processes are given and give back: solutions, branches, errors, the graph of problems."""

import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from algorithms.attention import ToleranceNotCertifiedError
from hardness import CNF, solve
from hardness.checks.engine.runner import Blocked, Violation
from hardness.codes import HermitianCode, ReedSolomon
from hardness.formats import DimacsError
from hardness.generators import sign_patterns
from hardness.reductions import (
    Chain,
    GapMaxIPToAttention,
    OrthogonalVectorsToGapMaxIP,
    SatToOrthogonalVectors,
    UnsupportedInstanceError,
)
from hardness.theory import reduction_graph
from hardness.theory.transfer import TransferRefused


@pytest.mark.parametrize(
    "error",
    [
        UnsupportedInstanceError("too large"),
        TransferRefused("no"),
        DimacsError("line 3"),
        ToleranceNotCertifiedError("R = 9"),
        Violation("found", instance=1),
        Blocked("json", "why", {"advice": (1,)}),
    ],
    ids=repr,
)
def test_errors_come_back_from_other_processes(error):
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


def test_the_graph_of_problems_pickles():
    graph = reduction_graph()
    again = pickle.loads(pickle.dumps(graph))
    assert list(again.edges(keys=True, data=True)) == list(graph.edges(keys=True, data=True))


def test_copies_walk_back_and_branch_as_the_original_does():
    for solution in (
        solve(sign_patterns(3, drop=5)),
        solve(sign_patterns(2, drop=1), 2, code=HermitianCode(2, 2), blocks=2),
    ):
        again = pickle.loads(pickle.dumps(solution))
        trace = again.trace
        row = solution.sweep.yes[0][1]
        assert trace.follow_back(row) == solution.trace.follow_back(row)
        assert trace.instances == solution.trace.instances
    formula = sign_patterns(2, drop=1)
    disjunction = OrthogonalVectorsToGapMaxIP(ReedSolomon(5, 4, 2))
    reduced = Chain(SatToOrthogonalVectors(2), disjunction, GapMaxIPToAttention()).apply(formula)
    again = pickle.loads(pickle.dumps(reduced))
    assert list(again.advices()) == list(reduced.advices())
    model = {1: False, 2: True}
    assert formula.verify(model)
    advice, row = again.map_forward(model)
    assert (advice, row) == reduced.map_forward(model)
    assert again.map_back(advice, row) == model
    assert again.branch(advice) == reduced.branch(advice)


def test_formulas_are_solved_in_a_pool_of_processes():
    formulas = [sign_patterns(2), sign_patterns(2, drop=1), CNF(3, [(1, -2), (2, 3), (-1,)]), CNF(1, [()])]
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        found = list(pool.map(solve, formulas))
    assert [solution.satisfiable for solution in found] == [False, True, True, False]
    assert found == [solve(formula) for formula in formulas]
