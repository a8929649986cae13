"""``hardness graph``: the problems and the reductions between them."""

from pathlib import Path
from typing import Annotated

import typer


def graph(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="File to write: a picture (png, pdf, svg) or Mermaid text (mmd)."),
    ] = None,
) -> None:
    """List the reductions between problems with their size laws; -o FILE draws them."""
    from rich.console import Console

    from hardness.files import write_text
    from hardness.theory.graph import draw, mermaid, problem_name, reduction_graph

    found = reduction_graph()
    if output is not None:
        if output.suffix == ".mmd":
            write_text(output, mermaid(found) + "\n")
        else:
            from matplotlib.figure import Figure

            figure = Figure(figsize=(11, 3), layout="constrained")
            draw(found, figure.subplots())
            figure.savefig(output)
        return
    console = Console()
    for source, target, name, data in found.edges(keys=True, data=True):
        console.print(f"{problem_name(source)} -> {problem_name(target)}: {name}", style="bold", highlight=False)
        console.print(f"    {data['kind'].value}; theorem {data['theorem']}", highlight=False)
        for size, entry in data["overhead"].items():
            console.print(f"    {size} {_sign(entry)} {entry.expression}", highlight=False)


def _sign(entry: object) -> str:
    from hardness.theory.overhead import Exact

    return "=" if isinstance(entry, Exact) else "<="
