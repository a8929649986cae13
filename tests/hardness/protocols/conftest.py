"""Protocols small enough for every message to be tried, and an independent model of them in Python integers."""

from itertools import product

import numpy as np
import pytest

import hardness.codes
from hardness.codes import Code, ReedSolomon, finite_field
from hardness.protocols import SetDisjointness


class PlaneCode(Code):
    """Polynomials of total degree <= u < q on the affine plane over F_q: distance exactly (q - u) q (Reed-Muller).

    No Reed-Solomon code, so it takes the path of all codes; ``slack`` understates the distance, so that the proven
    bound is not attained.
    """

    family = "test-plane"
    title = "plane"

    def __init__(self, order, degree, slack=0):
        self.arithmetic, self.degree, self.slack = finite_field(order), degree, slack
        self.length, self.dimension = order**2, (degree + 1) * (degree + 2) // 2
        self.genus, self.designed_distance = 0, (order - degree) * order - slack

    def evaluation_matrix(self):
        field = self.arithmetic
        points = np.random.default_rng(self.field_order).permutation(
            self.length
        )  # the information set is not an initial piece
        x, y = points % self.field_order, points // self.field_order
        exponents = [(i, j) for i in range(self.degree + 1) for j in range(self.degree + 1 - i)]
        return np.array([field.mul(field.power(x, i), field.power(y, j)) for i, j in exponents])

    def star_power(self, k):
        self._check_factors(k)
        if k * self.degree >= self.field_order:
            raise ValueError(f"k={k} is too large")
        return type(self)(self.field_order, k * self.degree, self.slack)

    def to_dict(self):
        return {"family": self.family, "order": self.field_order, "degree": self.degree, "slack": self.slack}

    @classmethod
    def from_dict(cls, data):
        return cls(**data)

    @classmethod
    def from_numbers(cls, numbers):
        return cls(*numbers)


def small_protocols():
    """(code, blocks, players) and, if need be, weights; at most 66,049 messages each."""
    found = [
        (ReedSolomon(7, 6, 2), 3, 3),
        (ReedSolomon(5, 5, 2), 2, 2),  # N = |F|
        (ReedSolomon(5, 4, 2, points=[4, 0, 3, 1]), 1, 3),  # N = k'
        (ReedSolomon(8, 7, 3, points=[7, 1, 2, 0, 4, 6, 5]), 3, 2),
        (ReedSolomon(9, 8, 2), 4, 4),
        (ReedSolomon(9, 6, 2), 3, 3, [2, 2, 6]),  # 2 + 2 = 1: no sums of integers
        (ReedSolomon(11, 9, 3), 2, 3),
        (ReedSolomon(16, 7, 2), 3, 3),
        (ReedSolomon(13, 13, 4, points=[12 - x for x in range(13)]), 1, 2),
        (ReedSolomon(257, 6, 2), 5, 3),
        (ReedSolomon(289, 5, 2), 2, 2),
        (ReedSolomon(7, 4, 1), 2, 3),  # one message
        (PlaneCode(3, 1), 2, 2),
        (PlaneCode(3, 1, slack=1), 2, 2),
        (PlaneCode(4, 1), 2, 3),
        (PlaneCode(5, 1), 3, 2),
    ]
    others = [
        ("HermitianCode", (2, 2), 2, 2),
        ("HermitianCode", (2, 2), 2, 3),
        ("HermitianCode", (3, 4), 3, 2),
        ("GarciaStichtenothCode", (3, 2, 3), 4, 3),
    ]
    for name, parameters, blocks, players in others:
        if family := getattr(hardness.codes, name, None):
            found.append((family(*parameters), blocks, players))
    return [SetDisjointness(*parameters) for parameters in found]


@pytest.fixture(params=small_protocols(), ids=repr)
def protocol(request):
    return request.param


@pytest.fixture(scope="session")
def all_messages():
    """All messages of a protocol, one a row; computed once for each."""
    known = {}

    def messages(protocol):
        if protocol not in known:
            known[protocol] = np.array(list(protocol.messages()))
        return known[protocol]

    return messages


