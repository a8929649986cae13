"""The record of one run of the protocol, which anyone can check and replay."""

import json
from dataclasses import dataclass
from operator import methodcaller
from typing import Any, NamedTuple

import numpy as np

from algorithms.arrays import GF2, INTEGERS, plain_array
from algorithms.deprecated import RenamedAttribute
from algorithms.display import display
from algorithms.immutable import Immutable
from hardness.codec import register, with_keys
from hardness.json_text import parse_json
from hardness.markup import html
from hardness.problems.base import read_only
from hardness.protocols.words import Words, protocol_from_dict


class Round(NamedTuple):
    """One round of a run: the sender, the content and its number of bits."""

    sender: str
    content: str
    bits: int


@dataclass(frozen=True, eq=False, repr=False)
class Transcript(Immutable):
    """One run: the inputs, Merlin's message, the coin, the symbols that players 2..k sent, and the verdict.

    Attributes
    ----------
    protocol : Words
        The protocol that was run.
    sets : ndarray, shape (players, m)
        The players' inputs.
    message : ndarray, shape (N,)
        Merlin's word.
    coin : int
        The coin r, 0 <= r < N.
    symbols : ndarray, shape (players - 1, T)
        Row i is what player i + 2 sent.
    accepted : bool
        Player 1's verdict.

    Examples
    --------
    >>> from hardness.codes import ReedSolomon
    >>> from hardness.protocols import SetDisjointness
    >>> protocol = SetDisjointness(ReedSolomon(5, 4, 2), blocks=1, players=2)
    >>> run = protocol.run([[1, 0], [0, 1]], seed=1)
    >>> print(run)
    Merlin sends [0, 0, 3, 4]  (3 bits)
    coin r = 1  (2 bits)
    player 2 sends [1]  (3 bits)
    player 1 accepts: 0 = 0
    >>> run.inconsistencies()
    []
    >>> run.replay() == run
    True
    """

    protocol: Words
    sets: np.ndarray
    message: np.ndarray
    coin: int
    symbols: np.ndarray
    accepted: bool

    of = RenamedAttribute("from_run")

    def __post_init__(self) -> None:
        field = self.protocol.code.arithmetic.elements
        for name, elements in (("sets", GF2), ("message", field), ("symbols", field)):
            object.__setattr__(self, name, read_only(plain_array(getattr(self, name), name, INTEGERS, elements)))

    @classmethod
    def from_run(cls, protocol: Words, sets: Any, message: np.ndarray, coin: int) -> "Transcript":
        """Return the transcript that inputs, message and coin determine."""
        inputs = protocol.inputs(sets)
        return cls(
            protocol=protocol,
            sets=inputs.bits.astype(np.uint8),
            message=message,
            coin=coin,
            symbols=inputs.words[1:, :, coin],
            accepted=bool(message[coin] == protocol.sum_word(inputs)[coin]),
        )

    @property
    def expected(self) -> int:
        """The value of W at the coin that player 1 computes from the symbols received and from its own set."""
        field = self.protocol.code.arithmetic
        product = self.protocol.encode(self.sets[0])[:, self.coin]
        for symbols in self.symbols:
            product = field.mul(product, symbols)
        weights = np.array([self.protocol.weights], dtype=field.dtype)
        return int(field.matmul(weights, product[:, None])[0, 0])

    @property
    def rounds(self) -> tuple[Round, ...]:
        """The rounds in order: Merlin, the coin, players 2..k."""
        bits = self.protocol.bits
        sent = [
            Round("merlin", str(self.message.tolist()), bits["merlin"]),
            Round("coins", str(self.coin), bits["coins"]),
        ]
        for i, symbols in enumerate(np.atleast_1d(self.symbols), start=2):
            sent.append(Round(f"player {i}", str(symbols.tolist()), bits["player 2"]))
        return tuple(sent)

    def replay(self) -> "Transcript":
        """Run the protocol again on the same inputs, message and coin; ValueError if they are malformed."""
        inputs, message = self.protocol.inputs(self.sets), self.protocol.checked_message(self.message)
        if not 0 <= self.coin < self.protocol.coins:
            raise ValueError(f"coin must be in 0..{self.protocol.coins - 1}, got {self.coin}")
        return Transcript.from_run(self.protocol, inputs, message, self.coin)

    def inconsistencies(self) -> list[str]:
        """Return what the protocol could not have produced in this transcript; empty for a consistent one."""
        try:
            again = self.replay()
        except (ValueError, TypeError, IndexError, OverflowError) as error:
            return [str(error)]
        differences = []
        if self.symbols.shape != again.symbols.shape or (self.symbols != again.symbols).any():
            differences.append(f"symbols are {self.symbols.tolist()}; the players send {again.symbols.tolist()}")
        if self.accepted != again.accepted:
            differences.append(f"accepted is {self.accepted}; the verdict of player 1 is {again.accepted}")
        return differences

    def to_json(self) -> str:
        """Return the transcript as JSON text."""
        return json.dumps(
            {
                "protocol": self.protocol.to_dict(),
                "sets": self.sets.tolist(),
                "message": self.message.tolist(),
                "coin": self.coin,
                "symbols": self.symbols.tolist(),
                "accepted": self.accepted,
            }
        )

    @classmethod
    def from_json(cls, text: str | bytes) -> "Transcript":
        """Rebuild a transcript from `to_json`; ValueError with the reason on anything else.

        The transcript need not be consistent. `inconsistencies` lists what is not.
        """
        try:
            data = parse_json(text)
            if isinstance(data, dict) and data.get("kind") == "protocol":
                data = data.get("transcript")  # what `hardness protocol --json` prints
            data = with_keys(data, ["protocol", "sets", "message", "coin", "symbols", "accepted"], "it")
            if type(data["coin"]) is not int or type(data["accepted"]) is not bool:
                raise ValueError("coin must be an integer and accepted a boolean")
            return cls(**{**data, "protocol": protocol_from_dict(data["protocol"])})
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise ValueError(f"not a transcript: {error}") from error

    def _key(self) -> tuple[Any, ...]:
        arrays = (self.sets.tolist(), self.message.tolist(), self.symbols.tolist())
        return (self.protocol, str(arrays), self.coin, self.accepted)

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, Transcript) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    def _verdict(self) -> str:
        says = "accepts" if self.accepted else "rejects"
        if (reason := self._malformed()) is not None:
            return f"player 1 {says}, but there is no such run: {reason}"
        sent, expected = int(self.message[self.coin]), self.expected
        claim = ":" if self.accepted == (sent == expected) else ", although"
        return f"player 1 {says}{claim} {sent} {'=' if sent == expected else '!='} {expected}"

    def _malformed(self) -> str | None:
        """Return why player 1 has no symbols to compare, or None; a record may hold anything."""
        shape, field_order = (self.protocol.players - 1, self.protocol.blocks), self.protocol.code.field_order
        if self.message.ndim != 1 or not 0 <= self.coin < len(self.message):
            return f"coin {self.coin} for a message of shape {self.message.shape}"
        if self.symbols.shape != shape or not ((self.symbols >= 0) & (self.symbols < field_order)).all():
            return f"the symbols are {self.symbols.tolist()}, not {shape[0]} x {shape[1]} elements of F_{field_order}"
        try:
            self.protocol.checked_sets(self.sets)
        except ValueError as error:
            return str(error)
        return None

    @display
    def __str__(self) -> str:
        lines = []
        for sender, content, bits in self.rounds:
            prefix = {"merlin": "Merlin sends ", "coins": "coin r = "}.get(sender, f"{sender} sends ")
            lines.append(f"{prefix}{content}  ({bits} bits)")
        return "\n".join([*lines, self._verdict()])

    @display
    def __repr__(self) -> str:
        total = sum(bits for _, _, bits in self.rounds)
        return f"<transcript: coin {self.coin}, {total} bits, {'accepted' if self.accepted else 'rejected'}>"

    @display
    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{html(sender)}</td><td><code>{html(content)}</code></td><td>{bits}</td></tr>"
            for sender, content, bits in self.rounds
        )
        head = "<tr><th>sender</th><th>content</th><th>bits</th></tr>"
        return f"<table>{head}{rows}<tr><td colspan='3'>{html(self._verdict())}</td></tr></table>"


register("transcript", Transcript, methodcaller("to_json"), Transcript.from_json)
