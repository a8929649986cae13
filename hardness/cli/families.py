"""``hardness families``: what the protocol costs over each family of codes."""

from pathlib import Path
from typing import Annotated

import typer

from hardness.cli.options import AsCsv, AsJson, exclude
from hardness.cli.output import print_csv, print_json, show, width


def families(
    players: Annotated[
        int, typer.Option("--order", "-k", help="Number k of players; k is also the order of the attention.")
    ] = 3,
    soundness: Annotated[str, typer.Option(help="Bound on the soundness, a fraction.")] = "1/2",
    blocks: Annotated[int, typer.Option(help="Number T of blocks.")] = 8,
    plot: Annotated[
        Path | None, typer.Option(help="Write a plot to this file (png, pdf or svg); this needs matplotlib.")
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Compare Reed-Solomon codes with algebraic-geometry codes for universes of 10 to 10^6 elements."""
    exclude(as_json=as_json, as_csv=as_csv)
    from hardness.arguments import rational
    from hardness.layout import table
    from hardness.numbers import document, format_integer
    from hardness.planning.families import compare_families

    bound = rational("soundness", soundness)
    costs = compare_families([10**e for e in range(1, 7)], players, bound, blocks)
    if plot is not None:  # first, so that a failed plot does not follow a table
        from hardness.extras import optional
        from hardness.report.plots import plot_families

        figure = optional("matplotlib.figure", "--plot").Figure(figsize=(9, 3.6), layout="constrained")
        for ax, quantity in zip(figure.subplots(1, 2), ("merlin", "dimension"), strict=True):
            plot_families(costs, quantity, ax)
        figure.savefig(plot)
    records = [cost.to_dict() for cost in costs]
    if as_json:
        print_json(document("families", order=players, soundness=bound, blocks=blocks, costs=records))
    elif as_csv:
        print_csv(records)
    else:
        header = ("m", "family", "field", "N", "kappa", "Merlin bits", "per element", "player bits", "d")
        rows = []
        for cost in costs:
            sizes = cost.sizes
            numbers = (sizes.field_order, sizes.length, sizes.dimension, cost.merlin_bits)
            rows.append(
                (
                    f"{cost.universe:,}",
                    cost.family,
                    *(f"{n:,}" for n in numbers),
                    f"{cost.merlin_bits / cost.universe:.2f}",
                    f"{sizes.player_bits:,}",
                    format_integer(sizes.gap_dimension),
                )
            )
        show([f"k = {players} players, soundness at most {bound}, T = {blocks} blocks", ""])
        show(table(header, rows, width(), left=["family"]))
