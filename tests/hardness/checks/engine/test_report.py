import json

import pytest

from hardness.checks import CheckResult, Report, Status
from hardness.problems import CNF

FORMULA = CNF(2, [(1, -2)])
HOLDS = CheckResult("yes", Status.HOLDS, 5)
FAILS = CheckResult("no", Status.FAILS, 1, "wrong", {"instance": FORMULA, "witness": {1: True, 2: False}})
UNTESTED = CheckResult("no", Status.UNTESTED)
INAPPLICABLE = CheckResult("margin", Status.INAPPLICABLE, message="not attention")


@pytest.mark.parametrize(
    ("results", "truth"),
    [
        ((HOLDS,), True),
        ((HOLDS, INAPPLICABLE), True),
        ((HOLDS, FAILS), False),
        ((HOLDS, UNTESTED), False),
        ((INAPPLICABLE,), False),  # nothing was checked
        ((), False),
    ],
)
def test_a_report_is_true_iff_all_that_applies_holds(results, truth):
    assert bool(Report("subject", results)) is truth


@pytest.mark.parametrize(
    ("first", "second", "status", "cases", "message"),
    [
        (HOLDS, CheckResult("yes", Status.HOLDS, 2), Status.HOLDS, 7, ""),
        (CheckResult("no", Status.HOLDS, 3), UNTESTED, Status.HOLDS, 3, ""),  # this instance had nothing to say
        (UNTESTED, CheckResult("no", Status.HOLDS, 3), Status.HOLDS, 3, ""),
        (CheckResult("no", Status.HOLDS, 3), CheckResult("no", Status.UNTESTED, 0, "x"), Status.UNTESTED, 3, "x"),
        (FAILS, CheckResult("no", Status.HOLDS, 4), Status.FAILS, 5, "wrong"),
        (CheckResult("no", Status.HOLDS, 4), FAILS, Status.FAILS, 5, "wrong"),
        (UNTESTED, FAILS, Status.FAILS, 1, "wrong"),
        (UNTESTED, CheckResult("no", Status.UNTESTED, 0, "x"), Status.UNTESTED, 0, "x"),
        (INAPPLICABLE, INAPPLICABLE, Status.INAPPLICABLE, 0, "not attention"),
    ],
)
def test_adding_keeps_the_worse_status_and_all_cases(first, second, status, cases, message):
    total = first + second
    assert (total.status, total.cases, total.message) == (status, cases, message)
    assert total.counterexample == (FAILS.counterexample if status is Status.FAILS else {})


def test_results_and_reports_on_different_things_do_not_add():
    with pytest.raises(ValueError, match="'yes' and 'no'"):
        HOLDS + FAILS
    with pytest.raises(ValueError, match="one and two"):
        Report("one", (HOLDS,)) + Report("two", (HOLDS,))
    with pytest.raises(ValueError, match="checks"):
        Report("one", (HOLDS,)) + Report("one", (FAILS,))


def test_a_report_is_indexed_by_the_name_of_a_check():
    report = Report("subject", (HOLDS, FAILS))
    assert report["no"] is FAILS
    assert report.failures == (FAILS,)
    assert report.cases == 6
    with pytest.raises(KeyError, match="no check 'maybe'"):
        report["maybe"]


def test_text_and_html_show_status_message_and_counterexample():
    report = Report("<a subject>", (HOLDS, FAILS))
    for shown_report in (str(report), report._repr_html_()):
        for part in ("yes", "no", "FAILS", "wrong", "[[1, -2]]", "{1: True, 2: False}"):
            assert part in shown_report
    assert str(report).startswith("<a subject>\n")
    assert "&lt;a subject&gt;" in report._repr_html_()
    assert "<a subject>" not in report._repr_html_()
    assert repr(report) == "<report on <a subject>: fails no, 6 cases>"


def test_json_brings_a_report_back():
    report = Report("subject", (HOLDS, FAILS, UNTESTED, INAPPLICABLE))
    assert Report.from_json(report.to_json()) == report


RESULT = {"name": "a", "status": "holds", "cases": 1, "message": "", "counterexample": {}}


def test_the_json_of_a_result_is_what_the_next_test_breaks():
    assert Report.from_json(json.dumps({"report": "x", "results": [RESULT]})).results[0].cases == 1


@pytest.mark.parametrize(
    "data",
    [
        [],
        {"report": "x"},
        {"report": 3, "results": []},
        {"report": "x", "results": [{}]},
        {"report": "x", "results": [{**RESULT, "status": "?"}]},
        {"report": "x", "results": [{**RESULT, "cases": -1}]},
        {"report": "x", "results": [{**RESULT, "cases": True}]},
        {"report": "x", "results": [{**RESULT, "counterexample": []}]},
        {"report": "x", "results": [{**RESULT, "counterexample": {"a": {"set": []}}}]},
    ],
    ids=repr,
)
def test_other_json_is_refused(data):
    with pytest.raises(ValueError, match="not a report"):
        Report.from_json(json.dumps(data))


def test_text_that_is_no_json_is_refused():
    with pytest.raises(ValueError, match="not a report"):
        Report.from_json("{")
