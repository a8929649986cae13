import math
import tracemalloc

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.attention import (
    AttentionInputs,
    dense_attention,
    exact,
    exact_attention,
    exact_error_bound,
    exact_log_attention,
)

ORDERS = (2, 3, 4, 5)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("reach", [0.5, 30.0, 700.0, 5000.0])
def test_within_the_rounding_bound_of_high_precision(order, dtype, reach, random_inputs, largest_excess):
    inputs = random_inputs(order, reach, dtype)
    assert np.isclose(inputs.score_bounds().max(), reach, rtol=1e-3)
    output = exact_attention(inputs)
    assert output.dtype == dtype
    assert largest_excess(output, inputs, exact_error_bound(inputs)) <= 1


def test_the_rounding_bound_is_of_the_promised_order():
    generator = np.random.default_rng(0)
    query, key, value = generator.uniform(-1, 1, (5, 6)), generator.uniform(-1, 1, (4, 6)), np.ones((4, 1))
    for dtype, u in ((np.float64, 2.0**-53), (np.float32, 2.0**-24)):
        spread = 700 / AttentionInputs(query, (key,), (value,)).score_bounds().max()
        inputs = AttentionInputs((query * spread).astype(dtype), (key.astype(dtype),), (value.astype(dtype),))
        # d + k + 5 = 13 roundings of a score up to 700, doubled for the quotient, plus lower-order terms.
        assert exact_error_bound(inputs).max() <= 3 * (6 + 2) * 2 * u * 700


@settings(max_examples=40, deadline=None)
@given(data=st.data(), order=st.integers(2, 4), dtype=st.sampled_from([np.float32, np.float64]))
def test_rounding_bound_on_hostile_inputs(data, order, dtype, largest_excess):
    sizes = (2, 3, 2, 2)[:order]
    extremes = [0.0, 1.0, -1.0, 1e-30, -1e12, 3e5, 1e-38] + ([1e-200, -1e90] if dtype is np.float64 else [])
    entry = st.sampled_from(extremes) | st.floats(-4, 4)

    def matrix(rows, columns):
        numbers = data.draw(st.lists(entry, min_size=rows * columns, max_size=rows * columns))
        return np.array(numbers).reshape(rows, columns).astype(dtype)

    inputs = AttentionInputs(matrix(sizes[0], 2), [matrix(n, 2) for n in sizes[1:]], [matrix(n, 1) for n in sizes[1:]])
    try:
        output = exact_attention(inputs)
    except ValueError:
        # Refused only if some product of entries really is out of range.
        largest = [float(abs(array).max()) for array in (inputs.query, *inputs.keys)]
        values = [float(abs(array).max()) for array in inputs.values]
        assert (
            math.prod(largest) > float(np.finfo(dtype).max) / 1e4
            or math.prod(values) > float(np.finfo(dtype).max) / 1e4
        )
        return
    assert np.isfinite(output).all()
    assert largest_excess(output, inputs, exact_error_bound(inputs)) <= 1


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("block_bytes", [1, 8 * 5 * 7, 1 << 22])
def test_block_sizes_do_not_matter(order, block_bytes, random_inputs):
    inputs = random_inputs(order, 40.0)
    both = exact_error_bound(inputs) + 1e-13
    assert (abs(exact_attention(inputs, block_bytes=block_bytes) - dense_attention(inputs)) <= both).all()


@pytest.mark.parametrize("last", [255, 256, 257, 700])
def test_column_blocks_end_where_the_last_key_set_ends(last):
    generator = np.random.default_rng(last)
    sizes = (3, 2, last)
    query, *keys = (generator.normal(size=(n, 4)) * 3 for n in sizes)
    inputs = AttentionInputs(query, keys, [generator.normal(size=(n, 2)) for n in sizes[1:]])
    for block_bytes in (1, 5 * 256 * 8, 1 << 22):
        difference = abs(exact_attention(inputs, block_bytes=block_bytes) - dense_attention(inputs))
        assert (difference <= 2 * exact_error_bound(inputs)).all()


