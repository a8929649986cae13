r"""The two paddings that make an attention output tell whether a vector has a large inner product.

Both give a tuple of real vectors the score ``unit`` times its inner product, add dummy tuples of value 0 whose scores
do not depend on the data, and so turn row i into :math:`S_i / (S_i + \text{dummies})`, where
:math:`S_i = \sum e^{\text{unit} \langle a_i, \ldots\rangle}` over the P real tuples.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from fractions import Fraction
from math import exp, log, log1p, prod
from typing import ClassVar

import numpy as np

from algorithms.attention import AttentionInputs
from algorithms.display import fields_repr
from hardness.memory import memory_refusal


@dataclass(frozen=True)
class Padding(ABC):
    """What a padding needs to know of a Gap-MaxIP instance.

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
    confidence : float
        kap: by how much the sums of YES and NO rows are separated.
    """

    sizes: tuple[int, ...]
    dimension: int
    t: int
    eps: Fraction
    confidence: float

    variant: ClassVar[str]

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
        """The score of a real tuple per unit of inner product, beta/s = (log P + log kap)/(eps t)."""
        return (log(self.tuples) + log(self.confidence)) / float(self.eps * self.t)

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
        r"""Bound on the rounding errors of log outputs and of the bounds they are compared with.

        Let :math:`u = 2^{-53}`, L the largest score, :math:`C = L + k` (which bounds the logarithm of a number of
        tuples, as :math:`L \ge \log P`), and :math:`X = L + C`. For numerator and denominator alike:

        1. A score is right up to 8uL: the unit takes 6 roundings and logarithms of 4 ulp are behind it. So is the dummy
           score of a calibrated padding beside the mixed tuples: it is the logarithm of a difference, but both
           terms of that add up to the sum again.
        2. The logarithm of a number of tuples costs 8u C + u, adding it u X, subtracting and adding the largest term
           3 u X.
        3. Exponentials 8u; their sum, pairwise over G < 2^43 groups, 64u; the logarithm of that 8u log G < 240u.

        That is at most :math:`(12 L + 12 C + 320) u`. Twice this, :math:`u X` for the difference of both logarithms,
        and :math:`(8 L + 8 C + 8) u` for the bounds, made of the same scores, are less than what is returned.
        """
        largest = max(self.unit * self.t, *(abs(score) for score, _ in self.dummies), 1.0)
        return 40 * (largest + (largest + self.order) + 18) * 2.0**-53

    @property
    def threshold(self) -> float:
        """The threshold (yes + no)/2; 0.0 where it underflows."""
        return (exp(self.log_yes) + exp(self.log_no)) / 2

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
        """Return the dense inputs for the written-out vectors; ValueError beyond the memory limit."""
        if reason := self.matrices_refusal():
            raise ValueError(reason)
        return self._matrices(vectors, exp(self.log_rho))

    def matrices_refusal(self) -> str | None:
        """Say why the dense matrices do not fit in memory; None if they do."""
        # The layout and the inputs' own copy exist at once.
        return memory_refusal(16 * sum(self.padded_sizes) * self.padded_dimension, "padded attention matrices")

    def _groups(self, levels: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return scores, counts and values: the real tuples by inner product, then the dummies."""
        rows, columns = levels.shape
        extra = np.array([number for _, number in self.dummies], dtype=np.float64)
        scores = np.concatenate([self.unit * np.arange(columns), [score for score, _ in self.dummies]])
        counts = np.concatenate([levels, np.broadcast_to(extra, (rows, len(extra)))], axis=1)
        values = np.concatenate([np.ones(columns), np.zeros(len(extra))])[:, None]
        return scores, counts, values

    def outputs(self, levels: np.ndarray) -> np.ndarray:
        """Return the exact attention outputs of real queries from their inner products.

        Parameters
        ----------
        levels : ndarray, shape (rows, L)
            Entry [i, w] is the number of real tuples whose inner product with row i is w.

        Returns
        -------
        ndarray of float64, shape (rows,)
        """
        from algorithms.attention import grouped_attention

        return grouped_attention(*self._groups(levels))[:, 0]

    def log_outputs(self, levels: np.ndarray) -> np.ndarray:
        """Return the logarithms of `outputs`, also where these underflow."""
        from algorithms.attention import grouped_log_attention

        return grouped_log_attention(*self._groups(levels))[:, 0]


class CalibratedPadding(Padding):
    r"""One dummy key a set, t dummy columns, and a dummy score half-way between YES and NO.

    **Construction.** M = prod(n_j + 1) - P - 1 tuples mix real and dummy keys and have score 0. With s = d + t,
    beta = s unit, rho = beta^(1/k), lam = log(e^(beta t/s) kap^(-1/2) - M) and eta = lam s/(beta t):
    Q = rho [A 1], K_1 = rho [A_2 0; 0 eta], K_j = rho [A_(j+1) 0; 0 1], values 1 on real rows and 0 on the dummy.

    **Correctness.** The dummy tuple has score lam, so row i has the output S_i/(S_i + e^lam + M) =
    S_i/(S_i + e^(beta t/s) kap^(-1/2)). A YES row has S_i >= e^(beta t/s), a NO row at most P e^(beta(1-eps)t/s) =
    e^(beta t/s)/kap: outputs >= 1/(1 + kap^(-1/2)) or <= 1/(1 + kap^(1/2)), so any *constant* additive error below
    half their distance decides. kap >= 4^(k-1) makes e^lam >= P + 1, hence 0 <= eta <= 1.
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
        middle = self.unit * self.t - log(self.confidence) / 2
        mixed = self._mixed
        return middle + log1p(-exp(log(mixed) - middle)) if mixed else middle

    @property
    def dummies(self) -> tuple[tuple[float, int], ...]:
        """The dummy tuple and the mixed ones."""
        return ((self.lam, 1), (0.0, self._mixed))

    @property
    def log_yes(self) -> float:
        """Logarithm of 1/(1 + kap^(-1/2))."""
        return -log1p(self.confidence**-0.5)

    @property
    def log_no(self) -> float:
        """Logarithm of 1/(1 + kap^(1/2))."""
        return -log1p(self.confidence**0.5)

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


class PaperPadding(Padding):
    r"""Blocks of n x d ones, after [AS24, App. E].

    **Construction.** With s = 2d, beta = s unit and rho = beta^(1/k): Q = rho [A 1; 0 1],
    K_j = rho [A_(j+1) 0; 0 1] with as many dummy rows as real ones, values 1 on the real rows and 0 on the dummies.

    **Correctness.** The P tuples of dummy keys have score beta/2, the P(2^(k-1) - 2) mixed ones (none for k = 2)
    score 0, so row i has the output f(S_i), f(S) = S/(S + P(tau + 2^(k-1) - 2)), tau = e^(beta/2), which increases:
    YES rows have at least f(e^(unit t)), NO rows at most f(P e^(unit (1-eps) t)) = f(e^(unit t)/kap). Both are about
    e^(-beta/2): n^(-C_a), below the float64 range on real instances. A dummy query has the score 0 with every real
    tuple and is a NO row.
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
        return self._log_f(self.unit * self.t - log(self.confidence))

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
