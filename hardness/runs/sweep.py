"""Deciding all Gap-MaxIP instances of a reduction by attention: every message, every row, resumable."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from math import prod
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np

from algorithms.display import fields_repr
from hardness.files import packer, read
from hardness.json_text import parse_json
from hardness.memory import memory_refusal
from hardness.numbers import format_integer, json_value
from hardness.protocols.encoded import EncodedSets
from hardness.reductions.padding import Padding

Progress = Callable[[int, int], None]
"""Called with (done, total) in units of one message on one row."""

_COUNT_BYTES = 1 << 25  # of agreement counts held at once
_MOST_OPERATIONS = 10**15  # machine words; weeks on one core
_SAVE_SECONDS = 5.0


@dataclass(frozen=True)
class SweepResult:
    """What a sweep found; a value, which every cell that is decided replaces by another one.

    Attributes
    ----------
    messages, rows : int
        How many messages there are, and rows of each instance.
    tried : int
        How many (message, row) pairs have been decided.
    yes : tuple of (int, int)
        The pairs (number of the message among those tried, row) whose output is above the threshold, ascending.
    least_yes, largest_no : float or None
        The outputs nearest to the threshold on either side; None where there is none.
    """

    messages: int
    rows: int
    tried: int = 0
    yes: tuple[tuple[int, int], ...] = ()
    least_yes: float | None = None
    largest_no: float | None = None

    __repr__ = fields_repr

    @property
    def complete(self) -> bool:
        """Whether every message has been tried on every row."""
        return self.tried == self.messages * self.rows

    @property
    def coverage(self) -> str:
        """What has been tried, in words."""
        if self.complete:
            return f"all {format_integer(self.messages)} messages on all {format_integer(self.rows)} rows"
        return f"{format_integer(self.tried)} of {format_integer(self.messages * self.rows)} pairs of message and row"

    def to_dict(self) -> dict[str, Any]:
        """Return the result as JSON values."""
        return {**json_value(vars(self)), "complete": self.complete}

    def to_json(self) -> str:
        """Return the result as JSON text."""
        return json.dumps(self.to_dict(), allow_nan=False)

    def add(self, first_message: int, first_row: int, outputs: np.ndarray, threshold: float) -> "SweepResult":
        """Return the result with the outputs (messages, rows) of one more cell, compared with the threshold."""
        above = outputs >= threshold
        found = tuple((first_message + int(m), first_row + int(i)) for m, i in np.argwhere(above))
        least = [float(outputs[above].min())] if above.any() else []
        largest = [float(outputs[~above].max())] if not above.all() else []
        return replace(
            self,
            tried=self.tried + outputs.size,
            yes=self.yes + found,
            least_yes=min([*least, *_known(self.least_yes)], default=None),
            largest_no=max([*largest, *_known(self.largest_no)], default=None),
        )


def _known(value: float | None) -> list[float]:
    return [] if value is None else [value]


def sweep(
    encoded: EncodedSets,
    padding: Padding,
    progress: Progress | None = None,
    checkpoint: Path | None = None,
) -> SweepResult:
    """Evaluate the attention of every message of a protocol on every row, and compare it with the threshold.

    **Construction.** Words W do not depend on the message: they are computed once for as many rows as fit in memory.
    Agreements with a block of messages are counted by compiled code; the attention outputs follow exactly from the
    counts, because all tuples with one inner product have one score (`Padding.outputs`).

    Parameters
    ----------
    encoded : EncodedSets
        The protocol and the vectors.
    padding : CalibratedPadding
        The padding of the instances.
    progress : callable, optional
        Called as ``progress(done, total)``.
    checkpoint : Path, optional
        A file that keeps the state of an interrupted sweep; an existing one is resumed, and removed at the end.

    Raises
    ------
    ValueError
        If the sweep would take more operations or memory than the limits, or the checkpoint belongs to another sweep.

    Notes
    -----
    About messages x n_1 x (n_2 ... n_k / 64) x N lg N operations on machine words.
    """
    from hardness.protocols.agreement import agreement_levels

    protocol, rows = encoded.protocol, encoded.sizes[0]
    _refuse_too_much(encoded)
    height = encoded.chunk_height
    block = max(1, min(protocol.message_count, _COUNT_BYTES // (8 * height * (protocol.coins + 1))))
    # One bit a tuple for each coin and symbol that a message may have there.
    bits = protocol.coins * min(protocol.code.order, block) * prod(encoded.sizes[1:])
    if reason := memory_refusal(bits // 8 + encoded.bytes_per_row() * height, "bit vectors of the words of one row"):
        raise ValueError(reason)
    total = protocol.message_count * rows
    state = _Checkpoint(checkpoint, _fingerprint(encoded, padding, height, block))
    result = state.load() or SweepResult(protocol.message_count, rows)
    done, cell, start_of_words = result.tried, 0, -1
    try:
        for first_row, first_message in _cells(rows, height, protocol.message_count, block):
            last_row = min(rows, first_row + height)
            last_message = min(protocol.message_count, first_message + block)
            cell += (last_row - first_row) * (last_message - first_message)
            if cell <= done:
                continue  # decided before the interruption
            if start_of_words != first_row:
                words, start_of_words = encoded.sum_words(np.arange(first_row, last_row)), first_row
            messages = protocol.message_block(first_message, last_message)
            levels = agreement_levels(words, messages, protocol.code.order)
            outputs = padding.outputs(levels.reshape(-1, levels.shape[-1])).reshape(levels.shape[:2])
            result = result.add(first_message, first_row, outputs, padding.threshold)
            state.save(result)
            if progress is not None:
                progress(result.tried, total)
    except BaseException:
        state.save(result, now=True)
        raise
    state.remove()
    return replace(result, yes=tuple(sorted(result.yes)))


def _cells(rows: int, height: int, messages: int, block: int) -> Iterator[tuple[int, int]]:
    for first_row in range(0, rows, height):
        for first_message in range(0, messages, block):
            yield first_row, first_message


def _refuse_too_much(encoded: EncodedSets) -> None:
    protocol, (rows, *others) = encoded.protocol, encoded.sizes
    operations = protocol.message_count * rows * (prod(others) // 64 + 1) * protocol.coins
    if operations > _MOST_OPERATIONS:
        raise ValueError(
            f"{protocol.message_count:,} messages on {rows} rows of {prod(others)} tuples take about {operations:.1e} "
            f"operations; the limit is {_MOST_OPERATIONS:.0e}: choose a code with fewer messages, or an honest Merlin"
        )


def _fingerprint(encoded: EncodedSets, padding: Padding, height: int, block: int) -> str:
    digest = hashlib.sha256(json.dumps([encoded.protocol.to_dict(), repr(padding), height, block]).encode())
    for vectors in encoded.sets:
        digest.update(repr(vectors.shape).encode() + vectors.tobytes())
    return digest.hexdigest()


@dataclass
class _Checkpoint:
    """The state of a sweep in a file, replaced atomically."""

    path: Path | None
    fingerprint: str
    saved: float = field(default_factory=monotonic)

    def load(self) -> SweepResult | None:
        if self.path is None:
            return None
        packer(self.path)  # refuses what cannot be written, before the work
        if not self.path.parent.is_dir():
            raise ValueError(f"checkpoint={str(self.path)!r}; its folder does not exist")
        if not self.path.exists():
            return None
        try:
            data: dict[str, Any] = parse_json(read(self.path))
            fingerprint, digest = data.pop("fingerprint"), data.pop("digest")
            result = SweepResult(**{**data, "yes": tuple((int(m), int(i)) for m, i in data["yes"])})
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"checkpoint {self.path} is not the state of a sweep: {error}") from error
        if fingerprint != self.fingerprint:
            raise ValueError(f"checkpoint {self.path} belongs to another instance or other parameters")
        if digest != self._digest(result):
            raise ValueError(f"checkpoint {self.path} is corrupt: its contents do not match their digest")
        return result

    def _digest(self, result: SweepResult) -> str:
        return hashlib.sha256((self.fingerprint + json.dumps(vars(result))).encode()).hexdigest()

    def save(self, result: SweepResult, now: bool = False) -> None:
        if self.path is None or (not now and monotonic() - self.saved < _SAVE_SECONDS):
            return
        partial = self.path.with_name(self.path.name + ".partial")
        state = {"fingerprint": self.fingerprint, "digest": self._digest(result), **vars(result)}
        partial.write_bytes(packer(self.path)(json.dumps(state).encode()))
        os.replace(partial, self.path)
        self.saved = monotonic()

    def remove(self) -> None:
        if self.path is not None:
            self.path.unlink(missing_ok=True)
