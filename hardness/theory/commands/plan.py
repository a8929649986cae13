"""``hardness plan``: which code, how many blocks, and why."""

from typing import Annotated

import typer


def plan(
    file: Annotated[
        str | None, typer.Argument(help="DIMACS CNF file or k-OV instance (.json), plain or packed; - for stdin.")
    ] = None,
    example: Annotated[str | None, typer.Option(help="Bundled formula to plan for, instead of a FILE.")] = None,
    order: Annotated[
        int | None, typer.Option("--order", "-k", help="Order k of the attention: 3 for a formula if not given.")
    ] = None,
    objective: Annotated[str, typer.Option(help="What shall be least: work, dimension or entries.")] = "work",
    soundness: Annotated[str, typer.Option(help="Bound on the soundness, a fraction.")] = "1/2",
    budget: Annotated[int | None, typer.Option(help="The most operations that the sweep may take.")] = None,
) -> None:
    """Choose code, blocks and padding for an instance, predict every size, and explain the choice."""
    from hardness.formats import read_instance
    from hardness.theory.planning import plan as choose

    instance, _ = read_instance(file, example)
    print(choose(instance, order, objective=objective, soundness=soundness, budget=budget))
