"""Text: complete where it is piped, folded without losses on a narrow terminal."""

import fcntl
import io
import os
import pty
import re
import struct
import subprocess
import sys
import termios

import pytest

COMMANDS = [
    ["solve", "--verify", "1", "--seed", "1"],
    ["solve", "--merlin", "honest", "--example", "pigeonhole-4-3"],
    ["plan"],
    ["protocol", "--seed", "1", "--trials", "20"],
    ["families"],
    ["bound", "--slack", "1/10", "--density", "4"],
    ["constants", "--density", "3", "--check"],
    ["theorems"],
    ["graph"],
    ["generate", "list"],
    ["check", "rs:7,6,2"],
]


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def on_terminal(hardness, monkeypatch):
    """Run a command with a terminal of so many columns as its standard output."""

    def run(columns, *arguments):
        with monkeypatch.context() as patch:
            screen = Terminal()
            patch.setattr(sys, "stdout", screen)
            patch.setattr("shutil.get_terminal_size", lambda *_: os.terminal_size((columns, 24)))
            assert hardness(*arguments)[0] == 0
            return screen.getvalue()

    return run


@pytest.mark.parametrize("columns", [40, 60])
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_nothing_is_cut_and_no_number_broken(hardness, on_terminal, arguments, columns):
    status, piped, _ = hardness(*arguments)
    shown = on_terminal(columns, *arguments)
    assert status == 0
    # After digits it says that more follow, in a number known by an enclosure.
    assert not re.search(r"(?<!\d)\N{HORIZONTAL ELLIPSIS}", piped + shown)
    # The same words in the same order, wherever lines end; a table that is too wide repeats its header in every row.
    if arguments == ["families"]:
        assert set(piped.split()) <= set(shown.split())
        assert sorted(re.findall(r"2\^[\d.]+", piped)) == sorted(re.findall(r"2\^[\d.]+", shown))
    else:
        assert shown.split() == piped.split()
    for line in shown.splitlines():
        assert len(line) <= columns or len(line.split()) == 1, line


@pytest.mark.parametrize("arguments", [["plan"], ["families"], ["graph"], ["generate", "list"]], ids=" ".join)
def test_the_terminal_around_a_pipe_does_not_count(hardness, monkeypatch, arguments):
    wide = hardness(*arguments)
    monkeypatch.setattr("shutil.get_terminal_size", lambda *_: os.terminal_size((40, 24)))
    assert hardness(*arguments) == wide
    assert max(map(len, wide[1].splitlines())) > 40


def test_piped_tables_have_their_full_width(hardness):
    out = hardness("families")[1]
    assert re.search(r"(?m)^1,000,000 +rs +750,019 +749,994 +125,000 +4,879,103 ", out)
    assert not re.search(r"(?m) $", out)
    formula = "d_MaxIP = 2*k*least_prime(Max(2*k, Max(1, ceiling(d_OV/2)) + 1))**((k - 1)*Max(1, ceiling(d_OV/2)))"
    assert f"    {formula}\n" in hardness("graph")[1]


def test_a_failing_check_is_shown_in_full():
    from hardness.checks import CheckResult, Report, Status

    message = " ".join(f"word{i}" for i in range(60))
    report = Report("<subject>", (CheckResult("yes", Status.FAILS, 1, message, {"witness": tuple(range(100, 140))}),))
    assert message in str(report)
    assert str(tuple(range(100, 140))) in str(report)
    narrow = report.lines(40)
    assert all(len(line) <= 40 for line in narrow)
    assert " ".join(narrow).split() == str(report).split()


@pytest.mark.parametrize("arguments", [["families"], ["constants", "--density", "1", "--formula-only"]], ids=" ".join)
def test_on_a_real_terminal(arguments):
    """The width is asked of the terminal itself, not of COLUMNS; what its encoding lacks counts as it is written."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 40, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    environment["PYTHONIOENCODING"] = "ascii"
    command = [sys.executable, "-m", "hardness", *arguments]
    process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=environment)
    os.close(slave)
    written = b""
    while True:
        try:
            written += (block := os.read(master, 1 << 16))
        except OSError:  # the other end is closed
            break
        if not block:
            break
    os.close(master)
    assert process.wait() == 0
    lines = written.decode("ascii").split("\r\n")
    assert ("m            1,000,000" in lines) == (arguments == ["families"])
    assert ("..." in written.decode("ascii")) == (arguments != ["families"])
    assert all(len(line) <= 40 for line in lines)
