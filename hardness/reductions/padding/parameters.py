"""The choice of the padding and its separation: the parameters that do not depend on the instance."""

import sys
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from algorithms.deprecated import RenamedAttribute, renamed_argument
from algorithms.display import fields_repr
from hardness.arguments import one_of, short_repr
from hardness.problems.gap_max_ip.base import AbstractGapMaxIP
from hardness.reductions.padding.calibrated import CalibratedPadding
from hardness.reductions.padding.paper import PaperPadding
from hardness.reductions.separation import default_separation, least_separation

_PADDINGS = {cls.variant: cls for cls in (CalibratedPadding, PaperPadding)}

# log outputs of the paper's padding are about -d unit; beyond this, float64 no longer resolves YES from NO.
_MAX_LOG_OUTPUT = 1e12
# Scores are up to (log P + log sep)/eps.
_MIN_EPS = Fraction(1, 10**10)


@renamed_argument("confidence", "separation")
@dataclass(frozen=True)
class PaddingParameters:
    """The parameters of the padding, the same for every instance.

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
    """

    variant: str = "calibrated"
    separation: float | None = None

    confidence = RenamedAttribute("separation")

    __repr__ = fields_repr

    def __post_init__(self) -> None:
        one_of("variant", self.variant, sorted(_PADDINGS))
        sep: Any = self.separation
        if sep is not None and not (isinstance(sep, int | float) and 1 < sep <= sys.float_info.max):
            raise ValueError(f"separation must be a number > 1, got {short_repr(sep)}")

    def padding(self, gap: AbstractGapMaxIP) -> CalibratedPadding | PaperPadding:
        """Return the padding for an instance, which depends on its sizes only, not on its vectors."""
        sep = self.separation if self.separation is not None else float(default_separation(gap.order))
        return _PADDINGS[self.variant](gap.sizes, gap.dimension, gap.t, gap.eps, sep)

    def refuses(self, gap: AbstractGapMaxIP) -> str | None:
        """Refuse a separation that is too small for the order, and scores that float64 cannot distinguish."""
        least = least_separation(gap.order)
        if self.variant == "calibrated" and self.separation is not None and self.separation < least:
            return f"separation={self.separation}; the calibrated padding of order {gap.order} needs at least {least}"
        if gap.eps < _MIN_EPS:
            return f"eps is below {float(_MIN_EPS):g}: float64 does not tell YES from NO among scores that large"
        if self.variant == "paper":
            if gap.dimension == 0:
                return "the paper's padding needs vectors of dimension d >= 1, got 0"
            if gap.dimension > _MAX_LOG_OUTPUT / self.padding(gap).unit:
                return (
                    f"log outputs of the paper's padding are about -d x {self.padding(gap).unit:.3g} with d about "
                    f"2^{gap.dimension.bit_length() - 1}; float64 tells YES from NO down to {-_MAX_LOG_OUTPUT:g}"
                )
        padding = self.padding(gap)
        if padding.log_yes - padding.log_no < 4 * padding.rounding:
            return f"separation={padding.separation!r} is too close to 1: rounding hides the distance of YES from NO"
        return None
