"""The exact outputs of one attention instance of any class."""

from collections.abc import Sequence

import numpy as np

from hardness.problems.attention import AbstractApproximateAttention
from hardness.protocols.implicit_gap_max_ip import ImplicitGapMaxIP
from hardness.reductions.padded_attention import PaddedAttention


def candidate_rows(target: AbstractApproximateAttention) -> int:
    """Return the number of rows that may be YES, which excludes dummy queries."""
    return target.gap.sizes[0] if isinstance(target, PaddedAttention) else target.rows


def evaluate(target: AbstractApproximateAttention, rows: Sequence[int] | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return the exact outputs of some rows, or of all that may be YES, and which outputs are above the threshold."""
    if isinstance(target, PaddedAttention):
        return target.padding.evaluate(target.gap.inner_product_histogram(rows))
    logs = target.log_outputs()
    above = target.decide_log(logs)
    selected = slice(None) if rows is None else list(rows)
    return np.exp(logs)[selected], above[selected]


def dense_instance(target: AbstractApproximateAttention) -> AbstractApproximateAttention:
    """Return an equivalent instance whose matrices are small enough to build, if there is one.

    Raises
    ------
    ValueError
        If its threshold underflows float64, because outputs of a dense computation cannot be compared with it.
    """
    small = target
    if isinstance(target, PaddedAttention) and isinstance(target.gap, ImplicitGapMaxIP):
        small = PaddedAttention(target.gap.compress(), target.reduction)
    if small.threshold < np.finfo(np.float64).tiny:
        raise ValueError(f"the threshold of {small!r} underflows float64: dense outputs cannot be compared with it")
    return small
