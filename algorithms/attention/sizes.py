"""The numbers that bound an instance: enough for a plan when there are no data yet."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from algorithms.arguments import integer
from algorithms.attention.arguments import positive_number
from algorithms.display import fields_repr, short_repr

__all__ = ["AttentionSizes"]

_MAX_LOG = 1000  # binary logarithm of the largest quantities computed as float64
_MAX_COLUMNS = 2**20


@dataclass(frozen=True)
class AttentionSizes:
    """The numbers that bound an instance in the worst case, when there are no data yet.

    Parameters
    ----------
    sizes : tuple of int
        n_0, n_1, ..., n_{k-1}.
    dimension, value_dimension : int
        d and d_v.
    entry_bound, value_bound : float
        Bounds on the entries of query and keys (B of the theorems), and on the values.
    scale : float, optional
        d by default.
    """

    sizes: tuple[int, ...]
    dimension: int
    value_dimension: int
    entry_bound: float
    value_bound: float = 1.0
    scale: float | None = None

    __repr__ = fields_repr

    def __post_init__(self) -> None:
        if not isinstance(self.sizes, Iterable):
            raise ValueError(f"sizes must hold n_0 and at least one n_j, got {short_repr(self.sizes)}")
        sizes = tuple(integer(f"sizes[{i}]", size, least=1) for i, size in enumerate(self.sizes))
        if len(sizes) < 2:
            raise ValueError(f"sizes must hold n_0 and at least one n_j, got {short_repr(sizes)}")
        object.__setattr__(self, "sizes", sizes)
        for name in ("dimension", "value_dimension"):
            object.__setattr__(self, name, integer(name, getattr(self, name), least=1))
        for name in ("entry_bound", "value_bound", "scale"):
            if name != "scale" or self.scale is not None:
                object.__setattr__(self, name, positive_number(name, getattr(self, name)))
        work = sum(map(math.log2, (*sizes, self.dimension, self.value_dimension)))
        scores = math.log2(self.dimension) + len(sizes) * math.log2(self.entry_bound) - math.log2(self.scale or 1)
        if max(work, scores, len(sizes) * math.log2(self.value_bound)) > _MAX_LOG or self.dimension > _MAX_COLUMNS:
            raise ValueError(
                f"sizes and bounds must keep the work, the scores and the values below 2^{_MAX_LOG}, and dimension "
                f"at most {_MAX_COLUMNS}, got {short_repr(self)}"
            )

    @property
    def score_bound(self) -> float:
        """The largest score that the bound on the entries allows: d B^k / s."""
        return self.dimension * self.entry_bound ** len(self.sizes) / (self.scale or self.dimension)
