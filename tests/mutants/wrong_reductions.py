"""Wrong reductions to k-OV and Gap-MaxIP."""

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import count, product, repeat
from typing import ClassVar

import numpy as np
import sympy as sp
from mutant import mutants_of

from hardness.checks import check_reduction
from hardness.checks.scopes import formulas, vectors
from hardness.problems import CNF, GapMaxIP, OrthogonalVectors
from hardness.problems.gap_max_ip import CompressedGapMaxIP
from hardness.reductions import OrthogonalVectorsToGapMaxIP, SatToOrthogonalVectors
from hardness.reductions.base import Kind, Reduced
from hardness.theory.overhead import Exact, UpperBound, size_symbols

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


class UnseededShuffle(Sat):
    kind: ClassVar[Kind] = Kind.KARP

    def reduce(self, formula):
        sets = super().reduce(formula).target.sets
        shuffled = OrthogonalVectors([np.random.default_rng().permutation(vectors) for vectors in sets])
        return Reduced.one(formula, shuffled, None, None)


class Ov(OrthogonalVectorsToGapMaxIP):
    """Changes the explicit target of every message."""

    def reduce(self, instance):
        reduced = super().reduce(instance)
        return replace(reduced, branch=lambda advice: self.wrong(reduced.branch(advice)))


class EpsOffByOne(Ov):
    def wrong(self, gap):
        return GapMaxIP(gap.sets, gap.t, min(Fraction(1), gap.eps + Fraction(1, gap.t)))


class ThresholdOneLess(Ov):
    def wrong(self, gap):
        return GapMaxIP(gap.sets, gap.t - 1, gap.eps)


class SetsExchanged(Ov):
    def wrong(self, gap):
        return GapMaxIP([gap.sets[0], *gap.sets[:0:-1]], gap.t, gap.eps)


class OneMessageShort(OrthogonalVectorsToGapMaxIP):
    def reduce(self, instance):
        reduced = super().reduce(instance)
        return replace(reduced, advices=lambda: iter(list(reduced.advices())[:-1]))


class OnlyTheFirstMessage(OrthogonalVectorsToGapMaxIP):
    kind: ClassVar[Kind] = Kind.KARP

    def reduce(self, instance):
        reduced = super().reduce(instance)
        return Reduced.one(instance, reduced.branch(next(reduced.advices())), None, None)

    @property
    def overhead(self):
        return {**OrthogonalVectorsToGapMaxIP.overhead.fget(self), "branch_count": Exact(sp.Integer(1))}


class MergesMessages(OrthogonalVectorsToGapMaxIP):
    """Compresses by the sum of the symbols that a player sends: (1, 0) and (0, 1) become one message."""

    def reduce(self, instance):
        reduced = super().reduce(instance)
        words = reduced.encoded.words

        def branch(advice):
            gap = reduced.branch(advice)
            symbols, chosen = [], []
            for sent, numbers in zip(words[1:], gap.symbols, strict=True):
                sums = sent.astype(int).sum(axis=1)
                columns = [np.unique(sums[:, r], return_index=True, return_inverse=True)[1:] for r in range(gap.t)]
                symbols.append(np.stack([inverse for _, inverse in columns], axis=1))
                chosen.append([numbers[first, r] for r, (first, _) in enumerate(columns)])
            accepts = [table[:, *np.ix_(*(c[r] for c in chosen))] for r, table in enumerate(gap.accepts)]
            return CompressedGapMaxIP(symbols, accepts, gap.eps)

        return replace(reduced, branch=branch)


SMALL = [formula for formula in formulas(3) if formula.num_variables != 2]
SORTED = [f for f in formulas(2) if all(list(map(abs, c)) == sorted(map(abs, c)) for c in f.clauses)]
TUPLES = list(vectors(2))[::29]
THREE = [instance for instance in vectors(2) if instance.order == 3][::17]
ALL8 = list(product((0, 1), repeat=3))
T2 = [OrthogonalVectors([[a], ALL8[start:]]) for a in ALL8[3:] for start in (0, 4, 7)]

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
        ("vectors are shuffled without a seed", "pure", UnseededShuffle, SMALL),
        ("eps = 1 - (z - 1)/N", "promise", lambda: EpsOffByOne(representation="explicit"), TUPLES),
        ("t = N - 1", "overhead promise", lambda: ThresholdOneLess(representation="explicit"), TUPLES),
        ("sets 2 and 3 are exchanged", "forward backward", lambda: SetsExchanged(representation="explicit"), THREE),
        ("one of Merlin's messages is left out", "well-formed", OneMessageShort, TUPLES),
        ("only Merlin's first message is tried", "yes", OnlyTheFirstMessage, TUPLES),
        (
            "compression merges messages",
            "forward backward promise",
            lambda: MergesMessages(representation="compressed"),
            T2,
        ),
    ],
)

MUTANTS += mutants_of(check_reduction, [("the reduction never ends", "accepted", NeverEnds, SMALL)], seconds=1)
