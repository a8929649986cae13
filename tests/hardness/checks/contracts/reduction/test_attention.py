"""Checks of reductions to attention: a margin for every row, and matrices that give the claimed outputs."""

from math import exp, log

import numpy as np
import pytest

from algorithms.attention import AttentionInputs
from hardness.checks.contracts.reduction import attention
from hardness.checks.contracts.reduction.case import ReductionCase, ReductionRun
from hardness.checks.engine.runner import Violation
from hardness.problems import CNF, ApproximateAttention, GapMaxIP
from hardness.reductions import GapMaxIPToAttention, SatToOrthogonalVectors
from hardness.reductions.base import Reduced
from hardness.reductions.padded_attention import PaddedAttention

GAP = GapMaxIP([[[1, 1], [0, 1]], [[1, 1], [1, 0], [0, 0]]], 2, "1/2")


def case(change=None, variant="calibrated", instance=GAP):
    """The case of a reduction whose target ``change`` replaces."""

    class Wrong(GapMaxIPToAttention):
        def reduce(self, gap):
            right = super().reduce(gap)
            return Reduced.one(gap, change(right.target), right.forward, right.back)

    reduction = GapMaxIPToAttention(variant) if change is None else Wrong(variant)
    return ReductionCase(ReductionRun(reduction, 100), instance)


def subclass(**members):
    """Return a change of padded attention into a class with other members."""
    cls = type("Other", (PaddedAttention,), {"NAME": f"attention with another {' and '.join(members)}", **members})
    return lambda target: cls(target.gap, target.reduction)


@pytest.mark.parametrize(("variant", "rows"), [("calibrated", 2), ("paper", 4)])
def test_a_right_reduction_is_examined_on_every_row_in_both_directions(variant, rows):
    assert attention.margin(case(variant=variant)) == 2 * rows
    assert attention.dense(case(variant=variant)) == rows


def test_outputs_are_moved_by_the_whole_tolerance_in_logarithms():
    lower, upper = attention._perturbed(np.log([0.8, 0.3, 0.2]), log(0.3))
    assert np.exp(lower) == pytest.approx([0.5, 0.0, 0.0], abs=1e-15)
    assert lower[1:].tolist() == [-np.inf, -np.inf]
    assert np.exp(upper) == pytest.approx([1.1, 0.6, 0.5])
    # far below what float64 holds: e^-900 - e^-901
    (tiny,), _ = attention._perturbed(np.array([-900.0]), -901.0)
    assert tiny == pytest.approx(-900 + log(1 - exp(-1)))


@pytest.mark.parametrize("factor", [1.1, 2.0])
def test_a_tolerance_that_is_too_large_is_found(factor):
    change = subclass(log_tolerance=property(lambda self: log(0.3 * factor)))
    with pytest.raises(Violation, match=r"row 0 is YES; its output minus the tolerance decides otherwise"):
        attention.margin(case(change))


def test_a_threshold_beside_the_middle_is_found():
    for at, wrong in ((0.55, "row 0 is YES; its output minus"), (0.45, "row 1 is NO; its output plus")):
        change = subclass(log_threshold=property(lambda self, at=at: log(at)))
        gap = GapMaxIP([[[1, 1], [0, 1]], [[1, 1]]], 2, "1/2")  # n = 1: outputs .8 and .2 exactly
        assert attention.margin(case(instance=gap)) == 4
        with pytest.raises(Violation, match=wrong):
            attention.margin(case(change, instance=gap))


def test_a_bound_on_rounding_that_hides_everything_is_found():
    with pytest.raises(Violation, match="rounding bound 1 of the outputs is not small"):
        attention.margin(case(subclass(rounding=lambda self: 1.0)))


def test_outputs_that_the_matrices_do_not_give_are_found():
    change = subclass(log_outputs=lambda self: PaddedAttention.log_outputs(self) + 1e-9)
    with pytest.raises(Violation, match=r"the log output of row 0 is .*; its matrices give"):
        attention.dense(case(change))


def test_entries_above_the_bound_are_found():
    change = subclass(log_entry_bound=property(lambda self: 0.1))
    with pytest.raises(Violation, match=r"the matrices have an entry e\^.*, above the bound e\^0\.1"):
        attention.dense(case(change))


def test_matrices_that_are_too_large_are_passed_over(monkeypatch):
    monkeypatch.setattr(attention, "_MAX_ENTRIES", 10)
    assert attention.dense(case()) == 0
    assert attention.margin(case()) == 4


def test_the_truth_of_a_row_is_that_of_its_source_where_there_is_one():
    inputs = AttentionInputs([[0.0], [1.0]], ([[3.0], [0.0]],), ([[1.0], [0.0]],))
    target = ApproximateAttention(inputs, log(0.9), log(0.6))
    assert attention._truth(case(), target).tolist() == [True, False]  # of GAP
    other = ReductionCase(ReductionRun(SatToOrthogonalVectors(), 1), CNF(1, []))
    assert attention._truth(other, target).tolist() == [False, True]  # outputs 1/2 and e^3/(e^3 + 1) = .95


def test_other_targets_are_not_attention():
    run = ReductionRun(SatToOrthogonalVectors(), 1)
    for check in (attention.MARGIN, attention.DENSE):
        assert check.applies(run) == "OrthogonalVectors is not attention"
        assert check.applies(case().run) is None
