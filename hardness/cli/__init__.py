"""The command line, one file per command."""

import os
import sys
import warnings
from collections.abc import Callable
from typing import Annotated, Any, NoReturn

import typer

from hardness.cli.bound import bound
from hardness.cli.check import check
from hardness.cli.constants import constants
from hardness.cli.conversion import Command, Commands
from hardness.cli.families import families
from hardness.cli.generate import generate
from hardness.cli.graph import graph
from hardness.cli.plan import plan
from hardness.cli.protocol import protocol
from hardness.cli.solve import solve
from hardness.cli.theorems import theorems
from hardness.streams import write_any_text

# Plain help: panels cut the names of options on a narrow terminal, and importing them takes longer than the rest.
app = typer.Typer(cls=Commands, invoke_without_command=True, pretty_exceptions_enable=False, rich_markup_mode=None)


def _print_version(wanted: bool) -> None:
    if wanted:
        import hardness

        print(f"hardness {hardness.__version__}")
        raise typer.Exit


@app.callback()
def _main(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """From a SAT formula to tensor attention, and back."""
    if context.invoked_subcommand is None:
        print(context.get_help())


def _add(command: Callable[..., Any]) -> None:
    # Without an explicit short help, the list of commands cuts the first sentence of a command.
    app.command(cls=Command, short_help=" ".join((command.__doc__ or "").partition("\n\n")[0].split()))(command)


for _command in (solve, plan, protocol, generate, families, bound, constants, graph, theorems, check):
    _add(_command)


def main() -> None:
    """Run the command line; an error of the user becomes one line on stderr and exit status 1."""
    write_any_text()
    with warnings.catch_warnings():
        warnings.showwarning = lambda message, *_: print(f"warning: {message}", file=sys.stderr)
        try:
            sys.exit(app(prog_name="hardness", standalone_mode=False))
        except (ValueError, OSError, Warning) as error:  # a warning, under -W error
            if isinstance(error, BrokenPipeError):  # the reader closed the pipe, as it may
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
            _fail(error.format_message())


def _fail(reason: str) -> NoReturn:
    print(f"error: {' '.join(reason.split())}", file=sys.stderr)
    sys.exit(1)
