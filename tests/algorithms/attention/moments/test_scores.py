import math
import tracemalloc
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from algorithms.attention import (
    AttentionInputs,
    TokenMoments,
    attention_from_moments,
    dense_attention,
)
from algorithms.attention.moments import passes
from algorithms.attention.moments import scores as module
from algorithms.attention.moments.features import longest_sums, rank
from algorithms.attention.moments.scores import rounding_bounds, score_moments, score_ranges, unit_queries
from algorithms.attention.moments.tokens import sums_rounding


def states(inputs, degree, dtype="float64"):
    empty = TokenMoments.empty(
        order=inputs.order,
        degree=degree,
        dimension=inputs.dimension,
        value_dimension=inputs.value_dimension,
        dtype=dtype,
    )
    return [empty.update(key, value) for key, value in zip(inputs.keys, inputs.values, strict=True)]


@pytest.mark.parametrize("order", [2, 3, 4, 5])
@pytest.mark.parametrize("stretch", [1.0, 1e-160, 1e120])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_moments_are_means_over_all_tuples(order, stretch, dtype, random_inputs):
    inputs = random_inputs(order, 3.0, d=3)
    # Powers that cancel between query and keys: the moments may not notice.
    inputs = AttentionInputs(inputs.query * stretch, (inputs.keys[0] / stretch, *inputs.keys[1:]), inputs.values)
    moments = score_moments(inputs.query, tuple(states(inputs, 6, dtype)), inputs.scale)
    assert (moments.rounding[[0, -1]] > np.finfo(dtype).eps).all()
    assert (moments.rounding < 300 * np.finfo(dtype).eps).all()
    scores = inputs.query
    products = np.ones((1, inputs.value_dimension))
    for key, value in zip(inputs.keys, inputs.values, strict=True):
        scores = (scores[..., None, :] * key).reshape(len(inputs.query), -1, inputs.dimension)
        products = (products[:, None] * value).reshape(-1, inputs.value_dimension)
    terms, scores = abs(scores).sum(axis=2) / inputs.scale, scores.sum(axis=2) / inputs.scale
    scale = 2.0**moments.exponent
    assert (moments.low * scale <= scores.min(axis=1)).all()
    assert (moments.high * scale >= scores.max(axis=1)).all()
    assert (moments.size * scale >= terms.max(axis=1)).all()
    assert (moments.size <= 1).all()
    exponent = sum(state.value_exponents for state in states(inputs, 0))
    largest = abs(products).max(axis=0)
    for m in range(7):
        bound = 2 * moments.rounding[m] * (moments.size * scale) ** m
        assert (abs(moments.means[:, m, 0] * scale**m - (scores**m).mean(axis=1)) <= bound).all()
        weighted = (scores**m) @ products / len(products)
        computed = np.ldexp(moments.means[:, m, 1:], exponent) * scale[:, None] ** m
        assert (abs(computed - weighted) <= bound[:, None] * largest).all()


def test_states_form_a_commutative_monoid():
    generator = np.random.default_rng(3)
    empty = TokenMoments.empty(order=3, degree=4, dimension=2, value_dimension=3)
    parts = []
    for size, spread in ((3, 1.0), (5, 1e-5), (2, 300.0)):
        parts.append(empty.update(generator.normal(size=(size, 2)) * spread, generator.normal(size=(size, 3)) / spread))
    a, b, c = parts
    for one, two in ((a.merge(b), b.merge(a)), (a.merge(b.merge(c)), a.merge(b).merge(c)), (empty.merge(a), a)):
        assert one.count == two.count
        np.testing.assert_allclose(one.table, two.table, rtol=1e-14, atol=1e-17)
        for name in ("key_exponents", "value_exponents", "key_range", "value_range"):
            np.testing.assert_array_equal(getattr(one, name), getattr(two, name))
    assert a.merge(empty) is a
    assert a.update(np.empty((0, 2)), np.empty((0, 3))) is a


