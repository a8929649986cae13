"""The tower codes: points, semigroup, dimensions, independence and products for every level with at most 600 points."""

import galois
import numpy as np
import pytest

from hardness.codes import (
    GarciaStichtenothCode,
    HermitianCode,
    code_from_dict,
    finite_field,
    minimum_distance,
    parse_code,
    star_power_rank,
)

PRIME_POWERS = (2, 3, 4, 5, 7, 8, 9, 11, 13, 16, 17, 19, 23, 25)
SMALL = [(q, m) for m in range(1, 6) for q in PRIME_POWERS if (q * q - q) * q ** (m - 1) <= 600]
SPLIT = [(q, m) for q, m in SMALL if m > 1]


def semigroup_by_recursion(q, m, below):
    if m == 1:
        return set(range(below))
    conductor = q**m - q ** ((m + 1) // 2)
    return {q * n for n in semigroup_by_recursion(q, m - 1, -(-below // q))} | set(range(conductor, below))


def test_the_list_of_small_towers():
    assert len(SMALL) == 28
    assert {(2, 5), (3, 5), (4, 3), (5, 3), (8, 2), (25, 1)} <= set(SMALL)


@pytest.mark.parametrize(("q", "m"), SPLIT)
def test_points_satisfy_the_equations(q, m, top_code):
    points = top_code(q, m).points
    F = galois.GF(q * q)
    x = F(points)
    for j in range(m - 1):
        u = x[j] ** (q - 1) + F(1)
        assert np.all(u != 0)
        np.testing.assert_array_equal((x[j + 1] ** q + x[j + 1]) * u, x[j] ** q)
    assert points.shape == (m, (q * q - q) * q ** (m - 1))
    assert len(set(map(tuple, points.T))) == points.shape[1]


@pytest.mark.parametrize(("q", "m"), SMALL)
def test_semigroup_genus_dimension_and_independence_for_every_pole_bound(q, m, top_code):
    top = top_code(q, m)
    N = top.length
    orders = sorted(semigroup_by_recursion(q, m, N))
    assert top.complete
    assert top.weierstrass_semigroup.gaps().tolist() == sorted(set(range(q**m)) - semigroup_by_recursion(q, m, q**m))
    assert len(top.weierstrass_semigroup.gaps()) == top.genus
    assert top.pole_orders.tolist() == orders
    for u in range(N):
        code = GarciaStichtenothCode(q, m, u)
        below = [n for n in orders if n <= u]
        assert code.complete
        assert code.dimension == len(below)
        assert code.designed_distance == N - below[-1]
        if u >= 2 * top.genus - 1:
            assert code.dimension == u + 1 - top.genus
    # the matrix of a smaller bound consists of the first rows of this one
    assert top.arithmetic.rank(top.evaluation_matrix()) == top.dimension


@pytest.mark.parametrize(("q", "m"), SPLIT)
def test_products_lie_in_the_sum_of_the_pole_bounds(q, m, top_code):
    """Wrong functions with the right dimension and pole orders would not be closed under products."""
    N, rng = (q * q - q) * q ** (m - 1), np.random.default_rng(q * m)
    rows = top_code(q, m).evaluation_matrix()
    orders = top_code(q, m).pole_orders
    F = finite_field(q * q)
    bounds = {(N // 2, (N - 1) // 2), (N // 3, N // 2), (q**m, q ** (m - 1) + 1), (N // 5, N // 5)}
    for r, s in bounds:
        if r + s >= N:
            continue
        words_r, words_s = rows[orders <= r], rows[orders <= s]
        product = F.mul(
            F.matmul(rng.integers(0, q * q, (30, len(words_r))), words_r),
            F.matmul(rng.integers(0, q * q, (30, len(words_s))), words_s),
        )
        containing = rows[orders <= r + s]
        assert F.rank(np.concatenate([containing, product])) == len(containing)
    assert len(SPLIT) >= 12


@pytest.mark.parametrize(("q", "m", "k"), [(3, 2, 2), (4, 2, 3), (2, 3, 2), (3, 3, 3), (2, 5, 2)])
def test_star_powers_contain_what_products_span(q, m, k):
    N = (q * q - q) * q ** (m - 1)
    for u in range(q, (N - 1) // k + 1, q - 1):
        code = GarciaStichtenothCode(q, m, u)
        power = code.star_power(k)
        assert power.max_zeros == k * code.max_zeros
        rows = np.ones((1, N), dtype=np.int64)
        for _ in range(k):
            rows = code.arithmetic.mul(rows[:, None], code.generator).reshape(-1, N)
            rows = code.arithmetic.row_reduce(rows)[0][: code.arithmetic.rank(rows)]
        assert np.all(power.contains(rows))
        assert star_power_rank(code, k) == len(rows) <= power.dimension


@pytest.mark.parametrize(
    ("q", "m", "u", "distance"),
    [(3, 2, 9, 9), (4, 2, 14, 34), (3, 3, 18, 36), (3, 3, 21, 36), (3, 3, 23, 35), (2, 5, 24, 16), (4, 3, 48, 144)],
)
def test_true_distances(q, m, u, distance):
    """Found once by an independent enumeration; a multiple of the pole order of x_1 gives N - u by theorem."""
    code = GarciaStichtenothCode(q, m, u)
    assert minimum_distance(code) == distance >= code.designed_distance
    assert code.exact_distance in (None, distance)


def test_serialisation_and_repr():
    code = GarciaStichtenothCode(3, 2, 7)
    assert code == code_from_dict(code.to_dict()) == parse_code("gs:3,2,7")
    assert code != GarciaStichtenothCode(3, 2, 8)
    assert hash(code) == hash(GarciaStichtenothCode(np.int64(3), 2, 7))
    assert repr(GarciaStichtenothCode(8, 3, 1074)) == "<GS code [3584, 634, >=2510] over GF(2^6), level 3>"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((6, 2, 3), "prime power, got 6"),
        ((257, 2, 3), "at most 256"),
        ((3, 0, 3), "level"),
        ((3, -1, 3), "level"),
        ((3, 1.5, 3), "level"),
        ((3, 2, -1), "in 0..17"),
        ((3, 2, 18), "not injective"),
        ((251, 4, 10), "bytes"),
        ((2, 40, 10), "bytes"),
        ((2, 10**9, 10), "level"),
        ((9, 4, 10**6), "not injective"),
    ],
)
def test_bad_parameters_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        GarciaStichtenothCode(*arguments)


def test_a_star_power_beyond_the_length_is_refused():
    with pytest.raises(ValueError, match="at most 2"):
        GarciaStichtenothCode(3, 2, 7).star_power(3)
    with pytest.raises(ValueError, match="gs:q,level"):
        parse_code("gs:3,2")


@pytest.mark.parametrize(
    ("code", "k", "messages", "max_zeros"),
    [
        (GarciaStichtenothCode(3, 2, 3), 3, 6_561, 9),
        (GarciaStichtenothCode(3, 2, 7), 2, 4_782_969, 14),
        (GarciaStichtenothCode(5, 2, 5), 3, 625, 15),
        (HermitianCode(3, 4), 3, 4_782_969, 12),
    ],
    ids=repr,
)
def test_message_spaces_of_protocols_small_enough_to_enumerate(code, k, messages, max_zeros):
    power = code.star_power(k)
    basis = power.shortened_basis(code.information_set)
    assert code.field_order ** len(basis) == messages
    assert len(basis) == power.dimension - code.dimension
    assert power.max_zeros == max_zeros
