import re
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pysat.solvers import Minisat22

from hardness.problems import CNF


@st.composite
def formulas(draw, max_variables=7, max_clauses=30, max_width=4):
    n = draw(st.integers(0, max_variables))
    literals = st.integers(1, n).flatmap(lambda v: st.sampled_from([v, -v])) if n else st.nothing()
    clause = st.lists(literals, max_size=max_width if n else 0)
    return CNF(n, draw(st.lists(clause, max_size=max_clauses)))


def true_in(assignment, clause):
    """The meaning of a clause, in other words than the library's."""
    return any(assignment[literal] if literal > 0 else not assignment[-literal] for literal in clause)


def every_small_formula():
    """All sets of at most 3 clauses of width <= 2 over 2 variables, the empty and tautological ones included."""
    clauses = [c for width in range(3) for c in product([1, -1, 2, -2], repeat=width)]
    for count in range(4):
        for chosen in combinations(clauses, count):
            yield CNF(2, chosen)


def test_truth_tables_exhaustively():
    tried = unsatisfiable = 0
    for formula in every_small_formula():
        models = [a for a in formula.witnesses() if all(true_in(a, c) for c in formula.clauses)]
        assert list(formula.solutions()) == models
        assert formula.brute_force() == (models[0] if models else None)
        for assignment in formula.witnesses():
            assert formula.falsified(assignment) == [
                i for i, c in enumerate(formula.clauses) if not true_in(assignment, c)
            ]
        tried += 1
        unsatisfiable += not models
    assert tried == 1 + 21 + 210 + 1330
    assert 200 < unsatisfiable < tried - 200


@settings(deadline=None, max_examples=150)
@given(formulas())
def test_brute_force_agrees_with_a_solver_and_is_the_first_solution(formula):
    with Minisat22(bootstrap_with=[list(c) for c in formula.clauses]) as solver:
        # python-sat drops an empty clause silently
        satisfiable = solver.solve() and () not in formula.clauses
    found = formula.brute_force()
    assert (found is not None) == satisfiable
    assert found == next(formula.solutions(), None)


def test_brute_force_survives_many_variables():
    chain = CNF(3000, [(-v, v + 1) for v in range(1, 3000)] + [(1,)])  # 1 forces all the others
    assert chain.brute_force() == dict.fromkeys(range(1, 3001), True)


def test_witnesses_are_lexicographic():
    assert [tuple(w.values()) for w in CNF(3, []).witnesses()] == list(product([False, True], repeat=3))
    assert all(list(w) == [1, 2, 3] for w in CNF(3, []).witnesses())


@pytest.mark.parametrize(
    ("formula", "models"),
    [
        (CNF(0, []), [{}]),
        (CNF(0, [()]), []),
        (CNF(2, [()]), []),
        (CNF(1, [(1, -1)]), [{1: False}, {1: True}]),
        (CNF(1, [(1, 1, 1)]), [{1: True}]),
        (CNF(1, [(1,), (1,), (-1,)]), []),
        (CNF(2, [(-2,)]), [{1: False, 2: False}, {1: True, 2: False}]),
    ],
    ids=repr,
)
def test_degenerate_formulas(formula, models):
    assert list(formula.solutions()) == models
    assert formula.brute_force() == (models[0] if models else None)


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (CNF(20, [(1, 2, 3)] * 91), "<3-CNF: N=20, M=91>"),
        (CNF(4, [(1,), (1, 2)]), "<2-CNF: N=4, M=2>"),
        (CNF(5, []), "<CNF: N=5, M=0>"),
        (CNF(0, [(), ()]), "<0-CNF: N=0, M=2>"),
    ],
)
def test_repr(formula, text):
    assert repr(formula) == text


def test_clauses_are_kept_as_given():
    formula = CNF(np.int64(3), ([literal, -2, literal] for literal in np.array([1, -2], dtype=np.int8)))
    assert formula.clauses == ((1, -2, 1), (-2, -2, -2))
    assert all(type(literal) is int for clause in formula.clauses for literal in clause)
    assert type(formula.num_variables) is int
    assert formula.size() == {"N": 3, "M": 2}
    assert formula.width == 3


@pytest.mark.parametrize(
    ("num_variables", "clauses", "message"),
    [
        (-1, [], "num_variables must be an integer in 0..1000000000000000000, got -1"),
        (2.0, [], "num_variables must be an integer in 0..1000000000000000000, got 2.0"),
        (True, [], "num_variables must be an integer in 0..1000000000000000000, got True"),
        ("3", [], "num_variables must be an integer in 0..1000000000000000000, got '3'"),
        (2, [(1,), (2, 0)], "clauses[1] must have literals in 1..2 or -2..-1 with num_variables=2, got 0"),
        (2, [(1,), (-3, 1)], "clauses[1] must have literals in 1..2 or -2..-1 with num_variables=2, got -3"),
        (2, [(True,)], "clauses[0] must have literals in 1..2 or -2..-1 with num_variables=2, got True"),
        (2, [(np.True_,)], "clauses[0] must have literals in 1..2 or -2..-1 with num_variables=2, got "),
        (2, [(1.0,)], "clauses[0] must have literals in 1..2 or -2..-1 with num_variables=2, got 1.0"),
        (2, [("1",)], "clauses[0] must have literals in 1..2 or -2..-1 with num_variables=2, got '1'"),
        (2, [(None,)], "clauses[0] must have literals in 1..2 or -2..-1 with num_variables=2, got None"),
        (0, [(1,)], "clauses[0] must have no literal with num_variables=0, got 1"),
        (2, [1, 2], "clauses[0] must be an iterable of literals, got 1"),
        (2, ["12"], "clauses[0] must be an iterable of literals, got '12'"),
        (2, "12", "clauses must be an iterable of iterables of literals, got '12'"),
        (2, None, "clauses must be an iterable of iterables of literals, got None"),
    ],
)
def test_bad_input_is_named(num_variables, clauses, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        CNF(num_variables, clauses)


@pytest.mark.parametrize(
    "witness",
    [
        {},
        {1: True},
        {1: True, 2: True, 3: True},
        {1: True, 3: True},
        {0: True, 1: True},
        {True: True, 2: True},
        {1.0: True, 2: True},
        {"1": True, "2": True},
        {1: 1, 2: 1},
        {1: True, 2: None},
        {1: True, 2: np.array([True])},
        {1: True, 2: []},
        [True, True],
        (1, 2),
        "TT",
        None,
    ],
)
def test_malformed_assignments(witness):
    formula = CNF(2, [])
    assert formula.verify({1: True, 2: True}) is True
    assert formula.verify(witness) is False
    with pytest.raises(
        ValueError, match=r"assignment must give each of the variables 1\.\.2, and nothing else, True or False, got "
    ):
        formula.falsified(witness)


def test_numpy_scalars_make_an_assignment():
    assert CNF(2, [(1, -2)]).verify({np.int64(1): np.True_, np.int64(2): np.True_}) is True
    assert CNF(2, [(-1, -2)]).verify({np.int64(1): np.True_, np.int64(2): np.True_}) is False