def test_streamed_tokens_give_the_same_certified_output(random_inputs, largest_excess):
    inputs = random_inputs(3, 1.0, d=2)
    streamed = []
    for key, value in zip(inputs.keys, inputs.values, strict=True):
        state = TokenMoments.empty(order=3, degree=7, dimension=2, value_dimension=2)
        for row in range(len(key)):
            state = state.update(key[row : row + 1], value[row : row + 1])
        streamed.append(state)
    result = attention_from_moments(inputs.query, streamed, inputs.scale)
    assert result.certificate.error_bound < 1e-4
    assert largest_excess(result.output, inputs, result.certificate.bounds) <= 1
    np.testing.assert_allclose(result.output, dense_attention(inputs), rtol=0, atol=result.certificate.error_bound)


def test_nothing_of_size_tokens_times_rank_is_kept():
    generator = np.random.default_rng(0)
    n, degree = 20_000, 5
    query, *keys = generator.uniform(-1, 1, (3, n, 8))
    inputs = AttentionInputs(query, keys, generator.uniform(-1, 1, (2, n, 1)))
    attention_from_moments(inputs.query, states(inputs, degree), inputs.scale)  # compiled code and tables are loaded
    tracemalloc.start()
    attention_from_moments(inputs.query, states(inputs, degree), inputs.scale)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16e6 < n * rank(8, degree) * 8 / 12


def test_bad_states_are_refused():
    empty = TokenMoments.empty(order=3, degree=2, dimension=2, value_dimension=1)
    full = empty.update(np.ones((2, 2)), np.ones((2, 1)))
    with pytest.raises(ValueError, match=r"shapes \(n, 2\) and \(n, 1\), got \(2, 3\)"):
        empty.update(np.ones((2, 3)), np.ones((2, 1)))
    with pytest.raises(ValueError, match=r"got \(2, 2\) and \(3, 1\)"):
        empty.update(np.ones((2, 2)), np.ones((3, 1)))
    with pytest.raises(ValueError, match="must be finite"):
        empty.update(np.full((2, 2), np.nan), np.ones((2, 1)))
    single = TokenMoments.empty(order=3, degree=2, dimension=2, value_dimension=1, dtype="float32")
    single = single.update(np.ones((2, 2)), np.ones((2, 1)))
    with pytest.raises(ValueError, match=r"cannot take order 3, degree 2, shape \(6, 2\) and type float32"):
        full.merge(single)
    with pytest.raises(ValueError, match="must have one type, got float64, float32"):
        attention_from_moments(np.ones((1, 2)), [full, single], 2.0)
    with pytest.raises(ValueError, match="dtype must be float64 or float32, got 'float16'"):
        TokenMoments.empty(order=3, degree=2, dimension=2, value_dimension=1, dtype="float16")
    with pytest.raises(ValueError, match=r"type float64 cannot take order 3, degree 3"):
        full.merge(TokenMoments.empty(order=3, degree=3, dimension=2, value_dimension=1))
    with pytest.raises(ValueError, match="at least one token in every key set"):
        attention_from_moments(np.ones((1, 2)), [full, empty], 2.0)
    with pytest.raises(ValueError, match="must hold 2 states for order 3, got 1"):
        attention_from_moments(np.ones((1, 2)), [full], 2.0)
    constant = TokenMoments.empty(order=3, degree=0, dimension=2, value_dimension=1)
    constant = constant.update(np.ones((2, 2)), np.ones((2, 1)))
    with pytest.raises(ValueError, match=r"must agree in order, degree, .* got \(3, 2, 2, 1\), \(3, 0, 2, 1\)"):
        attention_from_moments(np.ones((1, 2)), [full, constant], 2.0)
    other = TokenMoments.empty(order=4, degree=2, dimension=2, value_dimension=1)
    with pytest.raises(ValueError, match=r"got \(3, 2, 2, 1\), \(4, 2, 2, 1\)"):
        attention_from_moments(np.ones((1, 2)), [full, other.update(np.ones((2, 2)), np.ones((2, 1)))], 2.0)
    for columns in (1, 3):
        with pytest.raises(ValueError, match=rf"query must have shape \(rows, 2\) like the keys, got \(4, {columns}\)"):
            attention_from_moments(np.ones((4, columns)), [full, full], 2.0)
    with pytest.raises(ValueError, match="query must be finite"):
        attention_from_moments(np.array([[1.0, np.nan]]), [full, full], 2.0)
    for scale in (0.0, -1.0, math.nan, math.inf):
        with pytest.raises(ValueError, match=f"scale must be a positive finite number, got {scale}"):
            attention_from_moments(np.ones((1, 2)), [full, full], scale)


