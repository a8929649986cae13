"""The loop over cases and checks: what becomes of every outcome of a check."""

import time

import pytest

from hardness.checks import Status
from hardness.checks.engine.runner import Blocked, Check, Unexamined, Violation, raised, run_checks, selected_checks


class Number:
    """A case that is a number."""

    busy = None

    def __init__(self, value):
        self.value = value

    def context(self):
        return {"value": self.value}


def positive(case):
    if case.value < 0:
        raise Violation("is negative", sign=-1)
    return case.value


def blocked(case):
    raise Blocked("positive", "there is no sign")


def too_large(case):
    if case.value > 1:
        raise Unexamined("it is too large")
    return 1


def wrong(case):
    raise KeyError("x")


POSITIVE = Check("positive", "the number is positive", positive)


def outcome(check, *values, seconds=5.0):
    return run_checks(None, [check], map(Number, values), seconds, "numbers")[check.name]


def test_cases_add_up_until_a_check_fails():
    result = outcome(POSITIVE, 2, 3)
    assert (result.status, result.cases) == (Status.HOLDS, 5)
    result = outcome(POSITIVE, 2, -1, -7)
    assert (result.status, result.cases, result.message) == (Status.FAILS, 3, "is negative")
    assert result.counterexample == {"value": -1, "sign": -1}
    assert outcome(POSITIVE, 0).status is Status.UNTESTED
    assert outcome(POSITIVE).status is Status.UNTESTED


def test_an_error_of_the_code_under_test_is_a_finding_that_says_where():
    result = outcome(Check("wrong", "", wrong), 1)
    assert result.status is Status.FAILS
    assert "raises KeyError: 'x' in wrong (" in result.message
    assert raised(ValueError("a\nb")) == "raises ValueError: a b"


def test_what_another_check_reports_leaves_this_one_untested():
    report = run_checks(None, [POSITIVE, Check("blocked", "", blocked)], [Number(1)], 5.0, "numbers")
    assert report["positive"].status is Status.HOLDS
    assert report["blocked"].status is Status.UNTESTED
    assert "see positive: there is no sign" in report["blocked"].message
    owner = outcome(Check("positive", "", blocked), 1)
    assert (owner.status, owner.message) == (Status.FAILS, "there is no sign")


def test_a_case_that_is_too_large_makes_the_others_no_proof():
    result = outcome(Check("small", "", too_large), 1, 2)
    assert (result.status, result.cases) == (Status.UNTESTED, 1)
    assert "it is too large" in result.message


def test_a_check_that_does_not_apply_is_not_run():
    result = outcome(Check("wrong", "", wrong, lambda subject: "there is nothing to check"), 1)
    assert (result.status, result.message) == (Status.INAPPLICABLE, "there is nothing to check")


def test_what_does_not_end_ends_the_run():
    endless = Check("endless", "", lambda case: time.sleep(60))
    report = run_checks(None, [endless, POSITIVE], [Number(1)], 0.2, "numbers")
    assert report["endless"].status is Status.FAILS
    assert report["positive"].status is Status.UNTESTED
    assert "see endless" in report["positive"].message


def test_checks_are_chosen_by_name_in_the_order_of_the_registry():
    registry = {name: Check(name, "", positive) for name in ("a", "b", "c")}
    assert [check.name for check in selected_checks(registry, ["c", "a"])] == ["a", "c"]
    assert [check.name for check in selected_checks(registry, "b")] == ["b"]
    assert selected_checks(registry, None) == list(registry.values())
    with pytest.raises(ValueError, match="checks must name some of a, b, c, got none"):
        selected_checks(registry, [])
    with pytest.raises(ValueError, match="checks must be one of a, b, c, got 'd'"):
        selected_checks(registry, ["a", "d"])
