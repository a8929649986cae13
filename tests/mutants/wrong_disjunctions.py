"""Wrong reductions from k-OV to Gap-MaxIP."""

from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import ClassVar

import numpy as np
import sympy as sp
from mutant import mutants_of

from hardness.checks import check_reduction
from hardness.checks.instances.scopes import vectors
from hardness.problems import CompressedGapMaxIP, GapMaxIP, OrthogonalVectors
from hardness.reductions import OrthogonalVectorsToGapMaxIP
from hardness.reductions.base import Kind, Reduced
from hardness.reductions.overhead import Exact


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


class MessageCutShort(OrthogonalVectorsToGapMaxIP):
    """Names the branch by W without its last position: no message is so short."""

    def reduce(self, instance):
        reduced = super().reduce(instance)

        def forward(witness):
            message, mapped = reduced.forward(witness)
            return message[:-1], mapped

        return replace(reduced, forward=forward)


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


TUPLES = list(vectors(2))[::29]
THREE = [instance for instance in vectors(2) if instance.order == 3][::17]
ALL8 = list(product((0, 1), repeat=3))
T2 = [OrthogonalVectors([[a], ALL8[start:]]) for a in ALL8[3:] for start in (0, 4, 7)]

MUTANTS = mutants_of(
    check_reduction,
    [
        ("eps = 1 - (z - 1)/N", "promise", lambda: EpsOffByOne(representation="explicit"), TUPLES),
        ("t = N - 1", "overhead promise", lambda: ThresholdOneLess(representation="explicit"), TUPLES),
        ("sets 2 and 3 are exchanged", "forward backward", lambda: SetsExchanged(representation="explicit"), THREE),
        ("one of Merlin's messages is left out", "well-formed", OneMessageShort, TUPLES),
        ("the advice names no branch", "forward", MessageCutShort, TUPLES),
        ("only Merlin's first message is tried", "yes", OnlyTheFirstMessage, TUPLES),
        (
            "compression merges messages",
            "forward backward promise",
            lambda: MergesMessages(representation="compressed"),
            T2,
        ),
    ],
)
