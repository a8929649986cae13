"""The words of the protocol: the codes C and C', the word W that sets define, and Merlin's messages C'_0."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from operator import methodcaller
from typing import Any, ClassVar, Self

import numpy as np

from algorithms.arrays import BITS, GF2, INTEGERS, plain_array
from algorithms.display import display, fields_repr
from algorithms.immutable import Immutable, locked
from hardness.arguments import integer, short_repr
from hardness.codec import register, with_keys
from hardness.codes import Code, FiniteField, code_from_dict
from hardness.codes.sizes import ProtocolSizes
from hardness.problems.base import read_only
from hardness.protocols.zero_sum import is_zero_sum_free, zero_sum_free_weights

MAX_PLAYERS = 1000


@dataclass(frozen=True, repr=False)
class Words(Immutable):
    """The linear algebra of `SetDisjointness`, on which the rest of the protocol is built.

    Attributes
    ----------
    code : Code
        The code C.
    blocks : int
        The number T of blocks.
    players : int
        The number k of players.
    weights : tuple of int
        One nonzero field element per block, without a zero sub-sum.
    """

    code: Code
    blocks: int
    players: int
    weights: tuple[int, ...]

    NAME: ClassVar[str]
    _protocols: ClassVar[dict[str, type["Words"]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "NAME" in cls.__dict__:
            Words._protocols[cls.NAME] = cls

    def __init__(self, code: Code, blocks: int, players: int = 3, weights: Sequence[int] | None = None) -> None:
        if not isinstance(code, Code):
            raise ValueError(f"code must be a Code, got {short_repr(code)}")
        blocks, players = integer("blocks", blocks, 1), integer("players", players, 2, MAX_PLAYERS)
        field = code.arithmetic
        elements = zero_sum_free_weights(field, blocks)  # refuses more blocks than any weights allow
        if weights is not None:
            if isinstance(weights, Sequence) and len(weights) != blocks:  # before the conversion to an array
                raise ValueError(f"weights must have one entry for each of the {blocks} blocks, got {len(weights)}")
            given = plain_array(weights, "weights", INTEGERS, field.elements)
            if given.ndim != 1:
                raise ValueError(f"weights must be a sequence of field elements, got {short_repr(weights)}")
            elements = tuple(given.tolist())
            if len(elements) != blocks:
                raise ValueError(f"weights must have one entry for each of the {blocks} blocks, got {len(elements)}")
            if not all(0 < weight < field.order for weight in elements):
                raise ValueError(f"weights must be nonzero elements of F_{field.order}, got {short_repr(elements)}")
            if not is_zero_sum_free(field, elements):
                allowed = f"such that no nonempty sub-sum is zero in F_{field.order}"
                raise ValueError(f"weights must be {allowed}, got {short_repr(elements)}")
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "blocks", blocks)
        object.__setattr__(self, "players", players)
        object.__setattr__(self, "weights", elements)
        _ = self.containing_code  # refuses a code whose star power does not exist

    @cached_property
    def containing_code(self) -> Code:
        """The code C', which contains the k-fold star product of C."""
        return self.code.star_power(self.players)

    @property
    def universe(self) -> int:
        """The number T kappa of elements in the blocks."""
        return self.blocks * self.code.dimension

    @property
    def coins(self) -> int:
        """The number N of coin strings."""
        return self.code.length

    @property
    def soundness_bound(self) -> Fraction:
        """The proven bound z/N on the acceptance probability of intersecting sets, for every message of Merlin."""
        return Fraction(self.containing_code.max_zeros, self.coins)

    @property
    def sizes(self) -> ProtocolSizes:
        """Every size of the protocol, from its parameters alone."""
        return self.code.sizes(self.players, self.blocks)

    @cached_property
    def message_basis(self) -> np.ndarray:
        """A basis of Merlin's message space C'_0, one word of length N per row."""
        basis = self.containing_code.shortened_basis(self.code.information_set)
        basis.setflags(write=False)
        return basis

    @property
    def message_count(self) -> int:
        """The number q^(dim C'_0) of messages over F_q, exactly."""
        return self.code.field_order ** len(self.message_basis)

    def message_block(self, start: int, stop: int) -> np.ndarray:
        """Return the messages number ``start`` to ``stop - 1`` as rows, in the order of `messages`."""
        if not 0 <= start <= stop <= self.message_count:
            raise ValueError(f"start={start}, stop={stop}; messages are numbered 0..{self.message_count}")
        field, basis, num_messages = self.code.arithmetic, self.message_basis, stop - start
        # A message is the sum of a word for its last digits and a word for the digits before. A block has few words of
        # either kind. A table gives the sums of the former with each symbol of the latter; it is no longer than the
        # block.
        last = 0
        while last < len(basis) and field.order ** (last + 2) <= num_messages:
            last += 1
        size, split = field.order**last, len(basis) - last
        first = start // size  # message numbers may exceed 64 bits, so they are Python integers here
        numbers = np.arange(-(-stop // size) - first).astype(object if stop > np.iinfo(np.int64).max else np.int64)
        before = field.matmul(_digits(numbers + first, split, field), basis[:split])
        if size == 1:
            return before
        after = field.matmul(_digits(np.arange(size), last, field), basis[split:])
        table = field.add(np.arange(field.order)[:, None, None], after.T)
        words = table[before, np.arange(self.coins)].transpose(0, 2, 1).reshape(-1, self.coins)
        return words[start - first * size :][:num_messages]

    def messages(self) -> Iterator[np.ndarray]:
        """Yield every word of C'_0 once, lazily, in lexicographic order of its coefficients on `message_basis`."""
        for start in range(0, self.message_count, 1024):
            yield from self.message_block(start, min(start + 1024, self.message_count))

    def inputs(self, sets: Any) -> "Inputs":
        """Return the players' sets as checked inputs; ValueError unless they fit.

        Parameters
        ----------
        sets : array_like, shape (players, m), or Inputs
            Zeros and ones, m <= T kappa. Inputs that this protocol has checked before are not checked again.
        """
        if isinstance(sets, Inputs):
            return sets if sets.protocol is self or sets.protocol == self else Inputs(self, sets.bits)
        return Inputs(self, sets)

    def checked_sets(self, sets: Any) -> np.ndarray:
        """Return the players' sets as a (players, m) array; ValueError unless its entries are 0 and 1 and it fits."""
        return self.inputs(sets).bits

    def encode(self, vectors: Any) -> np.ndarray:
        """Encode 0/1 vectors of length m <= T kappa block by block: shape (..., m) to (..., T, N)."""
        bits = self._checked_bits(plain_array(vectors, "vectors", BITS, GF2))
        padded = np.zeros((*bits.shape[:-1], self.universe), dtype=self.code.arithmetic.dtype)
        padded[..., : bits.shape[-1]] = bits
        return self.code.encode(padded.reshape(*bits.shape[:-1], self.blocks, self.code.dimension))

    def _checked_bits(self, bits: np.ndarray) -> np.ndarray:
        if bits.ndim < 1 or bits.shape[-1] > self.universe:
            raise ValueError(
                f"vectors of length {bits.shape[-1] if bits.ndim else 0} do not fit: blocks x dimension = "
                f"{self.blocks} x {self.code.dimension} = {self.universe}"
            )
        if bits.size and (bits.min() < 0 or bits.max() > 1):
            raise ValueError(f"vectors must have entries 0 and 1, got entries from {bits.min()} to {bits.max()}")
        return bits

    def sum_word(self, sets: Any) -> np.ndarray:
        """Return the word W of C' that the players' sets define, shape (N,)."""
        field = self.code.arithmetic
        words = self.inputs(sets).words
        product = words[0]
        for word in words[1:]:
            product = field.mul(product, word)
        return field.matmul(np.array([self.weights], dtype=field.dtype), product)[0]

    def honest_message(self, sets: Any) -> np.ndarray:
        """Return the message W that is always accepted.

        Raises
        ------
        ValueError
            If the sets intersect, because then there is no honest message.
        """
        inputs = self.inputs(sets)
        if common := np.flatnonzero(inputs.bits.all(axis=0)).tolist():
            raise ValueError(f"sets intersect in {common}; an honest Merlin has no message")
        return self.sum_word(inputs)

    def checked_message(self, message: Any) -> np.ndarray:
        """Return ``message`` as a word; ValueError unless it lies in Merlin's message space C'_0."""
        field = self.code.arithmetic
        word = plain_array(message, "message", INTEGERS, field.elements)
        if word.shape != (self.coins,) or word.min() < 0 or word.max() >= field.order:
            raise ValueError(f"message must be a word of {self.coins} elements of F_{field.order}, got {message!r}")
        word = word.astype(field.dtype)
        if word[np.asarray(self.code.information_set)].any():
            raise ValueError("message is not zero on the information set: it is outside the message space C'_0")
        if not self.containing_code.contains(word):
            raise ValueError(f"message is no word of {self.containing_code!r}: it is outside the message space C'_0")
        return word

    @cached_property
    def bits(self) -> dict[str, int]:
        """Bits by party: ``merlin``, ``coins`` and ``player 2`` .. ``player k``; player 1 sends nothing."""
        return self.sizes.bits

    def to_dict(self) -> dict[str, Any]:
        """Return the parameters as JSON values."""
        return {
            "code": self.code.to_dict(),
            "blocks": self.blocks,
            "players": self.players,
            "weights": list(self.weights),
        }

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """Rebuild a protocol from `to_dict`; ValueError with the reason on anything else."""
        data = with_keys(data, ["code", "blocks", "players", "weights"], "a protocol")
        if not isinstance(data["weights"], list):
            raise ValueError(f"weights must be a list of field elements, got {short_repr(data['weights'])}")
        return cls(code_from_dict(data["code"]), data["blocks"], data["players"], data["weights"])

    @display
    def __repr__(self) -> str:
        return (
            f"<set disjointness: {self.players} players, universe {self.universe}, {str(self.code).strip('<>')}, "
            f"T={self.blocks}, soundness {self.soundness_bound}>"
        )


@dataclass(frozen=True, eq=False)
class Inputs(Immutable):
    """Sets that a protocol has checked, so that no function needs to check or encode them again.

    However an object is made, by a copy or a pickle too, it checks its sets and keeps its own copy of them.

    Attributes
    ----------
    protocol : Words
        The protocol that checked them.
    bits : ndarray, shape (players, m)
        The players' sets, read-only.

    Raises
    ------
    ValueError
        If the sets do not fit the protocol.
    """

    protocol: Words
    bits: np.ndarray

    __repr__ = fields_repr

    def __post_init__(self) -> None:
        bits, players = plain_array(self.bits, "sets", BITS, GF2), self.protocol.players
        if bits.ndim != 2 or len(bits) != players:
            raise ValueError(f"sets must have the shape ({players}, m), one row per player, got {bits.shape}")
        object.__setattr__(self, "bits", read_only(self.protocol._checked_bits(bits)))

    @cached_property
    def words(self) -> np.ndarray:
        """The code words :math:`X_{i,t}` of all blocks, shape (players, T, N)."""
        return locked(self.protocol.encode(self.bits))


def _digits(numbers: np.ndarray, num_digits: int, field: FiniteField) -> np.ndarray:
    """Return the last digits of numbers in base |F|, as elements of the field: shape (len(numbers), count)."""
    digits = np.zeros((len(numbers), num_digits), dtype=field.dtype)
    for column in reversed(range(num_digits)):
        digits[:, column] = numbers % field.order
        numbers = numbers // field.order
    return digits


def protocol_from_dict(data: Any) -> Words:
    """Rebuild the protocol that `Words.to_dict` describes; ValueError with the reason on anything else."""
    return Words._protocols["set disjointness"].from_dict(data)


register("protocol", Words, methodcaller("to_dict"), protocol_from_dict)
