import io
import sys
import warnings
from types import SimpleNamespace

import pytest

from hardness import cli


@pytest.fixture
def hardness(monkeypatch, capsys):
    """Run the command line in this process: hardness(*arguments, stdin=bytes) -> (status, stdout, stderr)."""

    def run(*arguments, stdin=b""):
        monkeypatch.setattr(sys, "argv", ["hardness", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(stdin)))
        monkeypatch.setenv("COLUMNS", "200")
        with warnings.catch_warnings():
            warnings.simplefilter("default")  # as a user has it
            with pytest.raises(SystemExit) as stop:
                cli.main()
        out, err = capsys.readouterr()
        return stop.value.code or 0, out, err

    return run
