"""Pass on values that need no conversion: for any conversion, Typer loads modules that take as long as NumPy."""

from functools import partial
from typing import Any, get_type_hints

import typer
from typer.core import TyperCommand, TyperGroup


class Command(TyperCommand):
    """A command that takes defaults and text options as they are."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments into the context."""
        _keep_what_fits(self, ctx)
        return super().parse_args(ctx, args)


class Commands(TyperGroup):
    """The group of all commands, whose own options are taken in the same way."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read what stands before the name of a command into the context."""
        _keep_what_fits(self, ctx)
        return super().parse_args(ctx, args)


def _keep_what_fits(command: Command | Commands, context: Any) -> None:
    hints = get_type_hints(command.callback)
    for parameter in command.get_params(context):
        if "process_value" not in vars(parameter):
            text = hints.get(parameter.name or "") in (str, str | None)
            parameter.process_value = partial(_processed, parameter, parameter.process_value, text)  # type: ignore[method-assign]


def _processed(parameter: Any, convert: Any, text: bool, context: typer.Context, value: Any) -> Any:
    """Return the value that a command receives, as ``parameter.process_value`` does."""
    several = parameter.nargs != 1 or getattr(parameter, "multiple", False)
    if parameter.required or several or not (value == parameter.default or (text and isinstance(value, str))):
        return convert(context, value)
    return value if parameter.callback is None else parameter.callback(context, parameter, value)
