"""Wrong reductions from Gap-MaxIP to attention."""

from dataclasses import dataclass, replace
from math import expm1, log
from typing import ClassVar

from mutant import mutants_of

from algorithms.attention import AttentionInputs
from hardness.checks import check_reduction
from hardness.checks.instances.scopes import gaps
from hardness.problems import ApproximateAttention
from hardness.reductions import GapMaxIPToAttention
from hardness.reductions.base import Exact, Reduced, UpperBound
from hardness.reductions.overhead import size_symbols
from hardness.reductions.padded_attention import PaddedAttention
from hardness.reductions.padding import CalibratedPadding, PaddingParameters, PaperPadding

n, d, t, k = size_symbols(("n_MaxIP", "d_MaxIP", "t_MaxIP", "k"))


@dataclass(frozen=True)
class Wrong(GapMaxIPToAttention):
    """Builds another class of target; ``sep`` is set where the padding would refuse."""

    target: ClassVar[type[PaddedAttention]]

    def reduce(self, gap):
        return Reduced.one(
            source=gap,
            target=self.target(gap, PaddingParameters(self.variant, self.separation)),
            forward=lambda witness: int(witness[0]),
            back=lambda row: next(gap.row_solutions(int(row))),
        )


def wrong(name, target_of, variant="calibrated"):
    """A reduction whose target has the members ``target_of`` instead, under a JSON tag of its own."""
    target = type(name, (PaddedAttention,), {"NAME": name, **target_of})
    return lambda: type(name, (Wrong,), {"target": target})(variant)


def padded_by(name, cls, variant):
    return wrong(
        name,
        {"padding": property(lambda self: _padding(self, cls))},
        variant,
    )


def _padding(target, cls):
    right = target.reduction.padding(target.gap)
    return cls(right.sizes, right.dimension, right.t, right.eps, right.separation)


class NoMixedTerm(PaperPadding):
    @property
    def dummies(self):
        return super().dummies[:1]

    def _log_f(self, log_sum):
        import numpy as np

        return float(log_sum - np.logaddexp(log_sum, log(self.tuples) + self._log_tau))


class NoConfidence(CalibratedPadding):
    @property
    def unit(self):
        return log(self.tuples) / float(self.eps * self.t)

    @property
    def lam(self):
        return max(self.unit * self.t, 0.1)


class RootOfOrderLessOne(CalibratedPadding):
    @property
    def log_rho(self):
        return (log(self.scale) + log(self.unit)) / max(1, self.order - 1)


class SmallerEntryBound(CalibratedPadding):
    @property
    def log_entry_bound(self):
        return max(0.0, super().log_rho / 2)


class DummyValueOne(CalibratedPadding):
    def _matrices(self, vectors, rho):
        right = super()._matrices(vectors, rho)
        return AttentionInputs(right.query, right.keys, [value * 0 + 1 for value in right.values], right.scale)


class Right(GapMaxIPToAttention):
    """Builds the right target, which must not carry the wrong reduction into its JSON."""

    def reduce(self, gap):
        return GapMaxIPToAttention(self.variant, self.separation).reduce(gap)


class FirstTuple(Right):
    """Maps a row back to its first tuple instead of scanning."""

    def reduce(self, gap):
        return replace(super().reduce(gap), back=lambda _, row: (row, *[0] * (gap.order - 1)))


class DimensionOnce(Right):
    @property
    def overhead(self):
        return {**super().overhead, "d_Att": Exact(d)}


class RowsWithoutDummies(Right):
    @property
    def overhead(self):
        return {**super().overhead, "n_Att": UpperBound(n)}


class RoundsEntries(ApproximateAttention):
    NAME: ClassVar[str] = "attention with rounded entries"

    def _encode(self):
        data = super()._encode()
        query = [[round(entry, 2) for entry in row] for row in data["matrices"]["query"]]
        return {**data, "matrices": {**data["matrices"], "query": query}}


class WritesDense(Right):
    def reduce(self, gap):
        reduced = super().reduce(gap)
        target = reduced.target
        dense = RoundsEntries(target.inputs, log_yes=target.log_yes, log_no=target.log_no)
        return replace(reduced, branch=lambda _: dense)


CALIBRATED = list(gaps(2))[::7] + list(gaps(2))[-12:]
PAPER = [gap for gap in CALIBRATED if gap.dimension]
WIDE = [gap for gap in CALIBRATED if gap.dimension > 1]

MUTANTS = mutants_of(
    check_reduction,
    [
        (
            "the tolerance is the whole gap, not half of it",
            "margin",
            wrong("whole gap", {"log_tolerance": property(lambda s: s.log_no + log(expm1(s.log_yes - s.log_no)))}),
            CALIBRATED,
        ),
        (
            "the threshold is the bound of YES rows",
            "margin",
            wrong("threshold at YES", {"log_threshold": property(lambda s: s.log_yes - 1e-9)}),
            CALIBRATED,
        ),
        (
            "the threshold is on the wrong side of NO rows",
            "no backward margin",
            wrong("threshold below NO", {"log_threshold": property(lambda s: s.log_no - 3.0)}),
            CALIBRATED,
        ),
        (
            "the rounding bound is as large as the gap",
            "margin",
            wrong("rounding", {"rounding": lambda self: self.log_yes - self.log_no}),
            CALIBRATED,
        ),
        ("the mixed tuples are forgotten", "dense", padded_by("no mixed", NoMixedTerm, "paper"), PAPER),
        (
            "sep is forgotten in beta",
            "yes no forward backward promise margin dense",
            padded_by("no sep", NoConfidence, "calibrated"),
            WIDE,
        ),
        ("the root of order k - 1", "dense", padded_by("root k - 1", RootOfOrderLessOne, "calibrated"), CALIBRATED),
        ("too small a bound on entries", "dense", padded_by("small B", SmallerEntryBound, "calibrated"), CALIBRATED),
        ("the dummy has value 1", "dense", padded_by("value 1", DummyValueOne, "calibrated"), CALIBRATED),
        ("a row is mapped back without a scan", "backward", FirstTuple, CALIBRATED),
        ("d for d + t in the overhead", "overhead", DimensionOnce, CALIBRATED),
        ("rows without the dummy in the overhead", "overhead", RowsWithoutDummies, CALIBRATED),
        ("JSON rounds the entries", "json", WritesDense, WIDE),
    ],
)
