"""The lightest word of a coset, against enumeration and against unique decoding."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardness.codes import ReedSolomon, finite_field
from hardness.codes.cosets import addition, lightest_in_coset, plus

# characteristic 2, primes, odd extensions with a full table, and beyond 256 each of these with and without halves
ORDERS = [2, 3, 4, 5, 8, 9, 13, 16, 17, 25, 27, 32, 256, 257, 289, 343, 512, 729]


def all_words(field, basis, word):
    coefficients = np.array(list(itertools.product(range(field.order), repeat=len(basis))), dtype=field.dtype)
    return field.add(field.matmul(coefficients, basis), word) if len(basis) else word[None]


@pytest.mark.parametrize(("order", "rank"), [(q, r) for q in ORDERS for r in range(4) if q**r <= 6000])
def test_lightest_word_against_all_words(order, rank):
    field, rng = finite_field(order), np.random.default_rng(order)
    for length in (rank + 1, 7):
        for _ in range(10):
            basis = rng.integers(order, size=(rank, length)) * (rng.random((rank, length)) < 0.7)
            if rank and field.rank(basis) < rank:
                continue
            word = rng.integers(order, size=length).astype(field.dtype)
            words = all_words(field, basis.astype(field.dtype), word)
            found = lightest_in_coset(field, basis.astype(field.dtype), word, budget=order**rank)
            assert (words == found).all(axis=1).any()
            assert np.count_nonzero(found) == np.count_nonzero(words, axis=1).min()


@pytest.mark.parametrize(
    ("order", "dimension", "length"),
    [(4, 2, 4), (7, 6, 7), (8, 5, 8), (9, 5, 9), (16, 4, 15), (49, 3, 20), (257, 2, 30), (289, 2, 21), (729, 2, 25)],
)
def test_few_errors_are_found_exactly(order, dimension, length):
    # fewer errors than half the distance N - K + 1 make the only lightest word: unique decoding
    code, rng = ReedSolomon(order, length, dimension), np.random.default_rng(1)
    field = code.arithmetic
    error = np.zeros(length, dtype=field.dtype)
    places = rng.choice(length, (length - dimension) // 2, replace=False)
    error[places] = rng.integers(1, order, size=len(places))
    word = field.add(code.encode(rng.integers(order, size=dimension)), error)
    assert (lightest_in_coset(field, code.generator, word, budget=10**7) == error).all()


@pytest.mark.parametrize("order", [2, 3, 251, 256, 125, 257, 289, 343, 512, 59049])
def test_compiled_addition(order):
    field, rng = finite_field(order), np.random.default_rng(2)
    a, b = rng.integers(order, size=(2, 300))
    tables = addition(field)
    assert [plus(x, y, tables) for x, y in zip(a, b, strict=True)] == field.add(a, b).tolist()


@settings(deadline=None, max_examples=60)
@given(st.sampled_from([2, 4, 5, 9, 17, 27]), st.integers(0, 6), st.integers(0, 2**32 - 1))
def test_a_floor_stops_only_where_it_is_attained(order, floor, seed):
    field, rng = finite_field(order), np.random.default_rng(seed)
    basis = np.concatenate([np.eye(2, dtype=np.int64), rng.integers(order, size=(2, 4))], axis=1).astype(field.dtype)
    word = rng.integers(order, size=6).astype(field.dtype)
    words = all_words(field, basis, word)
    found = lightest_in_coset(field, basis, word, budget=1000, floor=floor)
    assert (words == found).all(axis=1).any()
    assert np.count_nonzero(found) <= max(floor, np.count_nonzero(words, axis=1).min())


def test_arguments_are_not_changed():
    field = finite_field(5)
    basis, word = np.array([[1, 2, 3], [0, 1, 1]], dtype=field.dtype), np.array([4, 4, 4], dtype=field.dtype)
    copies = basis.copy(), word.copy()
    lightest_in_coset(field, basis, word, budget=25)
    assert (basis == copies[0]).all()
    assert (word == copies[1]).all()


def test_larger_cosets_than_the_budget_are_refused():
    field = finite_field(7)
    basis, word = np.eye(3, 5, dtype=field.dtype), np.ones(5, dtype=field.dtype)
    assert np.count_nonzero(lightest_in_coset(field, basis, word, budget=343)) == 2
    with pytest.raises(ValueError, match=r"budget=342 .* 343 words"):
        lightest_in_coset(field, basis, word, budget=342)
    wide = np.eye(6000, dtype=np.uint8)  # 7^6000 has more digits than Python prints
    with pytest.raises(ValueError, match=r"2\^16844\.1 words"):
        lightest_in_coset(field, wide, wide[0], budget=10**9)
