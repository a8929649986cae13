"""Commands on terminals that know few characters."""

import io
import os
import subprocess
import sys

import pytest

from hardness.streams import write_any_text

TEXT = "1584.962500…, a ≥ b × c → κ, Σ, ö, 日, \udcff ┏━┓│"


def written(encoding, monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding=encoding, errors="strict"))
    write_any_text()
    sys.stdout.write(TEXT)
    sys.stdout.flush()
    return raw.getvalue().decode(encoding)


def test_what_an_encoding_lacks_is_written_in_letters(monkeypatch):
    plain = r"1584.962500..., a >= b x c -> kappa, Sigma, \xf6, \u65e5, \udcff +-+|"
    assert written("ascii", monkeypatch) == plain
    assert written("latin-1", monkeypatch) == plain.replace(" x ", " × ").replace(r"\xf6", "ö")
    assert written("cp1252", monkeypatch) == plain.replace("...", "…").replace(" x ", " × ").replace(r"\xf6", "ö")
    assert written("cp437", monkeypatch) == (
        plain.replace(">=", "≥").replace("Sigma", "Σ").replace(r"\xf6", "ö").replace("+-+|", "+-+│")
    )


def test_an_encoding_that_has_them_keeps_them(monkeypatch):
    assert written("utf-8", monkeypatch) == TEXT.replace("\udcff", r"\udcff")  # no encoding has half a character


def test_streams_that_are_no_files_stay(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    write_any_text()
    assert sys.stdout is stream


@pytest.mark.parametrize(
    ("command", "closed", "shown"),
    [
        ("generate random-ov 2,2 1 0", "2>&-", b'{"problem": "k-OV", "sets": [["0", "0"], ["0", "0"]]}\n'),
        ("generate random-ov 2,2 1 0 --seed 1", ">&-", b""),
        ("solve --example example --competition", ">&-", b""),
        ("plan --example example", "<&- >&- 2>&-", b""),
        ("solve nosuch.cnf", "2>&-", b""),
    ],
)
def test_what_goes_to_a_closed_stream_is_lost_and_nothing_else(command, closed, shown):
    done = subprocess.run(
        ["sh", "-c", f'"$0" -m hardness {command} {closed}', sys.executable],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=120,
    )
    assert (done.stdout, done.stderr) == (shown, b"")  # without "seed: .." or "error: .." among the output
    assert done.returncode == {"solve --example example --competition": 10, "solve nosuch.cnf": 1}.get(command, 0)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
@pytest.mark.parametrize(
    "command",
    [
        ["solve"],
        ["constants", "--slack", "1/2", "--density", "4"],
        ["plan"],
        ["theorems"],
        ["solve", "--help"],
        ["solve", "/keine-Lösung-κ…"],
    ],
)
def test_commands_write_what_the_terminal_can_show(command, encoding):
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "LC_ALL": "C", "PYTHONUTF8": "0", "COLUMNS": "200"}
    script = [sys.executable, "-c", "from hardness.cli import main; main()", *(word.encode() for word in command)]
    done = subprocess.run(script, capture_output=True, env=environment, stdin=subprocess.DEVNULL)
    text = (done.stdout + done.stderr).decode(encoding)
    assert "Traceback" not in text
    assert "UnicodeEncodeError" not in text
    assert done.returncode == (1 if command[-1].startswith("/") else 0)
    if command[0] == "constants":
        assert ("..." in text) == (encoding != "cp1252")
    if command[-1].startswith("/"):
        assert r"'/keine-L\udcc3\udcb6sung" in text  # the bytes of a name that the locale does not know
