"""``hardness theorems``: what is defined, proved, observed or conjectured where, and what tests it."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from hardness.cli.options import AsCsv, AsJson, completing, exclude
from hardness.cli.output import print_csv, print_json, show


def _keys() -> list[str]:
    from hardness.theory.theorems.entries import theorem_map

    return [entry.key for entry in theorem_map()]


def theorems(
    key: Annotated[str | None, typer.Argument(help="Show this one only.", autocompletion=completing(_keys))] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the page of all of them here.")] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List definitions, theorems, observations and conjectures with the code and the tests that check them."""
    exclude(as_json=as_json, as_csv=as_csv)
    from hardness.theory.theorems.entries import paper_statements, theorem_map

    if output is not None:
        if key is not None or as_json or as_csv:
            raise ValueError("--output writes the page of all theorems; it takes no KEY, --json or --csv")
        from hardness.files import write_text
        from hardness.theory.theorems.page import as_markdown

        write_text(output, as_markdown())
        return
    if key is not None:
        from hardness.arguments import one_of

        one_of("KEY", key, _keys())
    entries = [entry for entry in theorem_map() if key in (None, entry.key)]
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
