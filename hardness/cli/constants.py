"""``hardness constants``: the constants behind "for every q there are C, C_a, C_b"."""

from typing import Annotated, Any

import typer

from hardness.cli.options import AsCsv, AsJson, completing, exclude
from hardness.cli.output import print_csv, print_json, show


def constants(
    slack: Annotated[str, typer.Option(help="The q of 'no O(n^(k - q)) algorithm', a fraction.")] = "1/10",
    density: Annotated[
        str | None,
        typer.Option(help="c of the hard k-OV instances, to be given: an assumption, which SETH does not name."),
    ] = None,
    order: Annotated[int, typer.Option("--order", "-k", help="Order k of the attention.")] = 3,
    soundness: Annotated[str, typer.Option(help="Bound on the soundness, a fraction.")] = "1/2",
    message_exponent: Annotated[
        str | None, typer.Option(help="delta of the n^delta messages; half the slack if not given.")
    ] = None,
    family: Annotated[
        str,
        typer.Option(
            help="Family of codes: tower, hermitian or rs.",
            autocompletion=completing(lambda: ("tower", "hermitian", "rs")),
        ),
    ] = "tower",
    formula_only: Annotated[
        bool, typer.Option("--formula-only", help="Compute the formula also where the assumption is refuted.")
    ] = False,
    check: Annotated[bool, typer.Option("--check", help="Substitute them into inequalities of the proof.")] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Compute the constants of the lower bound for a slack, each with the line of the proof it comes from."""
    exclude(as_json=as_json, as_csv=as_csv)
    exclude(check=check, as_csv=as_csv)  # the inequalities are no constants
    from hardness.theory.constants.parameters import theorem_constants
    from hardness.theory.constants.proof import LETTERS

    if density is None:
        raise ValueError(
            "density must be given: SETH and the k-OV conjecture name none, and superset sums refute every density "
            "below the exponent k - slack + message_exponent"
        )
    known: Any = family  # theorem_constants refuses any other
    found = theorem_constants(slack, density, order, soundness, message_exponent, known, formula_only=formula_only)
    inequalities = found.verify() if check else []
    if as_json:
        print_json(found.to_dict(inequalities))
    elif as_csv:
        print_csv(found.records())
    else:
        show(str(found))
        show(["", f"letters: {LETTERS}", *(f"line {line}: {text}" for line, text in sorted(found.proof.items()))])
        if check:
            show(["", f"checked: {found.scope}", *map(str, inequalities)])
    if not all(inequality.holds for inequality in inequalities):
        raise typer.Exit(1)
