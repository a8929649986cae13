"""``hardness generate``: one instance of a family."""

import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from hardness.cli.options import completing, drawn, exclude
from hardness.cli.output import print_json, show


def _names() -> list[str]:
    from hardness.generators import FAMILIES

    return [*FAMILIES, "list"]


def generate(
    family: Annotated[
        str,
        typer.Argument(
            help="Name of the family; 'list' prints all families with their parameters.",
            autocompletion=completing(_names),
        ),
    ],
    parameters: Annotated[
        list[str] | None,
        typer.Argument(help="Parameters of the family, in order or as name=value; write a list of sizes as 4,3,5."),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of a random family.")] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Write to this file; the suffixes .gz, .bz2 and .xz compress it."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON: the instance and how it was generated.")] = False,
) -> None:
    """Generate an instance: a formula in DIMACS format, or orthogonal vectors in JSON."""
    exclude(output=output, as_json=as_json)
    from hardness.arguments import one_of
    from hardness.files import packer, write_text
    from hardness.formats import write_dimacs
    from hardness.generators import FAMILIES
    from hardness.numbers import document
    from hardness.problems import CNF

    if family == "list":
        if parameters or seed is not None or output is not None:
            raise ValueError("'generate list' lists the families: it takes no parameters, --seed or --output")
        _list(as_json)
        return
    if output is not None:
        packer(output)  # refuses a file that cannot be written, before the work
    make = FAMILIES[one_of("family", family, FAMILIES, "'list'")]
    arguments = _arguments(make, parameters or [])
    drawing = "seed" in inspect.signature(make).parameters
    if drawing:
        arguments["seed"] = drawn(seed)
    elif seed is not None:
        raise ValueError("seed is for random families only")
    instance = make(**arguments)
    if as_json:
        without_seed = {name: value for name, value in arguments.items() if name != "seed"}
        made = {"family": family, "parameters": without_seed, "seed": arguments.get("seed")}
        print_json(document("instance", **made, instance=instance.to_dict()))
    elif isinstance(instance, CNF):
        settings = " ".join(f"{name}={value}" for name, value in arguments.items())
        write_dimacs(instance, sys.stdout if output is None else output, comments=[f"{family} {settings}"])
    else:
        if drawing and seed is None:
            print(f"seed: {arguments['seed']}", file=sys.stderr)  # vectors in JSON have no room for a comment
        if output is None:
            print(instance.to_json())
        else:
            write_text(output, instance.to_json() + "\n")


def _list(as_json: bool) -> None:
    """Print all families with their parameters."""
    from hardness.generators import FAMILIES
    from hardness.numbers import document

    if as_json:
        print_json(document("generators", families=[_values(name, make) for name, make in FAMILIES.items()]))
    else:
        show(f"{name} {' '.join(_described(make))}" for name, make in FAMILIES.items())


def _described(make: Callable[..., Any]) -> list[str]:
    return [
        name.upper() if parameter.default is parameter.empty else f"[{name}={parameter.default}]"
        for name, parameter in inspect.signature(make).parameters.items()
        if name != "seed"
    ]


def _values(family: str, make: Callable[..., Any]) -> dict[str, Any]:
    parameters = inspect.signature(make).parameters
    return {
        "name": family,
        "random": "seed" in parameters,
        "parameters": [
            {
                "name": name,
                "required": parameter.default is parameter.empty,
                "default": None if parameter.default is parameter.empty else parameter.default,
            }
            for name, parameter in parameters.items()
            if name != "seed"
        ],
    }


def _arguments(make: Callable[..., Any], given: list[str]) -> dict[str, Any]:
    """Match the words of the command line with the parameters of a family."""
    known = inspect.signature(make).parameters
    positions = [name for name in known if name != "seed"]
    takes = f"the family takes {' '.join(_described(make))}"
    values: dict[str, Any] = {}
    for i, word in enumerate(given):
        name, equals, text = word.partition("=")
        if not equals:
            if i >= len(positions):
                raise ValueError(f"too many parameters: {takes}")
            name, text = positions[i], word
        if name not in positions or name in values:
            raise ValueError(f"parameter {name!r} is unknown or given twice: {takes}")
        try:
            values[name] = [int(part) for part in text.split(",")] if name == "sizes" else _number(text)
        except ValueError:
            raise ValueError(f"{name}={text!r} is not a number") from None
    missing = [name for name in positions if known[name].default is inspect.Parameter.empty and name not in values]
    if missing:
        raise ValueError(f"missing {', '.join(missing)}: {takes}")
    return values


def _number(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        return float(text)
