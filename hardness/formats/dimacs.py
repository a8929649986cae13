"""DIMACS CNF files: read what solvers and benchmark collections really write, and write it plainly.

Own code rather than the reader of PySAT, which takes a literal -4 in a formula of three variables for a fourth one.
"""

import re
import warnings
from collections.abc import Iterable
from os import PathLike
from typing import IO

from hardness.files import decode, read, write_text
from hardness.formats.foreign import foreign_file, foreign_header, foreign_line
from hardness.problems import CNF

_INTEGER = re.compile("-?[0-9]+")
_WORD = re.compile(r"[^ \t\v\f]+")  # str.split also splits at characters that other readers take for a part of a word
_LONE_RETURN = re.compile("\r(?=[^\r\n])")
_MAX_DIGITS = 18  # of a number of variables or clauses


class DimacsError(ValueError):
    """Text that is not a formula in DIMACS format; the message names the line."""


class DimacsWarning(UserWarning):
    """A formula that was read although its header announces another number of clauses."""


def parse_dimacs(text: str | bytes, *, strict: bool = False) -> CNF:
    r"""Read a formula from the text of a DIMACS CNF file.

    A comment is a line that begins with ``c``, anywhere; the header is one line ``p cnf N M``; after it come integers
    in any arrangement, each clause ended by 0. Also read, because real files have it: comments between the literals
    of a line, from a word that begins with ``c`` to the end of the line; CRLF, or CR alone in the whole file, and tabs;
    a byte order mark; no 0 after the last clause; and a line ``%`` that ends the formula (SATLIB has it, and a lone 0
    after it). Any other format is refused by its name, as far as it is recognised.

    The header announces N, and a literal beyond it is refused: either of the two is wrong, and with them the formula.
    A wrong M leaves no doubt about the formula that the file holds, and many files of collections have it; so it is a
    warning, unless ``strict``. If clauses are missing and the last one has no 0, the file was cut off, perhaps inside
    a number, and is refused.

    Parameters
    ----------
    text : str or bytes
        The content of the file; bytes may be compressed, see `hardness.files.decode`.
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
    hardness.formats.dimacs.DimacsError: line 2: the literal -4 is beyond the 3 variables that the header announces
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
    given = source if isinstance(source, (str, PathLike)) else getattr(source, "name", None)
    name = f"{given}: " if isinstance(given, (str, PathLike)) else ""
    try:
        data = read(source)
    except ValueError as error:
        raise DimacsError(f"{name}{error}") from None
    return _parse(data, name, strict)


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
    if isinstance(target, (str, PathLike)):
        write_text(target, text)
    else:
        target.write(text)


def _lines(text: str) -> list[str]:
    # Not splitlines: it also breaks at characters that a comment in some 8-bit encoding may well contain.
    return re.split("\r\n|\r|\n", text)


def _parse(data: str | bytes, name: str, strict: bool) -> CNF:
    try:
        num_variables, announced, clauses, ended = _scan(_text(data))
        if not ended and len(clauses) < announced:
            raise DimacsError(f"the file is cut off: it ends inside a clause, and {_miscount(announced, len(clauses))}")
        if strict and announced != len(clauses):
            raise DimacsError(_miscount(announced, len(clauses)))
    except DimacsError as error:
        raise DimacsError(f"{name}{error}") from None
    if announced != len(clauses):
        # 1 is this function, 2 the public one, 3 whoever called that
        warnings.warn(f"{name}{_miscount(announced, len(clauses))}", DimacsWarning, stacklevel=3)
    return CNF(num_variables, clauses)


def _text(data: str | bytes) -> str:
    try:
        # Only comments hold anything but ASCII, in whatever encoding; Latin-1 lets every byte pass.
        text = decode(data, "latin-1")
    except ValueError as error:
        raise DimacsError(f"not a DIMACS CNF file: {error}") from None
    if "\0" in text:
        raise DimacsError("not a DIMACS CNF file: it holds binary data")
    if "\n" in text and (found := _LONE_RETURN.search(text)):
        number = text.count("\n", 0, found.start()) + 1
        raise DimacsError(f"line {number}: a carriage return inside the line, which some readers take for its end")
    return text


def _miscount(announced: int, found: int) -> str:
    return f"the header announces {announced} clauses, the file holds {found}"


def _scan(text: str) -> tuple[int, int, list[tuple[int, ...]], bool]:
    """Return N and M of the header, the clauses and whether the last one has its 0."""
    header: tuple[int, int] | None = None
    clauses: list[tuple[int, ...]] = []
    clause: list[int] = []
    ended = False
    lines = _lines(text)
    for number, line in enumerate(lines, start=1):
        tokens = _WORD.findall(line)
        if not tokens or tokens[0].startswith("c"):
            continue
        if tokens[0] == "p":
            if header is not None:
                raise DimacsError(f"line {number}: a second header")
            header = _header(tokens, number)
            continue
        if header is None:
            hint = foreign_file(_WORD.findall(line) for line in lines[number - 1 :])
            raise DimacsError(f"line {number}: {_shown(tokens[0])} where the header 'p cnf N M' is expected{hint}")
        if ended:
            if tokens != ["0"]:
                raise DimacsError(f"line {number}: {_shown(tokens[0])} after the '%' that ends the formula")
            continue
        if tokens == ["%"]:
            ended = True
            continue
        for token in tokens:
            if token.startswith("c"):  # a comment up to the end of the line
                break
            if not _INTEGER.fullmatch(token):
                raise DimacsError(f"line {number}: {_shown(token)} is not an integer{foreign_line(tokens)}")
            literal = _literal(token, header[0], number)
            if literal:
                clause.append(literal)
            else:
                clauses.append(tuple(clause))
                clause.clear()
    if header is None:
        empty = "" if text.strip() else "; it is empty"
        raise DimacsError(f"not a DIMACS CNF file: there is no header 'p cnf N M'{empty}")
    if clause:  # the last 0 is missing
        clauses.append(tuple(clause))
    return (*header, clauses, not clause)


def _header(tokens: list[str], number: int) -> tuple[int, int]:
    if len(tokens) > 1 and tokens[1] != "cnf":
        announced = f"the header announces the format {_shown(tokens[1])}; only 'cnf' is read"
        raise DimacsError(f"line {number}: {announced}{foreign_header(tokens[1])}")
    counts = tokens[2:]
    if len(counts) != 2 or not all(token.isascii() and token.isdigit() for token in counts):
        raise DimacsError(f"line {number}: the header is {_shown(' '.join(tokens))} instead of 'p cnf N M'")
    if any(len(token) > _MAX_DIGITS for token in counts):
        limit = f"N and M have at most {_MAX_DIGITS} digits"
        raise DimacsError(f"line {number}: the header is {_shown(' '.join(tokens))}; {limit}")
    return int(counts[0]), int(counts[1])


def _literal(token: str, num_variables: int, number: int) -> int:
    digits = token.removeprefix("-").lstrip("0")
    if len(digits) > _MAX_DIGITS or int(digits or 0) > num_variables:  # int() itself refuses thousands of digits
        raise DimacsError(
            f"line {number}: the literal {_shown(token, quoted=False)} is beyond the {num_variables} variables "
            "that the header announces"
        )
    if not digits and token.startswith("-"):
        raise DimacsError(f"line {number}: {_shown(token)} is no literal; a clause ends with 0")
    return -int(digits) if token.startswith("-") else int(digits or 0)


def _shown(text: str, quoted: bool = True) -> str:
    """Return the text fit for one line of a terminal, whatever it holds."""
    short = text if len(text) <= 40 else text[:37] + "..."
    return ascii(short) if quoted else short
