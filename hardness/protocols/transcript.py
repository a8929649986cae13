"""What was said in one run of the protocol, kept so that anyone can check and replay it."""

import json
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from hardness.json_text import parse_json
from hardness.problems.base import read_only

if TYPE_CHECKING:
    from hardness.protocols.set_disjointness import SetDisjointness


class Round(NamedTuple):
    """One thing that is sent: by whom, what, and how many bits it takes."""

    sender: str
    content: str
    bits: int


@dataclass(frozen=True, eq=False, repr=False)
class Transcript:
    """One run: inputs, Merlin's message, the coin, the symbols that players 2..k sent, and the verdict.

    Attributes
    ----------
    protocol : SetDisjointness
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

    protocol: "SetDisjointness"
    sets: np.ndarray
    message: np.ndarray
    coin: int
    symbols: np.ndarray
    accepted: bool

    @classmethod
    def of(cls, protocol: "SetDisjointness", sets: np.ndarray, message: np.ndarray, coin: int) -> "Transcript":
        """Let the players speak: the transcript that inputs, message and coin determine."""
        words = protocol.encode(sets)
        return cls(
            protocol=protocol,
            sets=read_only(sets, np.uint8),
            message=read_only(message),
            coin=coin,
            symbols=read_only(words[1:, :, coin]),
            accepted=bool(message[coin] == protocol.sum_word(sets)[coin]),
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
        said = [
            Round("merlin", str(self.message.tolist()), bits["merlin"]),
            Round("coins", str(self.coin), bits["coins"]),
        ]
        for i, symbols in enumerate(self.symbols, start=2):
            said.append(Round(f"player {i}", str(symbols.tolist()), bits[f"player {i}"]))
        return tuple(said)

    def replay(self) -> "Transcript":
        """Run the protocol again on the same inputs, message and coin; ValueError if these are malformed."""
        sets, message = self.protocol.checked_sets(self.sets), self.protocol.checked_message(self.message)
        if not 0 <= self.coin < self.protocol.coins:
            raise ValueError(f"coin={self.coin}; the protocol has the coins 0..{self.protocol.coins - 1}")
        return Transcript.of(self.protocol, sets, message, self.coin)

    def inconsistencies(self) -> list[str]:
        """Say what in this transcript the protocol could not have produced; empty for an honest record."""
        try:
            again = self.replay()
        except ValueError as error:
            return [str(error)]
        found = []
        if self.symbols.shape != again.symbols.shape or (self.symbols != again.symbols).any():
            found.append(f"symbols are {self.symbols.tolist()}; the players send {again.symbols.tolist()}")
        if self.accepted != again.accepted:
            found.append(f"accepted is {self.accepted}; player 1 says {again.accepted}")
        return found

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

        The record is taken as it is, true or not: `inconsistencies` says which.
        """
        from hardness.protocols.set_disjointness import SetDisjointness

        try:
            data = parse_json(text)
            if not isinstance(data, dict) or set(data) != {
                "protocol",
                "sets",
                "message",
                "coin",
                "symbols",
                "accepted",
            }:
                raise ValueError("it is no object with the keys protocol, sets, message, coin, symbols, accepted")
            if type(data["coin"]) is not int or type(data["accepted"]) is not bool:
                raise ValueError("coin must be an integer and accepted a boolean")
            arrays = {name: np.array(data[name]) for name in ("sets", "message", "symbols")}
            if any(array.dtype.kind not in "iu" for array in arrays.values() if array.size):
                raise ValueError("sets, message and symbols must be arrays of integers")
            return cls(
                SetDisjointness.from_dict(data["protocol"]),
                read_only(arrays["sets"]),
                read_only(arrays["message"]),
                data["coin"],
                read_only(arrays["symbols"]),
                data["accepted"],
            )
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
        sign = "=" if self.accepted else "!="
        says = "accepts" if self.accepted else "rejects"
        return f"player 1 {says}: {int(self.message[self.coin])} {sign} {self.expected}"

    def __str__(self) -> str:
        lines = []
        for sender, content, bits in self.rounds:
            said = {"merlin": "Merlin sends ", "coins": "coin r = "}.get(sender, f"{sender} sends ")
            lines.append(f"{said}{content}  ({bits} bits)")
        return "\n".join([*lines, self._verdict()])

    def __repr__(self) -> str:
        total = sum(bits for _, _, bits in self.rounds)
        return f"<transcript: coin {self.coin}, {total} bits, {'accepted' if self.accepted else 'rejected'}>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(sender)}</td><td><code>{escape(content)}</code></td><td>{bits}</td></tr>"
            for sender, content, bits in self.rounds
        )
        head = "<tr><th>sender</th><th>content</th><th>bits</th></tr>"
        return f"<table>{head}{rows}<tr><td colspan='3'>{escape(self._verdict())}</td></tr></table>"
