"""Compiled counting of agreements between words: the inner loop of a sweep over Merlin's messages."""

import numpy as np
from numba import types
from numba.extending import intrinsic

from algorithms.compiled import compiled

_FEW_WORDS = 32  # below, comparing word by word beats the bookkeeping of bit vectors


@intrinsic
def _popcount(_context, word):  # type: ignore[no-untyped-def]
    def generate(_context, builder, _signature, arguments):  # type: ignore[no-untyped-def]
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


def agreement_levels(words: np.ndarray, messages: np.ndarray, order: int) -> np.ndarray:
    r"""Count, for every message and row, the words that agree with the message at exactly w positions.

    **Construction.** Bit-sliced: for each row, coin and symbol a bit vector over the row's words says which have that
    symbol there. The bit vectors that a message selects, one a coin, are added by a ripple-carry counter whose
    planes are bit vectors too; the population counts of all intersections of planes give the histogram by
    inclusion-exclusion. One machine word advances 64 words at once, independent of the code and of the order.

    Parameters
    ----------
    words : ndarray, shape (rows, N, P)
        Words W of length N, P of them for each row; entries in 0..order-1.
    messages : ndarray, shape (M, N)
        Words to compare with.
    order : int
        The number of symbols.

    Returns
    -------
    ndarray of int64, shape (M, rows, N + 1)
        Entry [m, i, w] is #{p : W[i, :, p] agrees with message m at w positions}.

    Notes
    -----
    About rows (N P + M (N lg N) P / 64) operations.
    """
    rows, coins, size = words.shape
    counts = np.zeros((len(messages), rows, coins + 1), dtype=np.int64)
    if size < _FEW_WORDS:
        _count_directly(np.ascontiguousarray(words.transpose(0, 2, 1)), messages, counts)
        return counts
    # Only the symbols that some message has at a coin get a bit vector.
    slot_of = np.full((coins, order), -1, dtype=np.int32)
    slots = np.empty(messages.shape, dtype=np.int32)
    used = 1
    for r in range(coins):
        present = np.zeros(order, dtype=bool)
        present[messages[:, r]] = True
        symbols = np.flatnonzero(present)
        slot_of[r, symbols] = np.arange(len(symbols))
        slots[:, r] = slot_of[r, messages[:, r]]
        used = max(used, len(symbols))
    _count(np.ascontiguousarray(words), slot_of, used, slots, counts)
    return counts


@compiled
def _count_directly(words, messages, counts):  # type: ignore[no-untyped-def]
    rows, size, coins = words.shape
    for m in range(messages.shape[0]):
        for i in range(rows):
            for p in range(size):
                agreements = 0
                for r in range(coins):
                    agreements += words[i, p, r] == messages[m, r]
                counts[m, i, agreements] += 1


@compiled
def _count(words, slot_of, used, slots, counts):  # type: ignore[no-untyped-def]
    rows, coins, size = words.shape
    length = (size + 63) // 64
    planes = 1
    while coins >> planes:
        planes += 1
    subsets = 1 << planes
    selected = np.empty((coins, used, length), np.uint64)
    both = np.empty((subsets, length), np.uint64)  # both[S]: words whose count has every bit of S
    covered = np.empty(subsets, np.int64)
    carry = np.empty(length, np.uint64)
    for i in range(rows):
        selected[:] = 0
        for r in range(coins):
            for p in range(size):
                slot = slot_of[r, words[i, r, p]]
                if slot >= 0:
                    selected[r, slot, p >> 6] |= np.uint64(1) << np.uint64(p & 63)
        for m in range(slots.shape[0]):
            for b in range(planes):
                both[1 << b] = 0
            for r in range(coins):
                chosen = selected[r, slots[m, r]]
                plane = both[1]
                for j in range(length):
                    carry[j] = plane[j] & chosen[j]
                    plane[j] ^= chosen[j]
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
