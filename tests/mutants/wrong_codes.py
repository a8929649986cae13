"""Wrong codes. Each has a family of its own, for a class of the family "rs" would replace the right one."""

from typing import ClassVar

import numpy as np
from mutant import mutants_of

from hardness.checks import check_code
from hardness.codes import ReedSolomon


class ByParityChecks(ReedSolomon):
    """Tells members by parity checks, as a decoder does, and not by encoding again."""

    family: ClassVar[str] = "by parity checks"

    def contains(self, words):
        symbols = self.arithmetic.asarray(words)
        return ~self.arithmetic.matmul(symbols, self.parity_check_matrix().T.copy()).any(axis=-1)


class FirstColumns(ByParityChecks):
    """Multiples of x, so that the point 0 carries nothing; I is "the first columns"."""

    family: ClassVar[str] = "wrong: first columns"

    def evaluation_matrix(self):
        return self.arithmetic.power(self.points[None, :], 1 + np.arange(self.dimension)[:, None])

    @property
    def information_set(self):
        return np.arange(self.dimension)

    @property
    def exact_distance(self):
        return None

    def __init__(self, order, length, dimension, points=None):
        super().__init__(order, length, dimension, points)
        self.designed_distance = self.length - self.dimension

    def star_power(self, k):
        self._check_factors(k)
        return self if k == 1 else ReedSolomon(self.field_order, self.length, k * self.dimension + 1, self.points)


class DegreeShort(ReedSolomon):
    family: ClassVar[str] = "wrong: degree short"

    def star_power(self, k):
        right = super().star_power(k)
        return right if k == 1 else type(self)(self.field_order, self.length, right.dimension - 1, self.points)


class OneFactorLess(ReedSolomon):
    family: ClassVar[str] = "wrong: k - 1"

    def star_power(self, k):
        return super().star_power(max(1, k - 1))


class SingletonPlusOne(ReedSolomon):
    family: ClassVar[str] = "wrong: N - K + 2"

    def __init__(self, order, length, dimension, points=None):
        super().__init__(order, length, dimension, points)
        self.designed_distance += 1


class DistanceOfLowDegree(ReedSolomon):
    """Claims a distance by theorem that is one too small."""

    family: ClassVar[str] = "wrong: exact distance"

    @property
    def exact_distance(self):
        return self.designed_distance - 1


class LastPositionUnchecked(ReedSolomon):
    family: ClassVar[str] = "wrong: last position"

    def contains(self, words):
        symbols = np.asarray(words)
        again = self.encode(symbols[..., self.information_set])
        return (again == symbols)[..., :-1].all(axis=-1)


class PointsForgotten(ReedSolomon):
    family: ClassVar[str] = "wrong: points"

    def to_dict(self):
        return {key: value for key, value in super().to_dict().items() if key != "points"}


class NaturalGenerator(ReedSolomon):
    family: ClassVar[str] = "wrong: natural generator"

    def generator_matrix(self):
        return self.field(self.evaluation_matrix())


class Overflow(ByParityChecks):
    """Sums products in eight bits before it reduces them."""

    family: ClassVar[str] = "wrong: overflow"

    def encode(self, messages):
        symbols = self.arithmetic.asarray(messages)
        return (symbols @ self.generator) % np.uint8(self.field_order)


class PowersFromOne(ReedSolomon):
    family: ClassVar[str] = "wrong: powers from 1"

    def evaluation_matrix(self):
        return self.arithmetic.power(self.points[None, :], 1 + np.arange(self.dimension)[:, None])

    @property
    def _systematic(self):
        return ReedSolomon(self.field_order, self.length, self.dimension, self.points)._systematic


class WritableSign(ReedSolomon):
    """Encodes the negative."""

    family: ClassVar[str] = "wrong: sign"

    def encode(self, messages):
        return self.arithmetic.neg(super().encode(messages))


MUTANTS = mutants_of(
    check_code,
    [
        ("the information set is the first columns", "information-set", lambda: FirstColumns(7, 6, 2)),
        ("C' is one degree short", "star", lambda: DegreeShort(7, 6, 2)),
        ("k - 1 for k in the star power", "star", lambda: OneFactorLess(7, 6, 2)),
        ("the distance is N - K + 2", "distance", lambda: SingletonPlusOne(7, 6, 2)),
        ("a theorem's distance is not attained", "distance", lambda: DistanceOfLowDegree(7, 6, 2)),
        ("membership leaves out the last position", "contains", lambda: LastPositionUnchecked(7, 6, 2)),
        ("JSON loses the points", "json", lambda: PointsForgotten(7, 4, 2, [6, 1, 3, 0])),
        ("the generator is not the one that encodes", "encoding", lambda: NaturalGenerator(7, 6, 2)),
        ("sums overflow eight bits", "linear", lambda: Overflow(17, 6, 3)),
        ("the natural basis starts at x", "dimension", lambda: PowersFromOne(7, 6, 2)),
        ("encoding has the wrong sign", "encoding information-set contains", lambda: WritableSign(7, 6, 2)),
    ],
)
