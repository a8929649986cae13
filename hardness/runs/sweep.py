"""Deciding all Gap-MaxIP instances of a protocol by attention: every message, every row, resumable."""

from collections.abc import Callable
from dataclasses import replace
from math import prod
from pathlib import Path

from hardness.memory import memory_refusal
from hardness.protocols.encoded import EncodedSets
from hardness.reductions.padding import Padding
from hardness.runs.checkpoint import Checkpoint, fingerprint
from hardness.runs.result import SweepResult

__all__ = ["Progress", "SweepResult", "sweep"]

Progress = Callable[[int, int], None]
"""Called with (done, total) in units of one message on one row."""

_COUNT_BYTES = 1 << 25  # of agreement counts held at once
_MAX_OPERATIONS = 10**15  # machine words; weeks on one core


def sweep(
    encoded: EncodedSets,
    padding: Padding,
    progress: Progress | None = None,
    checkpoint: Path | None = None,
) -> SweepResult:
    """Evaluate the attention of every message of a protocol on every row, and compare it with the threshold.

    **Construction.** The words W do not depend on the message, so they are computed once for as many rows as fit in
    memory. Compiled code counts agreements with a block of messages. The attention outputs follow exactly from the
    counts, because all tuples with the same inner product have the same score (`Padding.outputs`).

    Parameters
    ----------
    encoded : EncodedSets
        The protocol and the vectors.
    padding : Padding
        The padding of the instances.
    progress : callable, optional
        Called as ``progress(done, total)``.
    checkpoint : Path, optional
        A file that keeps the state of an interrupted sweep. If it exists, the sweep resumes. It is removed at the end.

    Raises
    ------
    ValueError
        If the sweep would take more operations or memory than the limits, or the checkpoint belongs to another sweep.

    Notes
    -----
    About messages x n_1 x (n_2 ... n_k / 64) x N lg N operations on machine words.
    """
    protocol, rows = encoded.protocol, encoded.sizes[0]
    _refuse_too_much(encoded)
    height = encoded.chunk_height
    block = max(1, min(protocol.message_count, _COUNT_BYTES // (8 * height * (protocol.coins + 1))))
    # One bit per tuple for each coin and symbol that a message may have there.
    bits = protocol.coins * min(protocol.code.field_order, block) * prod(encoded.sizes[1:])
    if reason := memory_refusal(bits // 8 + encoded.bytes_per_row() * height, "bit vectors of the words of one row"):
        raise ValueError(reason)
    total = protocol.message_count * rows
    state = Checkpoint(checkpoint, fingerprint(encoded, padding, height, block))
    result = state.load() or SweepResult(protocol.message_count, rows)
    try:
        for first_message, first_row, counts in encoded.sweep(block, result.tried):
            outputs, above = padding.evaluate(counts.reshape(-1, counts.shape[-1]))
            shape = counts.shape[:2]
            result = result.add(first_message, first_row, outputs.reshape(shape), above.reshape(shape))
            state.save(result)
            if progress is not None:
                progress(result.tried, total)
    except BaseException:
        state.save(result, now=True)
        raise
    state.remove()
    return replace(result, yes=tuple(sorted(result.yes)))


def _refuse_too_much(encoded: EncodedSets) -> None:
    protocol, (rows, *others) = encoded.protocol, encoded.sizes
    operations = protocol.message_count * rows * (prod(others) // 64 + 1) * protocol.coins
    if operations > _MAX_OPERATIONS:
        raise ValueError(
            f"{protocol.message_count:,} messages on {rows} rows of {prod(others)} tuples take about {operations:.1e} "
            f"operations; the limit is {_MAX_OPERATIONS:.0e}: choose a code with fewer messages, or an honest Merlin"
        )
