"""Compiled arithmetic on rows against the arithmetic of NumPy."""

import itertools

import numpy as np
import pytest

from hardness.codes import finite_field
from hardness.codes.field.kernels import add_sparse_product, difference, quotient, subtract_multiple, weight_histogram

# characteristic 2, primes, odd extensions with a full table, and beyond 256 elements each of these, with two tables
ORDERS = (2, 3, 4, 9, 64, 125, 251, 256, 257, 289, 512, 2187, 65521, 2**16)


@pytest.mark.parametrize("order", ORDERS)
def test_differences_quotients_and_multiples_of_rows(order):
    F, rng = finite_field(order), np.random.default_rng(order)
    a, b = rng.integers(0, order, (2, 200)).astype(F.dtype)
    a[:3], b[2:5], a[5], b[6] = 0, 0, order - 1, order - 1
    assert [difference(x, y, F.tables) for x, y in zip(a, b, strict=True)] == F.sub(a, b).tolist()
    nonzero = b != 0
    assert [quotient(x, y, F.tables) for x, y in zip(a[nonzero], b[nonzero], strict=True)] == F.mul(
        a[nonzero], F.inv(b[nonzero])
    ).tolist()
    for factor in (0, 1, order - 1, int(rng.integers(order))):
        out = np.empty_like(a)
        subtract_multiple(out, a, factor, b, F.tables)
        np.testing.assert_array_equal(out, F.sub(a, F.mul(factor, b)))


@pytest.mark.parametrize("order", ORDERS)
def test_sparse_products(order):
    F, rng = finite_field(order), np.random.default_rng(order)
    rows, columns = np.array([0, 2, 2, 1]), np.array([3, 0, 4, 3])
    entries, B = rng.integers(0, order, 4).astype(F.dtype), rng.integers(0, order, (5, 6)).astype(F.dtype)
    entries[3] = 0
    S = np.zeros((3, 5), dtype=F.dtype)
    S[rows, columns] = entries
    start = rng.integers(0, order, (3, 6)).astype(F.dtype)
    out = start.copy()
    add_sparse_product(out, rows, columns, entries, B, F.tables)
    np.testing.assert_array_equal(out, F.add(start, F.matmul(S, B)))


@pytest.mark.parametrize(("order", "rank"), [(2, 4), (3, 3), (9, 2), (4, 1), (257, 1)])
def test_weights_of_all_lines(order, rank):
    F, rng = finite_field(order), np.random.default_rng(order)
    basis = np.concatenate([np.eye(rank, dtype=np.int64), rng.integers(0, order, (rank, 4))], axis=1).astype(F.dtype)
    expected = np.zeros(rank + 5, dtype=np.int64)
    for coefficients in itertools.product(range(order), repeat=rank):
        if next((c for c in coefficients if c), 0) == 1:
            expected[np.count_nonzero(F.matmul(np.array(coefficients), basis))] += 1
    np.testing.assert_array_equal(weight_histogram(basis, F.tables), expected)
