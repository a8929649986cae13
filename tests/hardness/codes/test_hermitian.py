"""Hermitian codes against the definition of the curve, brute-force semigroups and enumeration."""

import itertools

import galois
import numpy as np
import pytest

from hardness.codes import (
    HermitianCode,
    code_from_dict,
    minimum_distance,
    parse_code,
    star_power_rank,
    weight_distribution,
)

QS = [2, 3, 4, 5, 7, 8]


def generated(*generators, below):
    """The numbers below a bound that are sums of generators, by closure."""
    numbers = {0}
    while True:
        more = {n + g for n in numbers for g in generators if n + g < below} | numbers
        if more == numbers:
            return sorted(numbers)
        numbers = more


@pytest.mark.parametrize("q", QS)
def test_points_are_all_solutions_of_the_equation(q):
    points = HermitianCode(q, 0).points
    F = galois.GF(q * q)
    x, y = F(points)
    np.testing.assert_array_equal(y**q + y, x ** (q + 1))
    assert len(set(map(tuple, points.T))) == points.shape[1] == q**3
    assert np.all(np.diff(points[0].astype(int)) >= 0)  # equal x consecutive


@pytest.mark.parametrize("q", QS)
def test_semigroup_genus_and_dimension_for_every_pole_bound(q):
    pole_numbers = generated(q, q + 1, below=q**3)
    genus = q * (q - 1) // 2
    assert q**3 - len(pole_numbers) == genus
    top = HermitianCode(q, q**3 - 1)
    assert top.genus == genus
    assert top.weierstrass_semigroup.gaps().tolist() == sorted(set(range(q**3)) - set(pole_numbers))
    assert top.pole_orders.tolist() == pole_numbers
    for u in range(q**3):
        code = HermitianCode(q, u)
        below = [n for n in pole_numbers if n <= u]
        assert code.dimension == len(below)
        assert code.designed_distance == q**3 - below[-1]
        assert code.max_zeros == below[-1]
        if u >= 2 * genus - 1:
            assert code.dimension == u + 1 - genus
    # every smaller code is spanned by the first rows of this matrix, so all are independent at once
    assert top.arithmetic.rank(top.evaluation_matrix()) == top.dimension


