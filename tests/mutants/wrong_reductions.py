"""Wrong reductions from SAT to k-OV."""

from dataclasses import dataclass, replace
from itertools import count, repeat
from typing import ClassVar

import numpy as np
import sympy as sp
from mutant import mutants_of

from hardness.checks import check_reduction
from hardness.checks.instances.scopes import formulas
from hardness.problems import CNF, OrthogonalVectors
from hardness.reductions import SatToOrthogonalVectors
from hardness.reductions.base import Kind, Reduced
from hardness.reductions.overhead import Exact, UpperBound, size_symbols

N, M = size_symbols(CNF.SIZE)


def rewritten(reduced, formula):
    """The reduction of another formula, passed off as that of this one."""
    return replace(reduced, source=formula)


@dataclass(frozen=True)
class Sat(SatToOrthogonalVectors):
    order: int = 2

    def with_overhead(self, **changes):
        return {**SatToOrthogonalVectors.overhead.fget(self), **changes}


class FlippedLiteral(Sat):
    def reduce(self, formula):
        flipped = CNF(formula.num_variables, [(*c[:-1], -c[-1]) if c else c for c in formula.clauses])
        return rewritten(super().reduce(flipped), formula)


class FlippedFormula(Sat):
    def reduce(self, formula):
        negated = CNF(formula.num_variables, [[-literal for literal in c] for c in formula.clauses])
        return rewritten(super().reduce(negated), formula)


class ForwardBitsReversed(Sat):
    def reduce(self, formula):
        groups = self._groups(formula)

        def forward(assignment):
            return None, tuple(sum(int(assignment[v]) << place for place, v in enumerate(g)) for g in groups)

        return replace(super().reduce(formula), forward=forward)


class BackBitsReversed(Sat):
    def reduce(self, formula):
        groups = self._groups(formula)

        def back(_, indices):
            return {v: bool(i >> place & 1) for g, i in zip(groups, indices) for place, v in enumerate(g)}  # noqa: B905

        return replace(super().reduce(formula), back=back)


class BackForgetsUnusedVariables(Sat):
    def reduce(self, formula):
        used = {abs(literal) for clause in formula.clauses for literal in clause}
        reduced = super().reduce(formula)
        return replace(reduced, back=lambda _, w: {v: bit for v, bit in reduced.back(None, w).items() if v in used})


class DropsEmptyClauses(Sat):
    def reduce(self, formula):
        cleaned = CNF(formula.num_variables, [clause for clause in formula.clauses if clause])
        return rewritten(super().reduce(cleaned), formula)

    @property
    def overhead(self):
        return self.with_overhead(d_OV=UpperBound(M))


class AvoidsDimensionZero(Sat):
    kind: ClassVar[Kind] = Kind.KARP

    def reduce(self, formula):
        sets = super().reduce(formula).target.sets
        if not formula.clauses:
            sets = [np.ones((len(vectors), 1), dtype=np.uint8) for vectors in sets]
        return Reduced.one(formula, OrthogonalVectors(sets), None, None)

    @property
    def overhead(self):
        return self.with_overhead(d_OV=Exact(sp.Max(1, M)))


class LeavesOutLastAssignment(Sat):
    def reduce(self, formula):
        reduced = super().reduce(formula)
        first, *others = reduced.target.sets
        return replace(reduced, branch=lambda _: OrthogonalVectors([first[: max(1, len(first) - 1)], *others]))


class ReadsLiteralsInOrder(Sat):
    """Stops at the first variable that is smaller than the one before: "clauses are sorted"."""

    def reduce(self, formula):
        clauses = []
        for clause in formula.clauses:
            kept = []
            for literal in clause:
                if kept and abs(literal) < abs(kept[-1]):
                    break
                kept.append(literal)
            clauses.append(kept)
        return rewritten(super().reduce(CNF(formula.num_variables, clauses)), formula)


class FloorInOverhead(Sat):
    @property
    def overhead(self):
        return self.with_overhead(n_OV=Exact(2 ** sp.floor(N / self.order)))


class BoundTooSmall(Sat):
    @property
    def overhead(self):
        return self.with_overhead(d_OV=UpperBound(M - 1))


class OverheadInTargetSymbols(Sat):
    @property
    def overhead(self):
        return self.with_overhead(d_OV=Exact(sp.Symbol("d_OV", integer=True, nonnegative=True)))


class OverheadLacksOrder(Sat):
    @property
    def overhead(self):
        return {name: entry for name, entry in self.with_overhead().items() if name != "k"}


class OrderMustDivide(Sat):
    def refuses(self, formula):
        return "the order must divide N" if formula.num_variables % self.order else None


class FailsOnEmptyClause(Sat):
    def reduce(self, formula):
        assert min(map(min, (map(abs, clause) for clause in formula.clauses)), default=1)
        return super().reduce(formula)


class NeverEnds(Sat):
    def reduce(self, formula):
        while len(formula.clauses) > 1:
            pass
        return super().reduce(formula)


