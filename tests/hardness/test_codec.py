"""Values come back from JSON as they were, and what JSON cannot hold is kept as text."""

import json
from fractions import Fraction

import numpy as np
import pytest

from hardness.codec import Opaque, from_json_value, plain, register, safe_repr, to_json_value, with_keys
from hardness.codes import ReedSolomon
from hardness.problems import CNF, GapMaxIP, OrthogonalVectors
from hardness.protocols import SetDisjointness

FORMULA = CNF(2, [(1, -2)])


class Strange:
    def __repr__(self):
        raise RuntimeError


VALUES = [
    None,
    True,
    -3,
    "text",
    float("inf"),
    0.1,
    Fraction(-2, 3),
    (1, (2, [3])),
    {1: True, (2, 3): {"x": None}},
    FORMULA,
    OrthogonalVectors([[[0, 1]], [[1, 1], [0, 0]]]),
    GapMaxIP([[[1]], [[1]]], 1, "1/2"),
    ReedSolomon(5, 3, 2, [4, 0, 2]),
    SetDisjointness(ReedSolomon(5, 4, 2), 1, 2),
    SetDisjointness(ReedSolomon(5, 4, 2), 1, 2).run([[1, 0], [0, 1]], seed=0),
    Opaque("<something>"),
]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_values_come_back_from_json(value):
    again = from_json_value(json.loads(json.dumps(to_json_value(value))))
    assert again == value
    assert type(again) is type(value)


def test_what_json_cannot_hold_is_kept_as_text():
    assert from_json_value(to_json_value({1, 2})) == Opaque("{1, 2}")
    assert from_json_value(to_json_value(Strange())) == Opaque("<Strange whose repr raises RuntimeError>")


class LosesClauses(CNF):
    NAME = "formula that loses its clauses in JSON"

    def _encode(self):
        return {**super()._encode(), "clauses": []}


def test_an_instance_that_would_come_back_different_is_kept_as_text():
    assert to_json_value(LosesClauses(1, [(1,)])) == {"opaque": "<1-CNF: N=1, M=1>"}


@pytest.mark.parametrize(
    "data",
    [
        1.5,
        {},
        {"tuple": [1], "dict": []},
        {"set": [1]},
        {"tuple": 3},
        {"dict": [[1]]},
        {"fraction": "1/0"},
        {"float": "x"},
        {"instance": {"problem": "SAT"}},
        {"code": {"family": "rs"}},
        {"protocol": 3},
        {"transcript": "{}"},
    ],
    ids=repr,
)
def test_corrupt_values_are_refused(data):
    with pytest.raises(ValueError, match=r"."):
        from_json_value(data)


def test_plain_values_have_no_arrays():
    given = {"a": np.array([[0, 1]]), 2: [np.int64(3), np.bool_(True)], "b": (np.float64(0.5), np.array(7))}
    assert plain(given) == {"a": ((0, 1),), 2: [3, True], "b": (0.5, 7)}


def test_long_values_are_shortened():
    assert len(safe_repr("x" * 1000)) == 200


def test_a_class_that_is_registered_is_a_value(monkeypatch):
    monkeypatch.setattr("hardness.codec._REGISTRY", {})
    assert to_json_value(range(3)) == {"opaque": "range(0, 3)"}
    register("range", range, lambda value: [value.start, value.stop], lambda data: range(*data))
    assert from_json_value(to_json_value((range(1, 3), None))) == (range(1, 3), None)
    assert to_json_value(range(1, 9, 2)) == {"opaque": "range(1, 9, 2)"}  # it would come back as another range
    with pytest.raises(ValueError, match="corrupt value 'range'"):
        from_json_value({"range": 3})


@pytest.mark.parametrize(
    ("data", "found"),
    [([], "list"), ({"a": 1}, "one without b"), ({"a": 1, "b": 2, "c": 3}, r"one with \['c'\]"), (None, "NoneType")],
)
def test_an_object_has_its_keys_and_no_others(data, found):
    assert with_keys({"b": 1, "a": 2}, ["a", "b"], "a pair") == {"a": 2, "b": 1}
    with pytest.raises(ValueError, match=rf"^a pair must be an object with the keys a, b, got {found}$"):
        with_keys(data, ["a", "b"], "a pair")
