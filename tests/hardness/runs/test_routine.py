"""Somebody's attention routine decides within the tolerance, and proves nothing beyond it."""

import numpy as np
import pytest

from algorithms.attention import exact_attention
from hardness import CNF, solve
from hardness.generators import planted_cnf

YES = CNF(3, [(1, -2), (2, 3), (-1,)])


NO = CNF(2, [(1, 2), (1, -2), (-1,)])


def disturbed(error, signs):
    rng = np.random.default_rng(7)

    def routine(inputs):
        exact = exact_attention(inputs)
        sign = {"random": rng.choice([-1.0, 1.0], exact.shape), "adverse": np.where(exact > 0.5, -1.0, 1.0)}[signs]
        return exact + error * sign

    return routine


@pytest.mark.parametrize("formula", [YES, NO])
@pytest.mark.parametrize("merlin", ["exhaustive", "honest"])
@pytest.mark.parametrize("signs", ["random", "adverse"])
def test_an_approximation_of_error_one_quarter_decides(formula, merlin, signs):
    solution = solve(formula, merlin=merlin, attention=disturbed(0.25, signs))
    if formula is YES:
        assert solution.satisfiable is True
        assert formula.verify(solution.assignment)
    else:
        assert solution.satisfiable is (False if merlin == "exhaustive" else None)
    if solution.audit:
        assert solution.audit.passed
        assert solution.audit.largest_error == pytest.approx(0.25)
        assert solution.audit.allowed == pytest.approx(0.3)


@pytest.mark.parametrize("formula", [YES, NO])
@pytest.mark.parametrize("signs", ["random", "adverse"])
def test_an_approximation_of_error_thirty_five_hundredths_is_caught(formula, signs):
    solution = solve(formula, attention=disturbed(0.35, signs))
    assert solution.satisfiable is None
    assert solution.assignment is None
    assert not solution.audit.passed
    assert solution.audit.largest_error == pytest.approx(0.35)
    assert "proves nothing" in solution.reason


BROKEN = {
    "zeros": lambda inputs: np.zeros((len(inputs.query), 1)),
    "ones": lambda inputs: np.ones((len(inputs.query), 1)),
    "NaN": lambda inputs: np.full((len(inputs.query), 1), np.nan),
    "infinity": lambda inputs: np.full((len(inputs.query), 1), np.inf),
    "negative": lambda inputs: -exact_attention(inputs),
    "complement": lambda inputs: 1 - exact_attention(inputs),
    "mean of values": lambda inputs: np.full((len(inputs.query), 1), np.prod([v.mean() for v in inputs.values])),
    "one NaN": lambda inputs: np.where(np.arange(len(inputs.query))[:, None] == 0, np.nan, exact_attention(inputs)),
    "rows reversed": lambda inputs: exact_attention(inputs)[::-1],
}


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize("merlin", ["exhaustive", "honest"])
@pytest.mark.parametrize("seed", range(3))
def test_a_broken_routine_never_gives_a_wrong_answer(name, merlin, seed):
    satisfiable = planted_cnf(4, 6, 2, seed=seed)
    solution = solve(satisfiable, merlin=merlin, attention=BROKEN[name])
    assert solution.satisfiable is not False
    if solution.satisfiable:
        assert satisfiable.verify(solution.assignment)
    if name in ("zeros", "NaN", "infinity", "one NaN", "negative", "complement"):
        assert solution.satisfiable is None
        assert not solution.audit.passed
    solution = solve(NO, merlin=merlin, attention=BROKEN[name])
    assert solution.satisfiable is not True
    if name in ("ones", "NaN", "infinity", "one NaN", "complement"):
        assert solution.satisfiable is None


@pytest.mark.parametrize(
    "outputs",
    [np.zeros((9, 1)), np.zeros((2, 2)), np.zeros(()), np.zeros((0, 1)), None, "outputs", [[0.5], [0.5, 0.5]], {}],
)
@pytest.mark.parametrize("merlin", ["exhaustive", "honest"])
def test_outputs_of_a_wrong_shape_or_type_are_an_error(outputs, merlin):
    with pytest.raises((ValueError, TypeError)):
        solve(YES, merlin=merlin, attention=lambda inputs: outputs)


def test_errors_of_a_routine_reach_the_caller():
    def fails(inputs):
        raise RuntimeError("out of order")

    with pytest.raises(RuntimeError, match="out of order"):
        solve(YES, attention=fails)


def test_a_routine_cannot_change_the_instance():
    def writes(inputs):
        inputs.query[:] = 0
        return np.zeros((len(inputs.query), 1))

    with pytest.raises(ValueError, match="read-only"):
        solve(YES, attention=writes)


def test_a_routine_may_return_one_axis_and_float32():
    for convert in (lambda out: out[:, 0], lambda out: out.astype(np.float32), lambda out: out.tolist()):
        assert solve(YES, attention=lambda inputs, convert=convert: convert(exact_attention(inputs))).satisfiable
