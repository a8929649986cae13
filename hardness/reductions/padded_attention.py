"""The attention instance of a padded Gap-MaxIP instance."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np

from algorithms.attention import AttentionInputs
from algorithms.display import display
from hardness.arguments import is_index
from hardness.problems.attention import AbstractApproximateAttention
from hardness.problems.base import problem_from_dict
from hardness.problems.gap_max_ip.base import AbstractGapMaxIP
from hardness.reductions.padding import CalibratedPadding, PaddingParameters, PaperPadding

_OLD_KEYS = {"confidence": "separation"}  # of files written before 0.2


@dataclass(frozen=True, eq=False, repr=False)
class PaddedAttention(AbstractApproximateAttention):
    """The attention instance of a padded Gap-MaxIP instance, evaluated without dense matrices.

    Its scores take few values, so exact outputs come from counting inner products. `inputs` builds the dense matrices,
    on which any attention routine gives the same outputs.
    """

    gap: AbstractGapMaxIP
    reduction: PaddingParameters

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
        """The number of queries, including dummies."""
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
        histograms = self.gap.inner_product_histogram()
        dummies = np.zeros((self.rows - len(histograms), histograms.shape[1]), dtype=histograms.dtype)
        dummies[:, 0] = self.padding.tuples  # a dummy query has inner product 0 with every real tuple
        logs = self.padding.log_outputs(np.concatenate([histograms, dummies]))
        logs.setflags(write=False)
        return logs

    def verify(self, witness: object) -> bool:
        """Return whether ``witness`` is a row whose exact output is above the threshold; evaluates only that row."""
        if not is_index(witness, self.gap.sizes[0]):
            return False  # no row, or a dummy query, which is a NO row
        return bool(self.padding.log_outputs(self.gap.inner_product_histogram([int(witness)]))[0] >= self.log_threshold)

    def log_outputs(self) -> np.ndarray:
        """Return the logarithms of the exact outputs."""
        return self._log_outputs

    def rounding(self) -> float:
        """Return a bound on the error of `log_outputs`: scores and bounds are exact up to a few ulp."""
        return self.padding.rounding

    def _encode(self) -> dict[str, Any]:
        return {
            "gap": self.gap.to_dict(),
            "reduction": {"variant": self.reduction.variant, "separation": self.reduction.separation},
        }

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        gap = problem_from_dict(data["gap"])
        if not isinstance(gap, AbstractGapMaxIP):
            raise ValueError(f"gap must be a Gap-MaxIP instance, got {gap!r}")
        reduction = PaddingParameters(**{_OLD_KEYS.get(key, key): value for key, value in data["reduction"].items()})
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

        def formatted(log_value: float) -> str:
            return f"{np.exp(log_value):.3g}" if log_value > -100 else f"e^{log_value:.9g}"

        return (
            f"<attention of order {padding.order}, {padding.variant} padding: n=({sizes}), d={columns}, B={bound}, "
            f"yes {formatted(self.log_yes)}, no {formatted(self.log_no)}>"
        )
