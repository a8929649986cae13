"""Counting agreements between words: the inner loop of a sweep over Merlin's messages."""

import numpy as np

from algorithms.compiling import worth_compiling
from algorithms.deprecated import renamed_names

_FEW_WORDS = 32  # with fewer words, compiled code compares word by word faster than by bit vectors
_SELECTED_BYTES = 1 << 24  # bit vectors held at once: those of as many rows as fit, at least of one
_PLANE_BYTES = 1 << 19  # a bit vector for each of several messages and rows: several of these stay in the cache
_INTERSECTION_BYTES = 1 << 24  # all intersections of planes
# The time of NumPy per operation on vectors, and per word of 64 bits in it.
_SECONDS_PER_OPERATION, _SECONDS_PER_WORD = 5e-6, 2e-9


def agreement_histograms(words: np.ndarray, messages: np.ndarray, field_order: int) -> np.ndarray:
    r"""Count, for every message and row, the words that agree with the message at exactly w positions.

    **Construction.** Bit slicing: for each row, coin and symbol, a bit vector marks the words of the row that have this
    symbol at this coin. A message selects one bit vector per coin. A ripple-carry counter, whose planes are bit vectors
    too, adds them. The population counts of all intersections of planes give the histogram by inclusion-exclusion. One
    machine word advances 64 words at once, independent of the code and of the field order. NumPy does small amounts
    of work, compiled code large ones.

    Parameters
    ----------
    words : ndarray, shape (rows, N, P)
        Words W of length N, P of them for each row; entries in 0..field_order - 1.
    messages : ndarray, shape (M, N)
        Words to compare with.
    field_order : int
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
    length = max(1, -(-size // 64))
    passes = 2 ** coins.bit_length() + 2 * sum(r.bit_length() for r in range(1, coins + 1))
    planes = len(messages) * rows * length  # words of 64 bits in one plane of all messages and rows
    seconds = passes * (_SECONDS_PER_OPERATION * (1 + 8 * planes // _PLANE_BYTES) + _SECONDS_PER_WORD * planes)
    count = count_bits_by_numpy
    if worth_compiling(seconds):
        from hardness.protocols.agreement_kernel import count_bits, count_directly

        if size < _FEW_WORDS:
            count_directly(np.ascontiguousarray(words.transpose(0, 2, 1)), messages, counts)
            return counts
        count = count_bits
    symbols, slots = _symbols(messages, field_order)
    height = max(1, _SELECTED_BYTES // (8 * sum(map(len, symbols)) * length + 1))
    for first in range(0, rows, height):
        block = slice(first, first + height)
        count(_bit_vectors(words[block], symbols), slots, size, counts[:, block])
    return counts


def _symbols(messages: np.ndarray, field_order: int) -> tuple[list[np.ndarray], np.ndarray]:
    """Return the symbols that some message has at each coin, and for each message the indices of its own symbols."""
    symbols = []
    slots = np.empty(messages.shape, dtype=np.int64)
    for r, column in enumerate(messages.T):
        present = np.zeros(field_order, dtype=bool)
        present[column] = True
        symbols.append(np.flatnonzero(present))
        slots[:, r] = (np.cumsum(present) - 1)[column]
    return symbols, slots


def _bit_vectors(words: np.ndarray, symbols: list[np.ndarray]) -> np.ndarray:
    """Return which words have each symbol at each coin: uint64, shape (rows, N, max symbols of a coin, P / 64)."""
    rows, coins, size = words.shape
    vectors = np.zeros((rows, coins, max(map(len, symbols), default=0), 8 * max(1, -(-size // 64))), dtype=np.uint8)
    for r in range(coins):
        for slot, symbol in enumerate(symbols[r].tolist()):
            vectors[:, r, slot, : -(-size // 8)] = np.packbits(words[:, r] == symbol, axis=-1)
    return vectors.view(np.uint64)


def count_bits_by_numpy(selected: np.ndarray, slots: np.ndarray, size: int, counts: np.ndarray) -> None:
    """Fill in the counts (M, rows, N + 1) from the bit vectors of the symbols and the slots of the messages' symbols.

    Parameters
    ----------
    selected : ndarray of uint64, shape (rows, N, slots, P / 64)
        Which words of a row have a symbol at a coin.
    slots : ndarray, shape (M, N)
        For each message and coin, the index of the bit vector of its symbol.
    size : int
        P, the number of words of a row.
    counts : ndarray of int64, shape (M, rows, N + 1)
        The result.
    """
    rows, coins, _, length = selected.shape
    subsets = 1 << coins.bit_length()  # of the bits of a count
    step = max(1, min(_PLANE_BYTES, _INTERSECTION_BYTES // subsets) // (8 * rows * length))
    for first in range(0, len(slots), step):
        messages = slots[first : first + step]
        planes: list[np.ndarray] = []
        for r in range(coins):
            carry = selected[:, r, messages[:, r]]  # (rows, messages, length)
            for b, plane in enumerate(planes):
                planes[b], carry = plane ^ carry, plane & carry
            if not r & (r + 1):  # r + 1, the largest count so far, is a power of two: it has one more bit
                planes.append(carry)
        both: list[np.ndarray] = [np.zeros(0)] * subsets  # both[S]: words whose count has every bit of S
        covered = np.full((subsets, rows, len(messages)), size, dtype=np.int64)
        for S in range(1, subsets):
            low = S & -S
            plane = planes[low.bit_length() - 1]
            both[S] = plane if low == S else both[S ^ low] & plane
            np.bitwise_count(both[S]).sum(axis=-1, dtype=np.int64, out=covered[S])
        for b in range(len(planes)):  # from "has every bit of S" to "has exactly the bits of S"
            pairs = covered.reshape(-1, 2, 1 << b, rows, len(messages))
            pairs[:, 0] -= pairs[:, 1]
        counts[first : first + step] = covered[: coins + 1].T


__getattr__ = renamed_names(globals(), {"agreement_levels": "agreement_histograms"})
