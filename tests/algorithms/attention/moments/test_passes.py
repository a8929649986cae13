import math

import numpy as np
import pytest

from algorithms.attention.moments import kernels, passes


@pytest.fixture(params=[False, True], ids=["numpy", "compiled"])
def compiled(request, monkeypatch):
    monkeypatch.setattr(passes, "_WORTH_COMPILING", 1 if request.param else np.inf)
    return request.param


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_evaluated_in_the_type_of_the_points(compiled, dtype):
    # One token and one monomial a degree: nothing goes on in float64, so that in float32 all numbers are float32.
    generator = np.random.default_rng(0)
    x, weights = (generator.uniform(0.5, 1, (rows, 1)).astype(dtype) for rows in (1, 3))
    table = passes.tokens_pass(x, weights, 5)
    sums = passes.monomials_pass(x, table.astype(dtype), 5)
    for result in (table[1:], sums[0, 1:]):
        assert (result == result.astype(np.float32)).all() == (dtype is np.float32)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_chain_lengths_count_the_additions_of_every_piece(compiled, dtype, monkeypatch):
    monkeypatch.setattr(passes, "_FEATURE_ENTRIES", 6 * 700)
    module, name = (kernels, "sums_over_tokens") if compiled else (passes, "_sums_over_tokens")
    widths, original = [], getattr(module, name)
    monkeypatch.setattr(module, name, lambda x, *rest: widths.append(x.shape[1]) or original(x, *rest))
    d, g, points = 2, 4, 5000
    own, double = passes.chain_lengths(points, d, g, np.dtype(dtype))
    assert (passes.tokens_pass(np.ones((d, points), dtype), np.ones((1, points), dtype), g) == points).all()
    assert len(widths) > 2
    assert sum(widths) == points
    if compiled:
        # A block is summed lane by lane, then the lanes in a tree; a vector of 128 bits has the fewest lanes.
        lanes = 16 // np.dtype(dtype).itemsize
        assert own == kernels._TOKENS // lanes + math.log2(lanes)
        assert double == sum(-(-width // kernels._TOKENS) for width in widths)
    else:
        assert (own, double) == (max(widths), len(widths))
    assert dtype is np.float64 or own <= 256  # or rounding would dominate in float32
    assert passes.chain_lengths(3, d, g, np.dtype(dtype)) == (3, 1)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_threads_share_several_pieces(compiled, dtype, monkeypatch):
    monkeypatch.setattr(passes, "_FEATURE_ENTRIES", 10 * 700)
    generator = np.random.default_rng(0)
    x = generator.uniform(-1, 1, (3, 5000)).astype(dtype)
    weights = generator.uniform(-1, 1, (2, 5000)).astype(dtype)
    table = passes.tokens_pass(x, weights, 4)
    sums = passes.monomials_pass(x, table.astype(dtype), 4)
    assert np.array_equal(passes.tokens_pass(x, weights, 4, threads=3), table)
    assert np.array_equal(passes.monomials_pass(x, table.astype(dtype), 4, threads=3), sums)


def test_nothing_compiled_is_called_where_compiling_is_disabled(monkeypatch):
    monkeypatch.setattr(passes, "_WORTH_COMPILING", 1)
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    monkeypatch.delattr(kernels, "sums_over_tokens")
    monkeypatch.delattr(kernels, "sums_over_monomials")
    x = np.array([[2.0, 3.0]])
    assert passes.tokens_pass(x, np.ones((1, 2)), 2).ravel().tolist() == [2, 5, 13]
    assert passes.monomials_pass(x, np.ones((3, 1)), 2)[:, :, 0].tolist() == [[1, 2, 4], [1, 3, 9]]
    assert passes.chain_lengths(2, 1, 2, np.dtype("f8")) == (2, 1)
