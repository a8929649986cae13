"""The public check of reductions: what holds, what is found, what is refused, and that bad code cannot stop it."""

import json
import re
import time
from dataclasses import dataclass, replace

import pytest

from hardness.checks import REDUCTION_CHECKS, Status, assert_reduction, check_reduction, source_scope
from hardness.checks.strategies import cnfs, gap_max_ips, orthogonal_vectors
from hardness.problems import CNF, GapMaxIP, OrthogonalVectors
from hardness.reductions import Chain, GapMaxIPToAttention, OrthogonalVectorsToGapMaxIP, SatToOrthogonalVectors
from hardness.reductions.base import Kind, Reduced

YES, NO = CNF(2, [(1, -2)]), CNF(1, [(1,), (-1,)])


def failing(report):
    return {result.name for result in report.failures}


@pytest.mark.parametrize("order", [2, 3, 5])
def test_cases_are_counted_as_the_formulas_have_them(order):
    # 3 models and 0 models; every model is one orthogonal tuple; one branch; 3 sizes and the branch count
    report = check_reduction(SatToOrthogonalVectors(order), [YES, NO])
    assert report
    counts = {result.name: result.cases for result in report if result.status is Status.HOLDS}
    assert counts == {
        "accepted": 2,
        "well-formed": 2,
        "yes": 1,
        "no": 1,
        "forward": 3,
        "backward": 3,
        "overhead": 2 * 4,
        "json": 2 * 2,
        "metamorphic": 2 * 4,
        "pure": 2 * 2,
    }
    assert {r.name for r in report if r.status is Status.INAPPLICABLE} == {"promise", "margin", "dense"}


def test_instances_with_one_answer_only_do_not_make_a_report_true():
    for instances, untested in (([YES], {"no"}), ([NO], {"yes", "forward", "backward"})):
        report = check_reduction(SatToOrthogonalVectors(2), instances)
        assert not report
        assert not report.failures
        assert {result.name for result in report if result.status is Status.UNTESTED} == untested


def test_checks_are_selected_and_unknown_ones_refused():
    report = check_reduction(SatToOrthogonalVectors(2), [YES], checks=["overhead", "yes"])
    assert [result.name for result in report] == ["yes", "overhead"]
    assert report
    with pytest.raises(ValueError, match=r"checks must be one of 13 names \(accepted, well-formed, .*, got 'maybe'"):
        check_reduction(SatToOrthogonalVectors(2), [YES], checks=["yes", "maybe"])
    with pytest.raises(ValueError, match="checks"):
        check_reduction(SatToOrthogonalVectors(2), [YES], checks=[])


@pytest.mark.parametrize(
    ("arguments", "options", "match"),
    [
        ((SatToOrthogonalVectors, [YES]), {}, "^reduction must be an object of a subclass of Reduction, got <class"),
        ((SatToOrthogonalVectors(), []), {}, "empty"),
        ((SatToOrthogonalVectors(), YES), {}, "iterable"),
        ((SatToOrthogonalVectors(), 3), {}, "iterable"),
        ((SatToOrthogonalVectors(), [YES, "(1 or 2)"]), {}, r"instances\[1\]"),
        ((SatToOrthogonalVectors(), [YES]), {"seconds": 0}, "^seconds must be a positive number, got 0"),
        ((SatToOrthogonalVectors(), [YES]), {"max_branches": 0}, "^max_branches must be an integer >= 1, got 0"),
    ],
)
def test_wrong_arguments_are_refused(arguments, options, match):
    with pytest.raises(ValueError, match=match):
        check_reduction(*arguments, **options)


def test_an_instance_of_another_problem_is_not_accepted():
    report = check_reduction(SatToOrthogonalVectors(), [OrthogonalVectors([[[1]], [[0]]])])
    assert failing(report) == {"accepted"}
    assert "reduces SAT instances" in report["accepted"].message


def test_a_violated_promise_of_the_source_is_passed_over():
    between = GapMaxIP([[[1, 0]], [[1, 1]]], 2, 1)  # inner product 1: neither 2 nor 0
    report = check_reduction(GapMaxIPToAttention(), [between])
    assert not report
    assert all(result.status is Status.UNTESTED and not result.cases for result in report)


def test_too_many_branches_are_a_finding():
    vectors = OrthogonalVectors([[[1, 0]], [[0, 1]]])
    report = check_reduction(OrthogonalVectorsToGapMaxIP(), [vectors], max_branches=4)  # there are 5
    assert failing(report) == {"well-formed"}
    assert report["well-formed"].counterexample["branch_count"] == 5
    assert report["no"].status is Status.UNTESTED
    assert "well-formed" in report["yes"].message


@dataclass(frozen=True)
class Sat(SatToOrthogonalVectors):
    order: int = 2


class Raises(Sat):
    def reduce(self, formula):
        raise RuntimeError(f"no {formula!r}")


class Exits(Sat):
    def reduce(self, formula):
        raise SystemExit


class Hangs(Sat):
    def reduce(self, formula):
        while len(formula.clauses) > 1:
            time.sleep(0.001)
        return super().reduce(formula)


class HangsOnTheWayBack(Sat):
    def reduce(self, formula):
        def back(_advice, _witness):
            while True:
                pass

        return replace(super().reduce(formula), back=back)


class EndlessSolutions(OrthogonalVectors):
    NAME = "k-OV with solutions without end"

    def solutions(self):
        while True:
            yield (0, 0)


class TargetNeverEnds(Sat):
    def reduce(self, formula):
        target = EndlessSolutions(super().reduce(formula).target.sets)
        return Reduced.one(formula, target, lambda w: w, lambda w: w)


