"""Each check of a reduction on its own: what it counts on a right one, and the one change that it finds."""

from dataclasses import dataclass, replace

import pytest

from hardness.checks.contracts.reduction import checks
from hardness.checks.contracts.reduction.case import ReductionCase, ReductionRun
from hardness.checks.engine.runner import Violation
from hardness.problems import CNF, GapMaxIP, OrthogonalVectors
from hardness.reductions import GapMaxIPToAttention, OrthogonalVectorsToGapMaxIP, SatToOrthogonalVectors
from hardness.reductions.base import Exact, Kind, Reduced

YES, NO = CNF(2, [(1, -2)]), CNF(1, [(1,), (-1,)])  # three models, and none


@dataclass(frozen=True)
class Sat(SatToOrthogonalVectors):
    order: int = 2


def case(reduction, instance):
    return ReductionCase(ReductionRun(reduction, 100), instance)


@pytest.mark.parametrize(
    ("check", "yes", "no"),
    [
        (checks.accepted, 1, 1),
        (checks.well_formed, 1, 1),
        (checks.yes_to_yes, 1, 0),
        (checks.no_to_no, 0, 1),
        (checks.forward, 3, 0),
        (checks.backward, 3, 0),
        (checks.overhead, 4, 4),  # n, d, k and the number of branches
    ],
)
def test_a_right_reduction_is_examined_where_the_check_has_something_to_say(check, yes, no):
    assert check(case(Sat(), YES)) == yes
    assert check(case(Sat(), NO)) == no


def target(formula):
    return Sat().reduce(formula).target


class Changed(Sat):
    """The right reduction, but for what ``change`` replaces in its result."""

    def reduce(self, formula):
        return replace(super().reduce(formula), **self.change(formula))


def changed(change):
    return type("Wrong", (Changed,), {"change": staticmethod(change)})()


ALL_YES = OrthogonalVectors([[[0]], [[0]]])
ALL_NO = OrthogonalVectors([[[1]], [[1]]])


class Sizeless(OrthogonalVectors):
    NAME = "k-OV without its order"

    def size(self):
        return {"n_OV": 1, "d_OV": 1}


class Halves(OrthogonalVectors):
    NAME = "k-OV with half a vector"

    def size(self):
        return {**super().size(), "n_OV": 0.5}


@pytest.mark.parametrize(
    ("check", "instance", "change", "message"),
    [
        (checks.yes_to_yes, YES, lambda _: {"branch": lambda _: ALL_NO}, "is a YES instance, but no branch"),
        (checks.no_to_no, NO, lambda _: {"branch": lambda _: ALL_YES}, "is a NO instance, but a branch has"),
        (checks.forward, YES, lambda _: {"forward": lambda w: (None, (9, 9))}, "gives no solution of the branch"),
        (checks.forward, YES, lambda f: {"forward": lambda w: (7, w)}, "names a branch that does not exist"),
        (checks.forward, YES, lambda _: {"forward": lambda w: w[3]}, "map_forward raises KeyError"),
        (checks.backward, YES, lambda _: {"back": lambda a, w: {1: False, 2: True}}, "no solution of the instance"),
        (checks.backward, YES, lambda _: {"back": lambda a, w: w[2]}, "map_back raises IndexError"),
        (
            checks.well_formed,
            YES,
            lambda f: {"branch_count": 2, "advices": lambda: iter((0, 0)), "branch": lambda _: target(f)},
            "branch_count is 2, but only 1 advices are different",
        ),
        (checks.well_formed, YES, lambda f: {"branch": lambda _: Sizeless([[[0]], [[0]]])}, r"size\(\) has the keys"),
        (checks.well_formed, YES, lambda f: {"branch": lambda _: Halves([[[0]], [[0]]])}, "are not integers"),
        (checks.overhead, YES, lambda f: {"branch": lambda _: ALL_NO}, r"n_OV is 1; the overhead says"),
    ],
)
def test_one_change_is_found_by_its_check(check, instance, change, message):
    with pytest.raises(Violation, match=message):
        check(case(changed(change), instance))


def test_a_refusal_is_found_and_says_why():
    with pytest.raises(Violation, match="refuses the instance: Sat reduces SAT instances"):
        checks.accepted(case(Sat(), ALL_YES))


def test_an_overhead_must_name_every_size():
    class Lacks(Sat):
        @property
        def overhead(self):
            right = dict(super().overhead)
            return {"extra": right.pop("n_OV"), **right}

    with pytest.raises(Violation, match=r"lacks \['n_OV'\] and has unknown \['extra'\]"):
        checks.overhead(case(Lacks(), YES))


def test_an_exact_size_is_not_an_upper_bound():
    class More(Sat):
        @property
        def overhead(self):
            return {**super().overhead, "n_OV": Exact(super().overhead["n_OV"].expression + 1)}

    with pytest.raises(Violation, match=r"n_OV is 2; the overhead says Exact.* = 3"):
        checks.overhead(case(More(), YES))


def test_a_branch_that_violates_the_promise_is_named_with_its_rows():
    class Between(OrthogonalVectorsToGapMaxIP):
        def reduce(self, vectors):
            right = super().reduce(vectors)
            gap = GapMaxIP([[[1, 1], [1, 0]], [[1, 1]]], 2, 1)  # row 1: 1 of 2, neither
            return Reduced.one(vectors, gap, right.forward, right.back)

    vectors = OrthogonalVectors([[[1, 0]], [[0, 1]]])
    assert checks.promise(case(OrthogonalVectorsToGapMaxIP(), vectors)) == 5  # branches
    with pytest.raises(Violation, match="a branch violates the promise") as caught:
        checks.promise(case(Between(), vectors))
    assert caught.value.values["rows"] == [1]


def test_what_a_reduction_does_not_claim_is_not_checked():
    class Karp(Sat):
        kind = Kind.KARP

    applies = {check.name: check.applies for check in checks.ANSWER_CHECKS}
    for name in ("forward", "backward"):
        assert applies[name](ReductionRun(Sat(), 1)) is None
        assert "claims no witness maps" in applies[name](ReductionRun(Karp(), 1))
    assert "has no promise" in applies["promise"](ReductionRun(Sat(), 1))
    assert applies["promise"](ReductionRun(GapMaxIPToAttention(), 1)) is None
