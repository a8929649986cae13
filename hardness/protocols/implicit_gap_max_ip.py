"""The Gap-MaxIP instance that a protocol, the players' possible inputs and one message of Merlin define."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import prod
from typing import Any, ClassVar, Self

import numpy as np

from algorithms.arrays import INTEGERS, plain_array
from algorithms.deprecated import RenamedAttribute
from algorithms.display import display
from hardness.memory import memory_refusal
from hardness.problems.base import read_only
from hardness.problems.gap_max_ip.base import AbstractGapMaxIP
from hardness.problems.gap_max_ip.compressed import CompressedGapMaxIP
from hardness.problems.gap_max_ip.explicit import GapMaxIP
from hardness.problems.orthogonal_vectors import OrthogonalVectors
from hardness.protocols.encoded import EncodedSets
from hardness.protocols.set_disjointness import SetDisjointness


@dataclass(frozen=True, eq=False, repr=False)
class ImplicitGapMaxIP(AbstractGapMaxIP):
    r"""Gap-MaxIP whose inner products count the coins at which player 1 accepts, without explicit vectors.

    **Construction.** Coordinates are :math:`(r, \mu_2, \ldots, \mu_k) \in [N] \times (F^T)^{k-1}`: a coin and what
    players 2..k might send. The vector of :math:`x_1` is 1 where player 1 would accept Merlin's message
    :math:`\Phi`. The vector of :math:`x_i` is 1 where :math:`\mu_i` is what player i sends.

    **Correctness.** Exactly one :math:`\mu` is sent for each coin, so the inner product of a tuple is
    :math:`\#\{r : W[r] = \Phi[r]\}`: N if :math:`W = \Phi` and at most z otherwise. So t = N and eps = 1 - z/N, and
    the promise holds for every row and every message.

    Parameters
    ----------
    protocol : SetDisjointness
        The protocol of k players.
    sets : iterable of array_like
        k arrays (n_i, m) of zeros and ones.
    message : array_like, shape (N,)
        A word of Merlin's message space.

    Raises
    ------
    ValueError
        If the sets or the message do not fit the protocol, or if z = N, so that there is no gap.

    Notes
    -----
    :math:`d = N |F|^{(k-1)T}` is kept as an integer of any size. `inner_products` of a row takes
    O(N T n_2 ... n_k) field operations.
    """

    encoded: EncodedSets
    message: np.ndarray

    NAME: ClassVar[str] = "implicit Gap-MaxIP"

    of = RenamedAttribute("from_encoded")

    def __init__(self, protocol: SetDisjointness, sets: Iterable[Any], message: Any) -> None:
        encoded = EncodedSets(protocol, OrthogonalVectors(sets).sets)
        self._set(encoded, protocol.checked_message(message))

    @classmethod
    def from_encoded(cls, encoded: EncodedSets, message: np.ndarray) -> "ImplicitGapMaxIP":
        """Build an instance on vectors that are already encoded, so that all messages share their words."""
        instance = cls.__new__(cls)
        instance._set(encoded, encoded.protocol.checked_message(message))
        return instance

    def _set(self, encoded: EncodedSets, message: np.ndarray) -> None:
        if encoded.protocol.soundness_bound >= 1:
            raise ValueError(f"protocol {encoded.protocol!r} has no gap: z/N = {encoded.protocol.soundness_bound}")
        object.__setattr__(self, "encoded", encoded)
        object.__setattr__(self, "message", read_only(message))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self).from_encoded, (self.encoded, self.message)

    @property
    def protocol(self) -> SetDisjointness:
        """The protocol."""
        return self.encoded.protocol

    @property
    def sizes(self) -> tuple[int, ...]:
        """The numbers n_1, ..., n_k of vectors."""
        return self.encoded.sizes

    @property
    def dimension(self) -> int:
        """The number N q^((k-1) T) of coordinates over F_q, exactly."""
        protocol = self.protocol
        return protocol.coins * protocol.code.field_order ** ((protocol.players - 1) * protocol.blocks)

    @property
    def t(self) -> int:
        """The threshold: the number N of coins."""
        return self.protocol.coins

    @property
    def eps(self) -> Fraction:
        """The gap 1 - z/N."""
        return 1 - self.protocol.soundness_bound

    def inner_products(self, row: int) -> np.ndarray:
        """Return the array (n_2, ..., n_k) of numbers of coins at which ``row`` accepts the message."""
        self._check_row(row)
        words = self.encoded.sum_words(np.array([row]))[0]
        return (words == self.message[:, None]).sum(axis=0, dtype=np.int64).reshape(self.sizes[1:])

    def inner_product_histogram(self, rows: Sequence[int] | None = None) -> np.ndarray:
        """Count inner products: entry [i, w] is the number of tuples whose inner product with row number i is w."""
        from hardness.protocols.agreement import agreement_histograms

        parts = []
        indices = np.arange(self.sizes[0]) if rows is None else plain_array(rows, "rows", INTEGERS)
        for start in range(0, len(indices), self.encoded.chunk_height):
            words = self.encoded.sum_words(indices[start : start + self.encoded.chunk_height])
            parts.append(agreement_histograms(words, self.message[None], self.protocol.code.field_order)[0])
        return np.concatenate(parts)

    @cached_property
    def compressed_dimension(self) -> int:
        """The number of coordinates that `compress` keeps."""
        return sum(
            prod(len({word.tobytes() for word in words[:, :, coin]}) for words in self.encoded.words[1:])
            for coin in range(self.t)
        )

    def compress(self) -> CompressedGapMaxIP:
        """Return the same instance on the coordinates that occur; ValueError beyond the memory limit."""
        # The first set takes one byte per coordinate while its comparisons are computed, and one byte in the result.
        need = self.sizes[0] * self.compressed_dimension * (1 + self.protocol.code.arithmetic.dtype.itemsize)
        if reason := memory_refusal(need, f"the compressed vectors of {self!r}"):
            raise ValueError(reason)
        symbols = [np.empty((n, self.t), dtype=np.int64) for n in self.sizes[1:]]
        accepts = []
        everyone = np.arange(self.sizes[0])
        for coin in range(self.t):
            senders = []  # one vector for each symbol that is sent
            for words, numbers in zip(self.encoded.words[1:], symbols, strict=True):
                _, first, inverse = np.unique(words[:, :, coin], axis=0, return_index=True, return_inverse=True)
                numbers[:, coin] = inverse.ravel()
                senders.append(first)
            accepts.append(self.encoded.sums_at(coin, (everyone, *senders)) == self.message[coin])
        return CompressedGapMaxIP(symbols, accepts, self.eps)

    def vectors(self) -> tuple[np.ndarray, ...]:
        """Return the vectors as k uint8 arrays (n_i, d), coordinates (r, mu_2, .., mu_k) in lexicographic order."""
        if reason := memory_refusal(sum(self.sizes) * self.dimension, f"vectors of {self!r}"):
            raise ValueError(reason)
        protocol, field = self.protocol, self.protocol.code.arithmetic
        k, T, N = protocol.players, protocol.blocks, protocol.coins
        # Every mu in F^T, and every product mu_2 * ... * mu_k, in lexicographic order.
        sent = np.stack(np.unravel_index(np.arange(field.order**T), (field.order,) * T), axis=-1).astype(field.dtype)
        products = sent
        for _ in range(k - 2):
            products = field.mul(products[..., None, :], sent)
        shape = (N, *[len(sent)] * (k - 1))
        first = np.empty((self.sizes[0], *shape), dtype=np.uint8)
        weighted = field.mul(self.encoded.words[0], np.array(protocol.weights, dtype=field.dtype)[:, None])
        for r in range(N):
            values = field.matmul(weighted[:, :, r], products.reshape(-1, T).T)
            first[:, r] = (values == self.message[r]).reshape(-1, *shape[1:])
        others = []
        for i, words in enumerate(self.encoded.words[1:]):
            one_hot = (words.transpose(0, 2, 1)[:, :, None, :] == sent).all(axis=-1)  # (n_i, N, |F|^T)
            axes = [len(sent) if axis == i else 1 for axis in range(k - 1)]
            spread = np.broadcast_to(one_hot.reshape(len(words), N, *axes), (len(words), *shape))
            others.append(spread.reshape(len(words), -1).astype(np.uint8))
        return (first.reshape(len(first), prod(shape)), *others)

    def explicit(self) -> GapMaxIP:
        """Return the same instance with explicit vectors."""
        return GapMaxIP(self.vectors(), self.t, self.eps)

    def _encode(self) -> dict[str, Any]:
        sets = OrthogonalVectors(self.encoded.sets).to_dict()["sets"]
        return {"encoded": {"protocol": self.protocol.to_dict(), "sets": sets}, "message": self.message.tolist()}

    @classmethod
    def _decode(cls, data: Mapping[str, Any]) -> Self:
        sets = OrthogonalVectors.from_dict({"problem": "k-OV", "sets": data["encoded"]["sets"]}).sets
        return cls(SetDisjointness.from_dict(data["encoded"]["protocol"]), sets, data["message"])

    @display
    def __repr__(self) -> str:
        return f"<implicit Gap-MaxIP_{self.order}: {self._details()}>"
