"""The interface of every padding of a Gap-MaxIP instance, and the outputs that follow from its scores."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from fractions import Fraction
from math import exp, log, prod
from typing import ClassVar

import numpy as np

from algorithms.attention import AttentionInputs
from algorithms.deprecated import RenamedAttribute, renamed_argument
from algorithms.display import fields_repr
from hardness.memory import memory_refusal
from hardness.problems.attention import log_middle


@renamed_argument("confidence", "separation")
@dataclass(frozen=True)
class Padding(ABC):
    """The parameters of a Gap-MaxIP instance that determine its padding.

    Parameters
    ----------
    sizes : tuple of int
        The numbers n_1, ..., n_k of vectors.
    dimension : int
        The dimension d, of any size.
    t : int
        The threshold.
    eps : Fraction
        The gap.
    separation : float
        sep: the ratio of the sums of YES rows to those of NO rows is at least this.
    """

    sizes: tuple[int, ...]
    dimension: int
    t: int
    eps: Fraction
    separation: float

    variant: ClassVar[str]

    confidence = RenamedAttribute("separation")

    __repr__ = fields_repr

    @property
    def order(self) -> int:
        """The order k."""
        return len(self.sizes)

    @property
    def tuples(self) -> int:
        """The number P = n_2 ... n_k of real tuples."""
        return prod(self.sizes[1:])

    @property
    def unit(self) -> float:
        """The score of a real tuple per unit of inner product, beta/s = (log P + log sep)/(eps t)."""
        return (log(self.tuples) + log(self.separation)) / float(self.eps * self.t)

    @property
    @abstractmethod
    def scale(self) -> int:
        """The scale s of the scores."""

    @property
    @abstractmethod
    def dummies(self) -> tuple[tuple[float, int], ...]:
        """Pairs (score, number) of the tuples that are not real, seen from a real query."""

    @property
    @abstractmethod
    def log_yes(self) -> float:
        """Logarithm of the least output of a YES row."""

    @property
    @abstractmethod
    def log_no(self) -> float:
        """Logarithm of the largest output of a NO row."""

    @property
    def rounding(self) -> float:
        r"""Return a bound on the rounding errors of log outputs and of the bounds they are compared with.

        Let :math:`u = 2^{-53}`, L the largest score, :math:`C = L + k` (which bounds the logarithm of a number of
        tuples, as :math:`L \ge \log P`), and :math:`X = L + C`. For numerator and denominator alike:

        1. A score is off by at most 8uL: the unit takes 6 roundings and depends on logarithms of 4 ulp. The same holds
           for the dummy score of a calibrated padding beside the mixed tuples: it is the logarithm of a difference,
           but both terms of that difference add up to the sum again.
        2. The logarithm of a number of tuples costs 8u C + u. Adding it costs u X. Subtracting and adding the largest
           term costs 3 u X.
        3. Exponentials cost 8u, their pairwise sum over G < 2^43 groups 64u, and its logarithm 8u log G < 240u.

        This is at most :math:`(12 L + 12 C + 320) u`. Twice this, :math:`u X` for the difference of both logarithms,
        and :math:`(8 L + 8 C + 8) u` for the bounds, made of the same scores, add up to less than the returned value.
        """
        largest = max(self.unit * self.t, *(abs(score) for score, _ in self.dummies), 1.0)
        return 40 * (largest + (largest + self.order) + 18) * 2.0**-53

    @property
    def threshold(self) -> float:
        """The threshold (yes + no)/2; 0.0 where it underflows."""
        return (exp(self.log_yes) + exp(self.log_no)) / 2

    @property
    def log_threshold(self) -> float:
        """Logarithm of the threshold, even if the threshold underflows."""
        return log_middle(self.log_yes, self.log_no)

    @property
    @abstractmethod
    def padded_sizes(self) -> tuple[int, ...]:
        """The numbers of rows of the query and of the keys."""

    @property
    @abstractmethod
    def padded_dimension(self) -> int:
        """The number of columns of the padded matrices."""

    @abstractmethod
    def _matrices(self, vectors: tuple[np.ndarray, ...], rho: float) -> AttentionInputs:
        """Lay out the padded matrices with entries up to rho."""

    @property
    def log_rho(self) -> float:
        """Logarithm of rho = beta^(1/k), the largest entry of query and keys."""
        return (log(self.scale) + log(self.unit)) / self.order

    @property
    def log_entry_bound(self) -> float:
        """Logarithm of the bound B = max(1, rho) on all entries."""
        return max(0.0, self.log_rho)

    def matrices(self, vectors: tuple[np.ndarray, ...]) -> AttentionInputs:
        """Return the dense inputs for the explicit vectors; ValueError beyond the memory limit."""
        if reason := self.matrices_refusal():
            raise ValueError(reason)
        return self._matrices(vectors, exp(self.log_rho))

    def matrices_refusal(self) -> str | None:
        """Return why the dense matrices do not fit in memory, or None if they do."""
        # The layout and the inputs' own copy exist at once.
        return memory_refusal(16 * sum(self.padded_sizes) * self.padded_dimension, "padded attention matrices")

    def _groups(self, histograms: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return scores, counts and values: the real tuples by inner product, then the dummies."""
        rows, columns = histograms.shape
        extra = np.array([number for _, number in self.dummies], dtype=np.float64)
        scores = np.concatenate([self.unit * np.arange(columns), [score for score, _ in self.dummies]])
        counts = np.concatenate([histograms, np.broadcast_to(extra, (rows, len(extra)))], axis=1)
        values = np.concatenate([np.ones(columns), np.zeros(len(extra))])[:, None]
        return scores, counts, values

    def outputs(self, histograms: np.ndarray) -> np.ndarray:
        """Return the exact attention outputs of real queries from their inner products.

        Parameters
        ----------
        histograms : ndarray, shape (rows, L)
            Entry [i, w] is the number of real tuples whose inner product with row i is w.

        Returns
        -------
        ndarray of float64, shape (rows,)
        """
        from algorithms.attention import grouped_attention

        return grouped_attention(*self._groups(histograms))[:, 0]

    def log_outputs(self, histograms: np.ndarray) -> np.ndarray:
        """Return the logarithms of `outputs`, even if the outputs underflow."""
        from algorithms.attention import grouped_log_attention

        return grouped_log_attention(*self._groups(histograms))[:, 0]

    def evaluate(self, histograms: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return `outputs`, and which are above the threshold: by their logarithms if the threshold underflows."""
        if self.threshold >= np.finfo(np.float64).tiny:
            outputs = self.outputs(histograms)
            return outputs, outputs >= self.threshold
        logs = self.log_outputs(histograms)
        return np.exp(logs), logs >= self.log_threshold
