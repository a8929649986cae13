"""An independent model of the protocol: polynomials over small fields in Python integers."""

from itertools import product

import pytest

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
        self.field = SmallField(protocol.code.order)
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
