import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.attention import AttentionInputs, exact_attention, exact_error_bound
from algorithms.attention.exact import routine


@pytest.mark.parametrize("order", [2, 3, 4, 5])
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


@pytest.mark.parametrize("compiled", [False, True])
def test_the_bound_covers_sums_over_tokens_that_only_rounding_favours(compiled, monkeypatch):
    # The first score is 36 above all others and, after rounding in float32, 64 below: the output is the negative of
    # the true one, and the sum over 200 equal values is rounded as well.
    monkeypatch.setattr(routine, "_WORTH_COMPILING", 1 if compiled else math.inf)
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
