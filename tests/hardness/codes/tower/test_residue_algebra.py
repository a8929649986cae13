"""The laws of the algebras in which roots of c^q - c = h have been adjoined."""

import numpy as np
import pytest

from hardness.codes.tower.residue_algebra import ResidueAlgebra


def chain(p, q, heights):
    """Adjoin roots of c^q - c = h for h = 1 and, further up, h = the last root (plus 1)."""
    algebra = ResidueAlgebra.prime_field(p, q)
    for height in heights:
        D = algebra.dimension
        algebra = algebra.adjoin_root(np.eye(1, D, D // q if height else 0, dtype=np.int64)[0])
    return algebra


def times(algebra, a, b):
    return np.einsum("i,j,ijk->k", a, b, algebra.products) % algebra.p


@pytest.mark.parametrize(
    ("p", "q", "heights"), [(2, 2, [0]), (3, 3, [0]), (2, 4, [0]), (3, 3, [0, 1]), (2, 2, [0, 1, 1])]
)
def test_adjoined_roots_satisfy_their_equation_in_a_commutative_ring(p, q, heights):
    algebra, rng = chain(p, q, heights), np.random.default_rng(p * q)
    D = algebra.dimension
    assert q ** len(heights) == D
    unit = np.eye(1, D, dtype=np.int64)[0]
    for _ in range(20):
        a, b, c = rng.integers(0, p, (3, D))
        np.testing.assert_array_equal(times(algebra, a, b), times(algebra, b, a))
        np.testing.assert_array_equal(times(algebra, times(algebra, a, b), c), times(algebra, a, times(algebra, b, c)))
        np.testing.assert_array_equal(times(algebra, a, unit), a)
        power = unit
        for _ in range(q):
            power = times(algebra, power, a)
        np.testing.assert_array_equal(a @ algebra.frobenius % p, power)
        np.testing.assert_array_equal(power @ algebra.inverse_frobenius % p, a)
    root = np.eye(1, D, D // q, dtype=np.int64)[0]
    h = np.eye(1, D, D // q**2 if heights[-1] else 0, dtype=np.int64)[0]
    np.testing.assert_array_equal((root @ algebra.frobenius - root - h) % p, np.zeros(D))
