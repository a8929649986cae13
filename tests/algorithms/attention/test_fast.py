import tracemalloc
from dataclasses import replace

import numpy as np
import pytest

from algorithms.attention import (
    AttentionInputs,
    AttentionSizes,
    ToleranceNotCertifiedError,
    exact_attention,
    exact_error_bound,
    fast,
    fast_attention,
    plan_attention,
)


@pytest.mark.parametrize("order", [2, 3, 4, 5])
@pytest.mark.parametrize("tolerance", [1e-2, 1e-6, 1e-10])
def test_within_tolerance_of_exact(order, tolerance, random_inputs):
    inputs = random_inputs(order, 1.5, d=4)
    result = fast_attention(inputs, tolerance)
    assert result.certificate.error_bound <= tolerance
    assert (abs(result.output - exact_attention(inputs)) <= result.certificate.bounds + exact_error_bound(inputs)).all()


def test_float32_and_integer_inputs(random_inputs):
    inputs = random_inputs(3, 1.0, np.float32, d=3)
    result = fast_attention(inputs, 1e-9)
    assert result.output.dtype == np.float64
    doubled = AttentionInputs(*(inputs.query.astype("f8"), [k.astype("f8") for k in inputs.keys], inputs.values))
    np.testing.assert_allclose(result.output, exact_attention(doubled), rtol=0, atol=1e-9)
    integers = AttentionInputs([[1, 0], [0, 1]], ([[1, 0], [0, 0]],), ([[1], [0]],))
    # Scores 1/2, 0 and 0, 0: weights e^(1/2) : 1 and 1 : 1.
    expected = [[np.exp(0.5) / (np.exp(0.5) + 1)], [0.5]]
    np.testing.assert_allclose(fast_attention(integers, 1e-9).output, expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize("order", [2, 3, 4])
def test_one_token(order):
    inputs = AttentionInputs([[0.3]], [[[0.7]]] * (order - 1), [[[2.0]]] * (order - 1))
    assert fast_attention(inputs, 1e-12).output == pytest.approx(2.0 ** (order - 1), abs=1e-12)


def test_no_queries():
    inputs = AttentionInputs(np.empty((0, 2)), (np.ones((3, 2)),), (np.ones((3, 4)),))
    result = fast_attention(inputs)
    assert result.output.shape == (0, 4)
    assert result.certificate.error_bound == 0


def test_order_two_does_not_pay_for_a_common_shift_of_the_keys():
    generator = np.random.default_rng(0)
    query, key = generator.uniform(-1, 1, (7, 3)), generator.uniform(-1, 1, (9, 3))
    value = generator.uniform(-1, 1, (9, 1))
    near, far = (fast_attention(AttentionInputs(query, (key + c,), (value,)), 1e-8) for c in (0.0, 1000.0))
    assert far.certificate.degree == near.certificate.degree
    np.testing.assert_allclose(near.output, far.output, rtol=0, atol=1e-7)


def test_uncertified_results_say_so(random_inputs):
    inputs = random_inputs(3, 2.0, d=3)
    result = fast_attention(inputs, 1e-3, certify=False)
    assert result.certificate is None
    assert repr(result) == "<attention output: 5 x 2, uncertified>"
    np.testing.assert_allclose(result.output, exact_attention(inputs), rtol=0, atol=1e-3)
    # A tolerance nobody can prove is no obstacle then.
    assert fast_attention(random_inputs(3, 0.1, d=2), 1e-18, certify=False).certificate is None


def test_refusals_name_what_stands_in_the_way(random_inputs):
    with pytest.raises(ToleranceNotCertifiedError, match=r"scores may reach R = 200, the limit .* is 64"):
        fast_attention(random_inputs(3, 200.0), 1e-3)
    with pytest.raises(ToleranceNotCertifiedError, match=r"rank 200000"):
        fast_attention(random_inputs(3, 8.0, d=40), 1e-6)
    with pytest.raises(ToleranceNotCertifiedError, match=r"R_abs = .*rounding"):
        fast_attention(random_inputs(3, 2.0, d=2), 1e-16)
    with pytest.raises(ToleranceNotCertifiedError, match=r"rounding may cost exact evaluation"):
        fast_attention(random_inputs(3, 2.0), 1e-17, method="exact")


@pytest.mark.parametrize(("tolerance", "precision"), [(1e-2, "float32"), (2e-3, "float32"), (1e-6, "float64")])
def test_single_precision_where_it_suffices(tolerance, precision, largest_excess, random_inputs):
    inputs = random_inputs(3, 0.8, d=3)
    assert plan_attention(inputs, tolerance).precision == precision
    result = fast_attention(inputs, tolerance)
    assert result.certificate.error_bound <= tolerance
    assert largest_excess(result.output, inputs, result.certificate.bounds) <= 1
    # Rounding to 24 bits shows in the certificate, and only then.
    assert (result.certificate.rounding_error > 2.0**-24) == (precision == "float32")


def test_double_precision_if_single_was_not_enough(random_inputs, monkeypatch):
    inputs = random_inputs(3, 0.8, d=3)
    plan = replace(plan_attention(inputs, 1e-6), precision="float32")
    monkeypatch.setattr(fast, "plan_attention", lambda *_: plan)
    certificate = fast_attention(inputs, 1e-6).certificate
    assert certificate.error_bound <= 1e-6
    assert certificate.degree == plan.degree


@pytest.mark.parametrize("tolerance", [0, -1e-3, np.nan, np.inf, True, "1e-3", None])
def test_bad_tolerance(tolerance, random_inputs):
    with pytest.raises(ValueError, match="tolerance must be a positive finite number"):
        fast_attention(random_inputs(2), tolerance)
    with pytest.raises(ValueError, match="tolerance must be a positive finite number"):
        plan_attention(random_inputs(2), tolerance)


def test_bad_method(random_inputs):
    with pytest.raises(ValueError, match="method must be one of polynomial, exact, auto, got 'magic'"):
        fast_attention(random_inputs(2), method="magic")


def test_auto_takes_the_cheaper_method(random_inputs):
    few = random_inputs(3, 1.0)
    assert plan_attention(few).method == "exact"
    assert fast_attention(few, method="auto").certificate.method == "rounding"
    generator = np.random.default_rng(0)
    query, *keys = generator.uniform(-1, 1, (3, 2000, 2))
    many = AttentionInputs(query, keys, np.ones((2, 2000, 1)))
    assert plan_attention(many).method == "polynomial"
    assert fast_attention(many, method="auto").certificate.method == "moments"
    hard = random_inputs(3, 300.0)
    assert plan_attention(hard, 1e-9).method == "exact"
    assert fast_attention(hard, 1e-9, method="auto").certificate.error_bound <= 1e-9
    assert plan_attention(random_inputs(3, 300.0, np.float32), 1e-9).method == "none"


def test_plan_for_data_predicts_what_happens():
    generator = np.random.default_rng(0)
    for d, bound in ((2, 1.0), (8, 1.0), (4, 1.5)):
        query, *keys = generator.uniform(-bound, bound, (3, 300, d))
        inputs = AttentionInputs(query, keys, generator.uniform(-1, 1, (2, 300, 1)))
        plan = plan_attention(inputs, 1e-6)
        certificate = fast_attention(inputs, 1e-6).certificate
        assert plan.obstacle is None
        assert (plan.degree, plan.rank) == (certificate.degree, certificate.rank)
        assert plan.predicted_error / 3 <= certificate.error_bound <= 3 * plan.predicted_error
        assert plan.score_bound == pytest.approx(certificate.score_bound, rel=1e-9)


def test_planned_memory_covers_the_measured(random_inputs):
    generator = np.random.default_rng(0)
    query, *keys = generator.uniform(-1, 1, (3, 3000, 6))
    inputs = AttentionInputs(query, keys, np.ones((2, 3000, 2)))
    plan = plan_attention(inputs, 1e-6)
    fast_attention(inputs, 1e-6)  # tables of exponents, cosines and fits are cached
    tracemalloc.start()
    result = fast_attention(inputs, 1e-6)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak <= plan.memory_bytes + 2 * result.output.nbytes <= 4 * peak


def test_plan_for_sizes_is_a_worst_case():
    sizes = AttentionSizes((300, 200, 100), 4, 2, entry_bound=1.2)
    plan = plan_attention(sizes, 1e-4)
    assert plan.score_bound == pytest.approx(1.2**3)
    generator = np.random.default_rng(0)
    corners = [generator.choice([-1.2, 1.2], (n, 4)) for n in sizes.sizes]
    inputs = AttentionInputs(corners[0], corners[1:], [generator.choice([-1.0, 1.0], (n, 2)) for n in (200, 100)])
    assert fast_attention(inputs, 1e-4).certificate.degree <= plan.degree
    assert plan.exact_flops == 300 * 200 * 100 * (8 + 6 + 20)
    assert plan.flops == 600 * plan.rank * 7


def test_at_fixed_dimension_and_entries_the_work_is_linear_in_the_tokens():
    # This says nothing about d and B that grow with n: see tests/hardness/theory/test_polynomial_method.py.
    plans = [plan_attention(AttentionSizes((n, n, n), 8, 1, entry_bound=0.5), 1e-6) for n in (10**3, 10**6)]
    assert plans[1].flops == 1000 * plans[0].flops
    assert plans[1].method == "polynomial"
    assert plan_attention(AttentionSizes((10**6,) * 3, 8, 1, entry_bound=5.0), 1e-6).obstacle.startswith(
        "the scores may"
    )
