"""``hardness constants``: the constants behind "for every q there are C, C_a, C_b"."""

from typing import Annotated, Any

import typer


def constants(
    slack: Annotated[str, typer.Option(help="The q of 'no n^(k - q) algorithm', a fraction.")] = "1/10",
    density: Annotated[str, typer.Option(help="c of the hard k-OV instances: an assumption, SETH gives none.")] = "1",
    order: Annotated[int, typer.Option("--order", "-k", help="Order k of the attention.")] = 3,
    soundness: Annotated[str, typer.Option(help="Bound on the soundness, a fraction.")] = "1/2",
    message_exponent: Annotated[
        str | None, typer.Option(help="delta of the n^delta messages; half the slack if not given.")
    ] = None,
    family: Annotated[str, typer.Option(help="Family of codes: tower, hermitian or rs.")] = "tower",
    check: Annotated[bool, typer.Option("--check", help="Substitute them into every inequality of the proof.")] = False,
) -> None:
    """Compute the constants of the lower bound for a slack, each with the line of the proof it comes from."""
    from hardness.theory.constants import theorem_constants
    from hardness.theory.proof import PROOF

    known: Any = family  # theorem_constants refuses any other
    found = theorem_constants(slack, density, order, soundness, message_exponent, known)
    values = found.values()
    for value in values:
        print(value)
    print()
    for line in sorted({value.line for value in values}):
        print(f"line {line}: {PROOF[line]}")
    if check:
        inequalities = found.verify()
        print()
        for inequality in inequalities:
            print(inequality)
        if not all(inequality.holds for inequality in inequalities):
            raise typer.Exit(1)
