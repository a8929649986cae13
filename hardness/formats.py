"""DIMACS CNF files: read what solvers and benchmark collections really write, and write it plainly."""

import gzip
import re
import warnings
import zlib
from collections.abc import Iterable
from importlib.resources import files
from os import PathLike
from pathlib import Path
from typing import IO

from hardness.arguments import one_of
from hardness.problems import CNF

_INTEGER = re.compile("-?[0-9]+")
_GZIP = b"\x1f\x8b"


class DimacsError(ValueError):
    """Text that is not a formula in DIMACS format; the message names the line."""


class DimacsWarning(UserWarning):
    """A formula that was read although its header announces another number of clauses."""


def parse_dimacs(text: str | bytes, *, strict: bool = False) -> CNF:
    r"""Read a formula from the text of a DIMACS CNF file.

    A comment is a line that begins with ``c``, anywhere; the header is one line ``p cnf N M``; after it come integers
    in any arrangement, each clause ended by 0. Also read, because real files have it: CRLF and tabs, a byte order
    mark, gzip, no 0 after the last clause, and a line ``%`` that ends the formula (SATLIB has it, and a lone 0 after
    it).

    The header announces N, and a literal beyond it is refused: either of the two is wrong, and with them the formula.
    A wrong M leaves no doubt about the formula that the file holds, and many files of collections have it; so it is a
    warning, unless ``strict``.

    Parameters
    ----------
    text : str or bytes
        The content of the file; bytes may be compressed with gzip.
    strict : bool
        Refuse a wrong number of clauses instead of warning.

    Raises
    ------
    DimacsError
        With the number of the line and what is wrong there.

    Warns
    -----
    DimacsWarning
        If the header announces another number of clauses than the file holds and ``strict`` is not set.

    Examples
    --------
    >>> formula = parse_dimacs("c two clauses\np cnf 3 2\n1 -2 0 2\nc still the second\n3 0")
    >>> formula, formula.clauses
    (<2-CNF: N=3, M=2>, ((1, -2), (2, 3)))
    >>> parse_dimacs("p cnf 3 1\n1 -4 0")
    Traceback (most recent call last):
    ...
    hardness.formats.DimacsError: line 2: the literal -4 is beyond the 3 variables that the header announces
    """
    return _parse(text, "", strict)


def read_dimacs(source: str | PathLike[str] | IO[str] | IO[bytes], *, strict: bool = False) -> CNF:
    """Read a formula from a DIMACS CNF file: see `parse_dimacs` for what is accepted.

    Parameters
    ----------
    source : path or open file
        A path, or a file opened as text or as bytes. Compression is recognised by the content, not by the name.
    strict : bool
        Refuse a wrong number of clauses instead of warning.

    Raises
    ------
    DimacsError
        With the name of the file, the number of the line and what is wrong there.
    OSError
        If the file cannot be read.
    """
    if isinstance(source, (str, PathLike)):
        return _parse(Path(source).read_bytes(), f"{source}: ", strict)
    name = getattr(source, "name", None)
    return _parse(source.read(), f"{name}: " if isinstance(name, str) else "", strict)


def write_dimacs(formula: CNF, target: str | PathLike[str] | IO[str], comments: Iterable[str] = ()) -> None:
    """Write a formula as a DIMACS CNF file: comments, header, one clause a line.

    Parameters
    ----------
    formula : CNF
        Its clauses are written as they are, so that `read_dimacs` returns an equal formula.
    target : path or open text file
        A path that ends in ``.gz`` is compressed (without a time stamp: equal formulas give equal files).
    comments : iterable of str
        Written above the header; a comment of several lines becomes several comment lines.

    Examples
    --------
    >>> import sys
    >>> write_dimacs(CNF(2, [(1, -2), ()]), sys.stdout, comments=["two clauses"])
    c two clauses
    p cnf 2 2
    1 -2 0
    0
    """
    lines = [f"c {line}".rstrip() for comment in comments for line in _lines(comment)]
    lines.append(f"p cnf {formula.num_variables} {len(formula.clauses)}")
    lines.extend(" ".join(map(str, (*clause, 0))) for clause in formula.clauses)
    text = "\n".join(lines) + "\n"
    if not isinstance(target, (str, PathLike)):
        target.write(text)
    elif Path(target).suffix == ".gz":
        Path(target).write_bytes(gzip.compress(text.encode(), mtime=0))
    else:
        Path(target).write_bytes(text.encode())  # not write_text: line ends are the same on every system


