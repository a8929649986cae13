"""``hardness plan``: which code to use, how many blocks, and why."""

from typing import Annotated

import typer

from hardness.cli.options import AsCsv, AsJson, Example, File, Order, completing, exclude
from hardness.cli.output import print_csv, print_json, show


def plan(
    file: File = None,
    example: Example = None,
    order: Order = None,
    objective: Annotated[
        str,
        typer.Option(
            help="Quantity to minimise: work, dimension or entries.",
            autocompletion=completing(lambda: ("work", "dimension", "entries")),
        ),
    ] = "work",
    soundness: Annotated[str, typer.Option(help="Upper bound on the soundness, a fraction.")] = "1/2",
    budget: Annotated[int | None, typer.Option(help="Largest number of operations that the sweep may take.")] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Choose the code, blocks and padding for an instance, predict every size, and explain the choice."""
    exclude(FILE=file, example=example)
    exclude(as_json=as_json, as_csv=as_csv)
    from hardness.formats import read_instance
    from hardness.planning.plans import plan as choose

    instance, name = read_instance(file, example)
    result = choose(instance, order, objective=objective, soundness=soundness, budget=budget)
    if as_json:
        print_json({**result.to_dict(), "instance": name})
    elif as_csv:
        print_csv({"instance": name, **record} for record in result.records())
    else:
        show(f"instance: {name}\n{result}")
