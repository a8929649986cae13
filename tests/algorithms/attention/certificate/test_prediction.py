import math

import numpy as np
import pytest

from algorithms.attention import (
    AttentionInputs,
    AttentionSizes,
    attention_from_moments,
    exact_error_bound,
    plan_attention,
)
from algorithms.attention.certificate import prediction
from algorithms.attention.moments.states import token_moments


@pytest.mark.parametrize("target", [0.3, 1e-3, 1e-7])
def test_guess_is_where_taylor_terms_of_the_widest_row_fall_below_the_target(target):
    # The second row: scores 100 +- 2, far from 0 but no further than 2 from the middle, with products up to 5.
    scores, middle = np.array([[1.0, -1.0], [102.0, 98.0], [7.0, 7.0]]), np.array([0.0, 100.0, 7.0])
    expected = next(g for g in range(1, 40) if 5 * 2 ** (g + 1) / math.factorial(g + 1) <= target)
    assert prediction._guess(scores, middle, 5.0, target) == expected


@pytest.mark.parametrize("degree", [12, 22])
@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_rounding_for_sizes_bounds_that_of_skewed_scores(degree, precision):
    # Almost all scores are at the low end: there rounding of terms up to e^R, R = 2.25, matters most.
    n = 2000
    keys, values = np.full((n, 1), -1.5), np.ones((n, 1))
    keys[0], values[::2] = 1.5, -1
    inputs = AttentionInputs([[1.5]], (keys,), (values,), scale=1.0)
    sizes = AttentionSizes((1, n), 1, 1, entry_bound=1.5, scale=1.0)
    predict, score_bound = prediction.predict_from_sizes(sizes)
    assert score_bound == 2.25
    error, rounding = predict(degree, np.dtype(precision))
    tokens = token_moments(inputs, inputs.keys, degree, precision=precision)
    certified = attention_from_moments(inputs.query, tokens, inputs.scale).certificate
    assert certified.rounding_error <= rounding < error
    assert exact_error_bound(inputs).max() <= plan_attention(sizes).exact_error