class OverheadRaises(Sat):
    @property
    def overhead(self):
        raise NotImplementedError


class WrongTarget(Sat):
    def reduce(self, formula):
        return Reduced.one(formula, formula, lambda w: w, lambda w: w)


class ReprRaises(Sat):
    def __repr__(self):
        raise RuntimeError


@pytest.mark.parametrize(
    ("reduction", "names", "match"),
    [
        (Raises(), {"accepted"}, "raises RuntimeError: no <.*in reduce"),
        (Exits(), {"accepted"}, "raises SystemExit"),
        (Hangs(), {"accepted"}, "not finished after 0.5 s, in reduce"),
        (HangsOnTheWayBack(), {"backward"}, "not finished after 0.5 s, in back"),
        (OverheadRaises(), {"overhead"}, "raises NotImplementedError"),
        (WrongTarget(), {"well-formed"}, "of type OrthogonalVectors"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_code_that_misbehaves_becomes_a_finding_with_its_instance(reduction, names, match):
    start = time.monotonic()
    report = check_reduction(reduction, [YES, NO], seconds=0.5)
    assert time.monotonic() - start < 20
    assert failing(report) == names
    failure = report.failures[0]
    assert re.search(match, failure.message)
    assert failure.counterexample["instance"] in (YES, NO)
    assert not report


def test_a_target_whose_solutions_never_end_is_found_before_memory_is_full():
    report = check_reduction(TargetNeverEnds(), [YES], seconds=0.3)
    assert failing(report) == {"well-formed"}
    assert "not finished after 0.3 s" in report["well-formed"].message


def test_a_repr_that_raises_is_no_obstacle():
    assert check_reduction(ReprRaises(), [YES, NO])


def test_after_a_deadline_the_run_ends():
    report = check_reduction(Hangs(), [NO] * 50, seconds=0.3)
    assert {result.status for result in report if result.name not in {"accepted", "promise", "margin", "dense"}} == {
        Status.UNTESTED
    }
    assert "see accepted" in report["pure"].message


def test_a_selected_check_that_cannot_see_the_instance_is_untested_and_says_why():
    report = check_reduction(Raises(), [YES], checks=["no"])
    assert not report
    assert "see accepted: raises RuntimeError" in report["no"].message


class FlipsSecond(Sat):
    """The second literal of the second clause is flipped."""

    kind = Kind.KARP

    def reduce(self, formula):
        clauses = [list(clause) for clause in formula.clauses]
        if len(clauses) > 1 and len(clauses[1]) > 1:
            clauses[1][1] *= -1
        return replace(super().reduce(CNF(formula.num_variables, clauses)), source=formula)


def test_hypothesis_shrinks_until_every_clause_is_needed():
    """Which of the smallest counterexamples it ends at depends on what it happens to draw."""
    with pytest.raises(AssertionError, match="FAILS") as caught:
        assert_reduction(FlipsSecond(), cnfs(max_variables=3), checks=["yes", "no"], max_examples=300)
    (text,) = re.findall(r'instance = .*?(\{"num_variables".*\})', str(caught.value))
    data = json.loads(text)
    clauses = data["clauses"]
    assert check_reduction(FlipsSecond(), [CNF(**data)], checks=["yes", "no"]).failures
    # Two clauses on one variable, or all sign patterns of two: no formula on which the flip matters is smaller.
    assert (data["num_variables"], len(clauses)) <= (2, 4)
    for number in range(len(clauses)):
        fewer = CNF(data["num_variables"], clauses[:number] + clauses[number + 1 :])
        assert not check_reduction(FlipsSecond(), [fewer], checks=["yes", "no"]).failures


@pytest.mark.parametrize(
    ("reduction", "strategy", "examples"),
    [
        (SatToOrthogonalVectors(3), cnfs(), 60),
        (OrthogonalVectorsToGapMaxIP(), orthogonal_vectors(max_vectors=2), 12),
        (GapMaxIPToAttention(), gap_max_ips(), 40),
        (GapMaxIPToAttention("paper"), gap_max_ips().filter(lambda gap: gap.dimension > 0), 40),
        (
            Chain(OrthogonalVectorsToGapMaxIP(), GapMaxIPToAttention()),
            orthogonal_vectors(orders=(2,), max_vectors=2, max_dimension=2),
            12,
        ),
    ],
    ids=str,
)
def test_the_reductions_hold_on_drawn_instances(reduction, strategy, examples):
    assert assert_reduction(reduction, strategy, max_examples=examples)


def test_a_strategy_without_no_instances_does_not_pass():
    with pytest.raises(AssertionError, match="no: no case in 20 examples"):
        assert_reduction(SatToOrthogonalVectors(2), cnfs(max_variables=2, satisfiable=True), max_examples=20)


def test_shrinking_does_not_wait_for_the_deadline_again_and_again():
    start = time.monotonic()
    with pytest.raises(AssertionError, match=r"not finished after 0\.3 s"):
        assert_reduction(Hangs(), cnfs(max_variables=3), seconds=0.3)
    assert time.monotonic() - start < 30


def test_the_same_draw_gives_the_same_report():
    reports = [assert_reduction(SatToOrthogonalVectors(2), cnfs(max_variables=2), max_examples=15) for _ in range(2)]
    assert reports[0] == reports[1]


def test_every_check_states_what_it_says():
    assert all(check.name == name and check.statement for name, check in REDUCTION_CHECKS.items())
    assert len(list(source_scope(CNF)(1))) > 10
