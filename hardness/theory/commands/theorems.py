"""``hardness theorems``: what is defined, proved, observed or conjectured where, and what tests it."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from hardness.cli.options import AsJson, completing
from hardness.cli.output import print_json, show


def _keys() -> list[str]:
    from hardness.theory.theorems import theorem_map

    return [entry.key for entry in theorem_map()]


def theorems(
    key: Annotated[str | None, typer.Argument(help="Show this one only.", autocompletion=completing(_keys))] = None,
    as_json: AsJson = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the page of all of them here.")] = None,
) -> None:
    """List definitions, theorems, observations and conjectures with the code and the tests that check them."""
    from hardness.files import write_text
    from hardness.numbers import document
    from hardness.theory.theorem_page import as_markdown
    from hardness.theory.theorems import paper_statements, theorem_map

    if output is not None:
        if key is not None or as_json:
            raise ValueError("-o writes the page of all theorems; it takes no KEY or --json")
        write_text(output, as_markdown())
        return
    entries = [entry for entry in theorem_map() if key in (None, entry.key)]
    if not entries:
        raise ValueError(f"KEY={key!r}; it must be one of {', '.join(entry.key for entry in theorem_map())}")
    if as_json:
        statements = [asdict(stated) for stated in paper_statements() if key is None or key in stated.keys]
        print_json(document("theorems", theorems=[asdict(entry) for entry in entries], statements=statements))
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
