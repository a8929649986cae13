import itertools
import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from algorithms.attention import AttentionInputs, exact_attention, exact_log_attention, exact_log_error_bound


def true_logs(inputs):
    """Evaluate log outputs with exact scores and 60 digits."""
    logs = []
    with mpmath.workdps(60):
        for query in inputs.query:
            sums = [mpmath.mpf(0)] * (1 + inputs.value_dimension)
            for rows in itertools.product(*map(range, inputs.key_sizes)):
                score = Fraction(0)
                for coordinate, entry in enumerate(query):
                    term = Fraction(float(entry))
                    for key, row in zip(inputs.keys, rows, strict=True):
                        term *= Fraction(float(key[row, coordinate]))
                    score += term
                score /= Fraction(inputs.scale)
                weight = mpmath.exp(mpmath.mpf(score.numerator) / score.denominator)
                sums[0] += weight
                for column in range(inputs.value_dimension):
                    values = (mpmath.mpf(float(v[r, column])) for v, r in zip(inputs.values, rows, strict=True))
                    sums[1 + column] += weight * mpmath.fprod(values)
            logs.append([mpmath.log(total / sums[0]) if total else mpmath.mpf("-inf") for total in sums[1:]])
    return logs


def largest_ratio(inputs):
    computed, bounds, ratio = exact_log_attention(inputs), exact_log_error_bound(inputs), 0.0
    assert np.isfinite(bounds).all()
    for (i, c), truth in np.ndenumerate(np.array(true_logs(inputs), dtype=object)):
        if truth == -math.inf:
            assert computed[i, c] == -math.inf
        else:
            with mpmath.workdps(60):
                ratio = max(ratio, float(abs(mpmath.mpf(float(computed[i, c])) - truth) / float(bounds[i, c])))
    return ratio


SIZES = {2: (4, 7), 3: (3, 4, 3), 4: (2, 3, 2, 3), 5: (2, 2, 3, 2, 2)}
VALUES = {
    "ordinary": lambda rng, shape: rng.uniform(0, 2, shape),
    "wide": lambda rng, shape: 10.0 ** rng.uniform(-308, 308, shape),
    "subnormal": lambda rng, shape: rng.integers(1, 1000, shape) * 2.0**-1074,
    "least and largest": lambda rng, shape: rng.choice([5e-324, 2.0**-1022, 1.0, np.finfo(float).max], shape),
    "some zero": lambda rng, shape: rng.integers(0, 2, shape) * 1e-300,
    "all zero": lambda rng, shape: np.zeros(shape),
}


@pytest.mark.parametrize("values", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("order", SIZES)
@pytest.mark.parametrize("size", [0.0, 1.0, 6.0])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_within_the_bound(values, order, size, dtype):
    rng = np.random.default_rng(order)
    n_0, *sizes = SIZES[order]
    query, *keys = ((size * rng.standard_normal((n, 3))).astype(dtype) for n in (n_0, *sizes))
    with np.errstate(over="ignore", under="ignore"):
        some = [np.minimum(values(rng, (n, 2)), np.finfo(dtype).max).astype(dtype) for n in sizes]
    inputs = AttentionInputs(query, keys, some)
    assert inputs.dtype == dtype
    assert largest_ratio(inputs) <= 1


def test_named_case_is_neither_missed_nor_drowned():
    zero = np.zeros((3, 1))
    inputs = AttentionInputs([[0.0]], (zero,), ([[1e-300], [3e-300], [3e-300]],))
    with mpmath.workdps(40):
        truth = mpmath.log(sum(mpmath.mpf(v) for v in (1e-300, 3e-300, 3e-300)) / 3)
    error = float(abs(mpmath.mpf(float(exact_log_attention(inputs)[0, 0])) - truth))
    assert error <= exact_log_error_bound(inputs)[0, 0] <= 1e4 * 2.0**-53 * 691


def test_the_bound_is_not_absurd():
    # On 300 keys with scores of a few units: within 400 ulp of 10, where one pass of sums may already cost 256.
    rng = np.random.default_rng(0)
    inputs = AttentionInputs(
        rng.standard_normal((5, 4)), (rng.standard_normal((300, 4)),), (rng.uniform(0.1, 1, (300, 1)),)
    )
    assert exact_log_error_bound(inputs).max() <= 400 * 2.0**-53 * 10


@pytest.mark.parametrize("rows", [5, 60])
def test_many_rows_and_blocks(rows):
    rng = np.random.default_rng(0)
    query, first, second = rng.standard_normal((2, 2)), rng.standard_normal((rows, 2)), rng.standard_normal((30, 2))
    values = [10.0 ** rng.uniform(-100, 100, (n, 1)) for n in (rows, 30)]
    inputs = AttentionInputs(query, (first, second), values)
    assert largest_ratio(inputs) <= 1
    again = exact_log_attention(inputs, block_bytes=64)
    assert (np.abs(again - exact_log_attention(inputs)) <= 2 * exact_log_error_bound(inputs)).all()


def test_scores_of_the_size_of_a_million():
    rng = np.random.default_rng(1)
    inputs = AttentionInputs(rng.uniform(-1e3, 1e3, (2, 3)), (rng.uniform(-1e3, 1e3, (6, 3)),), (rng.random((6, 1)),))
    assert largest_ratio(inputs) <= 1


def test_negative_values_are_refused():
    one = [[1.0]]
    with pytest.raises(ValueError, match=r"values\[0\] must be nonnegative"):
        exact_log_error_bound(AttentionInputs(one, (one,), ([[-1.0]],)))


@pytest.mark.parametrize("order", [2, 3, 4, 5])
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
