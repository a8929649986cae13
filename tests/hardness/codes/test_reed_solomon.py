"""Reed-Solomon codes and the interface of every code, checked against definitions at small sizes."""

import itertools
import json
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardness.codes import Code, ReedSolomon, code_from_dict, finite_field, parse_code

SMALL_CODES = [
    ReedSolomon(2, 2, 1),
    ReedSolomon(2, 2, 2),
    ReedSolomon(4, 4, 3),
    ReedSolomon(5, 4, 2, points=[4, 0, 3, 1]),
    ReedSolomon(7, 6, 2),
    ReedSolomon(7, 7, 3),
    ReedSolomon(7, 1, 1, points=[5]),
    ReedSolomon(8, 5, 3, points=[7, 1, 2, 0, 4]),
    ReedSolomon(9, 9, 2),
    ReedSolomon(9, 4, 4),
]


def all_messages(code):
    return np.array(list(itertools.product(range(code.field_order), repeat=code.dimension)))


@pytest.mark.parametrize("code", SMALL_CODES, ids=repr)
def test_codewords_are_values_of_polynomials(code):
    F = code.arithmetic
    coefficients = all_messages(code)[:700]
    words = code.evaluate(coefficients)
    for word, row in zip(words, coefficients, strict=True):
        for value, x in zip(word, code.points, strict=True):
            expected = 0
            for c in reversed(row):
                expected = F.add(F.mul(expected, x), c)
            assert value == expected


@pytest.mark.parametrize("code", SMALL_CODES, ids=repr)
def test_encoding_is_systematic_and_equals_the_generator_matrix(code):
    messages = all_messages(code)[:3000]
    words = code.encode(messages)
    np.testing.assert_array_equal(words[:, code.information_set], messages)
    G = code.generator_matrix()
    assert type(G) is code.field
    np.testing.assert_array_equal(G[:, code.information_set], np.eye(code.dimension))
    np.testing.assert_array_equal(words, code.field(messages) @ G)
    np.testing.assert_array_equal(code.encode(messages[-1]), words[-1])
    assert np.all(code.contains(words))


@pytest.mark.parametrize("code", SMALL_CODES, ids=repr)
def test_distance_is_exactly_the_singleton_bound(code):
    weights = np.count_nonzero(code.encode(all_messages(code)), axis=1)
    assert min(weights[1:]) == code.exact_distance == code.designed_distance == code.length - code.dimension + 1
    assert code.max_zeros == code.dimension - 1


@pytest.mark.parametrize("code", SMALL_CODES, ids=repr)
def test_every_kappa_positions_are_an_information_set(code):
    for positions in itertools.combinations(range(code.length), code.dimension):
        assert code.arithmetic.rank(code.generator[:, positions]) == code.dimension


@pytest.mark.parametrize("code", SMALL_CODES, ids=repr)
@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_star_products_lie_in_the_star_power(code, k):
    if k * (code.dimension - 1) + 1 > code.length:
        limit = (code.length - 1) // (code.dimension - 1)
        with pytest.raises(ValueError, match=f"at most {limit}"):
            code.star_power(k)
        return
    power = code.star_power(k)
    assert power.dimension == k * (code.dimension - 1) + 1
    np.testing.assert_array_equal(power.points, code.points)
    rows = code.evaluation_matrix()
    products = [rows[0]]
    for _ in range(k):
        products = [code.arithmetic.mul(word, row) for word in products for row in rows]
    assert np.all(power.contains(np.array(products)))
    assert code.arithmetic.rank(np.array(products)) == power.dimension  # nothing smaller would do
    if k > 1 and power.dimension > code.dimension:
        assert not np.all(code.contains(np.array(products)))


def test_the_protocol_message_space_has_dimension_k_prime_minus_kappa():
    code = ReedSolomon(47, 12, 2)
    basis = code.star_power(3).shortened_basis(code.information_set)
    assert basis.shape == (4 - 2, 12)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_points_over_any_prepared_field(data):
    order = data.draw(st.sampled_from((2, 5, 8, 9, 49)))
    points = data.draw(st.lists(st.integers(0, order - 1), min_size=1, max_size=12, unique=True))
    dimension = data.draw(st.integers(1, len(points)))
    code = ReedSolomon(order, len(points), dimension, points)
    positions = sorted(data.draw(st.permutations(range(len(points))))[:dimension])
    assert code.arithmetic.rank(code.generator[:, positions]) == dimension
    message = data.draw(st.lists(st.integers(0, order - 1), min_size=dimension, max_size=dimension))
    assert code.contains(code.encode(message))
    assert code_from_dict(json.loads(json.dumps(code.to_dict()))) == code


def test_equality_hash_and_serialisation():
    code, same = ReedSolomon(7, 6, 2), ReedSolomon(7, 6, 2, points=range(6))
    moved = ReedSolomon(7, 6, 2, points=[1, 0, 2, 3, 4, 5])
    assert code == same
    assert hash(code) == hash(same)
    assert code != moved
    assert code != ReedSolomon(7, 6, 3)
    assert code != "rs"
    for each in (code, moved):
        assert code_from_dict(each.to_dict()) == each == pickle.loads(pickle.dumps(each))
    assert parse_code("rs:7,6,2") == parse_code(" RS:7, 6,2 ") == code
    assert isinstance(code, Code)
    assert repr(ReedSolomon(64, 10, 3)) == "<RS code [10, 3, 8] over GF(2^6)>"


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ((6, 5, 2), "order"),
        ((7, 8, 2), "length"),
        ((7, 0, 0), "length"),
        ((7, 6, 7), "dimension"),
        ((7, 6, 0), "dimension"),
        ((7, 6.0, 2), "length"),
        ((7, 3, 2, [0, 1, 1]), "points"),
        ((7, 3, 2, [0, 1]), "points"),
        ((7, 3, 2, [0, 1, 7]), "points"),
    ],
)
def test_bad_parameters_are_refused(arguments, name):
    with pytest.raises(ValueError, match=name):
        ReedSolomon(*arguments)


def test_bad_arguments_are_refused():
    code = ReedSolomon(7, 6, 2)
    for call, name in [
        (lambda: code.encode([1, 2, 3]), "messages"),
        (lambda: code.encode(3), "messages"),
        (lambda: code.encode([1, 7]), "messages"),
        (lambda: code.evaluate([1]), "coefficients"),
        (lambda: code.contains([1] * 5), "words"),
        (lambda: code.shortened_basis([6]), "positions"),
        (lambda: code.shortened_basis([-1]), "positions"),
        (lambda: code.shortened_basis([0.5]), "positions"),
        (lambda: code.star_power(0), "k must"),
        (lambda: code.star_power(1.5), "k must"),
        (lambda: code_from_dict({"family": "turbo"}), "family"),
        (lambda: code_from_dict({"family": "rs", "order": 7}), "rs"),
        (lambda: code_from_dict([]), "family"),
        (lambda: parse_code("rs:7,6"), "rs:order"),
        (lambda: parse_code("rs:a"), "family:number"),
        (lambda: parse_code("6,2"), "family"),
    ]:
        with pytest.raises(ValueError, match=name):
            call()


def test_a_long_code_over_a_large_prime_field():
    code = ReedSolomon(65521, 65521, 3)
    assert code.star_power(3).exact_distance == 65521 - 6
    message = [1, 65520, 12345]
    np.testing.assert_array_equal(code.encode(message)[:3], message)
    assert finite_field(65521).rank(code.generator[:, [7, 65520, 30_000]]) == 3
