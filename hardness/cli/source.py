"""What a command is to solve: a file, standard input or a bundled formula, and its name."""

import gzip
import sys
import zlib
from pathlib import Path
from typing import Any, NamedTuple


class Read(NamedTuple):
    """A problem and the name of what it was read from."""

    problem: Any
    name: str


def read_instance(file: str | None, example: str | None) -> Read:
    """Read a formula or k-OV vectors from a file or standard input, or take a bundled formula."""
    from hardness.formats import DimacsError, bundled, parse_dimacs
    from hardness.problems import CNF, OrthogonalVectors, problem_from_json

    if file is None:
        return Read(bundled(example or "example"), f"bundled example {example or 'example'!r}")
    name = "standard input" if file == "-" else file
    text = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    if text.startswith(b"\x1f\x8b"):
        try:
            text = gzip.decompress(text)
        except (OSError, EOFError, zlib.error) as error:
            raise ValueError(f"{file}: corrupt gzip data: {error}") from None
    if not text.lstrip().startswith(b"{"):
        try:
            return Read(parse_dimacs(text), name)
        except DimacsError as error:
            raise DimacsError(f"{name}: {error}") from None
    instance = problem_from_json(text)
    if not isinstance(instance, CNF | OrthogonalVectors):
        raise ValueError(f"solve takes a formula or k-OV vectors, not {instance!r}")
    return Read(instance, name)
