"""``hardness graph``: the problems and the reductions between them."""

from pathlib import Path
from typing import Annotated, Any

import typer

from hardness.cli.options import AsJson, exclude
from hardness.cli.output import print_json, show


def graph(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write to this file: a drawing (png, pdf or svg) or Mermaid text (mmd)."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the reductions between problems with their overheads, or draw them to a file."""
    exclude(output=output, as_json=as_json)
    from hardness.files import write_text
    from hardness.theory.graph import draw, mermaid, problem_name, reduction_graph

    problem_graph = reduction_graph()
    if output is not None:
        if output.suffix == ".mmd":
            write_text(output, mermaid(problem_graph) + "\n")
        else:
            from hardness.extras import optional

            figure = optional("matplotlib.figure", "a picture").Figure(figsize=(11, 3), layout="constrained")
            draw(problem_graph, figure.subplots())
            figure.savefig(output)
    elif as_json:
        print_json(_values(problem_graph))
    else:
        for source, target, name, data in problem_graph.edges(keys=True, data=True):
            show(f"{problem_name(source)} -> {problem_name(target)}: {name}")
            show(f"    {data['kind'].value}; theorem {data['theorem']}")
            show(f"    {size} {_sign(entry)} {entry.expression}" for size, entry in data["overhead"].items())


def _values(problem_graph: Any) -> dict[str, Any]:
    from hardness.numbers import document
    from hardness.theory.graph import problem_name

    reductions = [
        {
            "name": name,
            "source": problem_name(source),
            "target": problem_name(target),
            "kind": data["kind"].value,
            "theorem": data["theorem"],
            "overhead": [
                {"size": size, "relation": _sign(entry), "expression": str(entry.expression)}
                for size, entry in data["overhead"].items()
            ],
        }
        for source, target, name, data in problem_graph.edges(keys=True, data=True)
    ]
    problems = [{"name": problem_name(problem), "sizes": list(problem.SIZE)} for problem in problem_graph]
    return document("graph", problems=problems, reductions=reductions)


def _sign(entry: object) -> str:
    from hardness.reductions.overhead import Exact

    return "=" if isinstance(entry, Exact) else "<="
