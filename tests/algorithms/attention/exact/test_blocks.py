import tracemalloc

import numpy as np
import pytest

from algorithms.attention import (
    AttentionInputs,
    dense_attention,
    exact_attention,
    exact_error_bound,
    exact_log_attention,
)
from algorithms.attention.exact import blocks


@pytest.mark.parametrize("order", [2, 3, 4, 5])
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
    monkeypatch.setattr(blocks, "_worth_gathering", lambda query, keys: True)
    output = exact_attention(inputs, block_bytes=block_bytes)
    assert largest_excess(output, inputs, exact_error_bound(inputs)) <= 1
    np.testing.assert_allclose(np.exp(exact_log_attention(inputs)), dense_attention(inputs), rtol=1e-4)
    average = np.prod([value.mean(axis=0, dtype=np.float64) for value in inputs.values], axis=0)
    np.testing.assert_allclose(output[0], average, rtol=1e-5)  # the first query is 0: all weights are equal


def test_only_sparse_wide_queries_are_taken_one_by_one(monkeypatch):
    widths, original = [], blocks._blocks_of
    monkeypatch.setattr(blocks, "_blocks_of", lambda query, *rest: widths.append(query.shape) or original(query, *rest))
    for d, nonzeros in ((60_000, 9), (60_000, 180_000), (20, 9)):
        exact_attention(_sparse_inputs(3, d, nonzeros))
    assert widths == [(1, 0), (1, 3), (1, 6), (1, 9), (4, 60_000), (4, 20)]


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
