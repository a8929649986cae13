"""DIMACS CNF files: read what solvers and benchmark collections write, and write plain files.

Own code is used because the reader of PySAT adds a fourth variable if a formula of three variables contains
the literal -4.
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
    """The text is not a formula in DIMACS format. The message names the line."""


class DimacsWarning(UserWarning):
    """A formula was read although its header declares another number of clauses."""


def parse_dimacs(text: str | bytes, *, strict: bool = False) -> CNF:
    r"""Read a formula from the text of a DIMACS CNF file.

    A line that begins with ``c`` is a comment, anywhere in the file. The header is one line ``p cnf N M``. After it
    come integers in any arrangement, and 0 ends each clause. The following also occur in real files and are read:

    * comments between the literals of a line, from a word that begins with ``c`` to the end of the line;
    * CRLF, or CR alone in the whole file, and tabs;
    * a byte order mark;
    * a last clause without 0;
    * a line ``%`` that ends the formula, as in SATLIB, where a lone 0 follows.

    Any other format is refused, by its name if it is recognised.

    The header declares N. A literal beyond N is refused, because then either the header or the literal is wrong. A
    wrong M does not affect the formula, and many files in collections have one. So it causes a warning unless
    ``strict`` is set. If clauses are missing and the last one has no 0, the file was cut off, perhaps inside a number,
    and is refused.

    Parameters
    ----------
    text : str or bytes
        The content of the file. Bytes may be compressed, see `hardness.files.decode`.
    strict : bool
        Whether to refuse a wrong number of clauses instead of warning.

    Raises
    ------
    DimacsError
        If the text is not a formula in this format. The message gives the line and the reason.

    Warns
    -----
    DimacsWarning
        If the header declares another number of clauses than the file holds and ``strict`` is not set.

    Examples
    --------
    >>> formula = parse_dimacs("c two clauses\np cnf 3 2\n1 -2 0 2\nc still the second\n3 0")
    >>> formula, formula.clauses
    (<2-CNF: N=3, M=2>, ((1, -2), (2, 3)))
    >>> parse_dimacs("p cnf 3 1\n1 -4 0")
    Traceback (most recent call last):
    ...
    hardness.formats.dimacs.DimacsError: line 2: the literal -4 is beyond the 3 variables that the header declares
    """
    return _parse(text, "", strict)


def read_dimacs(source: str | PathLike[str] | IO[str] | IO[bytes], *, strict: bool = False) -> CNF:
    """Read a formula from a DIMACS CNF file: see `parse_dimacs` for what is accepted.

    Parameters
    ----------
    source : path or open file
        A path, or a file opened as text or as bytes. Compression is recognised by the content, not by the name.
    strict : bool
        Whether to refuse a wrong number of clauses instead of warning.

    Raises
    ------
    DimacsError
        If the file is not a formula in this format. The message gives the file, the line and the reason.
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
    """Write a formula as a DIMACS CNF file: comments, header, one clause per line.

    Parameters
    ----------
    formula : CNF
        The formula. Its clauses are written unchanged, so that `read_dimacs` returns an equal formula.
    target : path or open text file
        A path or an open file. A file whose name ends in ``.gz`` is compressed (without a time stamp, so that equal
        formulas give equal files).
    comments : iterable of str
        Comments above the header. A comment of several lines becomes several comment lines.

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
    # Not splitlines: it also breaks at characters that a comment in some 8-bit encoding may contain.
    return re.split("\r\n|\r|\n", text)


def _parse(data: str | bytes, name: str, strict: bool) -> CNF:
    try:
        num_variables, declared, clauses, ended = _scan(_text(data))
        if not ended and len(clauses) < declared:
            raise DimacsError(f"the file is cut off: it ends inside a clause, and {_miscount(declared, len(clauses))}")
        if strict and declared != len(clauses):
            raise DimacsError(_miscount(declared, len(clauses)))
    except DimacsError as error:
        raise DimacsError(f"{name}{error}") from None
    if declared != len(clauses):
        # 1 is this function, 2 the public one, 3 its caller
        warnings.warn(f"{name}{_miscount(declared, len(clauses))}", DimacsWarning, stacklevel=3)
    return CNF(num_variables, clauses)


def _text(data: str | bytes) -> str:
    try:
        # Only comments may hold other characters than ASCII, in any encoding. Latin-1 accepts every byte.
        text = decode(data, "latin-1")
    except ValueError as error:
        raise DimacsError(f"not a DIMACS CNF file: {error}") from None
    if "\0" in text:
        raise DimacsError("not a DIMACS CNF file: it holds binary data")
    if "\n" in text and (match := _LONE_RETURN.search(text)):
        number = text.count("\n", 0, match.start()) + 1
        raise DimacsError(f"line {number}: a carriage return inside the line, which some readers treat as a line end")
    return text


def _miscount(declared: int, actual: int) -> str:
    return f"the header declares {declared} clauses, the file holds {actual}"


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
            raise DimacsError(f"line {number}: {_printable(tokens[0])} where the header 'p cnf N M' is expected{hint}")
        if ended:
            if tokens != ["0"]:
                raise DimacsError(f"line {number}: {_printable(tokens[0])} after the '%' that ends the formula")
            continue
        if tokens == ["%"]:
            ended = True
            continue
        for token in tokens:
            if token.startswith("c"):  # a comment up to the end of the line
                break
            if not _INTEGER.fullmatch(token):
                raise DimacsError(f"line {number}: {_printable(token)} is not an integer{foreign_line(tokens)}")
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
        reason = f"the header declares the format {_printable(tokens[1])}; only 'cnf' is read"
        raise DimacsError(f"line {number}: {reason}{foreign_header(tokens[1])}")
    counts = tokens[2:]
    if len(counts) != 2 or not all(token.isascii() and token.isdigit() for token in counts):
        raise DimacsError(f"line {number}: the header is {_printable(' '.join(tokens))} instead of 'p cnf N M'")
    if any(len(token) > _MAX_DIGITS for token in counts):
        limit = f"N and M have at most {_MAX_DIGITS} digits"
        raise DimacsError(f"line {number}: the header is {_printable(' '.join(tokens))}; {limit}")
    return int(counts[0]), int(counts[1])


def _literal(token: str, num_variables: int, number: int) -> int:
    digits = token.removeprefix("-").lstrip("0")
    if len(digits) > _MAX_DIGITS or int(digits or 0) > num_variables:  # int() itself refuses thousands of digits
        raise DimacsError(
            f"line {number}: the literal {_printable(token, quoted=False)} is beyond the {num_variables} variables "
            "that the header declares"
        )
    if not digits and token.startswith("-"):
        raise DimacsError(f"line {number}: {_printable(token)} is no literal; a clause ends with 0")
    return -int(digits) if token.startswith("-") else int(digits or 0)


def _printable(text: str, quoted: bool = True) -> str:
    """Return the text in a form that is safe on one line of a terminal."""
    short = text if len(text) <= 40 else text[:37] + "..."
    return ascii(short) if quoted else short
