"""Compiled arithmetic on rows of field elements. Import this module lazily, because numba takes time to load.

A kernel receives a field as the tuple ``FiniteField.tables``, which holds everything that the inner loops look up.
Four ways of subtracting a multiple of a row cover all fields: exclusive or (characteristic 2), a table (at most 256
elements), reduction modulo p (prime fields) and, for the other fields, a table for each half of the digits.
"""

import numpy as np

from algorithms.compiled import compiled


@compiled
def subtract_multiple(out, base, factor, row, field):  # type: ignore[no-untyped-def]
    """Set ``out = base - factor * row``."""
    products, differences, low, high, exp, log, q, p = field
    if q <= 256:
        multiple = products[factor]
        if p == 2:
            for j in range(len(row)):
                out[j] = base[j] ^ multiple[row[j]]
        else:
            for j in range(len(row)):
                out[j] = differences[base[j], multiple[row[j]]]
        return
    shift = log[factor]
    if p == 2:
        for j in range(len(row)):
            out[j] = base[j] ^ exp[shift + log[row[j]]]
    elif p == q:
        for j in range(len(row)):
            out[j] = (np.int64(base[j]) + (q - np.int64(factor)) * np.int64(row[j])) % p
    else:
        half = len(differences)
        for j in range(len(row)):
            b = exp[shift + log[row[j]]]
            top = np.int64(differences[high[base[j]], high[b]])
            out[j] = top * half + differences[low[base[j]], low[b]]


@compiled
def difference(a, b, field):  # type: ignore[no-untyped-def]
    """Return a - b."""
    _, differences, low, high, _, _, q, p = field
    if q <= 256:
        return np.int64(differences[a, b])
    if p == 2:
        return np.int64(a) ^ np.int64(b)
    if p == q:
        return (np.int64(a) - np.int64(b)) % p
    return np.int64(differences[high[a], high[b]]) * len(differences) + differences[low[a], low[b]]


@compiled
def quotient(a, b, field):  # type: ignore[no-untyped-def]
    """Return a / b for nonzero b."""
    _, _, _, _, exp, log, q, _ = field
    if a == 0:
        return np.int64(0)
    return np.int64(exp[log[a] - log[b] + q - 1])


@compiled
def eliminate(A, columns, field):  # type: ignore[no-untyped-def]
    """Bring A into reduced echelon form in place, seeking pivots in the given columns; return the pivots."""
    rows, _ = A.shape
    pivots = np.empty(min(rows, len(columns)), np.int64)
    rank = 0
    zero = np.zeros_like(A[:1])
    for column in columns:
        if rank == rows:
            break
        pivot = rank
        while pivot < rows and A[pivot, column] == 0:
            pivot += 1
        if pivot == rows:
            continue
        if pivot != rank:
            swap = A[pivot].copy()
            A[pivot] = A[rank]
            A[rank] = swap
        # row / a = 0 - (-1/a) row
        subtract_multiple(A[rank], zero[0], difference(0, quotient(1, A[rank, column], field), field), A[rank], field)
        for i in range(rows):
            if i != rank and A[i, column] != 0:
                subtract_multiple(A[i], A[i], A[i, column], A[rank], field)
        pivots[rank] = column
        rank += 1
    return pivots[:rank]


@compiled
def add_sparse_product(out, rows, columns, entries, B, field):  # type: ignore[no-untyped-def]
    """Add ``S @ B`` to ``out``, where the matrix S is the sum of ``entries[i]`` at ``(rows[i], columns[i])``."""
    for i in range(len(entries)):
        if entries[i] != 0:
            minus = difference(0, entries[i], field)
            subtract_multiple(out[rows[i]], out[rows[i]], minus, B[columns[i]], field)


@compiled
def weight_histogram(basis, field):  # type: ignore[no-untyped-def]
    """Count the combinations of a nonempty independent basis whose first nonzero coefficient is 1, by weight.

    A line ``b + s * last`` is one step: coordinate j with ``last[j] != 0`` vanishes for exactly one s, so counting
    these s gives the weights of all |F| words of the line at once.
    """
    _, _, _, _, exp, log, q, _ = field
    rows, length = basis.shape
    last = basis[rows - 1]
    support = np.flatnonzero(last)
    fixed = np.flatnonzero(last == 0)
    shifts = np.empty(len(support), np.int64)  # s = b[j] * (-1 / last[j]), through logarithms
    for i in range(len(support)):
        shifts[i] = log[quotient(difference(0, 1, field), last[support[i]], field)]
    histogram = np.zeros(length + 1, np.int64)
    histogram[len(support)] += 1  # the last row itself
    zeros = np.zeros(q, np.int64)
    state = np.zeros((rows, length), basis.dtype)  # state[t]: the combination of the rows up to t - 1
    digits = np.zeros(rows, np.int64)
    for lead in range(rows - 1):
        digits[:] = 0
        first = lead + 1
        state[first] = basis[lead]
        for t in range(first, rows - 1):
            state[t + 1] = state[t]
        while True:
            b = state[rows - 1]
            weight = len(support)
            for j in fixed:
                if b[j] != 0:
                    weight += 1
            zeros[:] = 0
            for i in range(len(support)):
                zeros[exp[shifts[i] + log[b[support[i]]]]] += 1
            for s in range(q):
                histogram[weight - zeros[s]] += 1
            t = rows - 2
            while t >= first and digits[t] == q - 1:
                digits[t] = 0
                t -= 1
            if t < first:
                break
            digits[t] += 1
            subtract_multiple(state[t + 1], state[t], difference(0, digits[t], field), basis[t], field)
            for i in range(t + 1, rows - 1):
                state[i + 1] = state[i]
    return histogram
