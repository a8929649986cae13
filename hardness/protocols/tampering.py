"""All changes of one entry of a transcript, generated from its fields and the specification of the protocol."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from typing import Any

import numpy as np

from hardness.codes import code_from_dict
from hardness.problems.base import read_only
from hardness.protocols.transcript import Transcript
from hardness.protocols.words import Words


def tamperings(transcript: Transcript) -> Iterator[tuple[str, Transcript]]:
    r"""Yield (name of the field, transcript with one change in that field), lazily and without repetition.

    **Construction.** Each entry of an array takes every other value that the protocol allows there: 0/1 in the sets,
    field elements in the message and the symbols. The coin takes every other value in [N], the verdict the other one.
    Each number among the parameters of the protocol, including those of the code, takes every neighbouring value that
    gives a valid protocol.

    **What must be detected.** A transcript is consistent iff its message lies in C'_0 and its symbols and its verdict
    are those that sets, message and coin determine. So a changed symbol or verdict is always detected. A change of one
    symbol of the message is detected if z < N - 1, because then C' has no word of weight 1. (If z = N - 1, the result
    may be another message with the same verdict.) Other changes yield valid runs on other inputs iff nothing that was
    sent depends on them:

    * element l = (t, j) of player i >= 2: iff the codeword :math:`G_j` of the j-th unit message vanishes at the coin;
    * element (t, j) of player 1: iff :math:`G_j[r] \prod_{i \ge 2} X_{i,t}[r] = 0`, or the verdict is "rejects"
      before and after;
    * the coin and the parameters: iff the symbols, the verdict and the membership of the message are the same there.

    Raises
    ------
    TypeError
        If a transcript has a field that this generator has no rule for.

    Examples
    --------
    >>> from hardness.codes import ReedSolomon
    >>> from hardness.protocols import SetDisjointness
    >>> run = SetDisjointness(ReedSolomon(5, 4, 2), blocks=1, players=2).run([[1, 0], [0, 1]], seed=1)
    >>> missed = [name for name, tampered in tamperings(run) if not tampered.inconsistencies()]
    >>> "message" in missed, "symbols" in missed, "accepted" in missed
    (False, False, False)
    """
    field_order = transcript.protocol.code.field_order
    alphabets = {"sets": 2, "message": field_order, "symbols": field_order, "coin": transcript.protocol.coins}
    for name in (field.name for field in fields(transcript)):
        value = getattr(transcript, name)
        changed: Iterable[Any]
        if isinstance(value, bool):
            changed = [not value]
        elif isinstance(value, np.ndarray) and name in alphabets:
            changed = _other_arrays(value, alphabets[name])
        elif isinstance(value, int) and name in alphabets:
            changed = (other for other in range(alphabets[name]) if other != value)
        elif value is transcript.protocol:
            changed = _other_protocols(value)
        else:
            raise TypeError(f"no rule says how to tamper with {name} = {value!r}")
        for other in changed:
            change: dict[str, Any] = {name: other}
            yield name, replace(transcript, **change)


def _other_arrays(array: np.ndarray, alphabet: int) -> Iterator[np.ndarray]:
    for place in np.ndindex(array.shape):
        for symbol in range(alphabet):
            if symbol != array[place]:
                changed = array.copy()
                changed[place] = symbol
                yield read_only(changed)


def _other_protocols(protocol: Words) -> Iterator[Words]:
    """Yield the valid protocols with one parameter changed."""
    parameters = protocol.to_dict()
    for code in _neighbours(parameters["code"]):
        try:
            yield type(protocol)(code_from_dict(code), protocol.blocks, protocol.players, protocol.weights)
        except ValueError:
            continue  # no code, or no protocol over it
    for players in (protocol.players - 1, protocol.players + 1):
        try:
            yield type(protocol)(protocol.code, protocol.blocks, players, protocol.weights)
        except ValueError:
            continue
    # blocks and weights change together: one more, one less, or another weight
    weights = protocol.weights
    changed = [weights[:-1]]
    for symbol in range(1, protocol.code.field_order):
        changed.append((*weights, symbol))
        changed += [(*weights[:t], symbol, *weights[t + 1 :]) for t in range(len(weights)) if symbol != weights[t]]
    for other in changed:
        try:
            yield type(protocol)(protocol.code, len(other), protocol.players, other)
        except ValueError:
            continue  # no block, or a zero sub-sum


def _neighbours(parameters: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the parameters with one integer, possibly in a list, increased or decreased by one."""
    for key, value in parameters.items():
        if isinstance(value, int) and not isinstance(value, bool):
            for other in (value - 1, value + 1):
                yield {**parameters, key: other}
        elif isinstance(value, list):
            for i, entry in enumerate(value):
                for other in (entry - 1, entry + 1):
                    yield {**parameters, key: [*value[:i], other, *value[i + 1 :]]}
