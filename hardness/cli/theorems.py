"""``hardness theorems``: every definition, theorem, observation and conjecture, with its code and tests."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hardness.cli.options import AsCsv, AsJson, completing, exclude
from hardness.cli.output import print_csv, print_json, show

if TYPE_CHECKING:
    from hardness.theory.theorems.entries import Entry


def _keys() -> list[str]:
    return [entry.key for entry in _entries()]


def _entries() -> "list[Entry]":
    from hardness.theory.theorems.entries import theorem_map
    from hardness.theory.theorems.installed import installed_theorems

    return [*theorem_map(), *installed_theorems()]


def theorems(
    key: Annotated[
        str | None, typer.Argument(help="Print only the entry with this key.", autocompletion=completing(_keys))
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write all entries to this file as a Markdown page.")
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the definitions, theorems, observations and conjectures with their code and the tests that check them."""
    exclude(as_json=as_json, as_csv=as_csv)
    from hardness.theory.theorems.entries import paper_statements

    if output is not None:
        if key is not None or as_json or as_csv:
            raise ValueError("--output takes no KEY, --json or --csv: it writes the page of all theorems")
        from hardness.files import write_text
        from hardness.theory.theorems.page import as_markdown

        write_text(output, as_markdown())
        return
    entries = _entries()
    if key is not None:
        from hardness.arguments import one_of

        one_of("KEY", key, [entry.key for entry in entries])
        entries = [entry for entry in entries if entry.key == key]
    if as_json:
        from hardness.numbers import document

        statements = [asdict(stated) for stated in paper_statements() if key is None or key in stated.keys]
        print_json(document("theorems", theorems=[asdict(entry) for entry in entries], statements=statements))
        return
    if as_csv:
        print_csv(asdict(entry) for entry in entries)
        return
    for entry in entries:
        show(f"{entry.key} ({entry.status}; {entry.source})")
        show(f"    {entry.statement}")
        for label, text in (("range", entry.range), ("oracle", entry.oracle)):
            if text is not None:
                show(f"    {label:<6}  {text}")
        for label, names in (("code", entry.objects), ("test", entry.tests), ("cell", entry.notebooks)):
            show(f"    {label:<6}  {name}" for name in names)
        if entry.mutant is not None:
            show(f"    mutant  {entry.mutant.module}: {entry.mutant.old} -> {entry.mutant.new}")
