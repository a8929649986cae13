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
from algorithms.attention.moments.features import exponents, longest_sums, rank
from algorithms.attention.prediction import token_moments
from algorithms.simd import add_lanes, exp2, exp2_table, lanes, load

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


def test_power_of_two_is_within_one_unit_for_every_float32():
    # y and its fractional part r in [-1/2, 1/2] share their error: 2^y = 2^k 2^r, and r is again a float32. Where
    # |r| < 2^-12, one addition of a tiny term decides.
    largest = 0.0
    for exponent in range(-12, -1):
        positive = np.ldexp(np.arange(1 << 23, 1 << 24, dtype=np.float32), exponent - 23)
        for points in (positive, -positive):
            exact = np.exp2(points.astype(np.float64))
            largest = max(largest, (abs(_powers(points) - exact) * np.where(exact < 1, 2.0**24, 2.0**23)).max())
    assert largest <= 1


@pytest.mark.skipif(np.finfo(np.longdouble).nmant < 63, reason="the oracle needs an extended precision")
def test_power_of_two_is_within_one_unit_on_many_float64():
    generator, count = np.random.default_rng(0), 1 << 19
    ranges = [(-0.5, 0.5), (-0.5, -0.49), (0.49, 0.5), (-1000, 1000), (-2e-3, 2e-3)]
    points = np.concatenate([generator.uniform(*ends, count) for ends in ranges])
    exact = np.exp2(points.astype(np.longdouble))
    unit = np.ldexp(np.longdouble(1), np.frexp(exact)[1] - 53)
    assert float((abs(_powers(points) - exact) / unit).max()) <= 1


@pytest.mark.parametrize(("dtype", "limit"), [(np.float32, 125), (np.float64, 1021)])
def test_power_of_two_over_the_whole_range(dtype, limit):
    # The ends, ties between two integers and their neighbours; every one against 40 digits.
    halves = np.arange(-2 * limit, 2 * limit + 1, dtype=dtype) / 2
    points = np.concatenate([halves, np.nextafter(halves[1:], dtype(-2000)), np.nextafter(halves[:-1], dtype(2000))])
    points = np.append(points, np.zeros(-len(points) % 16, dtype))
    with mpmath.workdps(40):
        for y, power in zip(points, _powers(points), strict=True):
            exact = mpmath.mpf(2) ** mpmath.mpf(float(y))
            unit = mpmath.ldexp(1, mpmath.frexp(exact)[1] - np.finfo(dtype).nmant - 1)
            assert abs(mpmath.mpf(float(power)) - exact) <= unit
            if y == np.rint(y):
                assert power == exact
    below = _powers(np.full(16, -4 * limit, dtype))
    assert (below == float(np.finfo(dtype).tiny) * 2).all()


def _powers(points):
    """Return 2^points in float64; the number of points must be a multiple of 16."""
    result = np.zeros(len(points))
    _fill_powers(points, exp2_table(points.dtype), (0,), lanes(points.dtype), result)
    return result


@njit(cache=True)
def _fill_powers(points, table, of_one, width, result):
    for start in range(0, len(points), width):
        add_lanes(exp2(load(of_one, points, start, 0), table), result[start : start + width])


SHAPES_OF_EXACT = [
    ((1, 1), 1, 1),
    ((3, 7), 1, 2),
    ((2, 517), 5, 1),
    ((33, 300), 32, 3),
    ((40, 12), 8, 16),
    ((1, 1, 1), 3, 2),
    ((2, 3, 7), 1, 1),
    ((3, 517, 5), 3, 2),
    ((2, 5, 300), 8, 6),
    ((4, 9, 3), 32, 16),
]  # tokens, d, d_v


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("sizes", "d", "columns"), SHAPES_OF_EXACT)
@pytest.mark.parametrize("reach", [1.0, 39.0, 700.0])
def test_exact_kernel_stays_within_the_rounding_bound(dtype, sizes, d, columns, reach, monkeypatch):
    generator = np.random.default_rng(d)
    arrays = [generator.uniform(-1, 1, (n, d)) for n in sizes]
    values = [(generator.normal(size=(n, columns)) * 1e-30).astype(dtype) for n in sizes[1:]]
    values[-1] = (generator.normal(size=(sizes[-1], columns)) * 1e30).astype(dtype)
    spread = (reach / AttentionInputs(arrays[0], arrays[1:], values).score_bounds().max()) ** (1 / len(sizes))
    query, *keys = ((array * spread).astype(dtype) for array in arrays)
    inputs = AttentionInputs(query, keys, values)
    plain = exact_attention(inputs)
    monkeypatch.setattr(exact, "_WORTH_COMPILING", 1)
    monkeypatch.setattr(exact, "score_blocks", _not_to_be_called)
    compiled = exact_attention(inputs)
    assert compiled.dtype == dtype
    assert (abs(compiled.astype(float) - plain) <= 2 * exact_error_bound(inputs)).all()
    wide = AttentionInputs(inputs.query.astype("f8"), [k.astype("f8") for k in keys], [v.astype("f8") for v in values])
    monkeypatch.undo()
    assert (abs(compiled - exact_attention(wide)) <= exact_error_bound(inputs) + exact_error_bound(wide)).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("order", [2, 3])
