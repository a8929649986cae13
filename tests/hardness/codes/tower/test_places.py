"""The local expansions behind the computed levels: the defining equations, and what they rule out."""

import itertools

import numpy as np
import pytest

from hardness.codes.tower.places import expansions, monomial_series
from hardness.codes.tower.residue_algebra import Laurent


def as_dict(series, below):
    """Nonzero coefficients below an exponent."""
    return {
        series.start + n: tuple(c.tolist()) for n, c in enumerate(series.terms) if c.any() and series.start + n < below
    }


def one(algebra, length):
    terms = np.zeros((length, algebra.dimension), dtype=np.int64)
    terms[0, 0] = 1
    return Laurent(algebra, 0, terms)


@pytest.mark.parametrize(
    ("p", "q", "zeros", "levels"),
    [(2, 2, 1, 3), (3, 3, 1, 3), (2, 4, 1, 3), (3, 3, 2, 5), (2, 2, 2, 5), (5, 5, 1, 3), (3, 3, 3, 4), (2, 2, 4, 4)],
)
def test_expansions_solve_the_tower_equations(p, q, zeros, levels):
    """(1 - y^(q-1)) (z^q - z) = y^q for consecutive y, z, wherever all terms are known."""
    series = expansions(p, q, zeros, levels, 40)
    algebra = series[-1].algebra
    assert algebra.dimension == q ** max(0, levels - zeros - 1)
    for j, y in enumerate(series):
        value = y.coefficient(0)
        if y.start >= 0 or not y.terms[: -y.start].any():
            assert (value[0], value[1:].any()) == (int(j == zeros), False) if j <= zeros else True
        else:
            assert -min(as_dict(y, 0)) == q ** (2 * zeros - j)  # the pole order of x_(j+1) is q^(2i+1-(j+1))
    for y, z in itertools.pairwise(series):
        power = one(algebra, len(y.terms))
        for _ in range(q - 1):
            power = power * y
        left = z.frobenius()
        low, high = min(left.start, z.start), min(left.end, z.end)
        difference = np.array([(left.coefficient(n) - z.coefficient(n)) % p for n in range(low, high)])
        z_part = Laurent(algebra, low, difference)
        one_minus = power.start, min(power.end, 40)
        u = np.array(
            [((n == 0) * np.eye(1, algebra.dimension)[0] - power.coefficient(n)) % p for n in range(*one_minus)],
            dtype=np.int64,
        )
        product = Laurent(algebra, power.start, u) * z_part
        assert as_dict(product, product.end) == as_dict(y.frobenius(), product.end)


def test_a_place_that_is_not_rational():
    """Over x_1 = 0 != x_2 at level 3 with q odd, the constant term of W solves c^q - c = h_0 != 0: not in F_q."""
    series = expansions(3, 3, 1, 3, 10)
    x3 = series[2].trimmed()
    assert x3.start == -1
    assert x3.algebra.dimension == 3
    root = np.array([0, 1, 0])
    h_0 = (root @ x3.algebra.frobenius - root) % 3
    assert h_0[0] != 0
    assert not h_0[1:].any()


def test_beyond_the_unramified_levels_there_is_no_laurent_series():
    with pytest.raises(AssertionError, match="ramified"):
        expansions(3, 3, 1, 4, 10)


def test_monomials_are_products_of_the_series():
    p = q = 3
    start, coefficients = monomial_series(p, q, 1, 3, 6)
    _, y2, y3 = expansions(p, q, 1, 3, 40)
    assert start == -2
    assert coefficients.shape == (9, 8, 3)
    for e2 in range(3):
        for e3 in range(3):
            product = one(y3.algebra, 40)
            for factor in [y2] * e2 + [y3] * e3:
                product = product * factor
            expected = [product.coefficient(n) for n in range(start, 6)]
            np.testing.assert_array_equal(coefficients[3 * e2 + e3], expected)
