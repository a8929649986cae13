"""The state of an interrupted sweep in a file."""

import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from algorithms.display import fields_repr
from hardness.files import packer, read
from hardness.json_text import parse_json
from hardness.protocols.encoded import EncodedSets
from hardness.reductions.padding import Padding
from hardness.runs.result import SweepResult

_SAVE_SECONDS = 5.0


def fingerprint(encoded: EncodedSets, padding: Padding, height: int, block: int) -> str:
    """Return what a sweep depends on, as a digest: a file of another one is refused."""
    text = repr(padding).replace("separation=", "confidence=")  # its name in files written before 0.2
    digest = hashlib.sha256(json.dumps([encoded.protocol.to_dict(), text, height, block]).encode())
    for vectors in encoded.sets:
        digest.update(repr(vectors.shape).encode() + vectors.tobytes())
    return digest.hexdigest()


@dataclass
class Checkpoint:
    """The state of a sweep in a file, replaced atomically.

    Attributes
    ----------
    path : Path or None
        The file, or None to save nothing.
    fingerprint : str
        The fingerprint of the sweep that the state belongs to.
    saved : float
        The time of the last write, on the monotonic clock.
    """

    path: Path | None
    fingerprint: str
    saved: float = field(default_factory=monotonic)

    __repr__ = fields_repr

    def load(self) -> SweepResult | None:
        """Return the state in the file, or None without a file; ValueError unless it is the state of this sweep."""
        if self.path is None:
            return None
        packer(self.path)  # refuses a name that cannot be written, before the work
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
        """Write the state, at most every few seconds unless ``now``."""
        if self.path is None or (not now and monotonic() - self.saved < _SAVE_SECONDS):
            return
        partial = self.path.with_name(self.path.name + ".partial")
        state = {"fingerprint": self.fingerprint, "digest": self._digest(result), **vars(result)}
        partial.write_bytes(packer(self.path)(json.dumps(state).encode()))
        os.replace(partial, self.path)
        self.saved = monotonic()

    def remove(self) -> None:
        """Remove the file after the sweep is complete."""
        if self.path is not None:
            self.path.unlink(missing_ok=True)
