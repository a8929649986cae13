"""Field arithmetic against galois: exhaustively for small orders, at random for large ones."""

import galois
import numpy as np
import pytest
from galois._databases import ConwayPolyDatabase

from hardness.codes import finite_field
from hardness.codes.field.conway import conway_coefficients
from hardness.codes.field.linear_algebra import _packing

ORDERS = (2, 3, 4, 7, 9, 16, 49, 64, 125, 256, 289, 2187, 65521, 2**16)
SMALL = tuple(order for order in ORDERS if order <= 256)


def prime_powers_with_degree_at_least_two(limit):
    for p in (p for p in range(2, 257) if all(p % d for d in range(2, p))):
        e = 2
        while p**e <= limit:
            yield p, e
            e += 1


def operands(order, rng):
    """All pairs for a small field, 20,000 random pairs and all pairs with 0 and 1 for a large one."""
    if order <= 256:
        a, b = np.divmod(np.arange(order**2), order)
        return a, b
    a, b = rng.integers(0, order, (2, 20_000))
    a[:300], b[200:500] = rng.integers(0, 2, (2, 300))
    return a, b


def test_conway_polynomials_agree_with_galois():
    table = ConwayPolyDatabase()
    pairs = list(prime_powers_with_degree_at_least_two(2**16))
    assert len(pairs) == 93
    for p, e in pairs:
        degrees, coefficients = table.fetch(p, e)
        expected = dict(zip(degrees, coefficients, strict=True))
        assert (*conway_coefficients(p, e), 1) == tuple(expected.get(i, 0) for i in range(e + 1))
    for p, e in [(2, 8), (3, 4), (7, 2), (241, 2)]:  # the public function, which takes a second a polynomial
        assert conway_coefficients(p, e) == tuple(map(int, galois.conway_poly(p, e).coefficients(order="asc")[:-1]))


@pytest.mark.parametrize("order", ORDERS)
def test_elementwise_operations_agree_with_galois(order):
    F, rng = finite_field(order), np.random.default_rng(order)
    G = F.galois
    assert (G.order, G.characteristic, G.degree) == (F.order, F.characteristic, F.degree)
    a, b = operands(order, rng)
    ga, gb = G(a), G(b)
    for ours, theirs in [(F.add(a, b), ga + gb), (F.sub(a, b), ga - gb), (F.mul(a, b), ga * gb), (F.neg(a), -ga)]:
        assert ours.dtype == F.dtype
        np.testing.assert_array_equal(ours, theirs)
    nonzero = b[b != 0]
    np.testing.assert_array_equal(F.inv(nonzero), G(nonzero) ** -1)
    for exponent in (0, 1, 2, 3, order - 2, order - 1, order, 10**6 + 3):
        np.testing.assert_array_equal(F.power(a, exponent), ga**exponent)
    np.testing.assert_array_equal(F.power(nonzero, -5), G(nonzero) ** -5)


@pytest.mark.parametrize("order", ORDERS)
def test_linear_algebra_agrees_with_galois(order):
    F, rng = finite_field(order), np.random.default_rng(order)
    G = F.galois
    A, B = rng.integers(0, order, (7, 11)), rng.integers(0, order, (11, 5))
    A[4] = F.add(F.mul(A[1], order - 1), A[2])  # a dependent row
    A[:, 3] = 0
    np.testing.assert_array_equal(F.matmul(A, B), G(A) @ G(B))
    reduced, pivots = F.row_reduce(A)
    np.testing.assert_array_equal(reduced, G(A).row_reduce())
    rank = np.linalg.matrix_rank(G(A))
    assert F.rank(A) == len(pivots) == rank < 7
    np.testing.assert_array_equal(reduced[:rank, pivots], np.eye(rank))
    kernel = F.null_space(A)
    assert kernel.shape == (11 - rank, 11)
    assert not F.matmul(A, kernel.T).any()
    assert F.rank(kernel) == 11 - rank


