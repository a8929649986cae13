import re
from itertools import pairwise, product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardness.problems import OrthogonalVectors


@st.composite
def instances(draw, max_order=4, max_rows=5, max_dimension=6):
    dimension = draw(st.integers(0, max_dimension))
    sizes = draw(st.lists(st.integers(1, max_rows), min_size=2, max_size=max_order))
    # mostly ones, so that NO instances are as common as YES instances
    bit = st.sampled_from([0, 1, 1, 1, 1])
    row = st.lists(bit, min_size=dimension, max_size=dimension)
    return OrthogonalVectors([draw(st.lists(row, min_size=n, max_size=n)) for n in sizes])


def product_of(instance, indices):
    """The generalised inner product of one tuple, coordinate by coordinate in Python integers."""
    rows = [instance.sets[i][j].tolist() for i, j in enumerate(indices)]
    return sum(all(column) for column in zip(*rows, strict=True))


def oracle(instance):
    return [w for w in product(*map(range, instance.sizes)) if product_of(instance, w) == 0]


@settings(deadline=None, max_examples=200)
@given(instances())
def test_all_views_agree_with_the_definition(instance):
    solutions = oracle(instance)
    assert list(instance.solutions()) == solutions
    assert instance.count() == len(solutions)
    assert instance.brute_force() == (solutions[0] if solutions else None)
    for row in range(instance.sizes[0]):
        products = instance.inner_products(row)
        assert products.shape == instance.sizes[1:]
        assert products.dtype == np.int64
        for rest in product(*map(range, instance.sizes[1:])):
            assert products[rest] == product_of(instance, (row, *rest))


def test_both_answers_at_every_order_exhaustively():
    answers = set()
    for order, dimension in [(2, 2), (3, 1), (4, 1)]:
        rows = list(product([0, 1], repeat=dimension))
        for sizes in product([1, 2], repeat=order):
            for chosen in product(rows, repeat=sum(sizes)):
                cuts = np.cumsum((0, *sizes))
                sets = [chosen[a:b] for a, b in pairwise(cuts)]
                instance = OrthogonalVectors(sets)
                solutions = oracle(instance)
                assert instance.count() == len(solutions)
                assert instance.brute_force() == (solutions[0] if solutions else None)
                answers.add((order, bool(solutions)))
    assert answers == set(product([2, 3, 4], [False, True]))


@pytest.mark.parametrize(("order", "dimension"), [(2, 6), (3, 4), (4, 3)])
def test_count_of_the_full_cube(order, dimension):
    # Each coordinate of the tuple is anything but all ones: (2^k - 1)^d.
    cube = list(product([0, 1], repeat=dimension))
    assert OrthogonalVectors([cube] * order).count() == (2**order - 1) ** dimension


def test_blocks_of_many_rows(monkeypatch):
    # Subsets of weight 3 and 5 of 12 points are disjoint in 12! / (3! 5! 4!) ways; small blocks cut the sets unevenly.
    def weight(w):
        return [row for row in product([0, 1], repeat=12) if sum(row) == w]

    instance = OrthogonalVectors([weight(3), weight(5)])
    expected = comb(12, 3) * comb(9, 5)
    assert instance.count() == expected
    monkeypatch.setattr("hardness.problems.orthogonal_vectors._BLOCK_ENTRIES", 10_000)
    assert len(list(instance._blocks())) == 19  # 220 rows of 792 columns, 12 at a time: 18 full blocks and the rest
    assert instance.count() == expected
    assert instance.brute_force() == next(instance.solutions())


def test_first_solution_in_a_late_block(monkeypatch):
    monkeypatch.setattr("hardness.problems.orthogonal_vectors._BLOCK_ENTRIES", 8)
    ones = np.ones((7, 3), dtype=int)
    last = np.ones((4, 3), dtype=int)
    first = ones.copy()
    first[5] = 0
    assert OrthogonalVectors([first, last]).brute_force() == (5, 0)
    assert OrthogonalVectors([last[:2], first, last]).brute_force() == (0, 5, 0)
    assert OrthogonalVectors([ones, last]).brute_force() is None


def test_the_empty_dimension_makes_everything_orthogonal():
    instance = OrthogonalVectors([[[], []], [[]], [[], [], []]])
    assert repr(instance) == "<3-OV: n=(2, 1, 3), d=0>"
    assert instance.count() == 6
    assert instance.brute_force() == (0, 0, 0)
    assert instance.inner_products(1).tolist() == [[0, 0, 0]]


