import re
from decimal import Decimal
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardness.problems import GapMaxIP, Promise, problem_from_json


@st.composite
def instances(draw):
    d = draw(st.integers(0, 6))
    sizes = draw(st.lists(st.integers(1, 4), min_size=2, max_size=4))
    row = st.lists(st.sampled_from([0, 1, 1]), min_size=d, max_size=d)
    sets = [draw(st.lists(row, min_size=n, max_size=n)) for n in sizes]
    return GapMaxIP(sets, draw(st.integers(1, 5)), draw(st.sampled_from(["1/5", "1/3", "1/2", "3/4", 1])))


def inner_product(instance, indices):
    rows = [instance.sets[i][j].tolist() for i, j in enumerate(indices)]
    return sum(all(column) for column in zip(*rows, strict=True))


@settings(deadline=None, max_examples=200)
@given(instances())
def test_all_views_agree_with_the_definition(instance):
    tuples = list(product(*map(range, instance.sizes)))
    value = {indices: inner_product(instance, indices) for indices in tuples}
    large = [indices for indices in tuples if value[indices] >= instance.t]
    assert list(instance.solutions()) == large
    assert instance.brute_force() == (large[0] if large else None)
    assert [indices for indices in tuples if instance.verify(indices)] == large
    levels, kinds = instance.inner_product_histogram(), set()
    for row in range(instance.sizes[0]):
        mine = [value[indices] for indices in tuples if indices[0] == row]
        products = instance.inner_products(row)
        assert products.shape == instance.sizes[1:]
        assert products.ravel().tolist() == mine
        assert levels[row].tolist() == [mine.count(w) for w in range(levels.shape[1])]
        assert list(instance.row_solutions(row)) == [indices for indices in large if indices[0] == row]
        # Fractions: (1 - eps) t is compared exactly.
        small = max(mine) <= (1 - Fraction(instance.eps)) * instance.t
        expected = Promise.YES if max(mine) >= instance.t else Promise.NO if small else Promise.VIOLATED
        assert instance.promise(row) is expected
        kinds.add(expected)
    whole = Promise.VIOLATED if Promise.VIOLATED in kinds else Promise.YES if Promise.YES in kinds else Promise.NO
    assert instance.promise() is whole
    assert instance.explicit() == instance
    assert problem_from_json(instance.to_json()) == instance


def ones(*counts, d=9):
    return [[1] * c + [0] * (d - c) for c in counts]


def test_the_edges_of_the_promise():
    # t = 6, eps = 1/3: YES from 6, NO up to 4, and 5 is neither.
    instance = GapMaxIP([ones(3, 4, 5, 6, 7), ones(9, 1)], 6, "1/3")
    kinds = [instance.promise(row).name for row in range(5)]
    assert kinds == ["NO", "NO", "VIOLATED", "YES", "YES"]
    assert instance.promise() is Promise.VIOLATED
    assert GapMaxIP([ones(3, 4), ones(9)], 6, "1/3").promise() is Promise.NO
    assert GapMaxIP([ones(3, 6), ones(9)], 6, "1/3").promise() is Promise.YES
    # (1 - eps) t = 4 exactly, which no float with eps = 0.3333 would say.
    assert GapMaxIP([ones(4), ones(9)], 6, "0.3334").promise() is Promise.VIOLATED
    assert GapMaxIP([ones(0), ones(9)], 6, 1).promise() is Promise.NO
    assert GapMaxIP([ones(1), ones(9)], 6, 1).promise() is Promise.VIOLATED


def test_sizes_and_notation():
    instance = GapMaxIP([ones(1, 2), ones(3, 4, 5), ones(6)], 2, Fraction(1, 2))
    assert instance.size() == {"n_MaxIP": 3, "d_MaxIP": 9, "t_MaxIP": 2, "k": 3}
    assert (instance.order, instance.sizes) == (3, (2, 3, 1))
    assert repr(instance) == "<Gap-MaxIP_3: n=(2, 3, 1), d=9, t=2, eps=1/2>"
    assert instance.inner_product_histogram().shape == (2, 3)


def test_a_large_threshold_takes_no_memory():
    instance = GapMaxIP([ones(1, 2), ones(3)], 10**15, "1/2")
    assert instance.promise() is Promise.NO
    assert instance.inner_product_histogram().tolist() == [[0, 1, 0], [0, 0, 1]]


@pytest.mark.parametrize("witness", [(0,), (0, 0, 0), (2, 0), (-1, 0), (0, True), (0.0, 0), [0, 0], "00", None])
def test_malformed_witnesses(witness):
    instance = GapMaxIP([ones(2, 2), ones(9, 9)], 2, 1)
    assert instance.verify((1, np.int64(1)))
    assert instance.verify(witness) is False


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[[1]]], 1, 1), "sets must hold k >= 2 sets of vectors, got 1"),
        (([[[1]], [[2]]], 1, 1), "sets[1] must have entries 0 and 1, got entries from 2 to 2"),
        (([[[1]], [[1]]], 0, 1), "threshold must be an integer in 1..9223372036854775807, got 0"),
        (([[[1]], [[1]]], True, 1), "threshold must be an integer in 1..9223372036854775807, got True"),
        (([[[1]], [[1]]], 1.0, 1), "threshold must be an integer in 1..9223372036854775807, got 1.0"),
        (([[[1]], [[1]]], 1, 0.5), "epsilon must be exact, a Fraction or a string such as '1/2', got 0.5"),
        (([[[1]], [[1]]], 1, True), "epsilon must be exact, a Fraction or a string such as '1/2', got True"),
        (([[[1]], [[1]]], 1, np.float64(0.5)), "epsilon must be exact"),
        (([[[1]], [[1]]], 1, 0), "epsilon must be in (0, 1], got 0"),
        (([[[1]], [[1]]], 1, "5/4"), "epsilon must be in (0, 1], got '5/4'"),
        (([[[1]], [[1]]], 1, "-1/2"), "epsilon must be in (0, 1], got '-1/2'"),
        (([[[1]], [[1]]], 1, "half"), "epsilon must be a fraction in (0, 1] of at most 1000 digits, got 'half'"),
        (([[[1]], [[1]]], 1, "1/0"), "epsilon must be a fraction in (0, 1] of at most 1000 digits, got '1/0'"),
        (([[[1]], [[1]]], 1, None), "epsilon must be a fraction in (0, 1] of at most 1000 digits, got None"),
        (
            ([[[1]], [[1]]], 1, Decimal("Infinity")),
            "epsilon must be a fraction in (0, 1] of at most 1000 digits, got Decimal('Infinity')",
        ),
    ],
)
def test_bad_input_is_named(arguments, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        GapMaxIP(*arguments)
