"""Field arithmetic against galois: exhaustively for small orders, at random for large ones."""

import pickle

import numpy as np
import pytest

from hardness.codes import finite_field

ORDERS = (2, 3, 4, 7, 9, 16, 49, 64, 125, 256, 289, 2187, 65521, 2**16)
SMALL = tuple(order for order in ORDERS if order <= 256)


def operands(order, rng):
    """All pairs for a small field, 20,000 random pairs and all pairs with 0 and 1 for a large one."""
    if order <= 256:
        a, b = np.divmod(np.arange(order**2), order)
        return a, b
    a, b = rng.integers(0, order, (2, 20_000))
    a[:300], b[200:500] = rng.integers(0, 2, (2, 300))
    return a, b


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


@pytest.mark.parametrize("order", [7, 9, 64])
def test_a_pickle_is_the_field_of_this_process(order):
    field = finite_field(order)
    assert pickle.loads(pickle.dumps(field)) is field
    assert field.__reduce__() == (finite_field, (order,))
