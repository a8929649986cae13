from fractions import Fraction

import numpy as np
import pytest

from algorithms.attention import (
    AttentionInputs,
    TokenMoments,
    attention_from_moments,
    dense_attention,
    exact_attention,
    exact_error_bound,
    exact_log_attention,
    exact_log_error_bound,
    fast_attention,
    grouped_attention,
    plan_attention,
    uniform_error_bound,
)
from algorithms.attention.moments import score_moments

Q = K = V = np.ones((3, 2))
ROUTINES = (
    fast_attention,
    exact_attention,
    dense_attention,
    exact_error_bound,
    exact_log_attention,
    exact_log_error_bound,
    plan_attention,
)


@pytest.mark.parametrize("routine", ROUTINES)
@pytest.mark.parametrize("arguments", [(Q, K, V), (Q, (K,), (V,)), (Q,), (Q.tolist(),), (None,), (Q, K, V, 1.0)])
def test_matrices_instead_of_inputs(routine, arguments):
    kind = type(arguments[0]).__name__
    with pytest.raises(ValueError, match=rf"^inputs must be AttentionInputs.*, got {kind}: write {routine.__name__}\("):
        routine(*arguments)


def test_sizes_are_for_plans_only():
    with pytest.raises(ValueError, match="AttentionInputs or AttentionSizes, got ndarray"):
        plan_attention(Q)


def test_inputs_by_name():
    inputs = AttentionInputs(Q, (K,), (V,))
    assert exact_attention(inputs=inputs).shape == (3, 2)
    assert fast_attention(inputs=inputs, certify=False).certificate is None


STATE = TokenMoments.empty(order=2, degree=1, dimension=2, value_dimension=2).update(K, V)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: attention_from_moments(Q, K, 1.0), "tokens must be k - 1 TokenMoments, got ndarray"),
        (lambda: attention_from_moments(Q, [], 1.0), "tokens must be k - 1 TokenMoments, got none"),
        (
            lambda: attention_from_moments(AttentionInputs(Q, (K,), (V,)), [STATE], 1.0),
            "query must hold|query must be|query cannot",
        ),
        (
            lambda: attention_from_moments(np.ones(2), [STATE], 1.0),
            r"query must have shape",
        ),
        (lambda: score_moments(Q, (K,), 1.0), "tokens must be k - 1 TokenMoments, got ndarray"),
        (lambda: uniform_error_bound((K,), score_moments(Q, (STATE,), 1.0)), "TokenMoments, got ndarray"),
        (lambda: STATE.merge(K), "other must be TokenMoments, got ndarray"),
        (lambda: grouped_attention(Q, K, V), "scores must have 1 axes"),
    ],
)
def test_other_arguments(call, words):
    with pytest.raises(ValueError, match=words):
        call()


NO_FLOATS = {
    "integer": 10**5000,
    "large fraction": Fraction(10**400),
    "small fraction": Fraction(1, 10**400),
    "nan": float("nan"),
    "boolean": np.True_,
    "text": "x" * 9000,
}


@pytest.mark.parametrize("value", NO_FLOATS.values(), ids=NO_FLOATS)
def test_numbers_that_are_no_positive_float_are_named(value):
    column = np.ones((2, 1))
    inputs = AttentionInputs(column, (column,), (column,))
    for name, call in (
        ("scale", lambda: AttentionInputs(column, (column,), (column,), scale=value)),
        ("tolerance", lambda: fast_attention(inputs, tolerance=value)),
        ("tolerance", lambda: plan_attention(inputs, value)),
    ):
        with pytest.raises(ValueError, match=f"^{name} must be a positive finite number, got .") as caught:
            call()
        assert len(str(caught.value)) < 200
