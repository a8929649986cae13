"""One reduced instance and the interface of reductions, on reductions small enough to see through."""

import pickle
from typing import ClassVar

import pytest

from hardness.problems import CNF, OrthogonalVectors
from hardness.reductions.base import Kind, Reduced, Reduction, UnsupportedInstanceError

FORMULA = CNF(2, [(1, 2)])


def flipped(assignment):
    return {variable: not value for variable, value in assignment.items()}


class Flip(Reduction[CNF, CNF]):
    """Negate every literal."""

    source_type, target_type, kind, theorem = CNF, CNF, Kind.LEVIN, "none"
    overhead: ClassVar[dict] = {}

    def reduce(self, formula):
        clauses = [[-literal for literal in clause] for clause in formula.clauses]
        return Reduced.one(formula, CNF(formula.num_variables, clauses), flipped, flipped)

    def refuses(self, formula):
        return "there is nothing to flip" if not formula.clauses else None


def by_first_variable(built):
    """Return FORMULA split into one branch for each value of x_1, which records in ``built`` what is asked for."""

    def branch(value):
        built.append(value)
        return CNF(2, [*FORMULA.clauses, (1 if value else -1,)])

    return Reduced(
        source=FORMULA,
        branch_count=2,
        advices=lambda: iter((False, True)),
        branch=branch,
        forward=lambda witness: (witness[1], witness),
        back=lambda _value, witness: witness,
    )


def test_one_branch_maps_both_ways():
    reduced = Flip().apply(FORMULA)
    assert reduced.branch_count == 1
    assert list(reduced.branches()) == [(None, reduced.target)]
    assert reduced.target == CNF(2, [(-1, -2)])
    witness = {1: True, 2: False}
    assert reduced.map_forward(witness) == (None, {1: False, 2: True})
    assert reduced.map_back(None, {1: False, 2: True}) == witness


def test_branches_are_built_one_at_a_time_and_when_asked_for():
    built = []
    reduced = by_first_variable(built)
    assert (reduced.advice(1), built) == (True, [])
    found = reduced.branches()
    assert next(found) == (False, CNF(2, [(1, 2), (-1,)]))
    assert built == [False]
    assert reduced.map_forward({1: True, 2: False}) == (True, {1: True, 2: False})
    assert built == [False]
    with pytest.raises(ValueError, match="target is defined for one branch; this instance has 2"):
        _ = reduced.target
    with pytest.raises(ValueError, match="number must be below the number of branches, 2, got 2"):
        reduced.advice(2)


def test_what_solves_nothing_is_not_mapped():
    reduced = by_first_variable([])
    with pytest.raises(ValueError, match="does not solve <2-CNF"):
        reduced.map_forward({1: False, 2: False})
    with pytest.raises(ValueError, match="does not solve <2-CNF"):
        reduced.map_back(False, {1: True, 2: True})  # it solves the other branch
    assert reduced.map_back(True, {1: True, 2: True}) == {1: True, 2: True}


def test_refusals_come_before_the_work(monkeypatch):
    monkeypatch.setattr(Flip, "reduce", lambda *_: pytest.fail("reduced"))
    with pytest.raises(UnsupportedInstanceError, match=r"^there is nothing to flip$"):
        Flip().apply(CNF(2, []))
    with pytest.raises(UnsupportedInstanceError, match=r"^Flip reduces SAT instances, not <"):
        Flip().apply(OrthogonalVectors([[[1]], [[0]]]))
    assert Flip().refuses(FORMULA) is Flip().refuses_target_of(Flip(), FORMULA) is None
    assert issubclass(UnsupportedInstanceError, ValueError)


def test_a_reduction_that_says_nothing_refuses_nothing():
    class Same(Flip):
        refuses = Reduction.refuses

    assert Same().refuses(CNF(2, [])) is None
    assert Same().apply(CNF(2, [])).target == CNF(2, [])


def test_functions_of_a_module_make_it_a_value():
    reduced = Flip().apply(FORMULA)
    again = pickle.loads(pickle.dumps(Reduced.one(FORMULA, reduced.target, int, int)))
    assert again == Reduced.one(FORMULA, reduced.target, int, int)
    assert again != Reduced.one(FORMULA, reduced.target, int, abs)
    assert reduced == Flip().apply(FORMULA)


def test_reductions_without_a_size_law_are_abstract():
    with pytest.raises(TypeError, match="abstract"):
        type("Half", (Reduction,), {"reduce": Flip.reduce})()
