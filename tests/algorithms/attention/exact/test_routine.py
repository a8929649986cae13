import math

import numpy as np
import pytest

from algorithms.attention import AttentionInputs, exact_attention, exact_log_attention
from algorithms.attention.exact import routine


def test_order_two_is_softmax():
    generator = np.random.default_rng(1)
    query, key, value = generator.normal(size=(6, 3)), generator.normal(size=(5, 3)), generator.normal(size=(5, 2))
    weights = np.exp(query @ key.T / np.sqrt(3))
    softmax = weights / weights.sum(axis=1, keepdims=True)
    inputs = AttentionInputs(query, (key,), (value,), scale=np.sqrt(3))
    np.testing.assert_allclose(exact_attention(inputs), softmax @ value, rtol=0, atol=1e-14)


@pytest.mark.parametrize("order", [2, 3, 4, 5])
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


@pytest.mark.parametrize("block_bytes", [0, -5, 2.5, True])
def test_bad_block_bytes(block_bytes, random_inputs):
    with pytest.raises(ValueError, match="block_bytes must be an integer >= 1, got"):
        exact_attention(random_inputs(2), block_bytes=block_bytes)


@pytest.mark.parametrize("order", [2, 3])
def test_compiled_code_leaves_wide_inputs_to_matrix_products(order, monkeypatch):
    monkeypatch.setattr(routine, "_WORTH_COMPILING", 1)
    for d, columns, compiled in ((32, 16, True), (33, 16, False), (32, 17, False)):
        keys, values = [np.zeros((2, d))] * (order - 1), [np.ones((2, columns))] * (order - 1)
        assert routine._worth_compiling(AttentionInputs(np.zeros((1, d)), keys, values)) is compiled


def test_two_evaluations_without_and_with_the_jit(monkeypatch):
    monkeypatch.setattr(routine, "_WORTH_COMPILING", 1)
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    one = np.ones((1, 1))
    for order in (2, 3):
        assert not routine._worth_compiling(AttentionInputs(one, [one] * (order - 1), [one] * (order - 1)))
