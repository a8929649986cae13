"""``hardness bound``: the conditional lower bound, with its conditions."""

from typing import Annotated

import typer


def bound(
    order: Annotated[int, typer.Option("--order", "-k", help="Order k of the attention.")] = 3,
    conjecture: Annotated[str, typer.Option(help="What is assumed: seth, ov or maxip.")] = "seth",
    slack: Annotated[
        str | None, typer.Option(help="The q of 'no n^(k - q) algorithm', a fraction; every q if not given.")
    ] = None,
    density: Annotated[
        str | None, typer.Option(help="c of the hard k-OV instances with c lg n coordinates; with it, the constants.")
    ] = None,
    variant: Annotated[str, typer.Option(help="Padding: calibrated or paper.")] = "calibrated",
) -> None:
    """State what a fast attention algorithm would mean, with every side condition as it was computed."""
    from hardness.theory.conjectures import SETH, k_max_ip, k_ovc
    from hardness.theory.transfer import conditional_lower_bound, hardness_path

    known = {"seth": lambda _: SETH, "ov": k_ovc, "maxip": k_max_ip}
    if conjecture not in known:
        raise ValueError(f"conjecture={conjecture!r}; it must be one of {', '.join(known)}")
    if density is not None and slack is None:
        raise ValueError("--density needs --slack: the constants are those of one slack")
    if variant not in ("calibrated", "paper"):
        raise ValueError(f"variant={variant!r}; it must be calibrated or paper")
    assumed = known[conjecture](order)
    if density is None and variant == "paper":
        path = hardness_path(order, slack, variant)
        start = next(i for i, step in enumerate(path) if step.source_type is assumed.problem)
        print(conditional_lower_bound(path[start:], assumed, order, slack))
        return
    if variant == "paper":
        raise ValueError("--density is for the calibrated padding; `hardness constants` lists those of the paper's too")
    print(conditional_lower_bound(None, assumed, order, slack, density))
