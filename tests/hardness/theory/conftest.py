"""The command line as the tests of this folder call it."""

import sys

import pytest


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command in this process; return its exit status, standard output and standard error."""

    def command(*arguments):
        from hardness import cli

        monkeypatch.setattr(sys, "argv", ["hardness", *arguments])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        return stop.value.code or 0, *capsys.readouterr()

    return command
