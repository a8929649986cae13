"""Enumeration of weights against brute force over all words."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardness.codes import (
    HermitianCode,
    ReedSolomon,
    coset_minimum_weight,
    finite_field,
    macwilliams,
    minimum_distance,
    weight_distribution,
)


def span(field, basis, length):
    words = np.zeros((1, length), dtype=field.dtype)
    for row in basis:
        multiples = field.mul(np.arange(field.order)[:, None], row)
        words = field.add(words[:, None], multiples).reshape(-1, length)
    return words


@given(st.data())
@settings(max_examples=120, deadline=None)
def test_coset_minimum_weight_equals_brute_force(data):
    order = data.draw(st.sampled_from((2, 3, 4, 5, 9, 16, 257, 289, 512)))
    field = finite_field(order)
    length = data.draw(st.integers(1, 7))
    rank = data.draw(st.integers(0, 4 if order < 6 else 2 if order < 20 else 1))
    symbols = st.integers(0, order - 1)
    basis = np.array(
        data.draw(st.lists(st.lists(symbols, min_size=length, max_size=length), min_size=rank, max_size=rank))
    )
    basis = basis.reshape(rank, length).astype(int)
    offset = np.array(data.draw(st.lists(symbols, min_size=length, max_size=length)))
    words = field.add(offset, span(field, basis, length))
    weight, word = coset_minimum_weight(field, basis, offset)
    assert weight == np.count_nonzero(words, axis=1).min() == np.count_nonzero(word)
    assert (words == word).all(axis=1).any()


@pytest.mark.parametrize(
    "code",
    [
        ReedSolomon(2, 2, 1),
        ReedSolomon(5, 5, 5),
        ReedSolomon(5, 4, 3, points=[1, 2, 3, 4]),
        ReedSolomon(7, 6, 2),
        ReedSolomon(9, 5, 3),
        ReedSolomon(9, 1, 1),
        HermitianCode(2, 3),
        HermitianCode(2, 7),
    ],
    ids=repr,
)
def test_weight_distribution_equals_brute_force(code):
    words = code.encode(np.array(list(itertools.product(range(code.field_order), repeat=code.dimension))))
    expected = np.bincount(np.count_nonzero(words, axis=1), minlength=code.length + 1)
    assert weight_distribution(code) == tuple(expected)
    assert minimum_distance(code) == np.flatnonzero(expected)[1]


def mds_distribution(order, length, dimension):
    """The weight distribution of an MDS code is known in closed form."""
    from math import comb

    d = length - dimension + 1
    counts = [1] + [0] * length
    for w in range(d, length + 1):
        inner = sum((-1) ** j * comb(w, j) * (order ** (w - d + 1 - j) - 1) for j in range(w - d + 1))
        counts[w] = comb(length, w) * inner
    return tuple(counts)


@pytest.mark.parametrize(
    ("order", "length", "dimension"), [(7, 7, 4), (16, 12, 4), (64, 30, 3), (9, 9, 7), (101, 20, 18)]
)
def test_mds_codes_have_the_known_distribution(order, length, dimension):
    assert weight_distribution(ReedSolomon(order, length, dimension)) == mds_distribution(order, length, dimension)


def test_macwilliams_is_an_involution_and_matches_enumeration_of_both():
    for u in (3, 4, 5):
        code = HermitianCode(2, u)
        own = weight_distribution(code)
        words = span(code.arithmetic, code.parity_check_matrix(), code.length)
        dual = tuple(np.bincount(np.count_nonzero(words, axis=1), minlength=code.length + 1))
        assert macwilliams(own, 4) == dual
        assert macwilliams(dual, 4) == own


def test_macwilliams_takes_the_field_order_by_its_old_name():
    with pytest.warns(DeprecationWarning, match="^macwilliams: the argument order is now field_order$"):
        assert macwilliams((1, 0, 0, 0, 4), order=5) == macwilliams((1, 0, 0, 0, 4), field_order=5)


def test_the_best_cheat_of_a_small_protocol():
    """Reed-Solomon, kappa = 2, k = 3: the coset of a word with one zero on I attains the soundness bound."""
    code = ReedSolomon(7, 6, 2)
    power = code.star_power(3)
    word = power.encode(np.eye(power.dimension, dtype=int)[1])  # on I: (0, 1)
    basis = power.shortened_basis(code.information_set)
    weight, best = coset_minimum_weight(code.arithmetic, basis, word)
    assert weight == power.length - power.max_zeros == 3
    assert best[code.information_set].tolist() == [0, 1]
    assert power.contains(best)


def test_the_budget_is_respected_and_named():
    code = HermitianCode(4, 20)
    with pytest.raises(ValueError, match=str((16**15 - 1) // 15)):
        minimum_distance(code)
    field = finite_field(9)
    with pytest.raises(ValueError, match="budget must be at least 81"):
        coset_minimum_weight(field, np.eye(2, 5, dtype=int), [1] * 5, budget=80)
    assert coset_minimum_weight(field, np.eye(2, 5, dtype=int), [1] * 5, budget=81)[0] == 3


def test_bad_arguments_are_refused():
    field = finite_field(9)
    with pytest.raises(ValueError, match="basis"):
        coset_minimum_weight(field, np.eye(2, 5, dtype=int), [1] * 4)
    with pytest.raises(ValueError, match="offset"):
        coset_minimum_weight(field, np.eye(2, 5, dtype=int), [9] * 5)
    with pytest.raises(ValueError, match="distribution"):
        macwilliams((1, 1, 0), 3)
    weight, word = coset_minimum_weight(field, np.zeros((3, 4), dtype=int), [1, 0, 2, 0])  # only the zero vector
    assert (weight, word.tolist()) == (2, [1, 0, 2, 0])
