"""Output on terminals of any encoding: characters that a terminal lacks are transliterated."""

import codecs
import io
import os
import sys
from unicodedata import name

_ASCII = {"…": "...", "≥": ">=", "≤": "<=", "≠": "!=", "→": "->", "×": "x", "·": "*", "−": "-", "–": "-", "—": "-"}
_LINES = {"─": "-", "━": "-", "═": "-", "╌": "-", "│": "|", "┃": "|", "║": "|"}
_HANDLER = "hardness.transliterate"


def write_any_text() -> None:
    """Let standard output and error accept every text: neither a character nor a closed stream ends a command.

    The encoding of the terminal stays. A character outside that encoding is written in ASCII: common symbols by
    similar ones (``>=``, ``...``), table lines as ``-``, ``|`` and ``+``, Greek letters by their names, and all others
    as escaped code points. Output to a closed stream is lost, as the user asked; Python alone would send messages for
    a closed standard error to standard output.
    """
    for output in ("stdout", "stderr"):
        if getattr(sys, output) is None:
            setattr(sys, output, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, it stays open
    codecs.register_error(_HANDLER, _transliterated)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_HANDLER)


def _transliterated(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_ascii, error.object[error.start : error.end])), error.end


def _ascii(character: str) -> str:
    if character in _ASCII:
        return _ASCII[character]
    if "\u2500" <= character <= "\u257f":
        return _LINES.get(character, "+")
    kind, _, letter = name(character, "").partition(" LETTER ")
    if kind in ("GREEK SMALL", "GREEK CAPITAL") and letter.isalpha():
        return letter.lower() if kind == "GREEK SMALL" else letter.capitalize()
    return character.encode("ascii", "backslashreplace").decode()