def test_sizes_and_storage():
    instance = OrthogonalVectors([np.ones((2, 4), bool), np.zeros((5, 4), np.int64), np.ones((3, 4), np.uint8)])
    assert (instance.order, instance.sizes, instance.dimension) == (3, (2, 5, 3), 4)
    assert instance.size() == {"n_OV": 5, "d_OV": 4, "k": 3}
    assert repr(instance) == "<3-OV: n=(2, 5, 3), d=4>"
    assert all(vectors.dtype == np.uint8 and not vectors.flags.writeable for vectors in instance.sets)
    assert OrthogonalVectors(np.ones((4, 2, 3), int)).sizes == (2, 2, 2, 2)


@pytest.mark.parametrize(
    ("sets", "message"),
    [
        ([], "sets must hold k >= 2 sets of vectors, got 0"),
        ([[[1]]], "sets must hold k >= 2 sets of vectors, got 1"),
        ([[[1]], []], "sets[1] must have the shape (n, d) with n >= 1, got (0,)"),
        ([[[1]], np.zeros((0, 1), int)], "sets[1] must have the shape (n, d) with n >= 1, got (0, 1)"),
        ([[[1]], [1]], "sets[1] must have the shape (n, d) with n >= 1, got (1,)"),
        ([[[1]], 1], "sets[1] must have the shape (n, d) with n >= 1, got ()"),
        ([[[1]], [[1, 0]]], "sets must hold vectors of one dimension, got [1, 2]"),
        ([[[1, 0], [1]], [[1]]], "sets[0] must be a rectangular matrix"),
        ([[[1]], [[2]]], "sets[1] must have entries 0 and 1, got entries from 2 to 2"),
        ([[[1, -1]], [[0, 0]]], "sets[0] must have entries 0 and 1, got entries from -1 to 1"),
        ([[[1]], [[256]]], "sets[1] must have entries 0 and 1, got entries from 256 to 256"),
        ([[[1]], [[1.0]]], "sets[1] must hold booleans or integers of at most 64 bits, got dtype float64"),
        ([[[1]], [["1"]]], "sets[1] must hold booleans or integers of at most 64 bits, got dtype <U1"),
        ([[[1]], [[None]]], "sets[1] must hold booleans or integers of at most 64 bits, got dtype object"),
        ([[[1]], [[2**70]]], "sets[1] must hold booleans or integers of at most 64 bits, got dtype object"),
        (3, "sets must be an iterable of k >= 2 arrays of shape (n_i, d), got int"),
        ("01", "sets must be an iterable of k >= 2 arrays of shape (n_i, d), got str"),
    ],
)
def test_bad_input_is_named(sets, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        OrthogonalVectors(sets)


@pytest.mark.parametrize(
    "witness", [(0, 0), (0, 0, 0, 0), (0, 0, 3), (-1, 0, 0), (0, 0, True), (0.0, 0, 0), [0, 0, 0], ("0", 0, 0), 0, None]
)
def test_malformed_witnesses(witness):
    instance = OrthogonalVectors([np.zeros((1, 2), int), np.zeros((2, 2), int), np.zeros((3, 2), int)])
    assert instance.verify((0, 1, 2)) is True
    assert instance.verify((0, np.int64(1), 2)) is True
    assert instance.verify(witness) is False


def test_inner_products_refuse_before_allocating():
    instance = OrthogonalVectors([[[1]], np.ones((40_000, 1), bool), np.ones((40_000, 1), bool)])
    with pytest.raises(ValueError, match=f"need {8 * 40_000**2:,} bytes; the limit is {2**32:,}"):
        instance.inner_products(0)


@pytest.mark.parametrize("row", [-1, 1, 0.0, True, None])
def test_inner_products_of_a_row_that_is_not_there(row):
    with pytest.raises(ValueError, match=re.escape(f"row must be an integer in 0..0, got {row!r}")):
        OrthogonalVectors([[[1]], [[1]]]).inner_products(row)


def test_inner_products_are_exact_beyond_the_float32_integers():
    # 2^24 + 1 is not a float32; the exact answer needs the wider type.
    d = 2**24 + 1
    ones = np.ones((1, d), np.uint8)
    assert OrthogonalVectors([ones, ones]).inner_products(0).tolist() == [d]
