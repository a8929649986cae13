"""``hardness bound``: the conditional lower bound and its conditions."""

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
            help="Conjecture: seth, ov or maxip. With --density, it is assumed of k-OV at that density.",
            autocompletion=completing(lambda: _CONJECTURES),
        ),
    ] = "seth",
    slack: Annotated[
        str | None, typer.Option(help="The q of 'no O(n^(k - q)) algorithm', a fraction. By default, every q.")
    ] = None,
    density: Annotated[
        str | None,
        typer.Option(
            help="Density c of the hard k-OV instances, which have c lg n coordinates; it yields the constants."
        ),
    ] = None,
    clauses: Annotated[
        str | None,
        typer.Option(
            help="Clause density s of the hard formulas, which have at most s N clauses (seth only); c = k s."
        ),
    ] = None,
    randomised: Annotated[
        bool, typer.Option("--randomised", help="Make the assumption and the conclusion about randomised algorithms.")
    ] = False,
    variant: Annotated[
        str,
        typer.Option(help="Variant of the padding: calibrated or paper.", autocompletion=completing(lambda: _VARIANTS)),
    ] = "calibrated",
    as_json: AsJson = False,
) -> None:
    """State the conditional lower bound for attention, with the computed value of every side condition."""
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
    result = conditional_lower_bound(path, assumed, order, slack, density, clauses)
    if as_json:
        print_json(result.to_dict())
    else:
        show(str(result))
