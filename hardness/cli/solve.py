"""``hardness solve``: decide a formula or an orthogonal-vectors instance through the whole chain."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hardness.cli.options import AsJson, CodeText, Example, File, Order, completing, drawn, exclude
from hardness.cli.output import print_json, show, width

if TYPE_CHECKING:
    from hardness.runs import Solution

_Merlin = Annotated[
    str,
    typer.Option(
        help="Messages to try: exhaustive (all of them) or honest (one, found by an oracle).",
        autocompletion=completing(lambda: ("exhaustive", "honest")),
    ),
]


def solve(
    file: File = None,
    example: Example = None,
    order: Order = None,
    code: CodeText = None,
    blocks: Annotated[int | None, typer.Option(help="Number T of blocks of the protocol.")] = None,
    separation: Annotated[
        float | None, typer.Option(help="Factor by which the padding separates YES sums from NO sums.")
    ] = None,
    confidence: Annotated[float | None, typer.Option(hidden=True)] = None,
    merlin: _Merlin = "exhaustive",
    verify: Annotated[int, typer.Option(help="Number of messages to recompute on dense matrices.")] = 0,
    seed: Annotated[int | None, typer.Option(help="Seed that draws the messages to verify.")] = None,
    checkpoint: Annotated[
        Path | None, typer.Option(help="File in which an interrupted sweep is kept and from which it resumes.")
    ] = None,
    as_json: AsJson = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only the verdict.")] = False,
    competition: Annotated[
        bool, typer.Option("--competition", help="Print s and v lines and exit with 10, 20 or 0, as SAT solvers do.")
    ] = False,
) -> None:
    """Decide a formula, or an instance of orthogonal vectors, by comparing attention outputs with a threshold."""
    exclude(FILE=file, example=example)
    exclude(separation=separation, confidence=confidence)
    if confidence is not None:
        print("warning: --confidence is now --separation", file=sys.stderr)
        separation = confidence
    exclude(as_json=as_json, quiet=quiet, competition=competition)
    if seed is not None and not verify:
        raise ValueError("--seed needs --verify: nothing else is drawn")
    if merlin == "honest" and verify > 1:
        raise ValueError(f"--merlin honest sends one message: --verify must be at most 1, got {verify}")
    from hardness.codes import parse_code
    from hardness.formats import read_instance
    from hardness.problems import CNF
    from hardness.reductions.sat_to_orthogonal_vectors import order_of
    from hardness.solving import solve as decide

    instance, name = read_instance(file, example)
    if competition and not isinstance(instance, CNF):
        raise ValueError(f"--competition is for formulas; {name} is an instance of k-OV")
    used = drawn(seed) if verify else None
    with _progress(visible=not (quiet or as_json or competition)) as advance:
        solution = decide(
            instance,
            order,
            merlin,
            code=None if code is None else parse_code(code, order_of(instance, order)),
            blocks=blocks,
            separation=separation,
            verify=verify,
            seed=used,
            progress=advance,
            checkpoint=checkpoint,
        )
    if quiet and verify and seed is None:
        print(f"seed: {used}", file=sys.stderr)
    _print(solution, name, used, as_json, quiet, competition)


def _print(solution: "Solution", name: str, seed: int | None, as_json: bool, quiet: bool, competition: bool) -> None:
    """Print a solution in the form that was asked for; for a competition, the status says the answer too."""
    from hardness.report import solution as report

    if competition:
        print(*report.competition_lines(solution, name, seed), sep="\n")
        raise typer.Exit({True: 10, False: 20, None: 0}[solution.satisfiable])
    if as_json:
        print_json({**solution.to_dict(), "instance": name, "seed": seed})
    elif quiet:
        show(report.verdict_lines(solution, check=False))
    else:
        show(report.lines(solution, name, seed, width()))


@contextmanager
def _progress(visible: bool) -> Iterator[Callable[[int, int], None] | None]:
    """Show a progress bar over the messages on a terminal; yield no callback elsewhere."""
    if not (visible and sys.stderr.isatty()):
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("messages x rows", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
