"""The whole chain on formulas, against a SAT solver: both answers, every order, every assignment checked."""

import time

import numpy as np
import pytest
from pysat.solvers import Minisat22

from algorithms.attention import exact_attention
from hardness import CNF, read_dimacs, solve
from hardness.codes import ReedSolomon
from hardness.formats import bundled
from hardness.generators import parity, pigeonhole, random_cnf, sign_patterns


def by_solver(formula):
    # python-sat drops an empty clause without a word
    with Minisat22(bootstrap_with=[list(clause) for clause in formula.clauses]) as solver:
        return () not in formula.clauses and bool(solver.solve())


def check(formula, solution):
    """The answer is the solver's, and a YES comes with an assignment that makes a literal of every clause true."""
    assert solution.satisfiable is by_solver(formula)
    if solution.satisfiable:
        assert set(solution.assignment) == set(range(1, formula.num_variables + 1))
        assert all(any(solution.assignment[abs(lit)] == (lit > 0) for lit in clause) for clause in formula.clauses)
        assert solution.sweep.least_yes >= 0.8
        vectors = solution.trace.instances[1]
        assert vectors.verify(solution.witness)
    else:
        assert solution.assignment is None
        assert solution.witness is None
        assert not solution.sweep.yes
    return solution.satisfiable


def drawn(count, seed):
    """Formulas on 3 to 12 variables around the satisfiability threshold of their width, clauses of mixed widths too."""
    rng = np.random.default_rng(seed)
    for i in range(count):
        N = 3 + i % 10
        width = 3 if N <= 6 and i % 3 == 0 else 2
        M = round(N * rng.uniform(*((3.5, 7.0) if width == 3 else (1.0, 2.6))))
        clauses = [
            clause[: rng.integers(1, 4)] if rng.random() < 0.15 else clause
            for clause in random_cnf(N, M, width, seed=rng).clauses
        ]
        yield CNF(N, clauses)


@pytest.mark.parametrize("order", [2, 3, 4])
def test_random_formulas(order):
    answers = []
    for formula in drawn(210, seed=order):
        solution = solve(formula, order=order)
        answers.append(check(formula, solution))
        assert solution.sweep.complete
        # Every model lies behind one row of one message; rows that share their tuples' message count once.
        assert solution.trace.instances[1].order == order
    assert len(answers) >= 200
    assert answers.count(False) >= 60
    assert answers.count(True) >= 60


@pytest.mark.parametrize("order", [2, 3, 4])
@pytest.mark.parametrize(
    ("formula", "satisfiable"),
    [
        (CNF(0, []), True),
        (CNF(0, [()]), False),
        (CNF(0, [(), ()]), False),
        (CNF(1, []), True),
        (CNF(1, [(1,)]), True),
        (CNF(1, [(1,), (-1,)]), False),
        (CNF(2, [()]), False),
        (CNF(2, [(1, 2), ()]), False),
        (CNF(3, []), True),
        (CNF(5, [(1, -1), (2, -2, 3)]), True),
        (CNF(4, [(1, 1, 1), (-1, -1), (2,)]), False),
        (CNF(3, [(1, 2), (1, 2), (1, 2)]), True),
        (sign_patterns(3), False),
        (sign_patterns(3, drop=6), True),
        (pigeonhole(3, 2), False),
        (pigeonhole(2, 2), True),
        (parity(3), False),
        (parity(3, 2), True),
    ],
)
def test_degenerate_and_structured_formulas(formula, satisfiable, order):
    assert check(formula, solve(formula, order=order)) is satisfiable


def test_more_sets_than_variables():
    for formula in (CNF(1, [(1,)]), CNF(1, [(1,), (-1,)]), CNF(2, [(1, -2), (2,)]), CNF(2, [(1, -2), (2,), (-1,)])):
        check(formula, solve(formula, order=5))


def test_a_unique_model_is_found_under_one_message():
    for drop in range(8):
        solution = solve(sign_patterns(3, drop=drop))
        (pair,) = solution.sweep.yes
        assert solution.trace.advice[1] == tuple(
            solution.trace.reduced[1].encoded.protocol.message_block(pair[0], pair[0] + 1)[0].tolist()
        )
        bits = [bool(drop >> place & 1) for place in (2, 1, 0)]
        assert list(solution.assignment.values()) == bits


@pytest.mark.parametrize(
    ("code", "blocks"),
    [
        (ReedSolomon(16, 7, 2), None),  # T = 4 = the limit over F_16
        (ReedSolomon(9, 9, 2), 4),  # N = |F|, T = 4 = the limit
        (ReedSolomon(11, 6, 2, points=[3, 10, 0, 7, 1, 5]), 5),
        (ReedSolomon(11, 7, 3), None),
        (ReedSolomon(11, 4, 1), None),  # one message
        (ReedSolomon(13, 6, 2), 12),
    ],
)
def test_codes_of_the_user_s_choice(code, blocks):
    for formula in (sign_patterns(3), sign_patterns(3, drop=3)):
        check(formula, solve(formula, code=code, blocks=blocks))


def test_the_bundled_formulas():
    assert check(bundled("pigeonhole-4-3"), solve(bundled("pigeonhole-4-3"))) is False
    assert check(bundled("example"), solve(bundled("example"))) is True


def test_a_random_unsatisfiable_formula_is_refuted_by_every_message():
    formula = random_cnf(20, 140, seed=1)
    solution = solve(formula)
    assert check(formula, solution) is False
    assert solution.sweep.messages == 71**2  # the least prime >= 140/2 + 1
    assert solution.sweep.tried == 71**2 * 128
    assert solution.sweep.largest_no <= 0.2


def test_satlib(satlib):
    for path in satlib[:3]:
        formula = read_dimacs(path)
        assert formula.size() == {"N": 20, "M": 91}
        started = time.perf_counter()
        solution = solve(formula)
        assert time.perf_counter() - started < 10
        assert check(formula, solution) is True
        assert solution.sweep.messages == 47**2
        assert solution.sweep.complete


@pytest.mark.parametrize("order", [2, 3, 4])
def test_an_honest_merlin(order):
    answers = []
    for formula in drawn(20, seed=10 + order):
        solution = solve(formula, order=order, merlin="honest")
        expected = by_solver(formula)
        assert solution.satisfiable is (True if expected else None)  # never False
        if expected:
            assert formula.verify(solution.assignment)
            assert solution.sweep.tried == 1  # one row of one message
        else:
            assert solution.assignment is None
            assert "proves nothing" in solution.reason
        answers.append(expected)
    assert set(answers) == {True, False}


def test_a_routine_of_one_s_own_decides_through_the_whole_chain():
    for formula in (sign_patterns(3), sign_patterns(3, drop=2), CNF(2, [(1,), (-1, 2)]), CNF(1, [(1,), (-1,)])):
        for order in (2, 3):
            solution = solve(formula, order=order, attention=exact_attention)
            assert check(formula, solution) is solve(formula, order=order).satisfiable
            assert solution.audit.passed
            assert solution.audit.messages == solution.sweep.messages
