import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.attention import AttentionInputs

QUERY = np.arange(10.0).reshape(5, 2)
KEYS = (np.ones((4, 2)), np.ones((3, 2)))
VALUES = (np.ones((4, 7)), np.ones((3, 7)))


def test_sizes_and_notation():
    inputs = AttentionInputs(QUERY, KEYS, VALUES)
    assert (inputs.order, inputs.dimension, inputs.value_dimension, inputs.key_sizes) == (3, 2, 7, (4, 3))
    assert inputs.num_tuples == 12
    assert inputs.scale == 2.0
    assert inputs.entry_bound == 9.0
    assert repr(inputs) == "<attention inputs: order 3, n=(5; 4, 3), d=2, d_v=7, float64>"
    assert repr(AttentionInputs(QUERY, KEYS, VALUES, scale=0.5)).endswith("d_v=7, scale=0.5, float64>")


def test_float32_only_if_everything_is():
    query, keys, values = QUERY.astype("f4"), [k.astype("f4") for k in KEYS], [v.astype("f4") for v in VALUES]
    assert AttentionInputs(query, keys, values).dtype == np.float32
    assert AttentionInputs(query, keys, VALUES).dtype == np.float64
    half = AttentionInputs(query.astype("f2"), keys, values)
    assert half.dtype == np.float64
    assert np.array_equal(half.query, QUERY)


def test_integers_and_booleans_are_converted_exactly():
    inputs = AttentionInputs([[2**53, -3]], (np.array([[True, False]]),), ([[1]],))
    assert inputs.query.tolist() == [[2.0**53, -3.0]]
    assert inputs.keys[0].tolist() == [[1.0, 0.0]]
    with pytest.raises(ValueError, match=r"query .*9007199254740993"):
        AttentionInputs([[2**53 + 1, 0]], ([[1, 1]],), ([[1]],))


def test_arrays_are_contiguous_read_only_copies():
    source = np.asfortranarray(QUERY)[::2]
    inputs = AttentionInputs(source, KEYS, VALUES)
    source[0, 0] = 99
    assert inputs.query[0, 0] == 0
    assert inputs.query.flags.c_contiguous
    for array in (inputs.query, *inputs.keys, *inputs.values):
        assert not array.flags.writeable
    frozen = QUERY.copy()
    frozen.flags.writeable = False
    assert np.array_equal(AttentionInputs(frozen, KEYS, VALUES).query, QUERY)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((QUERY[:, :0], KEYS, VALUES), r"query .*at least one column.*\(5, 0\)"),
        ((QUERY[0], KEYS, VALUES), r"query must be a matrix.*\(2,\)"),
        (([[1.0], [1.0, 2.0]], KEYS, VALUES), r"query must be a rectangular matrix"),
        ((QUERY, (), ()), r"keys must hold k - 1 >= 1"),
        ((QUERY, KEYS[0], VALUES), r"keys must be a sequence"),
        ((QUERY, 3.0, VALUES), r"keys must be a sequence.*float"),
        ((QUERY, KEYS, VALUES[:1]), r"values must hold as many matrices as keys \(2\), got 1"),
        ((QUERY, (KEYS[0], np.ones((0, 2))), VALUES), r"keys\[1\] must have at least one row"),
        ((QUERY, (KEYS[0], np.ones((3, 4))), VALUES), r"keys\[1\] must have d = 2 columns.*\(3, 4\)"),
        ((QUERY, KEYS, (VALUES[0], np.ones((5, 7)))), r"values\[1\] must have 3 rows.*\(5, 7\)"),
        ((QUERY, KEYS, (VALUES[0], np.ones((3, 6)))), r"values\[1\] must have d_v = 7 columns.*\(3, 6\)"),
        ((QUERY, KEYS, (np.ones((4, 0)), np.ones((3, 0)))), r"values\[0\] must have at least one column"),
        ((QUERY * np.nan, KEYS, VALUES), r"query must be finite, got nan at \[0, 0\]"),
        ((QUERY, (KEYS[0], [[1, 1], [1, np.inf], [1, 1]]), VALUES), r"keys\[1\] must be finite, got inf at \[1, 1\]"),
        ((QUERY, KEYS, (VALUES[0], -np.inf * VALUES[1])), r"values\[1\] must be finite"),
        ((QUERY + 1j, KEYS, VALUES), r"query must hold .*complex128"),
        ((QUERY.astype(object), KEYS, VALUES), r"query must hold .*object"),
        ((QUERY.astype(np.longdouble), KEYS, VALUES), r"query must hold .*at most 64 bits"),
        ((QUERY, KEYS, VALUES, 0), r"scale .*got 0"),
        ((QUERY, KEYS, VALUES, -2.0), r"scale .*got -2"),
        ((QUERY, KEYS, VALUES, np.nan), r"scale .*nan"),
        ((QUERY, KEYS, VALUES, np.inf), r"scale .*inf"),
        ((QUERY, KEYS, VALUES, True), r"scale .*True"),
        ((QUERY, KEYS, VALUES, "2"), r"scale .*'2'"),
    ],
)
def test_bad_input_is_named(arguments, words):
    with pytest.raises(ValueError, match=words):
        AttentionInputs(*arguments)


def test_no_queries_is_allowed():
    inputs = AttentionInputs(np.empty((0, 2)), KEYS, VALUES)
    assert inputs.score_bounds().shape == (0,)


entries = st.floats(-3, 3) | st.sampled_from([0.0, 1e-200, -1e160, 1e-320, 5e150])


@settings(max_examples=150, deadline=None)
@given(data=st.data(), order=st.integers(2, 4), d=st.integers(1, 3), scale=st.sampled_from([0.1, 1.0, 1e200, 7e-150]))
def test_score_bounds_hold_for_exact_rational_scores(data, order, d, scale):
    sizes = (3, 2, 1, 2)[:order]
    arrays = [
        np.array(data.draw(st.lists(entries, min_size=n * d, max_size=n * d)), dtype=float).reshape(n, d) for n in sizes
    ]
    inputs = AttentionInputs(arrays[0], arrays[1:], [np.ones((n, 1)) for n in sizes[1:]], scale)
    bounds = inputs.score_bounds()
    for i, *rows in itertools.product(*map(range, sizes)):
        total = Fraction(0)
        for coordinate in range(d):
            term = Fraction(float(arrays[0][i, coordinate]))
            for key, row in zip(arrays[1:], rows, strict=True):
                term *= Fraction(float(key[row, coordinate]))
            total += abs(term)
        assert bounds[i] == np.inf or Fraction(float(bounds[i])) >= total / Fraction(scale)


def test_score_bounds_are_attained():
    # One nonzero column and equal signs: every inequality used is an equality.
    inputs = AttentionInputs([[3.0, 0.0], [-1.0, 0.0]], ([[2.0, 0.0]], [[5.0, 0.0]]), ([[1.0]], [[1.0]]), scale=10)
    np.testing.assert_allclose(inputs.score_bounds(), [3.0, 1.0], rtol=1e-12)
