"""One input of a protocol, with the optimal cheating strategy of Merlin by brute force."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np

from algorithms.display import fields_repr
from hardness.checks.engine.runner import Unexamined
from hardness.protocols import SetDisjointness

_FEW_MESSAGES = 1 << 18  # held in memory all at once
_MAX_MESSAGES = 1 << 26  # enumerated by compiled code: seconds for each input
_MAX_INPUTS = 512  # enumerated if there are at most this many
_INPUTS_IN_DEPTH = 4  # of each kind: every change to a transcript is tried on these, and JSON


@dataclass
class ProtocolRun:
    """Data that all cases of one run share: the protocol, its messages, and the optima so far."""

    protocol: SetDisjointness
    optima: dict[bytes, np.ndarray] = field(default_factory=dict)  # the error W - Phi of least weight, by coset
    seen: Counter[tuple[str, bool]] = field(default_factory=Counter)

    __repr__ = fields_repr

    def messages(self) -> np.ndarray | None:
        """Return all messages, shape (M, N), or None if they do not fit in memory."""
        if not hasattr(self, "_messages"):
            few = self.protocol.message_count <= _FEW_MESSAGES
            self._messages = np.array(list(self.protocol.messages())) if few else None
        return self._messages

    def optimum(self, sets: np.ndarray) -> tuple[tuple[int, ...], Fraction]:
        """Return an optimal message for an input and its acceptance probability, by comparing W with every message.

        The search never stops at the proven bound, because that bound is under test.

        Raises
        ------
        Unexamined
            If there are more than 2^26 messages.
        """
        protocol, arithmetic = self.protocol, self.protocol.code.arithmetic
        if protocol.message_count > _MAX_MESSAGES:
            raise Unexamined(f"{protocol.message_count:,} messages are beyond enumeration")
        word = protocol.sum_word(sets)
        reduced, pivots = self._echelon()
        shift = arithmetic.matmul(word[pivots], reduced)  # a message; words of one coset share their optimum
        rest = arithmetic.sub(word, shift)
        if (key := rest.tobytes()) not in self.optima:
            if (messages := self.messages()) is not None:
                self.optima[key] = messages[int((messages == rest).sum(axis=1).argmax())]
            else:
                from hardness.codes.cosets import lightest_in_coset

                error = lightest_in_coset(arithmetic, reduced, rest, _MAX_MESSAGES)
                self.optima[key] = arithmetic.sub(rest, error)
        message = arithmetic.add(self.optima[key], shift)
        return tuple(message.tolist()), Fraction(int((message == word).sum()), protocol.coins)

    def _echelon(self) -> tuple[np.ndarray, np.ndarray]:
        if not hasattr(self, "_reduced"):
            reduced, pivots = self.protocol.code.arithmetic.row_reduce(self.protocol.message_basis)
            self._reduced = reduced[: len(pivots)], pivots
        return self._reduced

    def in_depth(self, check: str, intersecting: bool) -> bool:
        """Whether this input is among the first few of its kind, on which slow checks run."""
        self.seen[check, intersecting] += 1
        return self.seen[check, intersecting] <= _INPUTS_IN_DEPTH


class ProtocolCase:
    """One input of a protocol; without ``sets``, the protocol itself, for checks that need no input."""

    def __init__(self, run: ProtocolRun, sets: np.ndarray | None) -> None:
        self.run, self.protocol, self.sets = run, run.protocol, sets
        self.busy: str | None = None

    def context(self) -> Mapping[str, Any]:
        """Return the protocol, with the sets if there are any."""
        return {"protocol": self.protocol} if self.sets is None else {"protocol": self.protocol, "sets": self.sets}

    @property
    def intersects(self) -> bool:
        """Whether the sets have a common element."""
        return self.sets is not None and bool(self.sets.all(axis=0).any())


def default_inputs(protocol: SetDisjointness) -> Iterator[np.ndarray]:
    """Yield inputs of a protocol: all of them if there are at most 512, otherwise structured and random ones.

    The structured inputs differ in the blocks in which all players have a common element: none, one, all, or any subset
    of a few blocks.
    """
    k, T, universe = protocol.players, protocol.blocks, protocol.universe
    yield np.zeros((k, 0), dtype=np.uint8)
    if k * universe <= _MAX_INPUTS.bit_length() - 1:
        for bits in product((0, 1), repeat=k * universe):
            yield np.array(bits, dtype=np.uint8).reshape(k, universe)
        return
    yield np.ones((k, universe), dtype=np.uint8)
    rng = np.random.default_rng(0)
    kappa = protocol.code.dimension
    few = protocol.message_count > _FEW_MESSAGES  # each takes seconds then
    patterns = (
        product((0, 1), repeat=T)
        if T <= 5 and not few
        else [np.eye(T, dtype=int)[t] for t in range(T)] + [np.ones(T, int)]
    )
    for pattern in patterns:
        for position in {0, kappa - 1}:
            yield _meeting(rng, k, universe, np.flatnonzero(pattern) * kappa + position)
    for number in range(8 if few else 64):
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
