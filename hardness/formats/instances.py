"""The instance of a command: a file, standard input or a bundled formula."""

import os
import stat
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from importlib.resources import files
from io import BytesIO, UnsupportedOperation
from threading import Timer
from typing import Any, NamedTuple

from hardness.arguments import one_of
from hardness.files import decode, read
from hardness.formats.dimacs import DimacsError, parse_dimacs
from hardness.problems import CNF, OrthogonalVectors, problem_from_json

DEFAULT_EXAMPLE = "example"
_PATIENCE = 2.0  # seconds


class Instance(NamedTuple):
    """A problem and the name of its source, as every output shows it."""

    problem: CNF | OrthogonalVectors
    name: str


def bundled_names() -> list[str]:
    """Return the names of the bundled formulas."""
    file_names = (entry.name for entry in (files("hardness") / "data").iterdir())
    return sorted(name.removesuffix(".cnf") for name in file_names if name.endswith(".cnf"))


def bundled(name: str) -> CNF:
    """Return a bundled formula.

    Raises ValueError with the known names if no formula has this name.

    Examples
    --------
    >>> bundled_names()
    ['example', 'pigeonhole-4-3']
    >>> bundled("pigeonhole-4-3")
    <3-CNF: N=12, M=22>
    """
    one_of("example", name, bundled_names())
    return parse_dimacs((files("hardness") / "data" / f"{name}.cnf").read_bytes(), strict=True)


def read_instance(file: str | None = None, example: str | None = None) -> Instance:
    """Return the formula or the k-OV vectors that the arguments of a command select.

    A file is read, and ``-`` stands for standard input. Without a file, standard input is read if it is a pipe, a
    socket or a file. Empty input is then an error. A terminal, another device such as /dev/null, or closed standard
    input is no input, and the bundled formula is used. An example given by name is used without reading standard input.
    If no input arrives within two seconds, a message on stderr names the expected input.

    Parameters
    ----------
    file : str, optional
        The name of a file in DIMACS format or JSON, plain or compressed.
    example : str, optional
        The name of a bundled formula.

    Raises
    ------
    ValueError
        If both are given, or the content is no formula and no k-OV instance.
    OSError
        If the file cannot be read.

    Examples
    --------
    >>> read_instance(example="pigeonhole-4-3")
    Instance(problem=<3-CNF: N=12, M=22>, name="bundled example 'pigeonhole-4-3'")
    """
    if file is not None and example is not None:
        raise ValueError(f"FILE {file} and --example {example} contradict each other; give one of them")
    stream = None if example is not None else _standard_input() if file is None else _opened(file)
    if stream is None:
        name = DEFAULT_EXAMPLE if example is None else example
        return Instance(bundled(name), f"bundled example {name!r}")
    name = "standard input" if file in (None, "-") else _one_line(str(file))
    try:
        return Instance(_problem(_content(stream, name)), name)
    except OSError as error:
        raise error if error.filename is not None else OSError(f"{name} cannot be read: {error}") from None
    except DimacsError as error:
        raise DimacsError(f"{name}: {error}") from None
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


Stream = Callable[[], AbstractContextManager[Any]]
"""A function that opens its source only when it is called, because opening may block."""


def _opened(file: str) -> Stream:
    if file != "-":
        return lambda: open(file, "rb")
    if sys.stdin is None:
        raise ValueError("standard input is closed")
    return lambda: nullcontext(_blocking(sys.stdin.buffer))


def _standard_input() -> Stream | None:
    """Return standard input if it holds an instance, or None if it is closed, a terminal or another device."""
    stream: Any = sys.stdin
    if stream is None or getattr(stream, "closed", False):
        return None
    try:
        if stat.S_ISCHR(os.fstat(stream.fileno()).st_mode):
            return None
        return lambda: nullcontext(_blocking(stream.buffer))
    except (AttributeError, UnsupportedOperation):
        return _replaced_input(stream)
    except OSError:  # a descriptor that is closed
        return None


def _blocking(file: Any) -> Any:
    """Make reading blocking: in a non-blocking pipe, a pause of the writer looks like the end of the formula."""
    with suppress(AttributeError, UnsupportedOperation):  # Windows has no such function, a replaced input no descriptor
        os.set_blocking(file.fileno(), True)
    return file


def _replaced_input(stream: Any) -> Stream | None:
    """Return the object with which a program replaced standard input, if it has content."""
    try:
        content = getattr(stream, "buffer", stream).read()
    except OSError:
        return None
    return (lambda: nullcontext(BytesIO(content))) if content else None


def _content(stream: Stream, name: str) -> bytes:
    """Read everything; print on stderr what is expected if no byte arrives for long."""
    notice = Timer(_PATIENCE, lambda: print(f"waiting for a formula or k-OV vectors from {name}", file=sys.stderr))
    notice.daemon = True
    notice.start()
    try:
        with stream() as file:
            first = file.read(1)
            notice.cancel()
            return bytes(first + read(file))
    finally:
        notice.cancel()


def _problem(content: bytes) -> CNF | OrthogonalVectors:
    if decode(content, "latin-1").lstrip()[:1] not in ("{", "["):
        return parse_dimacs(content)
    problem = problem_from_json(content)
    if not isinstance(problem, CNF | OrthogonalVectors):
        raise ValueError(f"solve takes a formula or k-OV vectors, not {problem!r}")
    return problem


def _one_line(name: str) -> str:
    """Return the name of a file, escaped if it holds line ends, terminal control codes or bytes that are not text."""
    return name if name.isprintable() else ascii(name)