@pytest.mark.parametrize(("q", "u"), [(2, 7), (3, 26), (4, 30), (5, 124)])
def test_basis_consists_of_monomials_with_the_stated_pole_orders(q, u):
    code = HermitianCode(q, u)
    F = galois.GF(q * q)
    x, y = F(code.points)
    for row, n in zip(code.evaluation_matrix(), code.pole_orders, strict=True):
        ((i, j),) = [(i, j) for i in range(n // q + 1) for j in range(q) if i * q + j * (q + 1) == n]
        np.testing.assert_array_equal(row, x**i * y**j)


def test_exact_distance_for_every_pole_bound():
    """Enumeration of the code or of its dual; at q = 3 the middle bounds would need more than 5 * 10^6 words."""
    for u in range(8):
        assert minimum_distance(HermitianCode(2, u)) == HermitianCode(2, u).exact_distance
    seen = 0
    for u in range(27):
        code = HermitianCode(3, u)
        if min(code.dimension, 27 - code.dimension) <= 8:
            seen += 1
            assert minimum_distance(code) == code.exact_distance >= code.designed_distance
    assert seen == 17
    assert minimum_distance(HermitianCode(4, 12)) == HermitianCode(4, 12).exact_distance == 52
    assert HermitianCode(3, 26).exact_distance == 3 > HermitianCode(3, 26).designed_distance


def test_dual_of_a_hermitian_code_is_a_hermitian_code():
    """C_u is dual to C_(q^3 + q^2 - q - 2 - u): an independent check that the words are the right ones."""
    for q in (2, 3, 4):
        total = q**3 + q**2 - q - 2
        for u in range(total - q**3 + 1, q**3, 1 + q):
            code, dual = HermitianCode(q, u), HermitianCode(q, total - u)
            assert code.dimension + dual.dimension == q**3
            assert not code.arithmetic.matmul(code.generator, dual.generator.T.copy()).any()


@pytest.mark.parametrize(("q", "k"), [(2, 2), (2, 3), (3, 2), (3, 3), (4, 2), (4, 3)])
def test_star_products_lie_in_the_star_power(q, k):
    for u in range(0, (q**3 - 1) // k + 1, q - 1):
        code = HermitianCode(q, u)
        power = code.star_power(k)
        assert power.max_zeros == k * code.max_zeros
        rng = np.random.default_rng(u)
        product = np.ones((20, code.length), dtype=np.int64)
        for _ in range(k):
            product = code.arithmetic.mul(product, code.encode(rng.integers(0, q * q, (20, code.dimension))))
        assert np.all(power.contains(product))
        if q < 4:
            rows = np.ones((1, code.length), dtype=np.int64)
            for _ in range(k):
                rows = code.arithmetic.mul(rows[:, None], code.generator).reshape(-1, code.length)
                rows = code.arithmetic.row_reduce(rows)[0][: code.arithmetic.rank(rows)]
            assert star_power_rank(code, k) == len(rows) <= power.dimension


def test_weight_distribution_of_the_smallest_code_by_hand():
    # L(2 P) on 8 points over GF(4) is spanned by 1 and x, and x takes each of 4 values twice
    words = [np.array([a] * 8) for a in range(4)]
    assert weight_distribution(HermitianCode(2, 2)) == (1, 0, 0, 0, 0, 0, 12, 0, 3)
    assert all(HermitianCode(2, 2).contains(word) for word in words)


def test_serialisation_and_repr():
    code = HermitianCode(4, 20)
    assert code == code_from_dict(code.to_dict()) == parse_code("hermitian:4,20")
    assert code != HermitianCode(4, 21)
    assert repr(code) == "<Hermitian code [64, 15, 44] over GF(2^4)>"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((6, 3), "prime power, got 6"),
        ((1, 0), "prime power, got 1"),
        ((257, 3), "at most 256"),
        ((2.0, 3), "q must be an integer"),
        ((3, -1), "in 0..26"),
        ((3, 27), "not injective"),
        ((3, 4.5), "pole_bound"),
        ((3, True), "pole_bound"),
    ],
)
def test_bad_parameters_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        HermitianCode(*arguments)


def test_bad_star_powers_and_numbers_are_refused():
    with pytest.raises(ValueError, match="at most 6"):
        HermitianCode(3, 4).star_power(7)
    assert HermitianCode(3, 4).star_power(6).dimension == 22
    with pytest.raises(ValueError, match="hermitian:q"):
        parse_code("hermitian:4")


def test_the_designed_distance_uses_the_largest_pole_order_that_occurs():
    assert HermitianCode(3, 5).designed_distance == HermitianCode(3, 4).designed_distance == 23  # 5 is a gap
    assert HermitianCode(3, 5).star_power(3).pole_bound == 12


def test_an_encoder_for_each_message_of_a_tiny_code():
    code = HermitianCode(2, 3)
    words = {tuple(code.encode(list(m))) for m in itertools.product(range(4), repeat=code.dimension)}
    assert len(words) == 4**3
    assert min(np.count_nonzero(w) for w in words if any(w)) == code.exact_distance


@pytest.mark.parametrize(
    ("q", "u", "positions"), [(2, 2, [0, 1]), (3, 6, [0, 1, 2, 4]), (3, 7, range(6)), (2, 5, range(8))]
)
def test_shortened_basis_at_dependent_positions(q, u, positions):
    """Points with equal x are dependent at small pole bounds: fewer conditions than positions."""
    code = HermitianCode(q, u)
    basis = code.shortened_basis(positions)
    rank = code.arithmetic.rank(code.generator[:, list(positions)])
    assert rank < len(positions)
    assert len(basis) == code.dimension - rank
    assert not basis[:, list(positions)].any()
    if len(basis):
        assert np.all(code.contains(basis))
        assert code.arithmetic.rank(basis) == len(basis)