@pytest.fixture(scope="session")
def random_sets():
    """``random_sets(protocol, count, seed)``: inputs of all densities and universes, half of them intersecting."""

    def sets(protocol, count, seed):
        rng = np.random.default_rng(seed)
        for number in range(count):
            bits = (rng.random((protocol.players, int(rng.integers(protocol.universe + 1)))) < rng.random()).astype(int)
            if number % 2 and bits.shape[1]:
                bits[:, rng.integers(bits.shape[1])] = 1
            yield bits

    return sets


# Conway polynomials, constant term first, leading 1 left out.
_MODULI = {4: (2, (1, 1)), 8: (2, (1, 1, 0)), 9: (3, (2, 2))}


class SmallField:
    """F_q by the definition: polynomials in x over F_p modulo the Conway polynomial, numbered by their digits."""

    def __init__(self, order):
        self.order = order
        self.p, self.lower = _MODULI.get(order, (order, (0,)))
        self.e = len(self.lower)
        self._inverse = {a: b for a, b in product(range(1, order), repeat=2) if self.mul(a, b) == 1}

    def digits(self, a):
        return [a // self.p**i % self.p for i in range(self.e)]

    def number(self, digits):
        return sum(digit % self.p * self.p**i for i, digit in enumerate(digits))

    def add(self, a, b):
        return self.number([x + y for x, y in zip(self.digits(a), self.digits(b), strict=True)])

    def sub(self, a, b):
        return self.number([x - y for x, y in zip(self.digits(a), self.digits(b), strict=True)])

    def mul(self, a, b):
        total = [0] * (2 * self.e - 1)
        for (i, x), (j, y) in product(enumerate(self.digits(a)), enumerate(self.digits(b))):
            total[i + j] += x * y
        for top in range(2 * self.e - 2, self.e - 1, -1):  # x^e = -(lower terms)
            for i, c in enumerate(self.lower):
                total[top - self.e + i] -= total[top] * c
        return self.number(total[: self.e])

    def div(self, a, b):
        return self.mul(a, self._inverse[b])

    def interpolate(self, points, values, x):
        """The value at x of the polynomial of degree < len(points) through the given values (Lagrange)."""
        total = 0
        for i, (a, value) in enumerate(zip(points, values, strict=True)):
            for j, b in enumerate(points):
                if i != j:
                    value = self.mul(value, self.div(self.sub(x, b), self.sub(a, b)))
            total = self.add(total, value)
        return total

    def evaluate(self, coefficients, x):
        total = 0
        for c in reversed(coefficients):
            total = self.add(self.mul(total, x), c)
        return total


class Model:
    """What a Reed-Solomon protocol with given points and weights must say, from the definitions."""

    def __init__(self, protocol):
        self.protocol = protocol
        self.field = SmallField(protocol.code.field_order)
        self.points = [int(x) for x in protocol.code.points]
        self.positions = [int(r) for r in protocol.code.information_set]
        self.kappa = protocol.code.dimension
        self.top = protocol.players * (self.kappa - 1)  # the degree of words of C', and z
        self._encoded = {}

    def encode(self, block):
        if block not in self._encoded:
            nodes = [self.points[r] for r in self.positions]
            self._encoded[block] = [self.field.interpolate(nodes, block, x) for x in self.points]
        return self._encoded[block]

    def word(self, sets):
        F, T, kappa = self.field, self.protocol.blocks, self.kappa
        padded = [[*map(int, bits), *[0] * (T * kappa - len(bits))] for bits in sets]
        total = [0] * len(self.points)
        for t, weight in enumerate(self.protocol.weights):
            words = [self.encode(tuple(bits[t * kappa : (t + 1) * kappa])) for bits in padded]
            for r in range(len(self.points)):
                term = weight
                for word in words:
                    term = F.mul(term, word[r])
                total[r] = F.add(total[r], term)
        return tuple(total)

    def messages(self):
        """All words of C' that vanish on the information set, by enumeration of C'."""
        found = set()
        for coefficients in product(range(self.field.order), repeat=self.top + 1):
            if all(self.field.evaluate(coefficients, self.points[r]) == 0 for r in self.positions):
                found.add(tuple(self.field.evaluate(coefficients, x) for x in self.points))
        return found


@pytest.fixture(scope="session")
def small_field():
    return SmallField


@pytest.fixture(scope="session")
def model():
    return Model
