import json
import re
from math import exp, inf, log, nan

import mpmath
import numpy as np
import pytest

from algorithms.attention import AttentionInputs, dense_attention
from hardness.problems import ApproximateAttention, Promise, problem_from_json


def inputs(n=(5, 4, 3), d=2, seed=0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    query, *keys = ((2 * rng.standard_normal((rows, d))).astype(dtype) for rows in n)
    values = tuple(rng.random((rows, 1)).astype(dtype) for rows in n[1:])
    return AttentionInputs(query, tuple(keys), values)


@pytest.mark.parametrize("n", [(5, 4), (5, 4, 3), (2, 4, 3, 6), (1, 1, 1)])
def test_rows_are_classified_by_their_outputs(n):
    given = inputs(n)
    outputs = dense_attention(given)[:, 0]
    median = float(np.sort(outputs)[len(outputs) // 2])  # one of the outputs
    # Bounds next to the median: what is beyond them is YES or NO, what is between breaks the promise.
    instance = ApproximateAttention(given, log_yes=log(median * 1.1), log_no=log(median / 1.1))
    expected = [
        Promise.YES if out >= median * 1.1 else Promise.NO if out <= median / 1.1 else Promise.VIOLATED
        for out in outputs
    ]
    assert [instance.promise(row) for row in range(n[0])] == expected
    assert instance.promise() is Promise.VIOLATED  # the median itself
    threshold = (median * 1.1 + median / 1.1) / 2
    above = (outputs >= threshold).tolist()
    assert instance.decide(outputs).tolist() == above
    assert instance.decide(outputs[:, None]).tolist() == above
    assert instance.decide_log(np.log(outputs)).tolist() == above
    assert list(instance.solutions()) == np.flatnonzero(above).tolist()
    assert [row for row in instance.witnesses() if instance.verify(row)] == np.flatnonzero(above).tolist()
    assert np.abs(instance.log_outputs() - np.log(outputs)).max() <= instance.rounding()
    assert instance.size() == {"n_Att": max(n), "d_Att": 2, "k": len(n)}


def test_instances_that_keep_the_promise():
    given = inputs()
    outputs = dense_attention(given)[:, 0]
    low, high = float(outputs.min()), float(outputs.max())
    assert ApproximateAttention(given, log(low * 0.9), log(low * 0.8)).promise() is Promise.YES
    assert ApproximateAttention(given, log(high * 1.2), log(high * 1.1)).promise() is Promise.NO


def test_an_output_equal_to_its_bound_keeps_the_promise():
    # One tuple of value 1 and three of value 0 with equal scores: outputs 1/4.
    given = AttentionInputs([[1.0]], ([[1.0]] * 4,), ([[1.0], [0.0], [0.0], [0.0]],))
    assert ApproximateAttention(given, log(0.25), log(0.125)).promise(0) is Promise.YES
    assert ApproximateAttention(given, log(0.5), log(0.25)).promise(0) is Promise.NO
    assert ApproximateAttention(given, log(0.5), log(0.24)).promise(0) is Promise.VIOLATED


@pytest.mark.parametrize(
    ("log_yes", "log_no"),
    [
        (log(0.8), log(0.2)),
        (-154_268.4, -154_268.81),
        (0.0, -1000.0),
        (-1.0, -1e6),
        (-2.0, -2.0 - 1e-9),
        (700.0, -700.0),
        (-1e-300, -5.0),
    ],
)
def test_threshold_and_tolerance_in_logarithms(log_yes, log_no):
    instance = ApproximateAttention(inputs(), log_yes, log_no)
    with mpmath.workdps(60):
        yes, no = mpmath.exp(mpmath.mpf(log_yes)), mpmath.exp(mpmath.mpf(log_no))
        for found, exact in [(instance.log_threshold, (yes + no) / 2), (instance.log_tolerance, (yes - no) / 2)]:
            # A few roundings of numbers of the size of the logarithms; expm1 keeps what a difference would lose.
            assert abs(found - mpmath.log(exact)) <= 8 * 2.0**-53 * (abs(log_yes) + abs(log(log_yes - log_no)) + 2)
    if abs(log_yes) < 600:
        assert instance.threshold == pytest.approx((exp(log_yes) + exp(log_no)) / 2, rel=1e-12)
        assert instance.tolerance == pytest.approx((exp(log_yes) - exp(log_no)) / 2, rel=1e-6)


def test_decisions_of_what_is_no_number():
    instance = ApproximateAttention(inputs(), log(0.8), log(0.2))
    assert instance.decide([nan, inf, -inf, 0.50001, 0.49999]).tolist() == [False, True, False, True, False]
    assert instance.decide_log([nan, inf, -inf, log(0.51), log(0.49)]).tolist() == [False, True, False, True, False]


@pytest.mark.parametrize("shape", [(), (4,), (6,), (1, 5), (5, 2), (5, 1, 1), (0,)])
def test_outputs_of_a_wrong_shape_are_refused(shape):
    instance = ApproximateAttention(inputs(), log(0.8), log(0.2))
    with pytest.raises(ValueError, match=re.escape(f"outputs must have the shape (5, 1), got {shape}")):
        instance.decide(np.zeros(shape))


def test_a_threshold_that_underflows_is_not_compared():
    instance = ApproximateAttention(inputs(), -154_268.0, -154_269.0)
    assert instance.threshold == instance.tolerance == 0.0
    with pytest.raises(ValueError, match="underflows float64: decide on logarithms"):
        instance.decide(np.zeros(5))
    assert instance.decide_log([-154_268.0, -154_269.0, 0.0, -inf, -154_268.5]).tolist() == [1, 0, 1, 0, 0]


def test_the_entry_bound_includes_the_values():
    given = AttentionInputs([[0.5, -3.0]], ([[1.0, 2.0]],), ([[7.0]],))
    assert ApproximateAttention(given, -1, -2).log_entry_bound == log(7)
    assert ApproximateAttention(AttentionInputs([[-3.0]], ([[1.0]],), ([[0.5]],)), -1, -2).log_entry_bound == log(3)
    assert ApproximateAttention(AttentionInputs([[0.0]], ([[0.0]],), ([[0.0]],)), -1, -2).log_entry_bound == -inf


@pytest.mark.parametrize("witness", [-1, 5, True, 0.0, "0", None, (0,)])
def test_malformed_witnesses(witness):
    instance = ApproximateAttention(inputs(), -100.0, -101.0)
    assert instance.verify(4)
    assert instance.verify(np.int64(0))
    assert instance.verify(witness) is False


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("n", [(5, 4, 3), (0, 4, 3)])
def test_json_both_ways(n, dtype):
    instance = ApproximateAttention(inputs(n, dtype=dtype), log(0.8), log(0.2))
    again = problem_from_json(instance.to_json())
    assert again == instance
    assert again.inputs.dtype == dtype
    assert (again.log_outputs() == instance.log_outputs()).all()


def test_corrupt_json():
    data = json.loads(ApproximateAttention(inputs(), log(0.8), log(0.2)).to_json())
    matrices = data["matrices"]
    for changes in [
        {"log_bounds": [0.0, -1.0]},
        {"log_bounds": [0.0]},
        {"log_bounds": ["-1", "0"]},
        {"matrices": {**matrices, "dtype": "int8"}},
        {"matrices": {**matrices, "scale": 0}},
        {"matrices": {**matrices, "keys": matrices["keys"][:1]}},
        {"matrices": {**matrices, "query": [[1, 2], [3]]}},
        {"matrices": {}},
        {"matrices": None},
    ]:
        with pytest.raises(ValueError, match="corrupt instance of attention"):
            problem_from_json(json.dumps({**data, **changes}))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((None, 0, -1), "inputs must be AttentionInputs, got NoneType"),
        ((AttentionInputs([[1.0]], ([[1.0]],), ([[1.0, 2.0]],)), 0, -1), "one column of nonnegative values"),
        ((AttentionInputs([[1.0]], ([[1.0]],), ([[-1.0]],)), 0, -1), "one column of nonnegative values"),
        ((inputs(), -1, 0), "log_no and log_yes must be finite with log_no < log_yes, got log_no = 0, log_yes = -1"),
        ((inputs(), -1, -1), "log_no and log_yes must be finite with log_no < log_yes"),
        ((inputs(), inf, 0), "got log_no = 0, log_yes = inf"),
        ((inputs(), 0, -inf), "got log_no = -inf, log_yes = 0"),
        ((inputs(), nan, 0), "got log_no = 0, log_yes = nan"),
        ((inputs(), "0", -1), "got log_no = -1, log_yes = '0'"),
        ((inputs(), 0, None), "got log_no = None, log_yes = 0"),
    ],
)
def test_bad_input_is_named(arguments, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        ApproximateAttention(*arguments)


def test_small_values_are_within_the_rounding():
    given = AttentionInputs([[0.0]], (np.zeros((3, 1)),), ([[1e-300], [3e-300], [3e-300]],))
    with mpmath.workdps(40):
        truth = mpmath.log(sum(map(mpmath.mpf, (1e-300, 3e-300, 3e-300))) / 3)
        instance = ApproximateAttention(given, float(truth), float(truth) - 1)
        assert abs(mpmath.mpf(float(instance.log_outputs()[0])) - truth) <= instance.rounding() < 1e-11


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("order", [2, 3, 5])
def test_promises_kept_with_equality_and_broken_ones(order, dtype):
    rng = np.random.default_rng(order)
    for _ in range(150):
        sizes = rng.integers(1, 5, order)
        exponents = -300 if dtype == np.float64 and rng.integers(2) else -30
        values = [(10.0 ** rng.uniform(exponents // (order - 1), 0, (n, 1))).astype(dtype) for n in sizes[1:]]
        # Equal scores: outputs are products of means, in closed form.
        keys = [np.full((n, 1), 0.7, dtype) for n in sizes[1:]]
        given = AttentionInputs(rng.standard_normal((sizes[0], 1)).astype(dtype), keys, values)
        with mpmath.workdps(40):
            exact = mpmath.fsum(mpmath.log(mpmath.fsum(map(mpmath.mpf, v[:, 0].tolist())) / len(v)) for v in values)
        at = float(exact)
        assert ApproximateAttention(given, at, at - 1).promise() is Promise.YES
        assert ApproximateAttention(given, at + 1, at).promise() is Promise.NO
        slack = ApproximateAttention(given, at + 1, at - 1).rounding()
        assert slack < 1e-10
        assert ApproximateAttention(given, at + 2 * slack, at - 2 * slack).promise() is Promise.VIOLATED
        assert ApproximateAttention(given, at + 2 * slack, at - 0.5).promise(0) is Promise.VIOLATED


def test_rows_without_value_are_no_rows():
    given = AttentionInputs([[1.0], [2.0]], ([[1.0], [3.0]],), ([[0.0], [0.0]],))
    assert ApproximateAttention(given, -1.0, -1e300).promise() is Promise.NO