@pytest.mark.parametrize("entry", [3 * 2.0**-1074, 1.5 * 2.0**1023])
def test_queries_at_the_ends_of_the_range_keep_their_digits(entry, largest_excess):
    # Divided by the mantissa of the scale, 0.7, the least one would lose its digits and the largest one overflow.
    key = math.ldexp(1.0, 1020) if entry < 1 else math.ldexp(1.0, -1022)
    keys = np.array([[key], [-key], [key / 2]])
    inputs = AttentionInputs(
        [[entry]], (keys,), ([[1.0], [2.0], [5.0]],), scale=0.7 * math.ldexp(1.0, -52 if entry < 1 else 2)
    )
    result = attention_from_moments(inputs.query, states(inputs, 16), inputs.scale)
    assert result.certificate.error_bound < 1e-6
    assert largest_excess(result.output, inputs, result.certificate.bounds) <= 1


def test_fewer_tokens_at_the_end_may_be_added_otherwise(monkeypatch):
    # 2^14 tokens go to compiled code, whose chains are short; the other 3000 do not.
    monkeypatch.setattr(passes, "_WORTH_COMPILING", 10_000 * rank(4, 4))
    count = (1 << 14) + 3000
    longest, _ = passes.chain_lengths(3000, 4, 4, np.dtype("float64"))
    assert longest == 3000 > passes.chain_lengths(1 << 14, 4, 4, np.dtype("float64"))[0]
    assert sums_rounding(count, 4, 4, np.dtype("float64")) > 3000 * 2.0**-53


@pytest.mark.parametrize("order", [145, 150])
def test_single_precision_does_not_hide_underflow_of_products_of_values(order, largest_excess):
    # Products of values near 2^-145 lose digits in float32 although every value is near 1/2.
    zero, tail = np.zeros((2, 1)), [[[0.51]]] * (order - 2)
    inputs = AttentionInputs([[1.0]], [zero] + [zero[:1]] * (order - 2), [[[0.51], [0.55]], *tail], scale=1.0)
    result = attention_from_moments(inputs.query, states(inputs, 0, "float32"), 1.0)
    assert largest_excess(result.output, inputs, result.certificate.bounds) <= 1


def test_single_precision_does_not_hide_underflow():
    # Scores of 2^-4: their 40th powers lie below the least float32.
    keys = np.eye(2) / 2
    inputs = AttentionInputs(np.array([[0.5, 0.5]]), (keys, keys, keys), [np.ones((2, 1))] * 3, scale=1.0)
    single, double = (score_moments(inputs.query, tuple(states(inputs, 40, t)), 1.0) for t in ("f4", "f8"))
    assert single.means[0, 40, 0] == 0 < double.means[0, 40, 0]
    bound = single.rounding * single.size[:, None] ** np.arange(41)
    assert (abs(single.means - double.means) <= 1.001 * bound[:, :, None]).all()


@pytest.mark.parametrize("order", [2, 3])
def test_ranges_hold_for_one_tuple_in_exact_arithmetic(order):
    # One token a key set: the interval is one number up to rounding, and so is the sum of absolute terms.
    generator = np.random.default_rng(order)
    query = generator.uniform(-1, 1, (200, 5))
    query[0] = 0.9  # with equal entries everywhere Hölder's inequality is an equality
    keys = [generator.uniform(0.8, 1, (1, 5)) if i % 2 else np.full((1, 5), 0.9) for i in range(order - 1)]
    keys[-1][0, 3] = -0.95
    inputs = AttentionInputs(query, keys, [np.ones((1, 1))] * (order - 1), scale=3.0)
    tokens = tuple(states(inputs, 0))
    unit, exponent = unit_queries(query, tokens, 3.0)
    ends = score_ranges(unit, tokens)
    for row, f, low, high, size in zip(query, exponent, *ends, strict=True):
        factors = zip(row, *(key[0] for key in keys), strict=True)
        terms = [math.prod(map(Fraction, some)) / 3 for some in factors]
        power = Fraction(2) ** int(f)
        assert Fraction(low) * power <= sum(terms) <= Fraction(high) * power
        assert Fraction(high - low) <= 2 * Fraction(size) / 10**12
        absolute = sum(map(abs, terms))
        assert absolute <= Fraction(size) * power <= absolute * (1 + Fraction(1, 10**12))


