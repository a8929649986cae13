"""``hardness bound``: the conditional lower bound, with its conditions."""

from typing import Annotated

import typer

from hardness.cli.options import AsJson, completing
from hardness.cli.output import print_json, show

_CONJECTURES = ("seth", "ov", "maxip")
_VARIANTS = ("calibrated", "paper")


def bound(
    order: Annotated[int, typer.Option("--order", "-k", help="Order k of the attention.")] = 3,
    conjecture: Annotated[
        str,
        typer.Option(
            help="What is assumed: seth, ov or maxip; with --density the assumption on k-OV.",
            autocompletion=completing(lambda: _CONJECTURES),
        ),
    ] = "seth",
    slack: Annotated[
        str | None, typer.Option(help="The q of 'no O(n^(k - q)) algorithm', a fraction; every q if not given.")
    ] = None,
    density: Annotated[
        str | None, typer.Option(help="c of the hard k-OV instances with c lg n coordinates; with it, the constants.")
    ] = None,
    clauses: Annotated[
        str | None, typer.Option(help="s of the hard formulas with at most s N clauses, for seth: c = k s.")
    ] = None,
    randomised: Annotated[
        bool, typer.Option("--randomised", help="Assume it for randomised algorithms, and conclude for them.")
    ] = False,
    variant: Annotated[
        str, typer.Option(help="Padding: calibrated or paper.", autocompletion=completing(lambda: _VARIANTS))
    ] = "calibrated",
    as_json: AsJson = False,
) -> None:
    """State what a fast attention algorithm would mean, with every side condition as it was computed."""
    from dataclasses import replace

    from hardness.arguments import one_of
    from hardness.theory.conjectures import SETH, k_max_ip, k_ovc
    from hardness.theory.transfer import conditional_lower_bound, path_from

    one_of("conjecture", conjecture, _CONJECTURES)
    one_of("variant", variant, _VARIANTS)
    made = {"seth": lambda _: SETH, "ov": k_ovc, "maxip": k_max_ip}[conjecture](order)
    assumed = replace(made, randomised=randomised)
    path = None
    if variant == "paper":
        if density is not None or clauses is not None:
            raise ValueError(
                "variant must be calibrated with numbers, got 'paper': `hardness constants` lists those of both"
            )
        path = path_from(assumed, order, slack, variant)
    found = conditional_lower_bound(path, assumed, order, slack, density, clauses)
    if as_json:
        print_json(found.to_dict())
    else:
        show(str(found))
