"""One input under a protocol: the word W, and the best that a cheating Merlin can do, by brute force."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np

from hardness.protocols import SetDisjointness

_MOST_MESSAGES = 1 << 18  # that brute force compares with a word
_MOST_INPUTS = 512  # that are enumerated


@dataclass
class ProtocolRun:
    """What all cases of one run share: the protocol, its messages, and optima that were found."""

    protocol: SetDisjointness
    optima: dict[bytes, tuple[tuple[int, ...], int]] = field(default_factory=dict)

    def messages(self) -> np.ndarray | None:
        """Return all messages, shape (M, N); None if they are too many for brute force."""
        if not hasattr(self, "_messages"):
            few = self.protocol.message_count <= _MOST_MESSAGES
            self._messages = np.array(list(self.protocol.messages())) if few else None
        return self._messages

    def optimum(self, sets: np.ndarray) -> tuple[tuple[int, ...], Fraction] | None:
        """Return the best message for an input and its acceptance; None if that is beyond brute force."""
        messages = self.messages()
        if messages is None:
            return None
        word = self.protocol.sum_word(sets)
        if word.tobytes() not in self.optima:
            agreements = (messages == word).sum(axis=1)
            best = int(agreements.argmax())
            self.optima[word.tobytes()] = tuple(messages[best].tolist()), int(agreements[best])
        message, accepting = self.optima[word.tobytes()]
        return message, Fraction(accepting, self.protocol.coins)


class ProtocolCase:
    """One input of a protocol; without ``sets``, the protocol itself, for the checks that concern no input."""

    def __init__(self, run: ProtocolRun, sets: np.ndarray | None) -> None:
        self.run, self.protocol, self.sets = run, run.protocol, sets
        self.busy: str | None = None

    def context(self) -> Mapping[str, Any]:
        """Return the protocol, and the sets if there are any."""
        return {"protocol": self.protocol} if self.sets is None else {"protocol": self.protocol, "sets": self.sets}

    @property
    def intersects(self) -> bool:
        """Whether the sets have a common element."""
        return self.sets is not None and bool(self.sets.all(axis=0).any())


def default_inputs(protocol: SetDisjointness) -> Iterator[np.ndarray]:
    """Yield inputs of a protocol: all of them if they are at most 512, else those that matter most and random ones.

    What matters is in which blocks all players meet at one position: nowhere, in one, in all, in any subset of few.
    """
    k, T, universe = protocol.players, protocol.blocks, protocol.universe
    yield np.zeros((k, 0), dtype=np.uint8)
    if k * universe <= _MOST_INPUTS.bit_length() - 1:
        for bits in product((0, 1), repeat=k * universe):
            yield np.array(bits, dtype=np.uint8).reshape(k, universe)
        return
    yield np.ones((k, universe), dtype=np.uint8)
    rng = np.random.default_rng(0)
    kappa = protocol.code.dimension
    patterns = product((0, 1), repeat=T) if T <= 5 else [np.eye(T, dtype=int)[t] for t in range(T)] + [np.ones(T, int)]
    for pattern in patterns:
        for position in {0, kappa - 1}:
            yield _meeting(rng, k, universe, np.flatnonzero(pattern) * kappa + position)
    for number in range(64):
        # Three of four random inputs are made disjoint by taking every common element from one player.
        sets = (rng.random((k, universe)) < (0.5, 0.8)[number % 2]).astype(np.uint8)
        if number % 4:
            common = np.flatnonzero(sets.all(axis=0))
            sets[rng.integers(k, size=len(common)), common] = 0
        yield sets[:, : universe - number % 3] if universe > 2 else sets


def _meeting(rng: np.random.Generator, k: int, universe: int, where: np.ndarray) -> np.ndarray:
    """Draw sets that have exactly the elements ``where`` in common."""
    sets = (rng.random((k, universe)) < 0.6).astype(np.uint8)
    sets[rng.integers(k, size=universe), np.arange(universe)] = 0
    sets[:, where] = 1
    return sets
