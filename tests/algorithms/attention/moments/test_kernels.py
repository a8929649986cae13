import numpy as np
import pytest

from algorithms.attention import AttentionInputs, attention_from_moments, exact_attention
from algorithms.attention.moments import passes
from algorithms.attention.moments.features import exponents, longest_sums, rank
from algorithms.attention.moments.states import token_moments

SHAPES = [
    (1, 0, 1, 3),
    (3, 0, 2, 300),
    (1, 1, 2, 5),
    (3, 1, 2, 7),
    (2, 5, 3, 40),
    (5, 3, 4, 257),
    (4, 6, 1, 1),
    (3, 7, 9, 300),
    (8, 2, 5, 9),
]  # d, g, columns, points


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize(("d", "g", "columns", "points"), SHAPES)
def test_passes_equal_their_definitions(d, g, columns, points, compiled, dtype, monkeypatch):
    monkeypatch.setattr(passes, "_WORTH_COMPILING", 1 if compiled else np.inf)
    generator = np.random.default_rng(points)
    x = generator.uniform(-1, 1, (d, points)).astype(dtype)
    weights = generator.uniform(-1, 1, (columns, points)).astype(dtype)
    table = generator.uniform(-1, 1, (rank(d, g), columns)).astype(dtype)
    powers = exponents(d, g)
    features = np.prod(x.astype(np.longdouble)[None] ** powers[:, :, None], axis=1)
    u = np.finfo(dtype).eps / 2
    # All terms are at most 1, behind each are g + 2 roundings of products and as many of sums as counted.
    own, double = passes.chain_lengths(points, d, g, np.dtype(dtype))
    bound = 1.01 * points * ((own + g + 2) * u + double * 2.0**-53)
    assert abs(passes.tokens_pass(x, weights, g) - features @ weights.T).max() <= bound
    sums = passes.monomials_pass(x, table, g)
    for m, longest in enumerate(longest_sums(d, g)):
        plain = (features * (powers.sum(axis=1) == m)[:, None]).T @ table
        terms = (powers.sum(axis=1) == m).sum()
        assert abs(sums[:, m] - plain).max() <= 1.01 * terms * (longest + g + 2) * u


@pytest.mark.parametrize("disable", ["0", "1"])
def test_both_evaluations_stay_within_the_certificate(disable, monkeypatch):
    monkeypatch.setattr(passes, "_WORTH_COMPILING", 1)
    monkeypatch.setenv("NUMBA_DISABLE_JIT", disable)
    if disable == "0":
        monkeypatch.setattr(passes, "monomials", _not_to_be_called)
    generator = np.random.default_rng(0)
    query, first, second = (generator.uniform(-1, 1, (n, 4)) for n in (700, 30, 20))
    values = [generator.uniform(-1, 1, (n, 3)) for n in (30, 20)]
    inputs = AttentionInputs(query, (first, second), values)
    result = attention_from_moments(query, token_moments(inputs, inputs.keys, 6), inputs.scale)
    assert result.certificate.error_bound < 1e-6
    assert abs(result.output - exact_attention(inputs)).max() <= result.certificate.error_bound


def _not_to_be_called(*_):
    raise AssertionError("features were stored")
