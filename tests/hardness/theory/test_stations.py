"""Sizes between the steps of a path, composed by hand, and conditions that stop at the first that fails."""

from fractions import Fraction

import pytest
import sympy as sp

from hardness.reductions import GapMaxIPToAttention, SatToOrthogonalVectors
from hardness.theory.asymptotics import limit, log2, scale
from hardness.theory.bounds import Condition, TransferRefused
from hardness.theory.conjectures import SETH, constant, k_max_ip, k_ovc
from hardness.theory.stations import (
    Station,
    follow,
    holding,
    positive_condition,
    size_conditions,
    time_conditions,
    total_exponent,
)
from hardness.theory.steps import MerlinArthurProtocol, Sparsification

x, q = scale(), constant("q")
PATH = (
    Sparsification(Fraction(1, 50)),
    SatToOrthogonalVectors(3),
    MerlinArthurProtocol(Fraction(1, 7)),
    GapMaxIPToAttention(),
)


def test_there_is_a_station_before_between_and_after_the_steps() -> None:
    stations, conditions = follow(PATH, SETH)
    formulas, sparse, vectors, gap_max_ip, attention = stations
    s, a, b, C = (constant(name) for name in "sabC")
    assert (formulas["N"], formulas["branch_count"]) == (x, 1)
    assert (sparse["M"], sparse["branch_count"]) == (s * x, 2 ** (x / 50))
    assert (vectors["n_OV"], vectors["d_OV"]) == (2 ** sp.ceiling(x / 3), s * x)
    assert [station.gap for station in stations] == [None, None, None, Fraction(1, 2), Fraction(1, 2)]
    # the threshold lies between b lg n and a lg n
    assert sp.simplify(gap_max_ip["t_MaxIP"] / gap_max_ip.least["t_MaxIP"] - a / b) == 0
    assert attention.least == {}
    assert limit(attention["d_Att"], log2(attention["n_Att"])) == C + a
    # 2^(N/50) formulas, and (2^(N/3))^(1/7) messages for each
    assert attention.lg_branches == sp.Rational(1, 50) + sp.Rational(1, 21)
    assert [(condition.name, condition.value) for condition in conditions] == [("d_OV = O(log n_OV)", 3 * s)]
    # with calls in time n^(3 - 1/4), n = 2^(N/3)
    assert total_exponent(attention, 3, sp.Rational(1, 4)) == attention.lg_branches + sp.Rational(11, 12)


def test_a_side_condition_is_asked_at_its_own_station() -> None:
    with pytest.raises(TransferRefused, match=r"d_OV = O\(log n_OV\) does not hold: computed oo; put"):
        follow(PATH[1:], SETH)  # every w-CNF has that many clauses, but sparse ones
    assert follow(PATH[2:], k_ovc(3))[1][0].value == constant("c")


def test_the_gap_is_that_of_the_conjecture_or_of_a_step() -> None:
    gap_max_ip, attention = follow(PATH[3:], k_max_ip(3))[0]
    assert gap_max_ip.gap == attention.gap == constant("g")
    columns, entries = size_conditions(gap_max_ip, attention, GapMaxIPToAttention())
    b, C, g = (constant(name) for name in "bCg")
    assert columns.value == C + b
    assert sp.simplify(entries.value - (C + b) * 2 * sp.log(2) / (g * b)) == 0
    columns, entries = size_conditions(gap_max_ip, attention, GapMaxIPToAttention("paper"))
    assert sp.simplify(entries.value - 2 * C * 2 * sp.log(2) / (g * b)) == 0
    unknown = Station(attention.sizes, {}, None)
    conditions = size_conditions(gap_max_ip, unknown, GapMaxIPToAttention())
    next(conditions)
    with pytest.raises(TransferRefused, match=r"the gap .* is not declared by any step"):
        next(conditions)


def test_writing_a_call_leaves_something_of_every_slack() -> None:
    attention = follow(PATH[3:], k_max_ip(3))[0][-1]
    writing, branches = time_conditions(attention, 3, q)
    assert (writing.value, writing.holds) == (2 - q, True)  # q < 2
    assert (branches.value, branches.holds) == (0, True)


@pytest.mark.parametrize(
    ("value", "holds"), [(q, True), (2 - q, True), (q - 1, False), (q - q**2, False), (1 - q / 2, True), (1 - q, False)]
)
def test_a_condition_holds_for_every_slack_or_not_at_all(value: sp.Expr, holds: bool) -> None:
    assert positive_condition("c", value, q, 3).holds is holds  # q runs through (0, 2)
    number = sp.Rational(1, 2)
    assert positive_condition("c", value.subs(q, number), number, 3).holds is bool(value.subs(q, number) > 0)


def test_conditions_stop_at_the_first_that_fails() -> None:
    def conditions():
        yield Condition("first", sp.Integer(1), True)
        yield Condition("second", sp.oo, False, "do better")
        raise AssertionError("nobody asks further")

    found = holding(conditions())
    assert next(found).name == "first"
    with pytest.raises(TransferRefused, match=r"^second does not hold: computed oo; do better$"):
        next(found)
