"""The compiled loops that count agreements. Import this module lazily, because numba takes time to load."""

import numpy as np
from numba import types
from numba.extending import intrinsic

from algorithms.compiled import compiled


@intrinsic
def _popcount(_context, word):  # type: ignore[no-untyped-def]
    def generate(_context, builder, _signature, arguments):  # type: ignore[no-untyped-def]
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


@compiled
def count_directly(words, messages, counts):  # type: ignore[no-untyped-def]
    """Fill in the counts by comparing each message with each of the words, of shape (rows, P, N)."""
    rows, size, coins = words.shape
    for m in range(messages.shape[0]):
        for i in range(rows):
            for p in range(size):
                agreements = 0
                for r in range(coins):
                    agreements += words[i, p, r] == messages[m, r]
                counts[m, i, agreements] += 1


@compiled
def count_bits(selected, slots, size, counts):  # type: ignore[no-untyped-def]
    """Fill in the counts as `hardness.protocols.agreement.count_bits_by_numpy` does, one message after the other."""
    rows, coins, _, length = selected.shape
    planes = 1
    while coins >> planes:
        planes += 1
    subsets = 1 << planes
    both = np.empty((subsets, length), np.uint64)  # both[S]: words whose count has every bit of S
    covered = np.empty(subsets, np.int64)
    carry = np.empty(length, np.uint64)
    for i in range(rows):
        vectors = selected[i]
        for m in range(slots.shape[0]):
            for b in range(planes):
                both[1 << b] = 0
            for r in range(coins):
                addend = vectors[r, slots[m, r]]
                plane = both[1]
                for j in range(length):
                    carry[j] = plane[j] & addend[j]
                    plane[j] ^= addend[j]
                b = 1
                while (r + 1) >> b:  # the count is at most r + 1, so no carry goes further
                    plane = both[1 << b]
                    for j in range(length):
                        old = plane[j]
                        plane[j] = old ^ carry[j]
                        carry[j] &= old
                    b += 1
            covered[0] = size
            for S in range(1, subsets):
                low = S & -S
                here = both[S]
                total = np.uint64(0)
                if low == S:
                    for j in range(length):
                        total += _popcount(here[j])  # type: ignore[call-arg]
                else:
                    rest, bit = both[S ^ low], both[low]
                    for j in range(length):
                        here[j] = rest[j] & bit[j]
                        total += _popcount(here[j])  # type: ignore[call-arg]
                covered[S] = np.int64(total)
            for b in range(planes):  # from "has every bit of S" to "has exactly the bits of S"
                for S in range(subsets):
                    if not (S >> b) & 1:
                        covered[S] -= covered[S | (1 << b)]
            for w in range(coins + 1):
                counts[m, i, w] = covered[w]
