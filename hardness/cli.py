"""The command line: ``hardness solve``, ``hardness protocol``, ``hardness generate``, ``hardness check``."""

import inspect
import json
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from hardness.checks.command import check
from hardness.theory.commands.bound import bound
from hardness.theory.commands.constants import constants
from hardness.theory.commands.graph import graph
from hardness.theory.commands.plan import plan
from hardness.theory.commands.theorems import theorems

_CODES = "rs:order,length,dimension or hermitian:q[,pole bound] or gs:q,level[,pole bound]"

app = typer.Typer(
    help="From a SAT formula to tensor attention, and back.", no_args_is_help=True, pretty_exceptions_enable=False
)


@app.callback()
def _main() -> None:
    """From a SAT formula to tensor attention, and back."""


app.command()(check)
app.command()(graph)
app.command()(plan)
app.command()(bound)
app.command()(constants)
app.command()(theorems)


@app.command()
def solve(
    file: Annotated[
        str | None, typer.Argument(help="DIMACS CNF file or k-OV instance (.json), plain or packed; - for stdin.")
    ] = None,
    example: Annotated[str | None, typer.Option(help="Bundled formula to solve, instead of a FILE.")] = None,
    order: Annotated[
        int | None, typer.Option("--order", "-k", help="Order k of the attention: 3 for a formula if not given.")
    ] = None,
    code: Annotated[str | None, typer.Option(help=f"Code C: {_CODES}.")] = None,
    blocks: Annotated[int | None, typer.Option(help="Blocks T of the protocol.")] = None,
    confidence: Annotated[float | None, typer.Option(help="kap of the padding.")] = None,
    merlin: Annotated[str, typer.Option(help="exhaustive: every message; honest: an oracle's.")] = "exhaustive",
    verify: Annotated[int, typer.Option(help="Recompute that many messages on dense matrices.")] = 0,
    seed: Annotated[int | None, typer.Option(help="Seed of the draw of messages to verify.")] = None,
    checkpoint: Annotated[Path | None, typer.Option(help="File that keeps an interrupted sweep; resumed.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the solution as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print the verdict only.")] = False,
    competition: Annotated[
        bool, typer.Option("--competition", help="Print s/v lines and exit with 10, 20 or 0 as SAT solvers do.")
    ] = False,
) -> None:
    """Decide a formula, or orthogonal vectors, by comparing attention outputs with a threshold."""
    from rich.console import Console

    from hardness.codes import parse_code
    from hardness.decision import solve as decide
    from hardness.formats import read_instance
    from hardness.problems import CNF
    from hardness.reductions.sat_to_orthogonal_vectors import order_of
    from hardness.report import solution as report

    instance, _ = read_instance(file, example)
    formula = instance if isinstance(instance, CNF) else None
    if competition and formula is None:
        raise ValueError("--competition is for formulas; this is an instance of k-OV")
    with _progress(shown=not (quiet or as_json or competition)) as advance:
        solution = decide(
            instance,
            order,
            merlin,
            code=None if code is None else parse_code(code, order_of(instance, order)),
            blocks=blocks,
            confidence=confidence,
            verify=verify,
            seed=seed,
            progress=advance,
            checkpoint=checkpoint,
        )
    if competition:
        word = {True: "SATISFIABLE", False: "UNSATISFIABLE", None: "UNKNOWN"}[solution.satisfiable]
        print(f"s {word}")
        if solution.assignment is not None:
            for line in _value_lines(report.literals(solution.assignment)):
                print(line)
        raise typer.Exit({True: 10, False: 20, None: 0}[solution.satisfiable])
    if as_json:
        print(json.dumps(report.as_json(solution), indent=2))
    else:
        report.print_solution(Console(), solution, formula, quiet)
    if solution.satisfiable is None:
        _fail(solution.reason)


