"""``hardness constants``: the constants behind "for every q there are C, C_a, C_b"."""

from typing import Annotated, Any

import typer

from hardness.cli.options import AsCsv, AsJson, completing, exclude
from hardness.cli.output import print_csv, print_json, show


def constants(
    slack: Annotated[str, typer.Option(help="Slack: the q of 'no O(n^(k - q)) algorithm', a fraction.")] = "1/10",
    density: Annotated[
        str | None,
        typer.Option(help="Density c of the hard k-OV instances (required): an assumption, because SETH names no c."),
    ] = None,
    order: Annotated[int, typer.Option("--order", "-k", help="Order k of the attention.")] = 3,
    soundness: Annotated[str, typer.Option(help="Bound on the soundness, a fraction.")] = "1/2",
    message_exponent: Annotated[
        str | None, typer.Option(help="The delta of the n^delta messages; half of the slack by default.")
    ] = None,
    family: Annotated[
        str,
        typer.Option(
            help="Family of codes: tower, hermitian or rs.",
            autocompletion=completing(lambda: ("tower", "hermitian", "rs")),
        ),
    ] = "tower",
    formula_only: Annotated[
        bool, typer.Option("--formula-only", help="Compute the formula even if the assumption is refuted.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Substitute the constants into the inequalities of the proof.")
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Compute the constants of the lower bound for a slack, each with its line of the proof."""
    exclude(as_json=as_json, as_csv=as_csv)
    exclude(check=check, as_csv=as_csv)  # the inequalities are not constants
    from hardness.theory.constants.parameters import theorem_constants
    from hardness.theory.constants.proof import LETTERS

    if density is None:
        raise ValueError(
            "density must be given: SETH and the k-OV conjecture name none, and superset sums refute every density "
            "below the exponent k - slack + message_exponent"
        )
    known: Any = family  # theorem_constants refuses any other
    result = theorem_constants(slack, density, order, soundness, message_exponent, known, formula_only=formula_only)
    inequalities = result.verify() if check else []
    if as_json:
        print_json(result.to_dict(inequalities))
    elif as_csv:
        print_csv(result.records())
    else:
        show(str(result))
        show(["", f"letters: {LETTERS}", *(f"line {line}: {text}" for line, text in sorted(result.proof.items()))])
        if check:
            show(["", f"checked: {result.scope}", *map(str, inequalities)])
    if not all(inequality.holds for inequality in inequalities):
        raise typer.Exit(1)
