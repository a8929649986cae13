import numpy as np
import pytest

from algorithms.attention import AttentionInputs, attention_from_moments, exact_attention, passes
from algorithms.attention.features import degree_slices, exponents, monomials
from algorithms.attention.kernels import depth_first_plan, sums_over_monomials, sums_over_tokens
from algorithms.attention.plan import token_moments

SHAPES = [
    (1, 1, 1, 5),
    (3, 1, 2, 7),
    (2, 5, 3, 40),
    (5, 3, 4, 256),
    (4, 6, 1, 1),
    (8, 2, 5, 9),
]  # d, g, columns, points


@pytest.mark.parametrize(("d", "g"), [(1, 3), (2, 4), (3, 1), (4, 5)])
def test_plan_visits_every_monomial_once(d, g):
    level, variable, slot, children, base = depth_first_plan(d, g)
    table = exponents(d, g)
    reached = list(slot)
    path = {0: np.zeros(d, dtype=int)}
    for r in range(len(level)):
        if level[r]:
            path[level[r]] = path[level[r] - 1] + np.eye(d, dtype=int)[variable[r]]
        assert table[slot[r]].tolist() == path[level[r]].tolist()
        if level[r] == g - 1:
            for t in range(children[r]):
                assert table[base[t] + slot[r]].tolist() == (path[level[r]] + np.eye(d, dtype=int)[t]).tolist()
                reached.append(base[t] + slot[r])
    assert sorted(reached) == list(range(len(table)))


@pytest.mark.parametrize(("d", "g", "columns", "points"), SHAPES)
def test_compiled_sums_equal_plain_ones(d, g, columns, points):
    generator = np.random.default_rng(points)
    x, weights = generator.uniform(-1, 1, (d, points)), generator.uniform(-1, 1, (columns, points))
    features = monomials(x, g)
    # Both have at most points + g + 1 roundings a term, and terms of at most 1.
    np.testing.assert_allclose(
        sums_over_tokens(x, weights, g), features @ weights.T, rtol=0, atol=2 * points * (points + g + 1) * 2**-53
    )
    table = generator.uniform(-1, 1, (len(features), columns))
    sums = sums_over_monomials(x, table, g)
    for m, part in enumerate(degree_slices(d, g)):
        size = part.stop - part.start
        plain = table[part].T @ features[part]
        np.testing.assert_allclose(sums[m], plain, rtol=0, atol=2 * size * (size + g + 1) * 2**-53)


@pytest.mark.parametrize("disable", ["0", "1"])
def test_both_evaluations_stay_within_the_certificate(disable, monkeypatch):
    monkeypatch.setattr(passes, "_WORTH_COMPILING", 1)
    monkeypatch.setenv("NUMBA_DISABLE_JIT", disable)
    monkeypatch.setattr(passes, "monomials", _not_to_be_called if disable == "0" else monomials)
    generator = np.random.default_rng(0)
    query, first, second = (generator.uniform(-1, 1, (n, 4)) for n in (700, 30, 20))
    values = [generator.uniform(-1, 1, (n, 3)) for n in (30, 20)]
    inputs = AttentionInputs(query, (first, second), values)
    result = attention_from_moments(query, token_moments(inputs, inputs.keys, 6), inputs.scale)
    assert result.certificate.error_bound < 1e-6
    assert abs(result.output - exact_attention(inputs)).max() <= result.certificate.error_bound


def _not_to_be_called(*_):
    raise AssertionError("features were stored")