@pytest.mark.parametrize("order", [2, 9, 64, 65521])
def test_row_reduce_takes_pivots_in_the_order_given(order):
    F, rng = finite_field(order), np.random.default_rng(order)
    A = rng.integers(0, order, (4, 9))
    A[:, 6] = F.mul(A[:, 8], order - 1)
    order_of_columns = [8, 6, 2]
    reduced, pivots = F.row_reduce(A, order_of_columns)
    assert reduced.shape == A.shape
    assert set(pivots) <= {8, 2}  # column 6 is a multiple of column 8
    np.testing.assert_array_equal(reduced[:, pivots], np.eye(4, len(pivots)))
    assert not reduced[len(pivots) :, order_of_columns].any()
    both = np.vstack([A, reduced])
    assert F.rank(both) == F.rank(A) == F.rank(reduced)  # the row space is unchanged


@pytest.mark.parametrize(("order", "inner"), [(49, 3000), (2**16, 130), (125, 257), (65521, 40), (3, 1)])
def test_product_with_the_largest_entries(order, inner):
    """All digits p - 1: the accumulated sums are as large as they can be."""
    F = finite_field(order)
    A, B = np.full((2, inner), order - 1), np.full((inner, 3), order - 1)
    square = F.mul(order - 1, order - 1)
    expected = F.mul(inner % F.characteristic, square)  # an integer n acts as n mod p
    np.testing.assert_array_equal(F.matmul(A, B), np.full((2, 3), expected))


def test_long_inner_dimension_is_split():
    F = finite_field(65521)
    inner = 2**21 + 12_345  # (p-1)^2 is almost 2^32, so a float64 holds 2^21 such products
    A = np.full((1, inner), 65520, dtype=F.dtype)  # -1
    assert F.matmul(A, A.reshape(-1, 1))[0, 0] == inner % 65521


@pytest.mark.parametrize("order", ORDERS)
def test_packing_stays_below_2_to_the_53(order):
    F = finite_field(order)
    for inner in (1, 10, 1000, 2**20):
        a, b, width = _packing(F, inner)
        assert min(a, b) * inner * (F.characteristic - 1) ** 2 < 2**width
        assert (a + b - 1) * width <= 53


def test_empty_and_batched_products():
    F = finite_field(7)
    assert F.matmul(np.zeros((0, 3), int), np.zeros((3, 2), int)).shape == (0, 2)
    np.testing.assert_array_equal(F.matmul(np.zeros((2, 0), int), np.zeros((0, 3), int)), np.zeros((2, 3)))
    A, B = np.arange(24).reshape(2, 3, 4) % 7, np.arange(20).reshape(4, 5) % 7
    np.testing.assert_array_equal(F.matmul(A, B), A @ B % 7)
    np.testing.assert_array_equal(F.matmul(A[0, 0], B), A[0, 0] @ B % 7)


def test_one_object_per_order():
    assert finite_field(49) is finite_field(np.int64(49))
    assert repr(finite_field(49)) == "GF(7^2)"
    assert repr(finite_field(7)) == "GF(7)"


@pytest.mark.parametrize("order", [-3, 0, 1, 6, 12, 2**16 + 1, 2**17, 65521 * 2, "7", 7.5, None])
def test_orders_that_are_refused(order):
    with pytest.raises(ValueError, match="order"):
        finite_field(order)


def test_bad_operands_are_refused():
    F = finite_field(9)
    with pytest.raises(ValueError, match=r"\[0, 9\), got 9"):
        F.add(9, 1)
    with pytest.raises(ValueError, match=r"\[0, 9\), got -1"):
        F.mul([0, -1], 1)
    with pytest.raises(ValueError, match="dtype float64"):
        F.mul(1.0, 1)
    with pytest.raises(ValueError, match="got 0"):
        F.inv([1, 0])
    with pytest.raises(ValueError, match="negative"):
        F.power(0, -1)
    with pytest.raises(ValueError, match="exponent"):
        F.power(2, 0.5)
    with pytest.raises(ValueError, match="shapes"):
        F.matmul(np.zeros((2, 3), int), np.zeros((2, 3), int))
    with pytest.raises(ValueError, match="matrix"):
        F.row_reduce([1, 2])
    with pytest.raises(ValueError, match="columns"):
        F.row_reduce([[1, 2]], [2])


def test_zero_to_the_zero_is_one():
    for order in SMALL:
        F = finite_field(order)
        assert F.power(0, 0) == 1
        np.testing.assert_array_equal(F.power([0, 1], [[0], [order]]), [[1, 1], [0, 1]])
