import mpmath
import numpy as np
import pytest
from numba import njit

from algorithms.attention import (
    AttentionInputs,
    TokenMoments,
    attention_from_moments,
    exact,
    exact_attention,
    exact_error_bound,
    fast_attention,
    passes,
)
from algorithms.attention.features import exponents, longest_sums, rank
from algorithms.attention.plan import token_moments
from algorithms.attention.vectors import exp2, exp2_table, lanes, load, scores, weighted_sum

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
    own, double = passes.chain_lengths(points, d, g)
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


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_power_of_two_is_accurate(dtype):
    # Below 2 units in the last place over the whole range, where the bound of exact evaluation allows 4.
    limit = 120.0 if dtype is np.float32 else 1000.0
    count = 16 * 64
    points = np.linspace(-limit, limit, count).astype(dtype)
    points[:5] = [0.0, 0.5, -0.5, 1.0, np.nextafter(dtype(0.5), dtype(1))]
    computed = _powers(points, exp2_table(np.dtype(dtype)), (0,) * 2, lanes(np.dtype(dtype)))
    with mpmath.workdps(40):
        exact = [mpmath.mpf(2) ** mpmath.mpf(float(y)) for y in points]
        errors = [float(abs(mpmath.mpf(float(c)) / e - 1)) for c, e in zip(computed, exact, strict=True)]
    assert max(errors) <= 2 * np.finfo(dtype).eps
    assert computed[0] == 1
    assert computed[3] == 2


@njit(cache=True)
def _powers(points, table, of_two, width):
    # Scores with coordinates (y, 0) and rows (1, 0) are y itself; totals of a single weighted lane read it out.
    result = np.empty(len(points))
    for start in range(0, len(points), width):
        for lane in range(width):
            keys = np.zeros(2 * width, points.dtype)
            keys[:width] = points[start : start + width]
            rows = np.zeros(2, points.dtype)
            rows[0] = 1
            weights = np.zeros(width, points.dtype)
            weights[lane] = 1
            total = np.zeros(1)
            power = exp2(scores((0,), load(of_two, keys, 0, width), rows, 0, 2), table)
            weighted_sum(power, weights, 0, 0, total)
            result[start + lane] = total[0]
    return result


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("sizes", "d", "columns"), [((2, 3, 7), 1, 1), ((3, 517, 5), 3, 2), ((2, 5, 300), 8, 6)])
@pytest.mark.parametrize("reach", [1.0, 39.0])
def test_exact_kernel_stays_within_the_rounding_bound(dtype, sizes, d, columns, reach, monkeypatch):
    generator = np.random.default_rng(d)
    arrays = [generator.uniform(-1, 1, (n, d)) for n in sizes]
    values = [(generator.normal(size=(n, columns)) * 1e-30).astype(dtype) for n in sizes[1:2]]
    values.append(generator.normal(size=(sizes[2], columns)).astype(dtype) * dtype(1e30))
    spread = (reach / AttentionInputs(arrays[0], arrays[1:], values).score_bounds().max()) ** (1 / 3)
    query, *keys = ((array * spread).astype(dtype) for array in arrays)
    inputs = AttentionInputs(query, keys, values)
    plain = exact_attention(inputs)
    monkeypatch.setattr(exact, "_WORTH_COMPILING", 1)
    monkeypatch.setattr(exact, "_score_blocks", _not_to_be_called)
    compiled = exact_attention(inputs)
    assert compiled.dtype == dtype
    assert (abs(compiled.astype(float) - plain) <= 2 * exact_error_bound(inputs)).all()
    wide = AttentionInputs(inputs.query.astype("f8"), [k.astype("f8") for k in keys], [v.astype("f8") for v in values])
    monkeypatch.undo()
    assert (abs(compiled - exact_attention(wide)) <= exact_error_bound(inputs) + exact_error_bound(wide)).all()


def test_exact_kernel_is_not_used_for_large_scores(monkeypatch):
    monkeypatch.setattr(exact, "_WORTH_COMPILING", 1)
    for dtype, reach in ((np.float32, 41.0), (np.float64, 341.0)):
        one = np.ones((1, 1), dtype)
        inputs = AttentionInputs(
            one * dtype(reach), (np.array([[1], [-1]], dtype), one), (np.array([[1], [2]], dtype), one)
        )
        assert not exact._worth_compiling(inputs)
        assert exact_attention(inputs) == 1


def test_two_evaluations_without_and_with_the_jit(monkeypatch):
    monkeypatch.setattr(exact, "_WORTH_COMPILING", 1)
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    one = np.ones((1, 1))
    assert not exact._worth_compiling(AttentionInputs(one, (one, one), (one, one)))


@pytest.mark.parametrize("compiled", [False, True])
def test_threads_change_nothing(compiled, monkeypatch):
    if compiled:
        monkeypatch.setattr(exact, "_WORTH_COMPILING", 1)
        monkeypatch.setattr(passes, "_WORTH_COMPILING", 1)
    generator = np.random.default_rng(0)
    query, first, second = (generator.uniform(-1, 1, (n, 4)) for n in (601, 530, 20))
    inputs = AttentionInputs(query, (first, second), [generator.uniform(-1, 1, (n, 3)) for n in (530, 20)])
    for call in (exact_attention, lambda inputs, threads: fast_attention(inputs, 1e-4, threads=threads).output):
        assert np.array_equal(call(inputs, threads=1), call(inputs, threads=3))
        assert np.array_equal(call(inputs, threads=1), call(inputs, threads=2))


@pytest.mark.parametrize("threads", [0, -1, 1.0, True, "2"])
def test_bad_threads(threads):
    one = np.ones((1, 1))
    inputs = AttentionInputs(one, (one,), (one,))
    state = TokenMoments.empty(order=2, degree=1, dimension=1, value_dimension=1)
    for call in (
        lambda: exact_attention(inputs, threads=threads),
        lambda: fast_attention(inputs, threads=threads),
        lambda: attention_from_moments(one, [state.update(one, one)], 1.0, threads=threads),
        lambda: state.update(one, one, threads=threads),
    ):
        with pytest.raises(ValueError, match="threads must be a positive integer"):
            call()
