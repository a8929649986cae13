"""The output of commands: text, folded only on a terminal; JSON; CSV."""

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any


def width() -> int | None:
    """Return the columns of the terminal, or None if standard output is not a terminal: then nothing is folded."""
    if not sys.stdout.isatty():
        return None
    from shutil import get_terminal_size

    return max(get_terminal_size().columns, 20)


def show(lines: str | Iterable[str]) -> None:
    """Print lines of text, folded at spaces on a terminal."""
    from hardness.layout import fold

    columns, encoding = width(), sys.stdout.encoding
    for line in lines.splitlines() if isinstance(lines, str) else lines:
        if columns is not None and encoding:  # a character that the terminal lacks becomes several that it has
            line = line.encode(encoding, sys.stdout.errors or "strict").decode(encoding)
        print("\n".join(fold(line, columns)))


def print_json(document: Any) -> None:
    """Print JSON that strict readers accept: infinities and NaN are strings by now."""
    print(json.dumps(document, indent=2, allow_nan=False))


def print_csv(records: Iterable[Mapping[str, Any]]) -> None:
    """Print records under one header."""
    from hardness.report.csv_text import csv_text

    print(csv_text(records), end="")
