"""Aligned text in complete lines, or folded at spaces to the width of a terminal; text is never cut."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import wrap

_NARROW = 20  # columns that a folded value needs beside its label


def fold(line: str, width: int | None, hanging: int = 2) -> list[str]:
    """Break a line at spaces into parts of at most ``width`` characters; a longer word stays whole.

    Examples
    --------
    >>> fold("  n = 1,000,000 and d = 20", 16)
    ['  n = 1,000,000', '    and d = 20']
    """
    if width is None or len(line) <= width:
        return [line]
    indent = line[: len(line) - len(line.lstrip(" "))]
    return wrap(
        line.strip(" "),
        max(width, len(indent) + hanging + 1),
        initial_indent=indent,
        subsequent_indent=indent + hanging * " ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def listing(entries: Iterable[tuple[str, str]], width: int | None = None) -> list[str]:
    r"""Return one line per pair of label and value, with the values aligned.

    Examples
    --------
    >>> print("\n".join(listing([("blocks", "2"), ("bits", "merlin 6, coins 3")])))
    blocks  2
    bits    merlin 6, coins 3
    """
    rows = list(entries)
    pad = max((len(label) for label, _ in rows), default=0) + 2
    lines: list[str] = []
    for label, value in rows:
        line = f"{label:<{pad}}{value}".rstrip()
        if width is None or len(line) <= width:
            lines.append(line)
        elif width >= pad + _NARROW:
            first, *rest = fold(value, width - pad)
            lines += [f"{label:<{pad}}{first}", *(pad * " " + part for part in rest)]
        else:
            lines += fold(label, width) if label else []
            lines += [f"  {part}" for part in fold(value, width - 2)]
    return lines


def sections(groups: Iterable[tuple[str, Mapping[str, str]]], width: int | None = None) -> list[str]:
    """Return titled lists of names and values in three columns, or each list under its title if these do not fit."""
    groups = list(groups)
    titles = max((len(title) for title, _ in groups), default=0)
    names = max((len(name) for _, entries in groups for name in entries), default=0)
    if width is None or width >= titles + names + 4 + _NARROW:
        return listing(
            (
                (f"{title if i == 0 else '':<{titles}}  {name:<{names}}", value)
                for title, entries in groups
                for i, (name, value) in enumerate(entries.items())
            ),
            width,
        )
    return [
        line
        for title, entries in groups
        for line in (*fold(title, width), *(f"  {part}" for part in listing(entries.items(), width - 2)))
    ]


def table(
    header: Sequence[str], rows: Iterable[Sequence[str]], width: int | None = None, left: Iterable[str] = ()
) -> list[str]:
    r"""Return rows in columns aligned right, or left if named in ``left``; if they are too wide, one list per row.

    Examples
    --------
    >>> print("\n".join(table(["m", "family"], [["1,000", "rs"], ["10", "tower"]], left=["family"])))
        m  family
    1,000  rs
       10  tower
    """
    cells = [list(header), *map(list, rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    aligned = [
        "  ".join(
            f"{cell:<{w}}" if name in left else f"{cell:>{w}}"
            for name, cell, w in zip(header, row, widths, strict=True)
        ).rstrip()
        for row in cells
    ]
    if width is None or max(map(len, aligned)) <= width:
        return aligned
    return list(_separated(listing(zip(header, row, strict=True), width) for row in cells[1:]))


def _separated(groups: Iterable[list[str]]) -> Iterator[str]:
    for i, group in enumerate(groups):
        if i:
            yield ""
        yield from group
