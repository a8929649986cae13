"""Gap-MaxIP to approximate attention: pad the vectors so that an output reveals a large sum of exponentials."""

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from algorithms.deprecated import renamed_argument
from algorithms.display import fields_repr
from hardness.problems.attention import AbstractApproximateAttention
from hardness.problems.gap_max_ip.base import AbstractGapMaxIP
from hardness.reductions.base import Exact, Kind, Overhead, Reduced, Reduction, UpperBound
from hardness.reductions.overhead import size_symbols
from hardness.reductions.padded_attention import PaddedAttention
from hardness.reductions.padding import PaddingParameters


@renamed_argument("confidence", "separation")
@dataclass(frozen=True)
class GapMaxIPToAttention(PaddingParameters, Reduction[AbstractGapMaxIP, AbstractApproximateAttention]):
    r"""Reduce Gap-MaxIP to attention with entries of size :math:`O((\log n)^{1/k})`, if d/t and the gap are constants.

    **Construction.** There are two paddings: `CalibratedPadding` (the default, from this project: constant error
    suffices) and `PaperPadding` (after [AS24, App. E]: error n^(-C_a)).

    **Correctness.** See the paddings: YES rows have outputs above the threshold, NO rows below, by more than the
    tolerance. Attention does not detect a violated promise, so check the promise of the Gap-MaxIP instance.

    Parameters
    ----------
    variant : {"calibrated", "paper"}
        The padding.
    separation : float, optional
        sep: >= 4^(k-1) for the calibrated padding, > 1 for the paper's; max(16, 4^(k-1)) if not given.

    Raises
    ------
    ValueError
        If the variant is unknown or the separation is not a number > 1.

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

    source_type = AbstractGapMaxIP
    target_type = AbstractApproximateAttention
    kind: ClassVar[Kind] = Kind.LEVIN
    theorem: ClassVar[str] = "gap-maxip-to-attention"

    __repr__ = fields_repr

    @property
    def overhead(self) -> Overhead:
        """The rows, columns and order of the target."""
        import sympy as sp

        n, d, t, k = size_symbols(AbstractGapMaxIP.SIZE)
        calibrated = self.variant == "calibrated"
        return {
            "n_Att": UpperBound(n + 1) if calibrated else Exact(2 * n),
            "d_Att": Exact(d + t if calibrated else 2 * d),
            "k": Exact(k),
            "branch_count": Exact(sp.Integer(1)),
        }

    def reduce(self, gap: AbstractGapMaxIP) -> Reduced[AbstractGapMaxIP, AbstractApproximateAttention]:
        """Build the padded instance. A witness is a row, whose tuples `map_back` scans."""
        return Reduced.one(
            gap,
            PaddedAttention(gap, PaddingParameters(self.variant, self.separation)),
            _row,
            partial(_tuple_of_row, gap),
        )


def _row(witness: tuple[int, ...]) -> int:
    return int(witness[0])


def _tuple_of_row(gap: AbstractGapMaxIP, row: int) -> tuple[int, ...]:
    if (witness := next(gap.row_solutions(int(row)), None)) is None:
        raise ValueError(f"row {row} of {gap!r} violates the promise: its output is large, but no tuple reaches t")
    return witness