class ReturnsTarget(Sat):
    def reduce(self, formula):
        return super().reduce(formula).target


class EndlessBranches(Sat):
    def reduce(self, formula):
        return replace(super().reduce(formula), advices=lambda: count())


class SameBranchTwice(Sat):
    def reduce(self, formula):
        return replace(super().reduce(formula), branch_count=2, advices=lambda: repeat(None, 2))

    @property
    def overhead(self):
        return self.with_overhead(branch_count=Exact(sp.Integer(2)))


class LeakedSymbol(OrthogonalVectors):
    NAME: ClassVar[str] = "k-OV with a leaked symbol"

    def size(self):
        return {"n": max(self.sizes), "d_OV": self.dimension, "k": self.order}


class FractionalSize(OrthogonalVectors):
    NAME: ClassVar[str] = "k-OV of fractional size"

    def size(self):
        return {"n_OV": max(self.sizes) / 1, "d_OV": self.dimension, "k": self.order}


class SizesAreFloats(Sat):
    def reduce(self, formula):
        reduced = super().reduce(formula)
        return replace(reduced, branch=lambda _: FractionalSize(reduced.target.sets))


class LeaksSymbol(Sat):
    def reduce(self, formula):
        reduced = super().reduce(formula)
        return replace(reduced, branch=lambda _: LeakedSymbol(reduced.target.sets))


@dataclass(frozen=True)
class KeepsGroupsInItself(Sat):
    def reduce(self, formula):
        object.__setattr__(self, "groups", self._groups(formula))

        def back(_, indices):
            return {
                v: bool(i >> place & 1)
                for group, i in zip(self.groups, indices, strict=True)
                for place, v in enumerate(reversed(group))
            }

        return replace(super().reduce(formula), back=back)


class CleansItsSource(Sat):
    """Removes repeated literals, in the instance that it was given."""

    def reduce(self, formula):
        object.__setattr__(formula, "clauses", tuple(tuple(dict.fromkeys(clause)) for clause in formula.clauses))
        return super().reduce(formula)


class UnseededShuffle(Sat):
    kind: ClassVar[Kind] = Kind.KARP

    def reduce(self, formula):
        sets = super().reduce(formula).target.sets
        shuffled = OrthogonalVectors([np.random.default_rng().permutation(vectors) for vectors in sets])
        return Reduced.one(formula, shuffled, None, None)


class Fresh:
    """New instances each time, for a reduction that changes them."""

    def __iter__(self):
        return formulas(2)


SMALL = [formula for formula in formulas(3) if formula.num_variables != 2]
SORTED = [f for f in formulas(2) if all(list(map(abs, c)) == sorted(map(abs, c)) for c in f.clauses)]
MUTANTS = mutants_of(
    check_reduction,
    [
        ("the sign of the last literal is flipped", "no forward backward", FlippedLiteral, SMALL),
        ("every literal is flipped", "forward backward", FlippedFormula, SMALL),
        ("bits read from the wrong end, forward", "forward", ForwardBitsReversed, SMALL),
        ("bits read from the wrong end, back", "backward", BackBitsReversed, SMALL),
        ("unused variables are not assigned", "backward", BackForgetsUnusedVariables, SMALL),
        ("the empty clause is cleaned away", "no", DropsEmptyClauses, SMALL),
        ("a coordinate is added when there is none", "yes", AvoidsDimensionZero, SMALL),
        ("the last partial assignment is left out", "yes forward overhead metamorphic", LeavesOutLastAssignment, SMALL),
        ("clauses are taken to be sorted", "metamorphic", ReadsLiteralsInOrder, SORTED),
        ("floor for ceiling in the overhead", "overhead", FloorInOverhead, SMALL),
        ("an upper bound off by one", "overhead", BoundTooSmall, SMALL),
        ("an overhead in symbols of the target", "overhead", OverheadInTargetSymbols, SMALL),
        ("an overhead without the order", "overhead", OverheadLacksOrder, SMALL),
        ("instances are refused without need", "accepted", OrderMustDivide, SMALL),
        ("the empty clause raises", "accepted", FailsOnEmptyClause, SMALL),
        ("the target is returned bare", "well-formed", ReturnsTarget, SMALL),
        ("branches never end", "well-formed", EndlessBranches, SMALL),
        ("a branch is listed twice", "well-formed", SameBranchTwice, SMALL),
        ("a size has a symbol of its own", "well-formed", LeaksSymbol, SMALL),
        ("what the way back needs is kept in the reduction", "pure", KeepsGroupsInItself, SMALL),
        ("the source is cleaned in place", "pure", CleansItsSource, Fresh()),
        ("a size is a float", "well-formed", SizesAreFloats, SMALL),
        ("vectors are shuffled without a seed", "pure", UnseededShuffle, SMALL),
    ],
)

MUTANTS += mutants_of(check_reduction, [("the reduction never ends", "accepted", NeverEnds, SMALL)], seconds=1)