def test_size_of_scores_uses_that_no_key_is_large_everywhere():
    # Keys are unit vectors: column ranges allow a score of 8, Hölder's inequality 8^(1/3) = 2; true is 1.
    one = np.ones((8, 1))
    inputs = AttentionInputs(np.ones((1, 8)), (np.eye(8), np.eye(8)), (one, one), scale=1.0)
    tokens = tuple(states(inputs, 0))
    unit, exponent = unit_queries(inputs.query, tokens, 1.0)
    _, _, size = score_ranges(unit, tokens)
    assert np.ldexp(size, exponent) == pytest.approx(2, rel=1e-12)


@pytest.mark.parametrize(("order", "d", "g"), [(2, 8, 7), (3, 3, 10), (5, 2, 12)])
def test_rounding_counts_additions_and_two_roundings_a_factor(order, d, g):
    # Each of the m factors of a term is converted and multiplied once in each of k arrays.
    m = np.arange(g + 1)
    for dtype, u in ((np.float32, 2.0**-24), (np.float64, 2.0**-53)):
        plain = rounding_bounds(order, d, g, 0.0, np.dtype(dtype))
        assert (plain >= (longest_sums(d, g) + 2 * order * m) * u).all()
        rounded = rounding_bounds(order, d, g, 0.0, np.dtype(dtype), rounded_keys=True)
        assert (rounded - plain >= m * u).all()
        # Relative errors that add up to 1/2, in many small steps, multiply to e^(1/2).
        assert (rounding_bounds(order, d, g, 0.5, np.dtype(dtype)) >= math.expm1(0.5)).all()


def test_rounding_of_states_is_part_of_that_of_moments(random_inputs):
    inputs = random_inputs(3, 1.0, d=2)
    spoiled = [replace(state, rounding=r) for state, r in zip(states(inputs, 4), (1e-3, 3e-3), strict=True)]
    moments = score_moments(inputs.query, tuple(spoiled), inputs.scale)
    assert (moments.rounding >= 4e-3).all()
    assert (moments.rounding <= 5e-3).all()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_conversions_to_single_precision_are_covered(dtype):
    # Numbers almost half a unit above 1/2: in float32 each factor of each array loses one unit roundoff of itself.
    x, order, degree = 0.5 + 2.0**-25 * (1 - 2.0**-8), 4, 12
    inputs = AttentionInputs([[x]], [[[x]]] * (order - 1), [[[1.0]]] * (order - 1), scale=1.0)
    moments = score_moments(inputs.query, tuple(states(inputs, degree, dtype)), 1.0)
    for m in range(degree + 1):
        truth = Fraction(x) ** (order * m)
        mean = Fraction(float(moments.means[0, m, 0])) * Fraction(2) ** (m * int(moments.exponent[0]))
        assert 1 - mean / truth <= Fraction(float(moments.rounding[m]))
        if dtype == "float32":
            assert mean == Fraction(1, 2) ** (order * m)
            assert 1 - mean / truth >= Fraction(99, 100) * m * order * Fraction(1, 2**24)


@pytest.mark.parametrize("compiled", [False, True])
def test_single_precision_evaluates_queries_in_it(compiled, random_inputs, monkeypatch):
    monkeypatch.setattr(passes, "_WORTH_COMPILING", 1 if compiled else np.inf)
    inputs = random_inputs(3, 1.0, d=3)
    single, double = (score_moments(inputs.query, tuple(states(inputs, 4, t)), 1.0).means for t in ("f4", "f8"))
    assert (single == single.astype(np.float32)).all()
    assert not (double == double.astype(np.float32)).all()


def test_threads_are_handed_on(random_inputs, monkeypatch):
    threads, inputs, original = [], random_inputs(3, 1.0, d=2), module.monomials_pass
    monkeypatch.setattr(module, "monomials_pass", lambda *rest: threads.append(rest[3]) or original(*rest))
    score_moments(inputs.query, tuple(states(inputs, 2)), 1.0, threads=3)
    assert threads == [3]