@app.command()
def protocol(
    code: Annotated[str, typer.Option(help=f"Code C: {_CODES}.")] = "rs:7,6,2",
    players: Annotated[int, typer.Option(help="Number k of players.")] = 3,
    blocks: Annotated[int, typer.Option(help="Blocks T.")] = 2,
    sets: Annotated[str | None, typer.Option(help="One row of 0s and 1s a player, such as 1101,1011,0110.")] = None,
    merlin: Annotated[str, typer.Option(help="honest, best, random, planting or tampering.")] = "honest",
    trials: Annotated[int, typer.Option(help="Run that many times and estimate the acceptance probability.")] = 0,
    budget: Annotated[int, typer.Option(help="Words that a search for the best lie may visit.")] = 10**8,
    seed: Annotated[int | None, typer.Option(help="Seed of inputs, coins and Merlin.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the transcript as JSON.")] = False,
) -> None:
    """Run the Merlin-Arthur protocol for set disjointness once: transcript, communication, soundness.

    Without --sets, random ones are drawn: disjoint for an honest Merlin, with one common element otherwise.
    """
    import numpy as np
    from rich.console import Console
    from rich.table import Table

    from hardness.codes import parse_code
    from hardness.protocols import SetDisjointness, sample
    from hardness.report import protocol as report

    rng = np.random.default_rng(seed)
    played = SetDisjointness(parse_code(code, players), blocks, players)
    if sets is None:
        inputs = played.random_sets(rng, intersecting=merlin != "honest")
    else:
        rows = sets.split(",")
        if len(set(map(len, rows))) > 1 or set("".join(rows)) - {"0", "1"}:
            raise ValueError(f"sets={sets!r}; write rows of 0s and 1s of one length, separated by commas")
        inputs = np.array([[int(bit) for bit in row] for row in rows])
    run = played.run(inputs, merlin=merlin, seed=rng)
    if as_json:
        print(run.to_json())
        return
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in report.parameters(played).items():
        table.add_row(name, value)
    table.add_row("exact soundness", report.exact_soundness(played, budget))
    table.add_section()
    for player, row in enumerate(run.sets, start=1):
        table.add_row(f"set of player {player}", "".join(map(str, row)))
    for line in str(run).splitlines():
        table.add_row("", line)
    table.add_row("this message", f"is accepted with probability {played.acceptance_probability(run.message, inputs)}")
    if trials:
        table.add_row("sampled", repr(sample(played, inputs, merlin, trials, rng)).strip("<>"))
    Console().print(table, highlight=False)


@app.command()
def families(
    order: Annotated[int, typer.Option("--order", "-k", help="Number k of players.")] = 3,
    soundness: Annotated[str, typer.Option(help="Bound on the soundness, a fraction.")] = "1/2",
    blocks: Annotated[int, typer.Option(help="Blocks T.")] = 8,
    plot: Annotated[Path | None, typer.Option(help="File for a plot (png, pdf, svg); needs matplotlib.")] = None,
) -> None:
    """Compare Reed-Solomon with algebraic-geometry codes for universes of 10 to 10^6 elements."""
    from rich.console import Console
    from rich.table import Table

    from hardness.arguments import rational
    from hardness.report.numbers import shown_integer
    from hardness.theory.families import compare_families

    costs = compare_families([10**e for e in range(1, 7)], order, rational("soundness", soundness), blocks)
    table = Table(box=None, pad_edge=False)
    for name in ("m", "family", "field", "N", "kappa", "Merlin bits", "per element", "player bits", "d"):
        table.add_column(name, justify="left" if name == "family" else "right")
    for cost in costs:
        sizes = cost.sizes
        numbers = (sizes.field_order, sizes.length, sizes.dimension, cost.merlin_bits)
        table.add_row(
            f"{cost.universe:,}", cost.family, *(f"{n:,}" for n in numbers), f"{cost.merlin_bits / cost.universe:.2f}",
            f"{cost.player_bits:,}", shown_integer(cost.dimension),
        )  # fmt: skip
    Console().print(table, highlight=False)
    if plot is not None:
        from matplotlib.figure import Figure

        from hardness.report.plots import plot_families

        figure = Figure(figsize=(9, 3.6), layout="constrained")
        for ax, quantity in zip(figure.subplots(1, 2), ("merlin", "dimension"), strict=True):
            plot_families(costs, quantity, ax)
        figure.savefig(plot)


