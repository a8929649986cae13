"""The contract that every registered problem shares, and the registry."""

import json
from dataclasses import FrozenInstanceError, dataclass
from fractions import Fraction

import numpy as np
import pytest

from hardness.problems import CNF, OrthogonalVectors, Problem, problem_from_json
from hardness.problems.base import _REGISTRY, read_only

INSTANCES = [
    CNF(3, [(1, -2), (2, 3, -3), ()]),
    CNF(0, []),
    OrthogonalVectors([[[1, 0], [1, 1]], [[1, 1]], [[1, 1], [0, 1], [0, 0]]]),
    OrthogonalVectors([np.zeros((2, 0), int), np.zeros((1, 0), int)]),
]


@pytest.mark.parametrize("instance", INSTANCES, ids=repr)
def test_json_round_trip(instance):
    back = problem_from_json(instance.to_json())
    assert back == instance
    assert type(back) is type(instance)
    assert type(instance).from_json(instance.to_json()) == instance
    assert hash(back) == hash(instance)
    assert instance.to_dict() == json.loads(instance.to_json())
    assert instance.to_dict()["problem"] == type(instance).NAME


@pytest.mark.parametrize("instance", INSTANCES, ids=repr)
def test_sizes_are_exactly_the_declared_symbols(instance):
    assert tuple(instance.size()) == type(instance).SIZE
    assert all(type(value) is int and value >= 0 for value in instance.size().values())


@pytest.mark.parametrize("name", sorted(_REGISTRY))
def test_no_problem_lets_dataclass_overwrite_equality(name):
    assert _REGISTRY[name].__eq__ is Problem.__eq__
    assert _REGISTRY[name].__hash__ is Problem.__hash__


def test_size_symbols_are_shared_in_the_order_only():
    assert set(CNF.SIZE) & set(OrthogonalVectors.SIZE) == set()
    assert "k" in OrthogonalVectors.SIZE


@pytest.mark.parametrize("instance", INSTANCES, ids=repr)
@pytest.mark.parametrize(
    "rubbish", [None, 0, 1.5, "x", b"x", [], {}, (), {1: 2}, (0,), object(), np.zeros(3), [[]], {None}]
)
def test_verify_is_total(instance, rubbish):
    expected = (instance == INSTANCES[1]) and isinstance(rubbish, dict) and not rubbish
    assert instance.verify(rubbish) is expected


def test_instances_are_frozen():
    formula = CNF(1, [(1,)])
    with pytest.raises(FrozenInstanceError):
        formula.num_variables = 2
    vectors = np.array([[0, 1]])
    instance = OrthogonalVectors([vectors, vectors])
    with pytest.raises(ValueError, match="read-only"):
        instance.sets[0][0, 0] = 1
    vectors[0, 0] = 1  # the caller's array is the caller's
    assert instance.sets[0].tolist() == [[0, 1]]


def test_equality_is_by_type_and_value():
    assert CNF(2, [(1, 2)]) == CNF(2, [[1, 2]])
    assert CNF(2, [(1, 2)]) != CNF(2, [(2, 1)])
    assert CNF(2, []) != CNF(3, [])
    assert CNF(0, []) != OrthogonalVectors([[[1]], [[1]]])
    assert CNF(0, []) != "CNF"
    a, b = OrthogonalVectors([[[1, 0]], [[1, 1]]]), OrthogonalVectors([[[True, False]], [[True, True]]])
    assert a == b
    assert len({a, b, OrthogonalVectors([[[1, 0]], [[1, 0]]])}) == 2
    # the same bytes in another shape are another instance
    assert OrthogonalVectors([[[1, 0]], [[1, 1]]]) != OrthogonalVectors([[[1], [0]], [[1], [1]]])


@dataclass(frozen=True)
class Part:
    weights: np.ndarray


@dataclass(frozen=True, eq=False, repr=False)
class Composite(Problem[int]):
    """An abstract-looking instance with every kind of field that a problem may hold; it is not registered."""

    array: np.ndarray
    part: Part
    inner: CNF
    options: dict

    def size(self):
        return {}

    def verify(self, witness):
        return witness == 2

    def witnesses(self):
        return iter(range(4))

    def _encode(self):
        return {}


def composite(weight=1.0, entry=0.0, option=1):
    return Composite(np.array([entry]), Part(np.array([weight, np.nan])), CNF(1, []), {"a": np.array([option])})


def test_equality_looks_into_arrays_dataclasses_and_dictionaries():
    assert composite() == composite()
    assert hash(composite()) == hash(composite())
    assert composite(entry=-0.0) == composite(entry=0.0)
    assert hash(composite(entry=-0.0)) == hash(composite(entry=0.0))
    assert composite(weight=2.0) != composite()
    assert composite(entry=1.0) != composite()
    assert composite(option=2) != composite()


def test_equality_of_exact_arrays_is_by_value():
    def exact(numerator):
        return Composite(np.array([Fraction(numerator, 4)], dtype=object), None, None, {})

    assert exact(2) == exact(2)
    assert exact(2) != exact(3)


