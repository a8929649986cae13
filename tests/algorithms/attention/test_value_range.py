"""No routine that returns outputs returns what is not finite: products of values beyond the range are refused."""

import numpy as np
import pytest

from algorithms.attention import (
    AttentionInputs,
    TokenMoments,
    attention_from_moments,
    dense_attention,
    exact_attention,
    exact_log_attention,
    fast_attention,
    grouped_attention,
    grouped_log_attention,
    uniform_error_bound,
)
from algorithms.attention.moments.scores import score_moments

LARGEST = np.finfo(np.float64).max


def states(inputs, degree=3):
    empty = TokenMoments.empty(
        order=inputs.order, degree=degree, dimension=inputs.dimension, value_dimension=inputs.value_dimension
    )
    return [empty.update(key, value) for key, value in zip(inputs.keys, inputs.values, strict=True)]


ROUTINES = {
    "exact": exact_attention,
    "dense": dense_attention,
    "fast": lambda inputs: fast_attention(inputs, 1e300).output,
    "fast, exact": lambda inputs: fast_attention(inputs, 1e300, "exact").output,
    "moments": lambda inputs: attention_from_moments(inputs.query, states(inputs), inputs.scale).output,
}


def of_values(*columns):
    keys = [np.linspace(-0.1, 0.1, 2)[:, None]] * len(columns)
    return AttentionInputs([[0.5]], keys, [np.array([column]).T for column in columns])


@pytest.mark.parametrize("routine", ROUTINES.values(), ids=ROUTINES)
@pytest.mark.parametrize(
    "inputs",
    [
        of_values([1e200, 1e200], [1e200, 1e200]),
        of_values([1e200, -1e200], [1e200, 1e200]),  # inf - inf
        of_values([-1e110, 1e110], [1e110, 1e110], [1e110, 3e110]),
        of_values([1e300, 0.0], [1e300, 0.0], [1e300, 1e300]),
    ],
)
def test_products_beyond_the_range_are_refused(routine, inputs):
    with pytest.raises(ValueError, match="products of values"):
        routine(inputs)


@pytest.mark.parametrize("routine", ROUTINES.values(), ids=ROUTINES)
def test_large_values_within_the_range(routine):
    inputs = of_values([1e150, 3e150], [1e150, 1e150])
    assert routine(inputs)[0, 0] == pytest.approx(2e300, rel=0.1)
    inputs = of_values([1e-200, 1e-200], [1e200, 3e200])
    assert routine(inputs)[0, 0] == pytest.approx(2, rel=0.1)


def test_sums_of_the_largest_values_that_are_allowed():
    # 100 tokens of almost 2^1023: their sum is beyond the range, their mean is not.
    top = np.nextafter(2.0**1023, 0)
    inputs = AttentionInputs([[0.5]], [np.zeros((100, 1))], [np.full((100, 1), top)])
    for routine in (exact_attention, ROUTINES["moments"]):
        assert routine(inputs)[0, 0] == pytest.approx(top, rel=1e-12)
    assert np.isfinite(attention_from_moments(inputs.query, states(inputs), 1.0).output).all()


def test_merged_states_are_refused_when_they_are_evaluated():
    small, large = of_values([1.0, 1.0], [1e200, 1e200]), of_values([1e200, 1.0], [1.0, 1.0])
    merged = [one.merge(two) for one, two in zip(states(small), states(large), strict=True)]
    with pytest.raises(ValueError, match="products of values may reach 2"):
        attention_from_moments(small.query, merged, 1.0)
    with pytest.raises(ValueError, match="products of values may reach 2"):
        uniform_error_bound(tuple(merged), score_moments(small.query, tuple(states(small)), 1.0))


def test_groups_stay_finite():
    # Means lie between the values, whatever becomes of their sums.
    assert grouped_attention([0.0, 0.0], [[1, 1]], [[1e308], [1.2e308]])[0, 0] == pytest.approx(1.1e308, rel=1e-12)
    assert grouped_attention([0.0, 0.0], [[3, 3]], [[LARGEST], [LARGEST]])[0, 0] == LARGEST
    assert grouped_attention([0.0, 0.0], [[3, 3]], [[LARGEST], [-LARGEST]])[0, 0] == 0
    assert grouped_attention([0.0, 0.0], [[1e308, 1e308]], [[5e-324], [5e-324]])[0, 0] == 5e-324
    assert grouped_attention([0.0, -1e308, 1e308], [[1, 1, 0]], [[3.0], [1e308], [1.0]])[0, 0] == 3.0


def test_logarithms_need_no_range():
    inputs = of_values([1e200, 1e200], [1e200, 1e200])
    assert exact_log_attention(inputs)[0, 0] == pytest.approx(400 * np.log(10), rel=1e-14)
    assert grouped_log_attention([0.0, -1e308, 1e308], [[1, 1, 0]], [[3.0], [1.0], [1.0]])[0, 0] == pytest.approx(
        np.log(3), rel=1e-14
    )


def test_scores_beyond_the_range():
    wide = AttentionInputs([[1e200]], ([[1e200], [-1e200]],), ([[1.0], [2.0]],))
    for routine in (exact_attention, dense_attention, exact_log_attention):
        with pytest.raises(ValueError, match="scores"):
            routine(wide)
    result = attention_from_moments(wide.query, states(wide), 1.0)
    assert abs(result.output[0, 0] - 1) <= result.certificate.error_bound < 0.51  # the middle of the values
