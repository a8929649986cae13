"""Gap-MaxIP to approximate attention: pad the vectors so that an output shows a large sum of exponentials."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, partial
from typing import Any, ClassVar, Self

import numpy as np

from algorithms.attention import AttentionInputs
from algorithms.display import display, fields_repr
from hardness.arguments import is_index, one_of, short_repr
from hardness.problems.attention import AbstractApproximateAttention
from hardness.problems.base import problem_from_dict
from hardness.problems.gap_max_ip.base import AbstractGapMaxIP
from hardness.reductions.base import Exact, Kind, Overhead, Reduced, Reduction, UpperBound
from hardness.reductions.overhead import size_symbols
from hardness.reductions.padding import CalibratedPadding, PaperPadding
from hardness.reductions.separation import default_separation, least_separation

_PADDINGS = {cls.variant: cls for cls in (CalibratedPadding, PaperPadding)}

# log outputs of the paper's padding are about -d unit; beyond this, float64 no longer resolves YES from NO.
_LARGEST_LOG_OUTPUT = 1e12
# Scores are up to (log P + log kap)/eps.
_SMALLEST_EPS = Fraction(1, 10**10)


@dataclass(frozen=True)
class GapMaxIPToAttention(Reduction[AbstractGapMaxIP, AbstractApproximateAttention]):
    r"""Reduce Gap-MaxIP to attention with entries of size :math:`O((\log n)^{1/k})`, if d/t and the gap are constants.

    **Construction.** Two paddings, `CalibratedPadding` (the default, this project's: constant error suffices) and
    `PaperPadding` (after [AS24, App. E]: error n^(-C_a)).

    **Correctness.** See the paddings: YES rows have outputs above the threshold, NO rows below, by more than the
    tolerance. Attention cannot see a violated promise: check it on the Gap-MaxIP side.

    Parameters
    ----------
    variant : {"calibrated", "paper"}
        The padding.
    confidence : float, optional
        kap: >= 4^(k-1) for the calibrated padding, > 1 for the paper's; max(16, 4^(k-1)) if not given.

    Raises
    ------
    ValueError
        If the variant is unknown or the confidence is not a number > 1.

    Notes
    -----
    The target has d + t columns (calibrated) or 2d. A witness of the target is a row; `map_back` scans that row's
    n_2 ... n_k tuples.

    References
    ----------
    After [AS24]_ Thm 1.3 and App. E.

    .. [AS24] J. Alman, Z. Song, *How to Capture Higher-order Correlations? Generalizing Matrix Softmax Attention to
       Kronecker Computation*, ICLR 2024.

    Examples
    --------
    >>> from hardness.problems import GapMaxIP
    >>> gap = GapMaxIP([[[1, 1], [0, 1]], [[1, 1], [1, 0], [0, 0]], [[1, 1]]], threshold=2, epsilon="1/2")
    >>> target = GapMaxIPToAttention().apply(gap).target
    >>> target
    <attention of order 3, calibrated padding: n=(2; 4, 2), d=4, B=2.49, yes 0.8, no 0.2>
    >>> list(target.solutions())
    [0]
    """

    variant: str = "calibrated"
    confidence: float | None = None

    source_type = AbstractGapMaxIP
    target_type = AbstractApproximateAttention
    kind: ClassVar[Kind] = Kind.LEVIN
    theorem: ClassVar[str] = "gap-maxip-to-attention"

    __repr__ = fields_repr

    def __post_init__(self) -> None:
        one_of("variant", self.variant, sorted(_PADDINGS))
        kap: Any = self.confidence
        if kap is not None and not (isinstance(kap, int | float) and 1 < kap <= sys.float_info.max):
            raise ValueError(f"confidence must be a number > 1, got {short_repr(kap)}")

    def padding(self, gap: AbstractGapMaxIP) -> CalibratedPadding | PaperPadding:
        """Return the padding for an instance; it depends on its sizes only, not on its vectors."""
        kap = self.confidence if self.confidence is not None else float(default_separation(gap.order))
        return _PADDINGS[self.variant](gap.sizes, gap.dimension, gap.t, gap.eps, kap)

    @property
    def overhead(self) -> Overhead:
        """Rows, columns and order of the target."""
        import sympy as sp

        n, d, t, k = size_symbols(AbstractGapMaxIP.SIZE)
        calibrated = self.variant == "calibrated"
        return {
            "n_Att": UpperBound(n + 1) if calibrated else Exact(2 * n),
            "d_Att": Exact(d + t if calibrated else 2 * d),
            "k": Exact(k),
            "branch_count": Exact(sp.Integer(1)),
        }

    def refuses(self, gap: AbstractGapMaxIP) -> str | None:
        """Refuse a confidence that is too small for the order, and sizes that float64 cannot tell apart."""
        least = least_separation(gap.order)
        if self.variant == "calibrated" and self.confidence is not None and self.confidence < least:
            return f"confidence={self.confidence}; the calibrated padding of order {gap.order} needs at least {least}"
        if gap.eps < _SMALLEST_EPS:
            return f"eps is below {float(_SMALLEST_EPS):g}: float64 does not tell YES from NO among scores that large"
        if self.variant == "paper":
            if gap.dimension == 0:
                return "the paper's padding needs vectors of dimension d >= 1, got 0"
            if gap.dimension > _LARGEST_LOG_OUTPUT / self.padding(gap).unit:
                return (
                    f"log outputs of the paper's padding are about -d x {self.padding(gap).unit:.3g} with d about "
                    f"2^{gap.dimension.bit_length() - 1}; float64 tells YES from NO down to {-_LARGEST_LOG_OUTPUT:g}"
                )
        padding = self.padding(gap)
        if padding.log_yes - padding.log_no < 4 * padding.rounding:
            return f"confidence={padding.confidence!r} is too close to 1: rounding hides the distance of YES from NO"
        return None

    def reduce(self, gap: AbstractGapMaxIP) -> Reduced[AbstractGapMaxIP, AbstractApproximateAttention]:
        """Build the padded instance; a witness is a row, whose tuples `map_back` scans."""
        return Reduced.one(gap, PaddedAttention(gap, self), _row, partial(_tuple_of_row, gap))


def _row(witness: tuple[int, ...]) -> int:
    return int(witness[0])


def _tuple_of_row(gap: AbstractGapMaxIP, row: int) -> tuple[int, ...]:
    if (witness := next(gap.row_solutions(int(row)), None)) is None:
        raise ValueError(f"row {row} of {gap!r} violates the promise: its output is large, but no tuple reaches t")
    return witness


@dataclass(frozen=True, eq=False, repr=False)
class PaddedAttention(AbstractApproximateAttention):
    """The attention instance that a padding makes of a Gap-MaxIP instance, evaluated without writing matrices.

    Its scores take few values, so exact outputs come from counting inner products; `inputs` writes the dense matrices,
    on which any attention routine gives the same outputs.
    """

    gap: AbstractGapMaxIP
    reduction: GapMaxIPToAttention

    NAME: ClassVar[str] = "padded attention"

    @cached_property
    def padding(self) -> CalibratedPadding | PaperPadding:
        """The padding."""
        return self.reduction.padding(self.gap)

    @property
    def log_yes(self) -> float:
        """Logarithm of the least output of a YES row."""
        return self.padding.log_yes

    @property
    def log_no(self) -> float:
        """Logarithm of the largest output of a NO row."""
        return self.padding.log_no

    @property
    def log_entry_bound(self) -> float:
        """Logarithm of the bound B on all entries."""
        return self.padding.log_entry_bound

    @property
    def rows(self) -> int:
        """The number of queries, dummies included."""
        return self.padding.padded_sizes[0]

    @cached_property
    def inputs(self) -> AttentionInputs:
        """The dense padded matrices; ValueError beyond the memory limit."""
        if reason := self.padding.matrices_refusal():
            raise ValueError(reason)
        return self.padding.matrices(self.gap.vectors())

    def size(self) -> dict[str, int]:
        """Return the number of rows of the largest matrix, the dimension and the order."""
        padding = self.padding
        return {"n_Att": max(padding.padded_sizes), "d_Att": padding.padded_dimension, "k": padding.order}

    @cached_property
    def _log_outputs(self) -> np.ndarray:
        levels = self.gap.levels()
        dummies = np.zeros((self.rows - len(levels), levels.shape[1]), dtype=levels.dtype)
        dummies[:, 0] = self.padding.tuples  # a dummy query has inner product 0 with every real tuple
        logs = self.padding.log_outputs(np.concatenate([levels, dummies]))
        logs.setflags(write=False)
        return logs

    def verify(self, witness: object) -> bool:
        """Say whether ``witness`` is a row whose exact output is above the threshold; evaluates that row only."""
        if not is_index(witness, self.gap.sizes[0]):
            return False  # no row, or a dummy query, which is a NO row
        return bool(self.padding.log_outputs(self.gap.levels([int(witness)]))[0] >= self.log_threshold)

    def log_outputs(self) -> np.ndarray:
        """Return the logarithms of the exact outputs."""
        return self._log_outputs

    def rounding(self) -> float:
        """Bound on the error of `log_outputs`: scores and bounds are right up to a few units in the last place."""
        return self.padding.rounding

    def _encode(self) -> dict[str, Any]:
        return {
            "gap": self.gap.to_dict(),
            "reduction": {"variant": self.reduction.variant, "confidence": self.reduction.confidence},
        }

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        gap = problem_from_dict(data["gap"])
        if not isinstance(gap, AbstractGapMaxIP):
            raise ValueError(f"gap must be a Gap-MaxIP instance, got {gap!r}")
        reduction = GapMaxIPToAttention(**data["reduction"])
        if reason := reduction.refuses(gap):
            raise ValueError(reason)
        return cls(gap, reduction)

    @display
    def __repr__(self) -> str:
        padding = self.padding
        d = padding.padded_dimension
        sizes = f"{padding.padded_sizes[0]}; {', '.join(map(str, padding.padded_sizes[1:]))}"
        columns = str(d) if d < 10**12 else f"2^{d.bit_length() - 1}.."
        bound = f"{np.exp(self.log_entry_bound):.3g}" if self.log_entry_bound < 100 else f"e^{self.log_entry_bound:.5g}"

        def shown(log_value: float) -> str:
            return f"{np.exp(log_value):.3g}" if log_value > -100 else f"e^{log_value:.9g}"

        return (
            f"<attention of order {padding.order}, {padding.variant} padding: n=({sizes}), d={columns}, B={bound}, "
            f"yes {shown(self.log_yes)}, no {shown(self.log_no)}>"
        )
