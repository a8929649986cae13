from fractions import Fraction

import numpy as np
import pytest

from algorithms.attention import (
    AttentionInputs,
    AttentionSizes,
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
from algorithms.attention.certificate.exponential import taylor_exponential
from algorithms.attention.certificate.majorant import minimax_exponential
from algorithms.attention.moments.scores import score_moments

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
        (lambda: attention_from_moments(Q, STATE, 1.0), "tokens must be k - 1 TokenMoments, got one alone"),
        (lambda: attention_from_moments(Q, None, 1.0), "tokens must be k - 1 TokenMoments, got NoneType"),
        (lambda: AttentionSizes(5, 2, 1, 1.0), "sizes must hold n_0 and at least one n_j, got 5"),
        (
            lambda: fast_attention(AttentionInputs(Q, (K,), (V,)), certify="no"),
            "certify must be True or False",
        ),
        (lambda: AttentionSizes((9.5, 9), 2, 1, 1.0), "must be an integer >= 1, got"),
        (lambda: AttentionSizes((9, 9), "2", 1, 1.0), "must be an integer >= 1, got"),
        (lambda: AttentionSizes((9, 9), 2, 1, 1e200), "must keep the work, the scores and the values below"),
        (lambda: AttentionSizes((9, 9, 9), 2, 1, 1.0, 1e200), "must keep the work, the scores and the values below"),
        (lambda: AttentionSizes((9, 9), 2, 1, "1"), "entry_bound must be a positive finite number"),
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


@pytest.mark.parametrize("tolerance", [10**400, np.complex128(1), np.bool_(True), "1e-6", np.array([1e-6]), np.nan])
def test_tolerances_that_are_no_numbers(tolerance):
    for routine in (fast_attention, plan_attention):
        with pytest.raises(ValueError, match="tolerance must be a positive finite number"):
            routine(AttentionInputs(Q, (K,), (V,)), tolerance)


@pytest.mark.parametrize("number", [Fraction(1, 2), np.float32(0.5), np.float64(0.5)])
def test_every_kind_of_number_counts_as_its_float(number):
    for make in (taylor_exponential, minimax_exponential):
        assert make(np.int64(3), number).relative_error == make(3, 0.5).relative_error
    result = attention_from_moments(Q, [STATE], number)
    assert np.array_equal(result.output, attention_from_moments(Q, [STATE], 0.5).output)


@pytest.mark.parametrize("wrong", [{"order": 1}, {"degree": 1.5}, {"degree": -1}, {"dimension": 0}, {"order": "2"}])
def test_states_of_no_kind(wrong):
    with pytest.raises(ValueError, match=f"{next(iter(wrong))} must be an integer >= "):
        TokenMoments.empty(**{"order": 2, "degree": 1, "dimension": 2, "value_dimension": 2} | wrong)


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
        with pytest.raises(ValueError, match="threads must be an integer >= 1, got"):
            call()
