"""Changes to the transcript of a run, one field at a time."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from hardness.protocols import Transcript


def tamperings(run: Transcript) -> Iterator[tuple[str, Transcript]]:
    """Yield changed copies of a transcript, each with the name of the change: every entry of every field."""
    q = run.protocol.code.order
    yield "the verdict", replace(run, accepted=not run.accepted)
    for coin in range(-1, run.protocol.coins + 1):
        if coin != run.coin:
            yield f"the coin, now {coin}", replace(run, coin=coin)
    for index in np.ndindex(run.symbols.shape):
        yield f"symbol {index}", replace(run, symbols=_bumped(run.symbols, index, q))
    for index in np.ndindex(run.message.shape):
        yield f"position {index[0]} of the message", replace(run, message=_bumped(run.message, index, q))
    for index in np.ndindex(run.sets.shape):
        yield f"element {index[1]} of set {index[0]}", replace(run, sets=_bumped(run.sets, index, 2))


def _bumped(array: np.ndarray, index: tuple[int, ...], modulus: int) -> np.ndarray:
    changed = array.copy()
    changed[index] = (int(array[index]) + 1) % modulus
    return changed
