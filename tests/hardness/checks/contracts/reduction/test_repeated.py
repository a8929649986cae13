"""Checks that reduce again: state, order, changes of the source, JSON, and symmetries."""

from dataclasses import dataclass, replace

import pytest

from hardness.checks.contracts.reduction import repeated
from hardness.checks.contracts.reduction.case import ReductionCase, ReductionRun
from hardness.checks.engine.runner import Violation
from hardness.problems import CNF, GapMaxIP, OrthogonalVectors
from hardness.reductions import GapMaxIPToAttention, SatToOrthogonalVectors
from hardness.reductions.base import Reduced

YES, NO = CNF(2, [(1, -2), (2,)]), CNF(1, [(1,), (-1,)])


@dataclass(frozen=True)
class Sat(SatToOrthogonalVectors):
    order: int = 2


def case(reduction, instance, another=None):
    return ReductionCase(ReductionRun(reduction, 100, another), instance)


def test_a_right_reduction_is_the_same_again():
    for instance in (YES, NO):
        assert repeated.pure(case(Sat(), instance, CNF(1, []))) == 2
        assert repeated.instance_round_trip(case(Sat(), instance)) == 2  # source and target
        assert repeated.metamorphic(case(Sat(), instance)) == 4


class Alternates(Sat):
    """Every second time the clauses come in another order."""

    calls = 0

    def reduce(self, formula):
        type(self).calls += 1
        clauses = formula.clauses[:: 1 if type(self).calls % 2 else -1]
        return replace(super().reduce(CNF(formula.num_variables, clauses)), source=formula)


class Remembers(Sat):
    """Maps solutions back through the last formula that it saw."""

    last = None

    def reduce(self, formula):
        type(self).last = formula
        right = super().reduce(formula)
        return replace(right, back=lambda a, w: {v: right.back(a, w)[v] for v in range(1, self.size() + 1)})

    def size(self):
        return type(self).last.num_variables


class ByIdentity(Sat):
    """Reduces otherwise when it is a copy."""

    def __deepcopy__(self, memo):
        return SatToOrthogonalVectors(3)


class Writes(Sat):
    """Drops the last clause of the formula that it is given."""

    def reduce(self, formula):
        right = super().reduce(formula)
        object.__setattr__(formula, "clauses", (*formula.clauses[:1], *formula.clauses[:1]))
        return replace(right, branch=lambda _: super(Writes, self).reduce(YES).target)


@pytest.mark.parametrize(
    ("reduction", "another", "message"),
    [
        (Alternates(), None, "branch 0 is different when reduced again"),
        (Remembers(), CNF(1, []), "the witness maps change when another instance is reduced"),
        (ByIdentity(), None, "is different when reduced by a copy of the reduction"),
        (Writes(), None, "the reduction changes its source"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_state_is_found(reduction, another, message):
    with pytest.raises(Violation, match=message):
        repeated.pure(case(reduction, CNF(YES.num_variables, YES.clauses), another))


class Forgets(OrthogonalVectors):
    """Comes back from JSON with its first two sets swapped."""

    NAME = "k-OV with sets swapped by JSON"

    def _encode(self):
        data = dict(super()._encode())
        return {**data, "sets": data["sets"][::-1]}


class Unreadable(OrthogonalVectors):
    NAME = "k-OV that JSON cannot read"

    @classmethod
    def _decode(cls, data):
        raise ValueError("no")


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        (Forgets, "a target comes back from JSON as <2-OV"),
        (Unreadable, "a target does not come back from JSON: it raises ValueError"),
    ],
)
def test_targets_that_json_changes_are_found(kind, message):
    class Other(Sat):
        def reduce(self, formula):
            return Reduced.one(formula, kind([[[1, 0], [0, 1]], [[1, 1]]]), lambda w: (0, 0), lambda w: {})

    with pytest.raises(Violation, match=message):
        repeated.instance_round_trip(case(Other(), NO))


class FirstClause(Sat):
    """Reads the first clause only, which is another one after a permutation."""

    def reduce(self, formula):
        return replace(super().reduce(CNF(formula.num_variables, formula.clauses[:1])), source=formula)


def test_an_answer_that_depends_on_the_order_of_clauses_is_found():
    instance = CNF(1, [(1,), ()])
    with pytest.raises(Violation, match=r"the targets are YES, and after .* NO"):
        repeated.metamorphic(case(FirstClause(), instance))


def test_a_refusal_after_a_symmetry_is_found():
    class FirstIsPositive(Sat):
        def refuses(self, formula):
            return "the first literal is negative" if formula.clauses[0][0] < 0 else None

    with pytest.raises(Violation, match=r"after .* it raises UnsupportedInstanceError"):
        repeated.metamorphic(case(FirstIsPositive(), CNF(1, [(1,), (-1,)])))


def test_nothing_is_said_of_an_instance_that_breaks_its_promise():
    broken = case(GapMaxIPToAttention(), GapMaxIP([[[1, 0]], [[1, 1]]], 2, 1))
    assert repeated.pure(broken) == repeated.instance_round_trip(broken) == repeated.metamorphic(broken) == 0
