"""Objects that never change; tests/test_copies.py applies the same to every class of the libraries."""

import copy
import pickle
from dataclasses import dataclass
from functools import partial

import numpy as np
import pytest

from algorithms.immutable import Immutable, locked, value_of


@dataclass(frozen=True, eq=False)
class Pair(Immutable):
    matrix: np.ndarray
    table: dict
    parts: tuple


def pair(first=1.0):
    return Pair(np.array([first, np.nan]), {"a": 1}, (np.array([2]), "b"))


def test_arrays_and_dictionaries_refuse_to_be_changed():
    made = pair()
    for array in (made.matrix, made.parts[0]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 9
    for change in (lambda t: t.update(a=2), lambda t: t.pop("a"), lambda t: t.__setitem__("c", 3), lambda t: t.clear()):
        with pytest.raises(TypeError, match="read-only"):
            change(made.table)
    assert dict(made.table) | {"c": 3} == {"a": 1, "c": 3}


def test_who_gave_an_array_may_go_on_writing_into_it():
    array = np.array([1.0])
    Pair(array, {}, ())
    array[0] = 2


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda thing: pickle.loads(pickle.dumps(thing))])
def test_copies_are_equal_and_as_read_only(copied):
    made, other = pair(), copied(pair())
    assert made == other
    assert hash(made) == hash(other)
    assert not other.matrix.flags.writeable
    with pytest.raises(TypeError, match="read-only"):
        other.table["a"] = 2


def test_equality_is_by_value_and_by_class():
    assert pair() == pair()
    assert pair() != pair(1.5)
    assert pair(0.0) == pair(-0.0)
    assert pair() != 3
    assert len({pair(), pair(), pair(2.0)}) == 2


def test_copies_without_a_constructor_of_fields_keep_them():
    @dataclass(frozen=True, eq=False, init=False)
    class Doubled(Immutable):
        array: np.ndarray

        def __init__(self, half):
            object.__setattr__(self, "array", 2 * half)

    made = Doubled(np.array([1.0]))
    other = copy.copy(made)
    assert other == made
    assert not other.array.flags.writeable


def one(x):
    return x


class Owner:
    def __init__(self, name):
        self.name = name

    def __eq__(self, other):
        return self.name == other.name

    def __hash__(self):
        return hash(self.name)

    def method(self):
        return self.name


@pytest.mark.parametrize(
    ("same", "other"),
    [
        (lambda: np.array([1, 2]), np.array([1, 3])),
        (lambda: np.array([1, 2]), np.array([[1, 2]])),
        (lambda: np.array([1, 2]), np.array([1.0, 2.0])),
        (lambda: np.array([10**30, "x"], dtype=object), np.array([10**30, "y"], dtype=object)),
        (lambda: float("nan"), 1.0),
        (lambda: [np.zeros(2), 1], [np.zeros(2), 2]),
        (lambda: {"a": np.zeros(2)}, {"a": np.ones(2)}),
        (lambda: partial(one, np.zeros(2)), partial(one, np.ones(2))),
        (lambda: Owner("a").method, Owner("b").method),
        (lambda: slice(1, 2), slice(1, 3)),
        (pair, pair(7.0)),
    ],
)
def test_stand_ins_are_equal_exactly_for_equal_values(same, other):
    assert value_of(same()) == value_of(same())
    assert hash(value_of(same())) == hash(value_of(same()))
    assert value_of(same()) != value_of(other)


def test_a_locked_array_cannot_be_unlocked():
    view = locked(np.zeros(3))
    with pytest.raises(ValueError, match="WRITEABLE"):
        view.setflags(write=True)
