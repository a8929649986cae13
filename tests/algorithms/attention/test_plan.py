import tracemalloc

import numpy as np
import pytest

from algorithms.attention import (
    AttentionInputs,
    AttentionSizes,
    attention_from_moments,
    exact_error_bound,
    plan,
    plan_attention,
)
from algorithms.attention.moments.features import rank
from algorithms.attention.moments.states import centred_keys, token_moments


def certificate(inputs, planned):
    """Run what was planned, whatever it promises."""
    keys = centred_keys(inputs)
    tokens = token_moments(inputs, keys, planned.degree, precision=planned.precision)
    rounded = inputs.order == 2
    return attention_from_moments(inputs.query, tokens, inputs.scale, rounded_keys=rounded).certificate


@pytest.mark.parametrize("guess", [1, 2, 7, 13, 40])
def test_least_degree_is_found_from_every_guess(guess):
    for least in range(41):
        calls = []

        def predict(degree, calls=calls):
            calls.append(degree)
            return 2.0**-degree, 0.0

        assert plan._least_degree(predict, 3, 2.0**-least, guess) == (least, (2.0**-least, 0.0))
        assert len(calls) == len(set(calls)) <= 12  # doubling there and halving back


@pytest.mark.parametrize("guess", [1, 9, 40])
def test_least_degree_is_the_best_one_tried_if_none_suffices(guess):
    tried = {}

    def predict(degree):  # rounding grows from degree 6 on
        tried[degree] = max(2.0**-degree, 2.0 ** (degree - 12))
        return tried[degree], 0.0

    degree, (error, _) = plan._least_degree(predict, 3, 1e-9, guess)
    assert error == tried[degree] == min(tried.values())
    assert max(tried) == 40
    # Without rounding it is the highest that the rank allows.
    assert plan._least_degree(lambda g: (2.0**-g, 0.0), 40, 0.0, guess)[0] == 4
    assert rank(40, 4) <= plan.MAX_RANK < rank(40, 5)


@pytest.mark.parametrize("tolerance", [1e-2, 2e-3, 1e-5, 1e-9])
@pytest.mark.parametrize("size", [1.0, 1e3])
def test_prediction_for_data_is_near_the_certificate(tolerance, size):
    generator = np.random.default_rng(0)
    query, *keys = (generator.uniform(-1, 1, (n, 4)) for n in (150, 120, 90))
    values = [generator.uniform(-1, 1, (120, 2)) * size, generator.uniform(-1, 1, (90, 2))]
    inputs, tolerance = AttentionInputs(query, keys, values), tolerance * size
    planned = plan_attention(inputs, tolerance)
    assert planned.precision == ("float32" if tolerance > 1e-4 * size else "float64")
    assert planned.predicted_error <= tolerance / 2  # of which the sample may be wrong by a factor of 2
    error = certificate(inputs, planned).error_bound
    assert error / 2 <= planned.predicted_error <= 2 * error


@pytest.mark.parametrize(("tolerance", "precision"), [(1e-3, "float32"), (1e-9, "float64")])
def test_prediction_includes_the_rounding_of_the_planned_precision(tolerance, precision):
    # All scores are 0, so that nothing but rounding remains.
    values = np.linspace(-1, 1, 12).reshape(6, 2)
    planned = plan_attention(AttentionInputs(np.zeros((3, 2)), (np.ones((6, 2)),), (values,)), tolerance)
    assert planned.precision == precision
    assert (planned.predicted_error > 2.0**-24) == (precision == "float32")


def test_single_precision_must_promise_half_the_tolerance():
    values = np.linspace(-1, 1, 12).reshape(6, 2)
    inputs = AttentionInputs(np.zeros((3, 2)), (np.ones((6, 2)),), (values,))
    error = plan_attention(inputs, 1e-3).predicted_error
    for tolerance, precision in ((2.1 * error, "float32"), (1.9 * error, "float64")):
        planned = plan_attention(inputs, tolerance)
        assert planned.precision == precision
        assert planned.predicted_error <= tolerance / 2


