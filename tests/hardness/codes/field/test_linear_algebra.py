"""Elimination by NumPy, by compiled code and in blocks: against each other, galois and FLINT."""

import flint
import numpy as np
import pytest

from hardness.codes import finite_field
from hardness.codes.field import linear_algebra
from hardness.codes.field.kernels import eliminate
from hardness.codes.field.linear_algebra import BLOCK_ROWS, MIN_BLOCKED_SIZE

ORDERS = (2, 3, 4, 7, 9, 16, 49, 64, 125, 256, 289, 2187, 65521, 2**16)
PRIMES = (2, 3, 23, 251, 257, 65521)


def compiled(F, A, order):
    reduced = np.array(A, dtype=F.dtype)
    return reduced, eliminate(reduced, np.array(order, dtype=np.int64), F.tables)


def by_numpy(F, A, order):
    reduced = np.array(A, dtype=F.dtype)
    return reduced, linear_algebra._eliminate_by_numpy(F, reduced, np.array(order, dtype=np.int64))


def in_blocks(F, A, order):
    return linear_algebra._reduce_blocks(F, np.array(A, dtype=F.dtype), np.array(order, dtype=np.int64))


def assert_same(one, other):
    for a, b in zip(one, other, strict=True):
        assert a.dtype == b.dtype
        np.testing.assert_array_equal(a, b)


def matrices(F, rows, columns, rng):
    """Yield dense and sparse matrices, of full rank and not, with zero rows and columns."""
    q = F.order
    A = rng.integers(0, q, (rows, columns)).astype(F.dtype)
    yield A
    yield A * (rng.random(A.shape) < 0.05)
    yield np.zeros_like(A)
    inner = max(1, min(rows, columns) // 2)
    B = F.matmul(rng.integers(0, q, (rows, inner)), rng.integers(0, q, (inner, columns)))
    B[:, ::5] = 0
    B[::7] = 0
    yield B


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


@pytest.mark.parametrize("order", ORDERS)
def test_numpy_does_what_compiled_code_does(order):
    F, rng = finite_field(order), np.random.default_rng(order)
    for rows, columns in [(0, 0), (0, 4), (4, 0), (1, 1), (1, 5), (6, 4), (5, 9)]:
        for A in matrices(F, rows, columns, rng):
            for columns_sought in (
                np.arange(columns),
                rng.permutation(columns),
                rng.permutation(columns)[: columns // 2],
            ):
                assert_same(by_numpy(F, A, columns_sought), compiled(F, A, columns_sought))
    repeated = [2, 0, 2, 1, 0]
    assert_same(by_numpy(F, A, repeated), compiled(F, A, repeated))


def flint_reduced(A, order, p):
    """The reduced echelon form for an order of the columns, by FLINT."""
    rows, columns = A.shape
    matrix, rank = flint.nmod_mat(rows, columns, A[:, order].ravel().tolist(), p).rref()
    entries = np.array([int(x) for x in matrix.entries()], dtype=A.dtype).reshape(rows, columns)
    reduced = np.zeros_like(A)
    reduced[:, order] = entries
    return reduced, order[[int(np.flatnonzero(row)[0]) for row in entries[:rank]]]


@pytest.mark.parametrize("p", PRIMES)
@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        (BLOCK_ROWS - 1, 50),
        (BLOCK_ROWS, BLOCK_ROWS),
        (BLOCK_ROWS + 1, 2 * BLOCK_ROWS),
        (2 * BLOCK_ROWS + 1, 20),
        (3 * BLOCK_ROWS, 3 * BLOCK_ROWS + 5),
    ],
)
def test_blocks_do_what_single_rows_and_flint_do(p, rows, columns):
    F, rng = finite_field(p), np.random.default_rng(p)
    for A in matrices(F, rows, columns, rng):
        before = A.copy()
        for order in (np.arange(columns), rng.permutation(columns)):
            result = in_blocks(F, A, order)
            assert_same(result, compiled(F, A, order))
            assert_same(result, flint_reduced(A, order, p))
        np.testing.assert_array_equal(A, before)


@pytest.mark.parametrize(("rows", "columns"), [(0, 0), (0, 7), (7, 0), (1, 1)])
def test_blocks_of_nothing(rows, columns):
    F = finite_field(23)
    A = np.ones((rows, columns), dtype=F.dtype)
    assert_same(in_blocks(F, A, np.arange(columns)), compiled(F, A, np.arange(columns)))


@pytest.mark.parametrize("change", [-1, 0, 1])
@pytest.mark.parametrize("order", [23, 25, 64])
def test_sizes_around_the_least_that_is_done_in_blocks(order, change, monkeypatch):
    F, rng = finite_field(order), np.random.default_rng(order)
    size, blocks = MIN_BLOCKED_SIZE + change, []
    whole = linear_algebra._reduce_blocks
    monkeypatch.setattr(linear_algebra, "_reduce_blocks", lambda *args: blocks.append(args) or whole(*args))
    A = rng.integers(0, order, (size, MIN_BLOCKED_SIZE + 10))
    A[3] = A[1]
    columns = rng.permutation(A.shape[1])
    assert_same(F.row_reduce(A), compiled(F, A, np.arange(A.shape[1])))
    assert_same(F.row_reduce(A, columns), compiled(F, A, columns))
    assert len(blocks) == (2 if order == 23 and change >= 0 else 0)
    # where some column is not sought, or one is twice, the steps matter and not only the row space
    for chosen in (columns[:-1], np.append(columns[:-1], columns[0])):
        assert_same(F.row_reduce(A, chosen), compiled(F, A, chosen))
    assert len(blocks) == (2 if order == 23 and change >= 0 else 0)


@pytest.mark.parametrize("compiles", [False, True])
def test_the_estimate_decides_between_numpy_and_compiled_code(compiles, monkeypatch):
    F, used = finite_field(7), []
    by_hand = linear_algebra._eliminate_by_numpy
    monkeypatch.setattr(linear_algebra, "_eliminate_by_numpy", lambda *args: used.append(1) or by_hand(*args))
    monkeypatch.setattr(linear_algebra, "worth_compiling", lambda seconds: compiles)
    reduced, pivots = F.row_reduce([[0, 2, 4], [3, 0, 3]])
    assert reduced.tolist() == [[1, 0, 1], [0, 1, 2]]
    assert pivots.tolist() == [0, 1]
    assert bool(used) is not compiles