@app.command()
def generate(
    family: Annotated[str, typer.Argument(help="Name of the family; 'list' lists them with their parameters.")],
    parameters: Annotated[
        list[str] | None, typer.Argument(help="In order, or as name=value; a list of sizes as 4,3,5.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of a random family.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File to write (.gz, .bz2 and .xz compress).")
    ] = None,
) -> None:
    """Make an instance: a formula in DIMACS format, or orthogonal vectors in JSON."""
    from hardness.files import packer, write_text
    from hardness.formats import write_dimacs
    from hardness.generators import FAMILIES
    from hardness.problems import CNF

    if family == "list":
        for name, make in FAMILIES.items():
            print(f"{name} {' '.join(_described(make))}")
        return
    if output is not None:
        packer(output)  # refuses what cannot be written, before the work
    if family not in FAMILIES:
        raise ValueError(f"family={family!r}; it must be one of {', '.join(FAMILIES)}")
    make = FAMILIES[family]
    arguments = _arguments(make, parameters or [], seed)
    instance = make(**arguments)
    if isinstance(instance, CNF):
        said = " ".join(f"{name}={value}" for name, value in arguments.items())
        write_dimacs(instance, sys.stdout if output is None else output, comments=[f"{family} {said}"])
    elif output is None:
        print(instance.to_json())
    else:
        write_text(output, instance.to_json() + "\n")


def main() -> None:
    """Run the command line: errors of the user's become one line on stderr and exit status 1."""
    with warnings.catch_warnings():
        warnings.showwarning = lambda message, *_: print(f"warning: {message}", file=sys.stderr)
        try:
            sys.exit(app(standalone_mode=False))
        except (ValueError, OSError) as error:
            if isinstance(error, BrokenPipeError):  # the reader of our output has gone; that is its right
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                sys.exit(1)
            _fail(str(error))
        except MemoryError:
            _fail("out of memory")
        except KeyboardInterrupt:
            print("interrupted", file=sys.stderr)
            sys.exit(130)
        except Exception as error:
            if not hasattr(error, "format_message"):
                raise
            if not (usage := error.format_message()):
                sys.exit(0)  # called without arguments: the help has been shown
            _fail(usage)


def _fail(reason: str) -> NoReturn:
    print(f"error: {' '.join(reason.split())}", file=sys.stderr)
    sys.exit(1)


@contextmanager
def _progress(shown: bool) -> Iterator[Callable[[int, int], None] | None]:
    """Show a bar over the messages on a terminal; give no callback elsewhere."""
    from rich.console import Console

    console = Console(stderr=True)
    if not (shown and console.is_terminal):
        yield None
        return
    from rich.progress import Progress

    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("messages x rows", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _value_lines(literals: list[int], width: int = 78) -> Iterator[str]:
    """Break the assignment into the v lines of the SAT competitions, ended by 0."""
    line = "v"
    for word in [*map(str, literals), "0"]:
        if len(line) + 1 + len(word) > width:
            yield line
            line = "v"
        line += f" {word}"
    yield line


def _described(make: Callable[..., Any]) -> list[str]:
    shown = []
    for name, parameter in inspect.signature(make).parameters.items():
        if name != "seed":
            shown.append(name.upper() if parameter.default is parameter.empty else f"[{name}={parameter.default}]")
    return shown


def _arguments(make: Callable[..., Any], given: list[str], seed: int | None) -> dict[str, Any]:
    """Match words of the command line with the parameters of a family."""
    known = inspect.signature(make).parameters
    positions = [name for name in known if name != "seed"]
    found: dict[str, Any] = {}
    for i, word in enumerate(given):
        name, equals, text = word.partition("=")
        if not equals:
            if i >= len(positions):
                raise ValueError(f"too many parameters: the family takes {' '.join(_described(make))}")
            name, text = positions[i], word
        if name not in positions or name in found:
            taken = " ".join(_described(make))
            raise ValueError(f"parameter {name!r} is unknown or given twice: the family takes {taken}")
        try:
            found[name] = [int(part) for part in text.split(",")] if name == "sizes" else _number(text)
        except ValueError:
            raise ValueError(f"{name}={text!r} is not a number") from None
    missing = [name for name in positions if known[name].default is inspect.Parameter.empty and name not in found]
    if missing:
        raise ValueError(f"missing {', '.join(missing)}: the family takes {' '.join(_described(make))}")
    if seed is not None:
        if "seed" not in known:
            raise ValueError("seed is for random families only")
        found["seed"] = seed
    return found


def _number(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        return float(text)