@pytest.mark.parametrize("reach", [0.5, 39.0, 41.0, 339.0, 700.0, 5000.0])
def test_exact_kernel_against_high_precision(dtype, order, reach, random_inputs, largest_excess, monkeypatch):
    inputs = random_inputs(order, reach, dtype, seed=order)
    assert exact._needs_shift(inputs) == (reach > (40 if dtype is np.float32 else 340))
    monkeypatch.setattr(exact, "_WORTH_COMPILING", 1)
    monkeypatch.setattr(exact, "score_blocks", _not_to_be_called)
    assert largest_excess(exact_attention(inputs), inputs, exact_error_bound(inputs)) <= 1


@pytest.mark.parametrize("order", [2, 3])
def test_compiled_code_leaves_wide_inputs_to_matrix_products(order, monkeypatch):
    monkeypatch.setattr(exact, "_WORTH_COMPILING", 1)
    for d, columns, compiled in ((32, 16, True), (33, 16, False), (32, 17, False)):
        keys, values = [np.zeros((2, d))] * (order - 1), [np.ones((2, columns))] * (order - 1)
        assert exact._worth_compiling(AttentionInputs(np.zeros((1, d)), keys, values)) is compiled


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("order", [2, 3])
def test_padding_does_not_shift_scores_that_are_all_negative(order, dtype, monkeypatch):
    # All scores are near -3000; a padding key with score 0 would leave nothing of their exponentials. One query has
    # scores of the other sign, and the first key alone counts for it and the second for the others.
    monkeypatch.setattr(exact, "_WORTH_COMPILING", 1)
    monkeypatch.setattr(exact, "score_blocks", _not_to_be_called)
    query, key = np.full((18, 1), -1, dtype), np.array([[3100], [3000], [3050]], dtype)
    query[17] = 1
    keys, values = [key] + [np.ones((1, 1), dtype)] * (order - 2), [np.array([[5], [7], [6]], dtype)]
    output = exact_attention(AttentionInputs(query, keys, values + [np.ones((1, 1), dtype)] * (order - 2)))
    assert output[:, 0].tolist() == [7] * 17 + [5]
    flipped = AttentionInputs(query, keys[::-1], (values + [np.ones((1, 1), dtype)] * (order - 2))[::-1])
    assert np.array_equal(exact_attention(flipped), output)


@pytest.mark.parametrize("order", [2, 3])
def test_exact_kernel_on_no_queries_and_scores_near_the_largest_float(order, monkeypatch):
    monkeypatch.setattr(exact, "_WORTH_COMPILING", 0)
    one = np.ones((3, 1))
    assert exact_attention(AttentionInputs(np.empty((0, 1)), [one] * (order - 1), [one] * (order - 1))).shape == (0, 1)
    values = [np.array([[1.0], [2.0], [3.0]])] + [one] * (order - 2)
    keys = [np.array([[1e150], [-1e150], [0.0]])] + [one] * (order - 2)
    huge = AttentionInputs(np.array([[1e150], [-1e150]]), keys, values)
    assert exact_attention(huge).tolist() == [[1.0], [2.0]]


@pytest.mark.parametrize("order", [2, 3])
@pytest.mark.parametrize("compiled", [False, True])
def test_no_chain_of_additions_is_long(order, compiled, monkeypatch):
    # Equal scores, equal values: the output is that value v. A chain of 2^17 additions in float32 would lose almost
    # 2^-8 of v at every addition from 2^16 on, about 2^-9 of the sum; the counts themselves are exact.
    monkeypatch.setattr(exact, "_WORTH_COMPILING", 1 if compiled else np.inf)
    tokens, value = 1 << 17, 1 + 2.0**-8 - 2.0**-23
    keys = [np.zeros((n, 1), "f4") for n in (tokens, 1)[: order - 1]]
    values = [np.full((n, 1), v, "f4") for n, v in ((tokens, value), (1, 1.0))[: order - 1]]
    inputs = AttentionInputs(np.zeros((1, 1), "f4"), keys, values)
    assert np.cumsum(values[0][:, 0])[-1] < tokens * value * (1 - 2.0**-10)
    for one in (inputs, AttentionInputs(inputs.query, keys[::-1], values[::-1])):
        bound = exact_error_bound(one)
        assert bound < 2.0**-13
        assert abs(exact_attention(one) - value) <= bound


def test_two_evaluations_without_and_with_the_jit(monkeypatch):
    monkeypatch.setattr(exact, "_WORTH_COMPILING", 1)
    monkeypatch.setenv("NUMBA_DISABLE_JIT", "1")
    one = np.ones((1, 1))
    for order in (2, 3):
        assert not exact._worth_compiling(AttentionInputs(one, [one] * (order - 1), [one] * (order - 1)))


@pytest.mark.parametrize("compiled", [False, True])
def test_threads_change_nothing(compiled, monkeypatch):
    if compiled:
        monkeypatch.setattr(exact, "_WORTH_COMPILING", 1)
        monkeypatch.setattr(passes, "_WORTH_COMPILING", 1)
    generator = np.random.default_rng(0)
    query, first, second = (generator.uniform(-1, 1, (n, 4)) for n in (601, 530, 20))
    values = [generator.uniform(-1, 1, (n, 3)) for n in (530, 20)]
    for inputs in (AttentionInputs(query, (first, second), values), AttentionInputs(query, (first,), values[:1])):
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
