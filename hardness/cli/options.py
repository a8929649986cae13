"""Arguments that several commands share, their shell completions, and which of them exclude each other."""

from collections.abc import Callable, Iterable
from typing import Annotated

import typer

CODES = "rs:order,length,dimension or hermitian:q[,pole bound] or gs:q,level[,pole bound]"

Completer = Callable[[str], list[str]]


def completing(names: Callable[[], Iterable[str]]) -> Completer:
    """Return a completer that offers the names that begin with the typed text, computed when a shell asks."""
    return lambda incomplete: [name for name in names() if name.startswith(incomplete)]


def _examples() -> list[str]:
    from hardness.formats import bundled_names

    return bundled_names()


def _code_families() -> list[str]:
    from hardness.codes import code_families

    return [f"{family}:" for family in code_families()]


File = Annotated[
    str | None,
    typer.Argument(help="DIMACS CNF file or k-OV instance (.json), possibly compressed; - reads standard input."),
]
Example = Annotated[
    str | None,
    typer.Option(
        help="Name of a bundled formula; without any input, 'example' is used.", autocompletion=completing(_examples)
    ),
]
Order = Annotated[
    int | None,
    typer.Option(
        "--order", "-k", help="Order k of the attention; 3 by default for a formula, fixed by the instance for vectors."
    ),
]
CodeText = Annotated[
    str | None, typer.Option("--code", help=f"Code C: {CODES}.", autocompletion=completing(_code_families))
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV: one header line, then one record per row.")]


def exclude(**given: object) -> None:
    """Refuse more than one of these options; ``as_json`` stands for ``--json``, ``FILE`` for the argument.

    Raises
    ------
    ValueError
        If more than one is given; the message names them.

    Examples
    --------
    >>> exclude(FILE="a.cnf", example=None)
    >>> exclude(as_json=True, as_csv=True)
    Traceback (most recent call last):
    ...
    ValueError: --json and --csv contradict each other: give one of them
    """
    names = [
        name if name.isupper() else f"--{name.removeprefix('as_').replace('_', '-')}"
        for name, value in given.items()
        if value is not None and value is not False
    ]
    if len(names) > 1:
        raise ValueError(f"{' and '.join(names)} contradict each other: give one of them")


def drawn(seed: int | None) -> int:
    """Return the seed, or draw one that is short enough to be typed again."""
    from secrets import randbelow

    from hardness.arguments import integer

    return randbelow(2**32) if seed is None else integer("seed", seed, 0)
