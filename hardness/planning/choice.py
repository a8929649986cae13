"""One way to run an instance: a design on sets of given sizes, with all resulting sizes and the work."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import Any

from algorithms.display import display, fields_repr
from hardness.numbers import format_exponential, format_integer, json_value
from hardness.planning.designs import Design
from hardness.primes import is_prime
from hardness.reductions.padding import CalibratedPadding, Padding, PaperPadding
from hardness.reductions.separation import default_separation

_FEW_WORDS = 32  # with fewer tuples, agreements are counted one by one
# Costs in units of one operation on a machine word of 64 tuples, about 0.2 ns, as benchmarks/planning.py measures them.
_START = 40  # of a pass over the words of one row, for any number of words
_ONE_BY_ONE = 4  # of one comparison of two symbols
_SELECTION = 8  # of putting one symbol into its bit vector
_OUTPUT = 20  # of one group of equal scores in an attention output
_EXTENSION = 64  # of a product in an extension field, by table look-ups; in a prime field it costs one


@dataclass(frozen=True)
class Choice:
    """A design on sets of given sizes: the sizes of all reduced instances, and the work of the sweep.

    Attributes
    ----------
    design : Design
        The code and the blocks.
    sizes : tuple of int
        n_1, ..., n_k.
    """

    design: Design
    sizes: tuple[int, ...]

    __repr__ = fields_repr

    @property
    def gap(self) -> dict[str, int]:
        """Sizes of each Gap-MaxIP instance, by symbol."""
        design = self.design
        return {
            "n_MaxIP": max(self.sizes),
            "d_MaxIP": design.gap_dimension,
            "t_MaxIP": design.length,
            "k": design.players,
        }

    def padding(self, variant: str = "calibrated") -> Padding:
        """Return the padding of the instances, with the default separation."""
        design = self.design
        kinds: dict[str, type[Padding]] = {"calibrated": CalibratedPadding, "paper": PaperPadding}
        separation = float(default_separation(design.players))
        return kinds[variant](self.sizes, design.gap_dimension, design.length, 1 - design.soundness, separation)

    @property
    def attention(self) -> dict[str, int]:
        """Sizes of each attention instance, by symbol."""
        padding = self.padding()
        return {"n_Att": max(padding.padded_sizes), "d_Att": padding.padded_dimension, "k": self.design.players}

    @property
    def log_entry_bound(self) -> float:
        """Logarithm of the bound B on the entries."""
        return self.padding().log_entry_bound

    @property
    def entries(self) -> Fraction:
        """B^k up to a factor common to all choices for an instance: (d + t)/(eps t)."""
        design = self.design
        return Fraction(design.gap_dimension + design.length, design.length - design.zeros)

    @cached_property
    def work(self) -> int:
        """Predicted operations of `hardness.runs.sweep.sweep`: the words W, then every message on every row.

        W takes N T (n_1 + k - 2) P products in the field, P = n_2 ... n_k. A message on a row adds N bit vectors of
        P/64 words in a counter of lg N planes and counts the bits of all intersections of planes, or compares the
        symbols one by one if there are few. Its attention output sums N + 3 groups of tuples.
        """
        design, (rows, *others) = self.design, self.sizes
        N, tuples = design.length, prod(others)
        product = 1 if is_prime(design.field_order) else _EXTENSION
        words = N * design.blocks * (rows + design.players - 2) * tuples * product
        if tuples < _FEW_WORDS:
            message = _ONE_BY_ONE * tuples * N
        else:
            words += _SELECTION * rows * N * tuples
            message = _passes(N) * (-(-tuples // 64) + _START)
        return words + design.messages * rows * (message + _OUTPUT * (N + 3))

    def to_dict(self) -> dict[str, Any]:
        """Return all sizes as JSON values; ``lg_...`` are binary logarithms, ``log_entry_bound`` is a natural one."""
        design, padding, paper = self.design, self.padding(), self.padding("paper")
        return {
            "code": design.code_name,
            "field_order": design.field_order,
            "length": design.length,
            "dimension": design.dimension,
            "blocks": design.blocks,
            "messages": json_value(design.messages),
            "lg_messages": design.lg_messages,
            "soundness": json_value(design.soundness),
            "gap_dimension": json_value(design.gap_dimension),
            "lg_gap_dimension": design.lg_gap_dimension,
            "attention_rows": json_value(max(padding.padded_sizes)),
            "attention_dimension": json_value(padding.padded_dimension),
            "log_entry_bound": json_value(padding.log_entry_bound),
            "paper_attention_dimension": json_value(paper.padded_dimension),
            "paper_log_entry_bound": json_value(paper.log_entry_bound),
            "work": json_value(self.work),
        }

    @display
    def __str__(self) -> str:
        design = self.design
        return (
            f"{design.code_name}, T = {design.blocks}: {format_integer(design.messages)} "
            f"{'message' if design.messages == 1 else 'messages'}, soundness {design.soundness}, "
            f"d = {format_integer(design.gap_dimension)}, B = {format_exponential(self.log_entry_bound)}, "
            f"work {format_integer(self.work)}"
        )


def _passes(N: int) -> int:
    """Return the number of passes over the bit vectors of a row when agreements are counted.

    Adding position r carries through bit_length(r) of the lg(N) planes. Then each intersection of planes is counted
    once. The bit lengths of 1, ..., N sum to (N + 1) lg - 2^lg + 1, so the total is (N + 2) lg.
    """
    return (N + 2) * N.bit_length()
