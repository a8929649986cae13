"""The calibrated padding: one dummy key per set, and outputs that are distinguishable despite a constant error."""

from math import exp, log, log1p, prod
from typing import ClassVar

import numpy as np

from algorithms.attention import AttentionInputs
from hardness.reductions.padding.base import Padding


class CalibratedPadding(Padding):
    r"""One dummy key per set, t dummy columns, and a dummy score half-way between YES and NO.

    **Construction.** M = prod(n_j + 1) - P - 1 tuples mix real and dummy keys and have score 0. Let s = d + t,
    beta = s unit, rho = beta^(1/k), lam = log(e^(beta t/s) sep^(-1/2) - M) and eta = lam s/(beta t). Then
    Q = rho [A 1], K_1 = rho [A_2 0; 0 eta], K_j = rho [A_(j+1) 0; 0 1], values 1 on real rows and 0 on the dummy.

    **Correctness.** The dummy tuple has score lam, so row i has the output S_i/(S_i + e^lam + M) =
    S_i/(S_i + e^(beta t/s) sep^(-1/2)). A YES row has S_i >= e^(beta t/s), a NO row at most P e^(beta(1-eps)t/s) =
    e^(beta t/s)/sep. Their outputs are >= 1/(1 + sep^(-1/2)) and <= 1/(1 + sep^(1/2)), so outputs with any *constant*
    additive error below half the difference decide. sep >= 4^(k-1) makes e^lam >= P + 1, hence 0 <= eta <= 1.
    """

    variant: ClassVar[str] = "calibrated"

    @property
    def scale(self) -> int:
        """The scale s = d + t."""
        return self.dimension + self.t

    @property
    def _mixed(self) -> int:
        return prod(n + 1 for n in self.sizes[1:]) - self.tuples - 1

    @property
    def lam(self) -> float:
        """The score of the dummy tuple."""
        middle = self.unit * self.t - log(self.separation) / 2
        mixed = self._mixed
        return middle + log1p(-exp(log(mixed) - middle)) if mixed else middle

    @property
    def dummies(self) -> tuple[tuple[float, int], ...]:
        """The dummy tuple and the mixed ones."""
        return ((self.lam, 1), (0.0, self._mixed))

    @property
    def log_yes(self) -> float:
        """Logarithm of 1/(1 + sep^(-1/2))."""
        return -log1p(self.separation**-0.5)

    @property
    def log_no(self) -> float:
        """Logarithm of 1/(1 + sep^(1/2))."""
        return -log1p(self.separation**0.5)

    @property
    def padded_sizes(self) -> tuple[int, ...]:
        """n_1 queries, n_j + 1 keys."""
        return (self.sizes[0], *(n + 1 for n in self.sizes[1:]))

    @property
    def padded_dimension(self) -> int:
        """The number d + t of columns."""
        return self.dimension + self.t

    def _matrices(self, vectors: tuple[np.ndarray, ...], rho: float) -> AttentionInputs:
        d = self.dimension
        query = np.full((self.sizes[0], d + self.t), rho)
        query[:, :d] *= vectors[0]
        eta = self.lam / (self.unit * self.t)
        keys, values = [], []
        for j, (vector, dummy) in enumerate(zip(vectors[1:], [eta * rho, *[rho] * (self.order - 2)], strict=True)):
            key = np.zeros((self.sizes[j + 1] + 1, d + self.t))
            key[:-1, :d] = rho * vector
            key[-1, d:] = dummy
            keys.append(key)
            values.append(np.ones((len(key), 1)))
            values[-1][-1] = 0
        return AttentionInputs(query, tuple(keys), tuple(values), scale=self.scale)