def _sparse_inputs(order, d, nonzeros, dtype=np.float64):
    generator = np.random.default_rng(order)
    sizes = (4, 50, 3, 41)[:order] if order < 4 else (4, 9, 11, 6)
    query, *keys = (generator.uniform(-1, 1, (n, d)).astype(dtype) for n in sizes)
    for i, row in enumerate(query):  # 0, 1, 2, 3 thirds of the nonzeros, in different places
        row[generator.permutation(d)[i * nonzeros // 3 :]] = 0
    values = [generator.uniform(0, 1, (n, 2)).astype(dtype) for n in sizes[1:]]
    return AttentionInputs(query, keys, values, scale=0.1)


@pytest.mark.parametrize("order", [2, 3, 4])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("block_bytes", [1, 1 << 20])
def test_zero_coordinates_of_queries_are_left_out(order, dtype, block_bytes, largest_excess, monkeypatch):
    inputs = _sparse_inputs(order, 13, 6, dtype)
    monkeypatch.setattr(exact, "_worth_gathering", lambda query, keys: True)
    output = exact_attention(inputs, block_bytes=block_bytes)
    assert largest_excess(output, inputs, exact_error_bound(inputs)) <= 1
    np.testing.assert_allclose(np.exp(exact_log_attention(inputs)), dense_attention(inputs), rtol=1e-4)
    average = np.prod([value.mean(axis=0, dtype=np.float64) for value in inputs.values], axis=0)
    np.testing.assert_allclose(output[0], average, rtol=1e-5)  # the first query is 0: all weights are equal


def test_only_sparse_wide_queries_are_taken_one_by_one(monkeypatch):
    widths, blocks = [], exact._blocks_of
    monkeypatch.setattr(exact, "_blocks_of", lambda query, *rest: widths.append(query.shape) or blocks(query, *rest))
    for d, nonzeros in ((60_000, 9), (60_000, 180_000), (20, 9)):
        exact_attention(_sparse_inputs(3, d, nonzeros))
    assert widths == [(1, 0), (1, 3), (1, 6), (1, 9), (4, 60_000), (4, 20)]


def test_order_two_is_softmax():
    generator = np.random.default_rng(1)
    query, key, value = generator.normal(size=(6, 3)), generator.normal(size=(5, 3)), generator.normal(size=(5, 2))
    weights = np.exp(query @ key.T / np.sqrt(3))
    softmax = weights / weights.sum(axis=1, keepdims=True)
    inputs = AttentionInputs(query, (key,), (value,), scale=np.sqrt(3))
    np.testing.assert_allclose(exact_attention(inputs), softmax @ value, rtol=0, atol=1e-14)


@pytest.mark.parametrize("order", ORDERS)
def test_one_token_returns_its_value(order):
    ones = [[[2.0**j]] for j in range(1, order)]
    inputs = AttentionInputs([[-50.0]], [[[3.0]]] * (order - 1), ones)
    assert exact_attention(inputs) == [[2.0 ** (order * (order - 1) // 2)]]
    score_size = 50 * 3.0 ** (order - 1)  # added to the logarithm of the value and taken off again
    expected = math.log(2) * order * (order - 1) / 2
    np.testing.assert_allclose(exact_log_attention(inputs), expected, rtol=1e-15, atol=2 * score_size * 2**-53)


def test_no_queries_no_rows():
    inputs = AttentionInputs(np.empty((0, 2)), (np.ones((3, 2)),), (np.ones((3, 4)),))
    assert exact_attention(inputs).shape == exact_log_attention(inputs).shape == (0, 4)


def test_extreme_scores_pick_the_largest():
    inputs = AttentionInputs([[1e150], [-1e150]], ([[1e150], [-1e150], [0.0]],), ([[1.0], [2.0], [3.0]],))
    assert exact_attention(inputs).tolist() == [[1.0], [2.0]]


def test_tiny_values_keep_their_digits():
    inputs = AttentionInputs(
        np.zeros((1, 1), "f4"),
        (np.ones((3, 1), "f4"), np.ones((1, 1), "f4")),
        (np.float32([[1e-44], [3e-44], [2e-44]]), np.full((1, 1), 1e38, "f4")),
    )
    truth = float(np.mean(inputs.values[0].astype(float)) * 1e38)
    assert exact_attention(inputs)[0, 0] == pytest.approx(truth, rel=1e-6)


def test_memory_stays_a_small_multiple_of_the_block():
    generator = np.random.default_rng(0)
    sizes = (20, 150, 170)
    query, *keys = (generator.normal(size=(n, 3)) for n in sizes)
    inputs = AttentionInputs(query, keys, [generator.uniform(size=(n, 1)) for n in sizes[1:]])
    tracemalloc.start()
    exact_attention(inputs, block_bytes=1 << 16)
    exact_log_attention(inputs, block_bytes=1 << 16)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * (1 << 16) < 20 * 150 * 170 * 8 / 7


@pytest.mark.parametrize("block_bytes", [0, -5, 2.5, True])
def test_bad_block_bytes(block_bytes, random_inputs):
    with pytest.raises(ValueError, match="block_bytes must be a positive integer"):
        exact_attention(random_inputs(2), block_bytes=block_bytes)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_overflow_is_refused(dtype):
    big = np.full((1, 1), np.finfo(dtype).max / 2, dtype)
    one = np.ones((1, 1), dtype)
    with pytest.raises(ValueError, match=r"scores may reach .*beyond the range"):
        exact_attention(AttentionInputs(big, (big,), (one,)))
    with pytest.raises(ValueError, match=r"products of values may reach .*beyond the range"):
        exact_attention(AttentionInputs(one, (one, one), (big, big)))
    # A large scale brings the same entries back into range.
    assert exact_attention(AttentionInputs(big, (one,), (one,), scale=float(big[0, 0]))) == 1


@pytest.mark.parametrize("compiled", [False, True])
def test_the_bound_covers_sums_over_tokens_that_only_rounding_favours(compiled, monkeypatch):
    # The first score is 36 above all others and, after rounding in float32, 64 below: the output is the negative of
    # the true one, and the sum over 200 equal values is rounded as well.
    monkeypatch.setattr(exact, "_WORTH_COMPILING", 1 if compiled else math.inf)
    query, first, other = (1938700672, 1976605184), 16044686, 15737003
    assert query[0] * first - query[1] * other > 36 * 3 * 2**24
    keys = np.array([[first, 0]] + [[0, other]] * 200, dtype=np.float32) / 2**24
    values = np.tile(np.linspace(0.51, 0.99, 16, dtype=np.float32), (201, 1))
    values[0] *= -1
    inputs = AttentionInputs(np.array([query], dtype=np.float32), (keys,), (values,), scale=3.0)
    size = values[1].astype(np.float64)
    error = exact_attention(inputs)[0] + size  # the true output is -v, but for 400 v e^-36
    if not compiled:  # there scores are rounded otherwise
        assert (error > 2 * size * (1 + 1e-7)).any()
    bound = exact_error_bound(inputs)[0]
    assert (error * (1 + 1e-12) <= bound).all()
    assert (bound < 2.0003 * size).all()


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("block_bytes", [1, 1 << 22])
@pytest.mark.parametrize("reach", [2.0, 700.0])
def test_log_attention_against_high_precision(order, block_bytes, reach, random_inputs, true_attention):
    inputs = random_inputs(order, reach)
    inputs = AttentionInputs(inputs.query, inputs.keys, [abs(value) for value in inputs.values])
    truth = [[float(mpmath.log(entry)) for entry in row] for row in true_attention(inputs)]
    rounding = (6 + order + 5) * 2**-53 * reach * 2 + 1e-13
    np.testing.assert_allclose(exact_log_attention(inputs, block_bytes=block_bytes), truth, rtol=1e-15, atol=rounding)


def test_log_attention_far_below_underflow():
    # One useless tuple of score 154268 and value 0; the useful ones have score 0: log output = log 3 - 154268.
    keys = (np.array([[154268.0], [0.0]]), np.array([[1.0]]))
    values = (np.array([[0.0, 0.0], [3.0, 0.0]]), np.array([[1.0, 1.0]]))
    inputs = AttentionInputs([[1.0], [-1.0]], keys, values)
    logs = exact_log_attention(inputs)
    np.testing.assert_allclose(logs[:, 0], [math.log(3) - 154268, math.log(3)], rtol=1e-15)
    assert np.isneginf(logs[:, 1]).all()
    assert exact_attention(inputs)[0, 0] == 0


def test_log_attention_is_float64_for_float32_inputs(random_inputs):
    inputs = random_inputs(3, 3.0, np.float32)
    inputs = AttentionInputs(inputs.query, inputs.keys, [abs(value) for value in inputs.values])
    logs = exact_log_attention(inputs)
    assert logs.dtype == np.float64
    np.testing.assert_allclose(np.exp(logs), exact_attention(inputs), rtol=1e-5)


def test_log_attention_refuses_negative_values():
    ones = np.ones((2, 3))
    with pytest.raises(ValueError, match=r"values\[1\] must be nonnegative.*-0.5"):
        exact_log_attention(AttentionInputs(ones, (ones, ones), ([[1], [0]], [[1], [-0.5]])))
