"""The code words of many inputs at once: every tuple of vectors as an input of the protocol."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any, NamedTuple

import numpy as np

from algorithms.display import fields_repr
from algorithms.immutable import Immutable, value_of
from hardness.memory import memory_refusal
from hardness.protocols.set_disjointness import SetDisjointness

_PRODUCTS = 1 << 20  # symbols of products of tuples that are held at once
_KEPT_BYTES = 1 << 24  # of words W of all rows that are kept for the next message
_LAST_BYTES = 1 << 26  # of words W of the last rows that are kept for the next query about them
_WORD_BYTES = 1 << 28  # of words W held at once


class Cell(NamedTuple):
    """A unit of counting: consecutive messages on consecutive rows.

    Attributes
    ----------
    first_message, first_row : int
        The first message and the first row of the cell.
    counts : ndarray of int64, shape (messages, rows, N + 1)
        Entry [m, i, w] is the number of tuples of row i whose words agree with message m at w coins.
    """

    first_message: int
    first_row: int
    counts: np.ndarray


@dataclass(frozen=True, eq=False)
class EncodedSets(Immutable):
    """k sets of 0/1 vectors, encoded by a protocol: the words W of all tuples, which no message of Merlin changes.

    Parameters
    ----------
    protocol : SetDisjointness
        A protocol of k players.
    sets : tuple of ndarray
        k arrays of shapes (n_i, m) of zeros and ones: the inputs that player i may hold.

    Raises
    ------
    ValueError
        If there are not k sets, or m does not fit in the blocks.
    """

    protocol: SetDisjointness
    sets: tuple[np.ndarray, ...]

    __repr__ = fields_repr

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.sets) != self.protocol.players:
            raise ValueError(f"sets has {len(self.sets)} entries; the protocol has {self.protocol.players} players")
        if reason := encoding_refusal(self.protocol, self.sizes):
            raise ValueError(reason)
        _ = self.words

    @property
    def sizes(self) -> tuple[int, ...]:
        """The numbers n_1, ..., n_k of vectors."""
        return tuple(len(vectors) for vectors in self.sets)

    @cached_property
    def words(self) -> tuple[np.ndarray, ...]:
        """For each set the array (n_i, T, N) of code words."""
        words = tuple(self.protocol.encode(vectors) for vectors in self.sets)
        for array in words:
            array.flags.writeable = False
        return words

    def sums_at(self, coin: int, row_sets: Sequence[np.ndarray]) -> np.ndarray:
        """Return W[coin] for all tuples of the given rows: index arrays of lengths c_1..c_k give (c_1, ..., c_k)."""
        field = self.protocol.code.arithmetic
        symbols = [words[rows, :, coin] for words, rows in zip(self.words, row_sets, strict=True)]
        weighted = field.mul(symbols[0], np.array(self.protocol.weights, dtype=field.dtype))
        shape = tuple(len(rows) for rows in row_sets[1:])
        total = prod(shape)
        # The products of all tuples would take T times the memory of the result, and computing them ten times as much.
        step = max(1, _PRODUCTS // self.protocol.blocks)
        parts = []
        for start in range(0, total, step):
            indices = np.unravel_index(np.arange(start, min(start + step, total)), shape)
            products = symbols[1][indices[0]]
            for more, index in zip(symbols[2:], indices[1:], strict=True):
                products = field.mul(products, more[index])
            parts.append(field.matmul(weighted, products.T))
        return np.concatenate(parts, axis=1).reshape(len(weighted), *shape)

    def honest_message(self, witness: Sequence[int]) -> np.ndarray:
        """Return the word W of one tuple of vectors, shape (N,): the honest message if the tuple is orthogonal."""
        first, *others = (np.array([index]) for index in witness)
        return np.concatenate([self.sums_at(coin, (first, *others)).reshape(1) for coin in range(self.protocol.coins)])

    def sum_words(self, rows: np.ndarray) -> np.ndarray:
        """Return W for the given rows of the first set and all tuples of the others: shape (rows, N, n_2 ... n_k).

        The words of all rows are cached if they are few, otherwise those of the last query.
        """
        if self.sizes[0] * self.bytes_per_row() <= _KEPT_BYTES:
            return np.asarray(self._all_sum_words[rows])
        key = value_of(np.asarray(rows))
        words = self._last_words.get(key)
        if words is None:
            self._last_words.clear()  # before the next ones are made
            words = self._sum_words(rows)
            if words.nbytes <= _LAST_BYTES:
                words.flags.writeable = False
                self._last_words[key] = words
        return words  # not what is kept now: another thread may have asked for other rows

    @cached_property
    def _last_words(self) -> dict[Any, np.ndarray]:
        return {}

    @cached_property
    def _all_sum_words(self) -> np.ndarray:
        """Keep the words W of a small instance: they are the same for all messages."""
        words = self._sum_words(np.arange(self.sizes[0]))
        words.flags.writeable = False
        return words

    def _sum_words(self, rows: np.ndarray) -> np.ndarray:
        indices = (rows, *(np.arange(n) for n in self.sizes[1:]))
        shape = (len(rows), self.protocol.coins, prod(self.sizes[1:]))
        out = np.empty(shape, dtype=self.protocol.code.arithmetic.dtype)
        for coin in range(self.protocol.coins):
            out[:, coin] = self.sums_at(coin, indices).reshape(len(rows), -1)
        return out

    def sweep(self, block: int, done: int = 0) -> Iterator[Cell]:
        """Count agreements of every message with the words of every row, computing words once per block of rows.

        Parameters
        ----------
        block : int
            The number of messages per cell.
        done : int
            Skip the cells among the first ``done`` pairs of message and row.
        """
        from hardness.protocols.agreement import agreement_histograms

        num_messages, field_order, passed = self.protocol.message_count, self.protocol.code.field_order, 0
        for first_row in range(0, self.sizes[0], self.chunk_height):
            rows = np.arange(first_row, min(self.sizes[0], first_row + self.chunk_height))
            words: np.ndarray | None = None
            for first in range(0, num_messages, block):
                last = min(num_messages, first + block)
                passed += len(rows) * (last - first)
                if passed <= done:
                    continue
                words = self.sum_words(rows) if words is None else words
                messages = self.protocol.message_block(first, last)
                yield Cell(first, first_row, agreement_histograms(words, messages, field_order))

    def bytes_per_row(self) -> int:
        """Return the memory that `sum_words` takes for one row of the first set."""
        return self.protocol.coins * prod(self.sizes[1:]) * self.protocol.code.arithmetic.dtype.itemsize

    @property
    def chunk_height(self) -> int:
        """The number of rows whose words W are held at once."""
        return max(1, min(self.sizes[0], _WORD_BYTES // self.bytes_per_row()))


def encoding_refusal(protocol: SetDisjointness, sizes: Sequence[int]) -> str | None:
    """Return why sets of n_1, ..., n_k vectors are too large to encode, or None if they fit in memory."""
    symbol = protocol.coins * protocol.code.arithmetic.dtype.itemsize
    return memory_refusal(sum(sizes) * protocol.blocks * symbol, f"code words of {sum(sizes)} vectors") or (
        memory_refusal(2 * prod(sizes[1:]) * symbol, f"words of {prod(sizes[1:])} tuples")
    )
