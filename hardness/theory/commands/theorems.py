"""``hardness theorems``: what is proved where, and what tests it."""

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
    """List definitions and theorems with the code that implements and the tests that check them."""
    from hardness.files import write_text
    from hardness.theory.theorems import as_markdown, theorem_map

    if output is not None:
        if key is not None or as_json:
            raise ValueError("-o writes the page of all theorems; it takes no KEY or --json")
        write_text(output, as_markdown())
        return
    entries = [entry for entry in theorem_map() if key in (None, entry.key)]
    if not entries:
        raise ValueError(f"KEY={key!r}; it must be one of {', '.join(entry.key for entry in theorem_map())}")
    if as_json:
        print(json.dumps([asdict(entry) for entry in entries], indent=2))
        return
    for entry in entries:
        print(f"{entry.key} ({entry.kind}; {entry.source})\n    {entry.statement}")
        for label, names in (("code", entry.objects), ("test", entry.tests), ("cell", entry.notebooks)):
            for name in names:
                print(f"    {label}  {name}")
