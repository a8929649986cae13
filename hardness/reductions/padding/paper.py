"""The padding of the paper: as many dummy rows as real ones."""

from math import exp, log, log1p
from typing import ClassVar

import numpy as np

from algorithms.attention import AttentionInputs
from hardness.reductions.padding.base import Padding


class PaperPadding(Padding):
    r"""Blocks of n x d ones, after [AS24, App. E].

    **Construction.** Let s = 2d, beta = s unit and rho = beta^(1/k). Then Q = rho [A 1; 0 1] and
    K_j = rho [A_(j+1) 0; 0 1] with as many dummy rows as real ones. Values are 1 on the real rows, 0 on the dummies.

    **Correctness.** The P tuples of dummy keys have score beta/2, and the P(2^(k-1) - 2) mixed ones (none for k = 2)
    score 0. So row i has the output f(S_i) with f(S) = S/(S + P(tau + 2^(k-1) - 2)), tau = e^(beta/2). This function
    increases, so YES rows have at least f(e^(unit t)), NO rows at most f(P e^(unit (1-eps) t)) = f(e^(unit t)/sep).
    Both are about e^(-beta/2): n^(-C_a), below the float64 range on real instances. A dummy query has the score 0 with
    every real tuple and is a NO row.
    """

    variant: ClassVar[str] = "paper"

    @property
    def scale(self) -> int:
        """The scale s = 2d."""
        return 2 * self.dimension

    @property
    def _log_tau(self) -> float:
        return float(self.dimension) * self.unit

    @property
    def dummies(self) -> tuple[tuple[float, int], ...]:
        """The tuples of dummy keys and the mixed ones."""
        return ((self._log_tau, self.tuples), (0.0, self.tuples * (2 ** (self.order - 1) - 2)))

    def _log_f(self, log_sum: float) -> float:
        mixed = 2 ** (self.order - 1) - 2
        log_dummies = log(self.tuples) + self._log_tau + (log1p(mixed * exp(-self._log_tau)) if mixed else 0.0)
        return float(log_sum - np.logaddexp(log_sum, log_dummies))

    @property
    def log_yes(self) -> float:
        """Logarithm of f(e^(unit t))."""
        return self._log_f(self.unit * self.t)

    @property
    def log_no(self) -> float:
        """Logarithm of f(P e^(unit (1 - eps) t))."""
        return self._log_f(self.unit * self.t - log(self.separation))

    @property
    def padded_sizes(self) -> tuple[int, ...]:
        """Twice the numbers of vectors."""
        return tuple(2 * n for n in self.sizes)

    @property
    def padded_dimension(self) -> int:
        """The number 2d of columns."""
        return 2 * self.dimension

    def _matrices(self, vectors: tuple[np.ndarray, ...], rho: float) -> AttentionInputs:
        d = self.dimension
        padded = []
        for vector in vectors:
            matrix = np.zeros((2 * len(vector), 2 * d))
            matrix[: len(vector), :d] = rho * vector
            matrix[len(vector) :, d:] = rho
            padded.append(matrix)
        padded[0][:, d:] = rho
        values = tuple(np.repeat([[1.0], [0.0]], n, axis=0) for n in self.sizes[1:])
        return AttentionInputs(padded[0], tuple(padded[1:]), values, scale=self.scale)
