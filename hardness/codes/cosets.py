"""Compiled search for the lightest word of a coset. Import this module lazily, because numba takes time to load."""

from typing import TypeAlias

import numpy as np

from algorithms.compiled import compiled
from hardness.codes.field.finite_field import FiniteField
from hardness.numbers import format_integer

_FEW = 16  # symbols: up to this number they are counted one after the other, by vector instructions

Addition: TypeAlias = tuple[np.ndarray, int, int, int]


def addition(field: FiniteField) -> Addition:
    """Return what compiled code needs in order to add in a field: (table, half, characteristic, field order).

    Extensions of odd characteristic add by a table. Up to field order 256 it is the table of all elements. Beyond, it
    is the table of the ``half`` elements with the lower half of the base-p digits, which serves for both halves since
    sums have no carries.
    """
    p, e = field.characteristic, field.degree
    if p == 2 or e == 1:
        return np.zeros((1, 1), dtype=field.dtype), field.order, p, field.order
    half = field.order if field.order <= 256 else p ** ((e + 1) // 2)
    elements = np.arange(half)
    return np.ascontiguousarray(field.add(elements[:, None], elements)), half, p, field.order


@compiled
def plus(a, b, field):  # type: ignore[no-untyped-def]
    """Return a + b for field elements as int64."""
    table, half, p, q = field
    if p == 2:
        return a ^ b
    if p == q:
        total = a + b
        return total - p if total >= p else total
    if half == q:
        return np.int64(table[a, b])
    return np.int64(table[a // half, b // half]) * half + table[a % half, b % half]


def lightest_in_coset(
    field: FiniteField, basis: np.ndarray, word: np.ndarray, budget: int, floor: int = 0
) -> np.ndarray:
    r"""Return a word of least Hamming weight in the coset ``word`` + span(``basis``).

    **Construction.** Scaling a column changes no weight, so the columns are scaled such that the last basis word b is
    0/1. Within the support of b, the zeros of v - c b are then exactly the coordinates where v has the symbol c. The
    best c is the most frequent symbol there, and one count decides all \|F\| multiples of b. A modular Gray code over
    the prime field enumerates the combinations of the other basis words: each step adds one row and nothing else.

    **Correctness.** Multiples of the other basis words by a basis of F over F_p generate their span over F_p. Step n
    of the walk increments the digit whose index is the p-adic valuation of n, which visits every digit string once.

    Parameters
    ----------
    field : FiniteField
        The field F.
    basis : ndarray, shape (r, N)
        Independent words, r >= 0.
    word : ndarray, shape (N,)
        A word of the coset.
    budget : int
        The largest number of words that the coset may have.
    floor : int
        A known lower bound on the weight. The search stops when it is attained.

    Raises
    ------
    ValueError
        If the coset has more words than ``budget``.

    Notes
    -----
    \|F\|^r words in O(N \|F\|^max(r - 1, 0)) operations.

    Examples
    --------
    >>> import numpy as np
    >>> from hardness.codes import finite_field
    >>> F = finite_field(5)
    >>> lightest_in_coset(F, np.array([[1, 2, 3, 4]]), np.array([3, 1, 4, 0]), budget=5)
    array([0, 0, 0, 3], dtype=uint8)
    """
    rank, length = basis.shape
    if (words := field.order**rank) > budget:
        raise ValueError(f"budget={budget:,} is too small: the coset has {format_integer(words)} words")
    if rank == 0:
        return word.astype(field.dtype)
    last = basis[-1].astype(field.dtype)
    inside, outside = np.flatnonzero(last), np.flatnonzero(last == 0)
    columns = np.concatenate([inside, outside])
    scale = np.ones(length, dtype=field.dtype)
    scale[inside] = field.inv(last[inside])
    powers = field.characteristic ** np.arange(field.degree)  # 1, x, x^2, ..: a basis over F_p
    rows = field.mul(field.mul(basis[:-1, None], powers[:, None]), scale).reshape(-1, length)
    state = field.mul(word, scale)[columns]
    symbol = _walk(state, np.ascontiguousarray(rows[:, columns]), len(inside), floor, addition(field))
    state[: len(inside)] = field.sub(state[: len(inside)], field.dtype.type(symbol))
    lightest = np.empty(length, dtype=field.dtype)
    lightest[columns] = state
    return field.mul(lightest, field.inv(scale))


@compiled
def _add_row(state, row, field):  # type: ignore[no-untyped-def]
    # `plus` with its cases outside the loops, so that the compiler can vectorise the loops
    table, half, p, q = field
    if p == 2:
        for j in range(len(state)):
            state[j] ^= row[j]
    elif p == q:
        for j in range(len(state)):
            total = np.int32(state[j]) + np.int32(row[j])
            state[j] = min(np.uint32(total), np.uint32(total - p))
    elif half == q:
        for j in range(len(state)):
            state[j] = table[state[j], row[j]]
    else:
        for j in range(len(state)):
            state[j] = plus(np.int64(state[j]), np.int64(row[j]), field)


@compiled
def _walk(state, rows, inside, floor, field):  # type: ignore[no-untyped-def]
    """Leave the best state in ``state`` and return the symbol to subtract from its first ``inside`` entries."""
    _, _, p, q = field
    length = len(state)
    counts = np.zeros(q, np.int32)
    digits = np.zeros(len(rows), np.int64)
    best = state.copy()
    best_weight = length + 1
    best_symbol = np.int64(0)
    while True:
        zeros = 0
        for j in range(inside, length):
            zeros += state[j] == 0
        largest = 0
        symbol = np.int64(0)
        if q <= _FEW:
            for c in range(q):
                count = 0
                for j in range(inside):
                    count += state[j] == c
                if count > largest:
                    largest = count
                    symbol = np.int64(c)
        else:
            for j in range(inside):
                count = counts[state[j]] + 1
                counts[state[j]] = count
                if count > largest:
                    largest = count
                    symbol = np.int64(state[j])
            for j in range(inside):
                counts[state[j]] = 0
        if length - zeros - largest < best_weight:
            best_weight = length - zeros - largest
            best_symbol = symbol
            best[:] = state
            if best_weight <= floor:
                break
        i = 0
        while i < len(rows) and digits[i] == p - 1:
            digits[i] = 0
            i += 1
        if i == len(rows):
            break
        digits[i] += 1
        _add_row(state, rows[i], field)
    state[:] = best
    return best_symbol