def test_solutions_and_brute_force_follow_from_verify_and_witnesses():
    assert list(composite().solutions()) == [2]
    assert composite().brute_force() == 2
    assert OrthogonalVectors([[[1]], [[1]]]).brute_force() is None


def test_two_problems_cannot_share_a_name():
    before = dict(_REGISTRY)
    with pytest.raises(TypeError, match=r"two problems are named 'SAT': CNF and .*Impostor"):

        class Impostor(CNF):
            NAME = "SAT"

    assert before == _REGISTRY


GOOD = CNF(2, [(1, -2)]).to_dict()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not an instance in JSON"),
        ("p cnf 1 1", "not an instance in JSON"),
        (b"\xff\xfe\x00", "not an instance in JSON"),
        ("[" * 100_000, "not an instance in JSON"),
        ("[]", 'JSON object with the tag "problem"'),
        ("3", 'JSON object with the tag "problem"'),
        ("{}", 'JSON object with the tag "problem"'),
        ('{"problem": "tiling"}', "problem must be one of .*, got 'tiling'"),
        ('{"problem": ["SAT"]}', r"problem must be one of .*, got \['SAT'\]"),
        ('{"problem": null}', "problem must be one of .*, got None"),
        ('{"problem": "SAT"}', "the keys problem, num_variables, clauses, got one without num_variables, clauses"),
        (json.dumps({**GOOD, "extra": 1}), r"the keys problem, num_variables, clauses, got one with \['extra'\]"),
        ('{"problem": "SAT", "problem": "SAT", "num_variables": 0, "clauses": []}', "a key occurs twice"),
        (
            json.dumps({**GOOD, "num_variables": "2"}),
            "num_variables must be an integer in 0..1000000000000000000, got '2'",
        ),
        (
            json.dumps({**GOOD, "num_variables": 2.0}),
            "num_variables must be an integer in 0..1000000000000000000, got 2.0",
        ),
        (
            json.dumps({**GOOD, "num_variables": True}),
            "num_variables must be an integer in 0..1000000000000000000, got True",
        ),
        (
            json.dumps({**GOOD, "num_variables": None}),
            "num_variables must be an integer in 0..1000000000000000000, got None",
        ),
        (
            json.dumps({**GOOD, "clauses": 3}),
            "clauses must be an iterable of iterables of literals, got 3",
        ),
        (
            json.dumps({**GOOD, "clauses": "12"}),
            "clauses must be an iterable of iterables of literals, got '12'",
        ),
        (json.dumps({**GOOD, "clauses": [3]}), r"clauses\[0\] must be an iterable of literals, got 3"),
        (json.dumps({**GOOD, "clauses": [[1], ["2"]]}), r"clauses\[1\] must have literals .*, got '2'"),
        (json.dumps({**GOOD, "clauses": [[1.0]]}), r"clauses\[0\] must have literals .*, got 1.0"),
        (json.dumps({**GOOD, "clauses": [[True]]}), r"clauses\[0\] must have literals .*, got True"),
        ('{"problem": "k-OV"}', "got one without sets"),
        ('{"problem": "k-OV", "sets": 3}', "sets must be a list"),
        ('{"problem": "k-OV", "sets": ["01", "10"]}', "sets must be a list"),
        ('{"problem": "k-OV", "sets": [["01"], ["12"]]}', "a vector must be a string of 0 and 1, got '12'"),
        ('{"problem": "k-OV", "sets": [["01"], [[1, 0]]]}', "a vector must be a string of 0 and 1"),
        ('{"problem": "k-OV", "sets": [["01"]]}', "sets must hold k >= 2 sets of vectors, got 1"),
        ('{"problem": "k-OV", "sets": [["01"], []]}', "shape"),
        ('{"problem": "k-OV", "sets": [["01"], ["011"]]}', r"sets must hold vectors of one dimension, got \[2, 3\]"),
        ('{"problem": "k-OV", "sets": [["01", "1"], ["01"]]}', r"sets\[0\]"),
    ],
)
def test_corrupt_json_is_refused_with_the_reason(text, reason):
    with pytest.raises(ValueError, match=reason):
        problem_from_json(text)


def test_json_of_another_problem_is_refused_by_the_class():
    with pytest.raises(ValueError, match="problem must be 'k-OV', got 'SAT'"):
        OrthogonalVectors.from_json(CNF(0, []).to_json())
    with pytest.raises(ValueError, match="must be an object with the keys problem, num_variables, clauses, got list"):
        CNF.from_dict([1])


def test_read_only_copies():
    given = np.arange(6).reshape(2, 3).T
    kept = read_only(given, np.int8)
    given[0, 0] = 9
    assert kept.tolist() == [[0, 3], [1, 4], [2, 5]]
    assert kept.dtype == np.int8
    assert kept.flags.c_contiguous
    assert not kept.flags.writeable


def test_a_document_with_two_instances_is_refused():
    inner = {"problem": "SAT", "num_variables": 1, "clauses": []}
    assert problem_from_json(json.dumps({"kind": "instance", "instance": inner})) == CNF(1, [])
    with pytest.raises(ValueError, match='must not have the key "problem"'):
        problem_from_json(json.dumps({"kind": "instance", "instance": inner, **inner, "num_variables": 2}))
