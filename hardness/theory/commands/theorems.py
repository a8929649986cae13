"""``hardness theorems``: what is defined, proved, observed or conjectured where, and what tests it."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer


def theorems(
    key: Annotated[str | None, typer.Argument(help="Show this one only.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the map as JSON.")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the page of all of them here.")] = None,
) -> None:
    """List definitions, theorems, observations and conjectures with the code and the tests that check them."""
    from hardness.numbers import document
    from hardness.theory.theorem_page import as_markdown
    from hardness.theory.theorems import paper_statements, theorem_map

    if output is not None:
        if key is not None or as_json:
            raise ValueError("-o writes the page of all theorems; it takes no KEY or --json")
        output.write_text(as_markdown(), encoding="utf-8")
        return
    entries = [entry for entry in theorem_map() if key in (None, entry.key)]
    if not entries:
        raise ValueError(f"KEY={key!r}; it must be one of {', '.join(entry.key for entry in theorem_map())}")
    if as_json:
        statements = [asdict(stated) for stated in paper_statements() if key is None or key in stated.keys]
        found = document("theorems", theorems=[asdict(entry) for entry in entries], statements=statements)
        print(json.dumps(found, indent=2))
        return
    for entry in entries:
        print(f"{entry.key} ({entry.status}; {entry.source})\n    {entry.statement}")
        for label, text in (("range", entry.range), ("oracle", entry.oracle)):
            if text is not None:
                print(f"    {label:<6}  {text}")
        for label, names in (("code", entry.objects), ("test", entry.tests), ("cell", entry.notebooks)):
            for name in names:
                print(f"    {label:<6}  {name}")
        if entry.mutant is not None:
            print(f"    mutant  {entry.mutant.module}: {entry.mutant.old} -> {entry.mutant.new}")
