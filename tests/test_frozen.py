"""What is frozen cannot be changed: not in a copy, not by a forged pickle, not through what it holds."""

import copy
import pickle
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from algorithms.attention import (
    AttentionInputs,
)
from hardness import CNF, solve
from hardness.codes import ReedSolomon
from hardness.generators import sign_patterns
from hardness.problems import GapMaxIP, OrthogonalVectors
from hardness.protocols import SetDisjointness

ROWS = np.array([[0.5, -1.0], [2.0, 0.25], [0.0, 1.0]])


INPUTS = AttentionInputs(ROWS, (ROWS[:2], ROWS), (abs(ROWS[:2]), abs(ROWS)))


PROTOCOL = SetDisjointness(ReedSolomon(7, 6, 2), 2, 3)


VECTORS = OrthogonalVectors([[[1, 0], [1, 1]], [[1, 1]], [[1, 1], [0, 1], [0, 0]]])


def test_an_unpickled_matrix_cannot_be_written_to():
    again = pickle.loads(pickle.dumps(INPUTS))
    with pytest.raises(ValueError, match="read-only"):
        again.query[0, 0] = np.nan


@pytest.mark.parametrize(
    ("thing", "change"),
    [
        (INPUTS, {"query": ROWS * np.nan}),
        (VECTORS, {"sets": ([[2]], [[1]])}),
        (CNF(1, [(1,)]), {"clauses": ((2,),)}),
        (PROTOCOL, {"weights": (0, 1)}),
        (GapMaxIP([[[1, 1], [0, 1]], [[1, 1], [1, 0]]], 2, "1/2"), {"threshold": 0}),
    ],
    ids=repr,
)
def test_a_forged_pickle_is_validated(thing, change):
    rebuild, (cls, values) = thing.__reduce__()
    assert rebuild(cls, values) == thing
    with pytest.raises(ValueError, match=next(iter(change))):
        rebuild(cls, {**values, **change})


def test_nothing_in_a_solution_can_be_changed():
    solution = solve(sign_patterns(3, drop=5))
    for each in (solution, copy.deepcopy(solution), pickle.loads(pickle.dumps(solution))):
        with pytest.raises(AttributeError):
            each.sweep.yes.append((9, 9))
        with pytest.raises(FrozenInstanceError):
            each.sweep.tried = 0
        assert hash(each) == hash(solution)


def test_caches_do_not_travel():
    for thing, cached in ((PROTOCOL, "containing_code"), (solve(sign_patterns(3)).trace.target, "padding")):
        getattr(thing, cached)
        assert cached in vars(thing)
        kept = thing.__reduce__()[1][1]
        assert cached not in kept


def test_an_assignment_is_read_only_in_every_copy():
    solution = solve(sign_patterns(2, drop=1), 2)
    for each in (solution, copy.copy(solution), copy.deepcopy(solution), pickle.loads(pickle.dumps(solution))):
        assignment, before = each.assignment, hash(each)
        for change in (
            lambda held=assignment: held.__setitem__(1, False),
            lambda held=assignment: held.update({1: False}),
            lambda held=assignment: held.pop(1),
            lambda held=assignment: held.__ior__({1: False}),
        ):
            with pytest.raises(TypeError, match="read-only"):
                change()
        assert each == solution
        assert hash(each) == before == hash(solution)
    assert dict(solution.assignment) | {1: None} != solution.assignment


def test_matrices_cannot_be_unlocked():
    inputs = AttentionInputs([[1.0]], ([[2.0], [3.0]],), ([[4.0], [5.0]],))
    vectors = OrthogonalVectors([[[1, 0]], [[0, 1], [1, 1]]])
    for original in (inputs, vectors):
        for each in (original, copy.copy(original), copy.deepcopy(original), pickle.loads(pickle.dumps(original))):
            for array in (each.query, *each.keys, *each.values) if original is inputs else each.sets:
                with pytest.raises(ValueError, match="WRITEABLE"):
                    array.setflags(write=True)