def bundled_names() -> list[str]:
    """Return the names of the formulas that come with the package."""
    found = (entry.name for entry in (files("hardness") / "data").iterdir())
    return sorted(name.removesuffix(".cnf") for name in found if name.endswith(".cnf"))


def bundled(name: str) -> CNF:
    """Return a formula that comes with the package.

    Raises ValueError with the known names if there is none of this name.

    Examples
    --------
    >>> bundled_names()
    ['example', 'pigeonhole-4-3']
    >>> bundled("pigeonhole-4-3")
    <3-CNF: N=12, M=22>
    """
    one_of("example", name, bundled_names())
    return parse_dimacs((files("hardness") / "data" / f"{name}.cnf").read_bytes(), strict=True)


def _lines(text: str) -> list[str]:
    # Not splitlines: it also breaks at characters that a comment in some 8-bit encoding may well contain.
    return re.split("\r\n|\r|\n", text)


def _text(data: str | bytes) -> str:
    if isinstance(data, bytes):
        if data.startswith(_GZIP):
            try:
                data = gzip.decompress(data)
            except (OSError, EOFError, zlib.error) as error:
                raise DimacsError(f"corrupt gzip data: {error}") from None
        # Only comments hold anything but ASCII, in whatever encoding; Latin-1 lets every byte pass.
        data = data.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    if "\0" in data:
        raise DimacsError("not a DIMACS CNF file: it holds binary data")
    return data.removeprefix("\ufeff")


def _parse(data: str | bytes, name: str, strict: bool) -> CNF:
    try:
        num_variables, announced, clauses = _scan(_text(data))
        if strict and announced != len(clauses):
            raise DimacsError(_miscount(announced, len(clauses)))
    except DimacsError as error:
        raise DimacsError(f"{name}{error}") from None
    if announced != len(clauses):
        # 1 is this function, 2 the public one, 3 whoever called that
        warnings.warn(f"{name}{_miscount(announced, len(clauses))}", DimacsWarning, stacklevel=3)
    return CNF(num_variables, clauses)


def _miscount(announced: int, found: int) -> str:
    return f"the header announces {announced} clauses, the file holds {found}"


def _scan(text: str) -> tuple[int, int, list[tuple[int, ...]]]:
    """Return N and M of the header and the clauses."""
    header: tuple[int, int] | None = None
    clauses: list[tuple[int, ...]] = []
    clause: list[int] = []
    ended = False
    for number, line in enumerate(_lines(text), start=1):
        tokens = line.split()
        if not tokens or tokens[0].startswith("c"):
            continue
        if tokens[0] == "p":
            if header is not None:
                raise DimacsError(f"line {number}: a second header")
            header = _header(tokens, number)
            continue
        if header is None:
            raise DimacsError(f"line {number}: {_shown(tokens[0])} where the header 'p cnf N M' is expected")
        if ended:
            if tokens != ["0"]:
                raise DimacsError(f"line {number}: {_shown(tokens[0])} after the '%' that ends the formula")
            continue
        if tokens == ["%"]:
            ended = True
            continue
        for token in tokens:
            literal = _literal(token, header[0], number)
            if literal:
                clause.append(literal)
            else:
                clauses.append(tuple(clause))
                clause.clear()
    if header is None:
        raise DimacsError("not a DIMACS CNF file: there is no header 'p cnf N M'")
    if clause:  # the last 0 is missing
        clauses.append(tuple(clause))
    return (*header, clauses)


def _header(tokens: list[str], number: int) -> tuple[int, int]:
    if len(tokens) > 1 and tokens[1] != "cnf":
        raise DimacsError(f"line {number}: the header announces the format {_shown(tokens[1])}; only 'cnf' is read")
    counts = tokens[2:]
    if len(counts) != 2 or not all(token.isascii() and token.isdigit() and len(token) < 19 for token in counts):
        raise DimacsError(f"line {number}: the header is {_shown(' '.join(tokens))} instead of 'p cnf N M'")
    return int(counts[0]), int(counts[1])


def _literal(token: str, num_variables: int, number: int) -> int:
    if not _INTEGER.fullmatch(token):
        raise DimacsError(f"line {number}: {_shown(token)} is not an integer")
    if len(token) > 20 or abs(int(token)) > num_variables:  # int() itself refuses thousands of digits
        raise DimacsError(
            f"line {number}: the literal {_shown(token, quoted=False)} is beyond the {num_variables} variables "
            "that the header announces"
        )
    return int(token)


def _shown(text: str, quoted: bool = True) -> str:
    """Return the text fit for one line of a terminal, whatever it holds."""
    short = text if len(text) <= 40 else text[:37] + "..."
    return ascii(short) if quoted else short
