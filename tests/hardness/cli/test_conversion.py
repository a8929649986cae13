"""What commands receive is what Typer alone would hand them."""

import pytest
import typer

from hardness.cli import app, conversion

LINES = [
    ["solve"],
    ["solve", "a.cnf", "--merlin", "honest", "-k", "2"],
    ["solve", "7", "--separation", "3.5", "--verify", "2", "--checkpoint", "state.json", "-q"],
    ["plan"],
    ["plan", "--example", "12", "--soundness", "1/3", "--budget", "100", "--csv"],
    ["protocol", "--sets", "110,011,101", "--trials", "5"],
    ["generate", "random", "5", "9", "width=2", "--seed", "3"],
    ["generate", "list"],
    ["families"],
    ["families", "--json"],
    ["bound", "--slack", "1/10", "--randomised"],
    ["constants", "--density", "4"],
    ["graph"],
    ["theorems", "seth"],
    ["theorems", "-o", "page.md"],
    ["check", "rs:7,6,2", "--only", "star", "--only", "distance", "--seconds", "2"],
    ["check", "--max-n", "3", "--save", "found.json"],
]


def received(line):
    command = typer.main.get_command(app).commands[line[0]]
    return command.make_context(line[0], list(line[1:])).params


@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_commands_receive_what_typer_makes_of_their_arguments(line, monkeypatch):
    quick = received(line)
    monkeypatch.setattr(conversion, "_keep_what_fits", lambda command, context: None)
    slow = received(line)
    assert quick == slow
    assert {name: type(value) for name, value in quick.items()} == {name: type(value) for name, value in slow.items()}


def test_every_command_has_a_line():
    assert {line[0] for line in LINES} == set(typer.main.get_command(app).commands)


@pytest.mark.parametrize(
    ("line", "option"),
    [
        (["solve", "-k", "three"], "--order"),
        (["solve", "--separation", "much"], "--separation"),
        (["check", "--max-n", "0"], "--max-n"),
        (["solve", "--merlin"], "--merlin"),
    ],
    ids=str,
)
def test_what_does_not_convert_is_refused(hardness, line, option):
    status, out, err = hardness(*line)
    assert (status, out) == (1, "")
    assert option in err
    assert err.startswith("error: ")
    assert err.count("\n") == 1
