"""The Merlin-Arthur protocol of k players for set disjointness, over any code with the multiplication property."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from operator import methodcaller
from typing import TYPE_CHECKING, Any

import numpy as np

from algorithms.arrays import BITS, GF2, INTEGERS, plain_array
from algorithms.display import display
from algorithms.immutable import Immutable
from hardness.arguments import generator, integer, short_repr
from hardness.codec import register, with_keys
from hardness.codes import Code, FiniteField, code_from_dict
from hardness.codes.sizes import ProtocolSizes
from hardness.protocols.exact import BUDGET, WorstCase, best_message, worst_case
from hardness.protocols.merlins import merlin_of
from hardness.protocols.zero_sum import is_zero_sum_free, zero_sum_free_weights

if TYPE_CHECKING:
    from hardness.protocols.transcript import Transcript

MAX_PLAYERS = 1000


@dataclass(frozen=True, repr=False)
class SetDisjointness(Immutable):
    r"""Merlin convinces k players that their sets have no common element.

    Player i holds :math:`x_i \in \{0,1\}^m`; the question is whether :math:`\prod_i x_i[l] = 0` for every l.

    **Construction.** Let C be a linear code of length N with information set I, kappa = \|I\|, and C' a code of the
    same family that contains the k-fold star product, in which a nonzero word has at most z zeros. Split the universe,
    padded by zeros, into T blocks of kappa. :math:`X_{i,t} \in C` is the word whose restriction to I is block t of
    :math:`x_i`, and :math:`W = \sum_t \lambda_t X_{1,t} * \cdots * X_{k,t} \in C'`. Merlin sends a word
    :math:`\Phi \in C'_0 = \{w \in C' : w|_I = 0\}`; a coin r in [N] is tossed; players 2..k send
    :math:`(X_{i,t}[r])_t`; player 1 accepts iff :math:`\Phi[r] = W[r]`.

    **Correctness.** On I, W is the sum of the weights of the blocks that hold a common element there, so with weights
    free of zero sums :math:`W \in C'_0` iff the sets are disjoint. Then :math:`\Phi = W` is accepted always
    (completeness 1). Otherwise :math:`W - \Phi` is a nonzero word of C' for every message, so at most z of the N coins
    accept (soundness z/N). For disjoint sets that is true of every message but W, the only one accepted more often.

    Parameters
    ----------
    code : Code
        The code C.
    blocks : int
        T >= 1; the universe has up to T kappa elements. At most e(p - 1) over F_{p^e}.
    players : int
        k, 2 <= k <= 1000.
    weights : sequence of int, optional
        :math:`\lambda_1, \ldots, \lambda_T`, nonzero field elements without a zero sub-sum; chosen by
        `zero_sum_free_weights` if not given.

    Raises
    ------
    ValueError
        If there are fewer than two players or more than 1000, no block, more blocks than zero-sum-free weights, weights
        with a zero sub-sum, or no code C' for so many players.

    Notes
    -----
    Merlin sends one of \|F\|^(dim C' - kappa) words, every other player T field elements, and lg N coins are tossed.

    References
    ----------
    After [AS24]_ Sec. 4 and App. D, which follows [Rub18]_ and [ARW17]_.

    .. [AS24] J. Alman, Z. Song, *How to Capture Higher-order Correlations? Generalizing Matrix Softmax Attention to
       Kronecker Computation*, ICLR 2024.
    .. [Rub18] A. Rubinstein, *Hardness of approximate nearest neighbor search*, STOC 2018.
    .. [ARW17] A. Abboud, A. Rubinstein, R. Williams, *Distributed PCP theorems for hardness of approximation in P*,
       FOCS 2017.

    Examples
    --------
    >>> from hardness.codes import ReedSolomon
    >>> protocol = SetDisjointness(ReedSolomon(7, 6, 2), blocks=2, players=3)
    >>> protocol
    <set disjointness: 3 players, universe 4, RS code [6, 2, 5] over GF(7), T=2, soundness 1/2>
    >>> disjoint = [[1, 1, 0, 1], [1, 0, 1, 1], [0, 1, 1, 0]]
    >>> message = protocol.honest_message(disjoint)
    >>> len(protocol.accepting_coins(message, disjoint)), protocol.message_count
    (6, 49)
    >>> crossing = [[1, 1, 0, 1], [1, 0, 1, 1], [0, 1, 1, 1]]
    >>> max(protocol.acceptance_probability(message, crossing) for message in protocol.messages())
    Fraction(1, 2)
    """

    code: Code
    blocks: int
    players: int
    weights: tuple[int, ...]

    def __init__(self, code: Code, blocks: int, players: int = 3, weights: Sequence[int] | None = None) -> None:
        if not isinstance(code, Code):
            raise ValueError(f"code must be a Code, got {short_repr(code)}")
        blocks, players = integer("blocks", blocks, 1), integer("players", players, 2, MAX_PLAYERS)
        field = code.arithmetic
        chosen = zero_sum_free_weights(field, blocks)  # refuses more blocks than any weights allow
        if weights is not None:
            if isinstance(weights, Sequence) and len(weights) != blocks:  # before they become an array
                raise ValueError(f"weights must have one entry for each of the {blocks} blocks, got {len(weights)}")
            given = plain_array(weights, "weights", INTEGERS, field.elements)
            if given.ndim != 1:
                raise ValueError(f"weights must be a sequence of field elements, got {short_repr(weights)}")
            chosen = tuple(given.tolist())
            if len(chosen) != blocks:
                raise ValueError(f"weights must have one entry for each of the {blocks} blocks, got {len(chosen)}")
            if not all(0 < weight < field.order for weight in chosen):
                raise ValueError(f"weights must be nonzero elements of F_{field.order}, got {short_repr(chosen)}")
            if not is_zero_sum_free(field, chosen):
                allowed = f"such that no nonempty sub-sum is zero in F_{field.order}"
                raise ValueError(f"weights must be {allowed}, got {short_repr(chosen)}")
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "blocks", blocks)
        object.__setattr__(self, "players", players)
        object.__setattr__(self, "weights", chosen)
        _ = self.containing_code  # refuses a code whose star power does not exist

    @cached_property
    def containing_code(self) -> Code:
        """The code C', which contains the k-fold star product of C."""
        return self.code.star_power(self.players)

    @property
    def universe(self) -> int:
        """The number T kappa of elements that the blocks hold."""
        return self.blocks * self.code.dimension

    @property
    def coins(self) -> int:
        """The number N of coin strings."""
        return self.code.length

    @property
    def soundness_bound(self) -> Fraction:
        """The proven bound z/N on the acceptance of intersecting sets, whatever Merlin sends."""
        return Fraction(self.containing_code.max_zeros, self.coins)

    @property
    def sizes(self) -> ProtocolSizes:
        """Every size of the protocol, by numbers alone."""
        return self.code.sizes(self.players, self.blocks)

    @cached_property
    def message_basis(self) -> np.ndarray:
        """Basis of Merlin's message space C'_0, one word of length N a row."""
        basis = self.containing_code.shortened_basis(self.code.information_set)
        basis.setflags(write=False)
        return basis

    @property
    def message_count(self) -> int:
        """The number q^(dim C'_0) of messages over F_q, exactly."""
        return self.code.order ** len(self.message_basis)

    def message_block(self, start: int, stop: int) -> np.ndarray:
        """Return the messages number ``start`` to ``stop - 1`` as rows, in the order of `messages`."""
        if not 0 <= start <= stop <= self.message_count:
            raise ValueError(f"start={start}, stop={stop}; messages are numbered 0..{self.message_count}")
        field, basis, count = self.code.arithmetic, self.message_basis, stop - start
        # A message is the sum of a word for its last digits and a word for those before. A block has few of either, and
        # a table of what each symbol of the latter makes of the former; it is no longer than the block.
        last = 0
        while last < len(basis) and field.order ** (last + 2) <= count:
            last += 1
        size, split = field.order**last, len(basis) - last
        first = start // size  # the numbers of the messages may exceed 64 bits; Python's integers hold them then
        numbers = np.arange(-(-stop // size) - first).astype(object if stop > np.iinfo(np.int64).max else np.int64)
        before = field.matmul(_digits(numbers + first, split, field), basis[:split])
        if size == 1:
            return before
        after = field.matmul(_digits(np.arange(size), last, field), basis[split:])
        table = field.add(np.arange(field.order)[:, None, None], after.T)
        words = table[before, np.arange(self.coins)].transpose(0, 2, 1).reshape(-1, self.coins)
        return words[start - first * size :][:count]

    def messages(self) -> Iterator[np.ndarray]:
        """Yield every word of C'_0 once, lazily: coefficients on `message_basis` in lexicographic order."""
        for start in range(0, self.message_count, 1024):
            yield from self.message_block(start, min(start + 1024, self.message_count))

    def encode(self, vectors: Any) -> np.ndarray:
        """Encode 0/1 vectors of length m <= T kappa block by block: shape (..., m) to (..., T, N)."""
        bits = self._checked_bits(vectors)
        padded = np.zeros((*bits.shape[:-1], self.universe), dtype=self.code.arithmetic.dtype)
        padded[..., : bits.shape[-1]] = bits
        return self.code.encode(padded.reshape(*bits.shape[:-1], self.blocks, self.code.dimension))

    def _checked_bits(self, vectors: Any) -> np.ndarray:
        bits = plain_array(vectors, "vectors", BITS, GF2)
        if bits.ndim < 1 or bits.shape[-1] > self.universe:
            raise ValueError(
                f"vectors of length {bits.shape[-1] if bits.ndim else 0} do not fit: blocks x dimension = "
                f"{self.blocks} x {self.code.dimension} = {self.universe}"
            )
        if bits.size and (bits.min() < 0 or bits.max() > 1):
            raise ValueError(f"vectors must have entries 0 and 1, got entries from {bits.min()} to {bits.max()}")
        return bits

    def checked_sets(self, sets: Any) -> np.ndarray:
        """Return the players' sets as a (players, m) array; ValueError unless it is one of zeros and ones that fits."""
        bits = plain_array(sets, "sets", BITS, GF2)
        if bits.ndim != 2 or len(bits) != self.players:
            raise ValueError(f"sets must have the shape ({self.players}, m), one row per player, got {bits.shape}")
        return self._checked_bits(bits)

    def random_sets(self, seed: "int | np.random.Generator | None" = None, intersecting: bool = False) -> np.ndarray:
        """Draw sets over the whole universe: disjoint, or with exactly one common element; (players, T kappa)."""
        rng = generator(seed)
        sets = rng.integers(2, size=(self.players, self.universe), dtype=np.uint8)
        common = np.flatnonzero(sets.all(axis=0))
        sets[rng.integers(self.players, size=len(common)), common] = 0
        if intersecting:
            sets[:, rng.integers(self.universe)] = 1
        return sets

    def sum_word(self, sets: Any) -> np.ndarray:
        """Return the word W of C' that the players' sets define, shape (N,)."""
        field = self.code.arithmetic
        words = self.encode(self.checked_sets(sets))
        product = words[0]
        for word in words[1:]:
            product = field.mul(product, word)
        return field.matmul(np.array([self.weights], dtype=field.dtype), product)[0]

    def honest_message(self, sets: Any) -> np.ndarray:
        """Return the message W that is always accepted.

        Raises
        ------
        ValueError
            If the sets intersect: there is no honest message then.
        """
        bits = self.checked_sets(sets)
        if common := np.flatnonzero(bits.all(axis=0)).tolist():
            raise ValueError(f"sets intersect in {common}; an honest Merlin has no message")
        return self.sum_word(bits)

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

    def accepting_coins(self, message: Any, sets: Any) -> np.ndarray:
        """Return the coins r, ascending, at which player 1 accepts: those with Phi[r] = W[r]."""
        return np.flatnonzero(self.checked_message(message) == self.sum_word(sets))

    def acceptance_probability(self, message: Any, sets: Any) -> Fraction:
        """Return the exact probability that player 1 accepts, over the N coins."""
        return Fraction(len(self.accepting_coins(message, sets)), self.coins)

    def best_message(self, sets: Any, budget: int = BUDGET) -> tuple[np.ndarray, Fraction]:
        """Return the message that is accepted most often, and its exact probability: see `exact.best_message`."""
        return best_message(self, sets, budget)

    def worst_case(self, budget: int = BUDGET) -> WorstCase:
        """Return the exact soundness over all intersecting sets, with sets and message: see `exact.worst_case`."""
        return worst_case(self, budget)

    @cached_property
    def bits(self) -> dict[str, int]:
        """Bits by party: ``merlin``, ``coins`` and ``player 2`` .. ``player k``; player 1 sends nothing."""
        return self.sizes.bits

    def run(self, sets: Any, merlin: Any = "honest", seed: "int | np.random.Generator | None" = None) -> "Transcript":
        """Run the protocol once.

        Parameters
        ----------
        sets : array_like, shape (players, m)
            The players' inputs.
        merlin : str, array_like or callable
            The name of a Merlin in `hardness.protocols.merlins.MERLINS` ("honest", "best", ..), a message to send, or
            a strategy ``merlin(protocol, sets, rng) -> message``.
        seed : int, Generator or None
            Randomness of the coin (and of the strategy).

        Returns
        -------
        Transcript
            Everything that was sent, and the verdict.

        Raises
        ------
        ValueError
            If the sets or the message are malformed, there is no Merlin of that name, or he has no message to send.
        """
        from hardness.protocols.transcript import Transcript

        rng = generator(seed)
        bits = self.checked_sets(sets)
        message = merlin_of(merlin)(self, bits, rng)
        return Transcript.of(self, bits, self.checked_message(message), int(rng.integers(self.coins)))

    def to_dict(self) -> dict[str, Any]:
        """Return the parameters as JSON values."""
        return {
            "code": self.code.to_dict(),
            "blocks": self.blocks,
            "players": self.players,
            "weights": list(self.weights),
        }

    @classmethod
    def from_dict(cls, data: Any) -> "SetDisjointness":
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


def _digits(numbers: np.ndarray, count: int, field: FiniteField) -> np.ndarray:
    """Return the last digits of numbers in base |F|, as elements of the field: shape (len(numbers), count)."""
    digits = np.zeros((len(numbers), count), dtype=field.dtype)
    for column in reversed(range(count)):
        digits[:, column] = numbers % field.order
        numbers = numbers // field.order
    return digits


register("protocol", SetDisjointness, methodcaller("to_dict"), SetDisjointness.from_dict)
