"""The span of star products: where it is known, and where it is smaller than the code that contains it."""

import numpy as np
import pytest

from hardness.codes import HermitianCode, ReedSolomon, star_power_rank


def test_the_star_power_can_be_larger_than_what_products_span():
    code = HermitianCode(3, 6)
    assert (star_power_rank(code, 3), code.star_power(3).dimension) == (15, 16)


@pytest.mark.parametrize("k", [1, 2, 3])
@pytest.mark.parametrize("dimension", [1, 2, 4])
def test_products_of_polynomials_span_all_of_the_degree(dimension, k):
    code = ReedSolomon(16, 15, dimension)  # products of k monomials below x^K are all monomials up to x^(k (K - 1))
    assert star_power_rank(code, k) == k * (dimension - 1) + 1 == code.star_power(k).dimension


@pytest.mark.parametrize("code", [HermitianCode(2, 3), HermitianCode(3, 6), HermitianCode(3, 7)], ids=repr)
def test_the_square_against_all_products_of_a_basis(code):
    rows = code.arithmetic.mul(code.generator[:, None], code.generator).reshape(-1, code.length)
    assert star_power_rank(code, 2) == code.arithmetic.rank(rows)
    assert np.all(code.star_power(2).contains(rows))