@pytest.mark.parametrize("usual", [-1.0, 1.0])
def test_prediction_uses_the_products_of_all_values(usual):
    # Products are in [-1, 3] and usually -1, which is 4 away from the other end, or 1, which is 2 away from both.
    generator = np.random.default_rng(0)
    query, *keys = (generator.uniform(-1, 1, (n, 3)) for n in (150, 120, 90))
    first = np.full((120, 1), usual)
    first[:2, 0] = 3, -1
    inputs = AttentionInputs(query, keys, (first, np.ones((90, 1))))
    planned = plan_attention(inputs, 1e-5)
    assert planned.predicted_error == pytest.approx(certificate(inputs, planned).error_bound, rel=0.25)


def test_score_bound_is_that_of_the_widest_query():
    # Keys are unit vectors, so that Hölder's inequality decides: 9^(1/3) for all queries but one, which reaches 3.
    query = np.ones((1000, 9))
    query[777] = [3] + [0] * 8
    one = np.ones((9, 1))
    inputs = AttentionInputs(query, (np.eye(9), np.eye(9)), (one, one), scale=1.0)
    assert plan_attention(inputs).score_bound == pytest.approx(3, rel=1e-9)


@pytest.mark.parametrize("order", [2, 3])
def test_exact_error_is_that_of_keys_as_they_are(order, random_inputs):
    inputs = random_inputs(order, 1.0)
    far = AttentionInputs(inputs.query, [key + 1e3 for key in inputs.keys], inputs.values)
    for some in (inputs, far):
        assert plan_attention(some, 1e-3).exact_error == pytest.approx(exact_error_bound(some).max(), rel=0.1)


def test_precision_halves_the_seconds():
    sizes = AttentionSizes((10**5, 10**5, 10**5), 4, 1, entry_bound=1.0)
    single, double = plan_attention(sizes, 1e-2), plan_attention(sizes, 1e-9)
    assert (single.precision, double.precision) == ("float32", "float64")
    cost = [(planned.seconds - plan._OVERHEAD_SECONDS) / planned.flops for planned in (single, double)]
    assert cost[0] == pytest.approx(cost[1] / 2)


def test_errors_for_sizes_grow_with_the_products_of_values():
    one, three = (AttentionSizes((9, 8, 7), 2, 1, entry_bound=1.0, value_bound=bound) for bound in (1.0, 3.0))
    first, second = plan_attention(one, 1e-5), plan_attention(three, 9e-5)
    assert second.degree == first.degree
    assert second.predicted_error == pytest.approx(9 * first.predicted_error)
    assert second.exact_error == pytest.approx(9 * first.exact_error)


def test_memory_of_tables_is_planned():
    # Few rows and a high rank: nearly all memory is for tables of 2 columns.
    generator = np.random.default_rng(0)
    query, *keys = generator.uniform(-1, 1, (3, 20, 9))
    inputs = AttentionInputs(query, keys, generator.uniform(-1, 1, (2, 20, 1)))
    planned = plan_attention(inputs, 1e-11)
    assert planned.rank > 10_000
    certificate(inputs, planned)  # fills caches
    tracemalloc.start()
    certificate(inputs, planned)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert 2 * 2 * 8 * planned.rank <= peak <= 2 * planned.memory_bytes


def test_powers_of_two_that_cancel_in_the_scores_change_no_plan():
    # Products of the keys alone overflow, and the query over the scale alone underflows.
    generator = np.random.default_rng(0)
    query, *keys = generator.uniform(-1, 1, (3, 30, 4))
    values = generator.uniform(-1, 1, (2, 30, 1))
    far = AttentionInputs(query * 2.0**-900, [key * 2.0**700 for key in keys], values, scale=4 * 2.0**500)
    assert plan_attention(far, 1e-7) == plan_attention(AttentionInputs(query, keys, values, scale=4), 1e-7)
