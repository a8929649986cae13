"""Protocols small enough for every message to be tried, over every family of codes that there is."""

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
        points = np.random.default_rng(self.order).permutation(
            self.length
        )  # the information set is not an initial piece
        x, y = points % self.order, points // self.order
        exponents = [(i, j) for i in range(self.degree + 1) for j in range(self.degree + 1 - i)]
        return np.array([field.mul(field.power(x, i), field.power(y, j)) for i, j in exponents])

    def star_power(self, k):
        self._check_factors(k)
        if k * self.degree >= self.order:
            raise ValueError(f"k={k} is too large")
        return type(self)(self.order, k * self.degree, self.slack)

    def to_dict(self):
        return {"family": self.family, "order": self.order, "degree": self.degree, "slack": self.slack}

    @classmethod
    def from_dict(cls, data):
        return cls(**data)

    @classmethod
    def from_numbers(cls, numbers):
        return cls(*numbers)


def small_protocols():
    """(code, blocks, players), at most 66,049 messages each."""
    found = [
        (ReedSolomon(7, 6, 2), 3, 3),
        (ReedSolomon(5, 5, 2), 2, 2),  # N = |F|
        (ReedSolomon(5, 4, 2, points=[4, 0, 3, 1]), 1, 3),  # N = k'
        (ReedSolomon(8, 7, 3, points=[7, 1, 2, 0, 4, 6, 5]), 3, 2),
        (ReedSolomon(9, 8, 2), 4, 4),
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
