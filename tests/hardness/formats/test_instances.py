"""Which instance a command is about: FILE, standard input or a bundled formula."""

import io
import os
import re
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from hardness.formats import bundled, instances, read_instance
from hardness.planning.plans import plan
from hardness.problems import CNF, OrthogonalVectors
from hardness.solving import solve

SAT = b"p cnf 2 2\n1 2 0\n-1 0\n"
FORMULA = CNF(2, [(1, 2), (-1,)])
CODE = "from hardness.formats import read_instance; import sys; print(*read_instance(*map(eval, sys.argv[1:])))"
EXAMPLE = f"{bundled('example')!r} bundled example 'example'\n"
NO_SOCKETS = pytest.mark.skipif(sys.platform == "win32", reason="there are no such sockets and pipes")


def reading(stdin, *arguments, code=CODE, **options):
    """Run read_instance in a process of its own, with standard input as given."""
    words = [sys.executable, "-c", code, *map(repr, arguments)]
    return subprocess.run(words, stdin=stdin, capture_output=True, text=True, timeout=60, **options)


@pytest.fixture
def pipe():
    """Return the reading end of a pipe with some content and no writer."""
    ends = []

    def make(content):
        ours, theirs = os.pipe()
        os.write(theirs, content)
        os.close(theirs)
        ends.append(ours)
        return ours

    yield make
    for end in ends:
        os.close(end)


def test_a_pipe_a_file_and_a_socket_are_read_without_being_asked_for(tmp_path, pipe):
    (tmp_path / "formula").write_bytes(SAT)
    ours, theirs = socket.socketpair()
    with ours, theirs, (tmp_path / "formula").open("rb") as file:
        theirs.sendall(SAT)
        theirs.shutdown(socket.SHUT_WR)
        for stdin in (pipe(SAT), file, ours):
            done = reading(stdin)
            assert (done.stdout, done.stderr) == (f"{FORMULA!r} standard input\n", "")


def test_an_empty_pipe_or_file_is_an_error_and_never_the_example(tmp_path, pipe):
    (tmp_path / "empty").touch()
    with (tmp_path / "empty").open("rb") as file:
        for stdin in (pipe(b""), file):
            done = reading(stdin)
            assert done.stdout == ""
            assert "standard input: not a DIMACS CNF file: there is no header 'p cnf N M'; it is empty" in done.stderr


def test_a_device_or_a_closed_one_is_no_input():
    assert reading(subprocess.DEVNULL).stdout == EXAMPLE
    if sys.platform != "win32":
        words = ["sh", "-c", 'exec "$0" -c "$1" <&-', sys.executable, CODE]
        done = subprocess.run(words, capture_output=True, text=True, timeout=60)
        assert (done.stdout, done.stderr) == (EXAMPLE, "")


@NO_SOCKETS
def test_a_terminal_is_no_input():
    ours, theirs = os.openpty()
    try:
        assert reading(theirs).stdout == EXAMPLE
    finally:
        os.close(ours)
        os.close(theirs)


def test_an_example_by_name_never_reads_standard_input(pipe):
    stdin = pipe(SAT)
    done = reading(stdin, None, "pigeonhole-4-3")
    assert done.stdout == f"{bundled('pigeonhole-4-3')!r} bundled example 'pigeonhole-4-3'\n"
    assert os.read(stdin, 100) == SAT  # it is all still there


def test_file_and_example_contradict_each_other(tmp_path):
    for file in ("-", str(tmp_path)):
        with pytest.raises(ValueError, match=f"FILE {re.escape(file)} and --example example contradict each other"):
            read_instance(file, "example")


def slow(stdin, *arguments):
    """Run a process whose input stays silent until it has said something, and return what it said."""
    words = [sys.executable, "-c", f"from hardness.formats import instances; instances._PATIENCE = 0.2; {CODE}"]
    piped = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen([*words, *arguments], stdin=stdin, **piped)


def test_a_silent_pipe_is_named_after_a_while():
    process = slow(subprocess.PIPE)
    assert process.stderr.readline() == "waiting for a formula or k-OV vectors from standard input\n"
    out, err = process.communicate(SAT.decode(), timeout=60)
    assert (process.returncode, out, err) == (0, f"{FORMULA!r} standard input\n", "")


@NO_SOCKETS
def test_a_named_pipe_is_read_like_a_pipe(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    process = slow(subprocess.DEVNULL, repr(str(path)))
    assert process.stderr.readline() == f"waiting for a formula or k-OV vectors from {path}\n"
    path.write_bytes(SAT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (0, f"{FORMULA!r} {path}\n", "")


def test_no_word_when_the_first_byte_comes_in_time(monkeypatch, capsys):
    monkeypatch.setattr(instances, "_PATIENCE", 0.3)
    ours, theirs = os.pipe()
    os.write(theirs, SAT[:3])

    def rest():
        time.sleep(0.6)
        os.write(theirs, SAT[3:])
        os.close(theirs)

    writer = threading.Thread(target=rest)
    writer.start()
    with os.fdopen(ours) as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        assert read_instance("-") == (FORMULA, "standard input")
    writer.join()
    assert capsys.readouterr().err == ""


def test_a_dash_is_standard_input_whatever_it_is(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SAT)))
    assert read_instance("-") == (FORMULA, "standard input")
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(ValueError, match="standard input is closed"):
        read_instance("-")
    assert read_instance().name == "bundled example 'example'"


def test_what_a_program_puts_in_the_place_of_standard_input(monkeypatch):
    for stream in (io.TextIOWrapper(io.BytesIO(SAT)), io.BytesIO(SAT)):
        monkeypatch.setattr(sys, "stdin", stream)
        assert read_instance() == (FORMULA, "standard input")
    stream = io.TextIOWrapper(io.BytesIO(SAT))
    stream.close()
    monkeypatch.setattr(sys, "stdin", stream)
    assert read_instance().problem == bundled("example")


def test_errors_name_what_was_read(tmp_path):
    with pytest.raises(FileNotFoundError, match="missing"):
        read_instance(str(tmp_path / "missing"))
    with pytest.raises((IsADirectoryError, PermissionError)):
        read_instance(str(tmp_path))
    path = Path(tmp_path / "list.json")
    path.write_text("[1]")
    with pytest.raises(ValueError, match=re.escape(f'{path}: an instance is a JSON object with the tag "problem"')):
        read_instance(str(path))
    path.write_text('{"problem": "tiling"}')
    with pytest.raises(ValueError, match=re.escape(f"{path}: ") + ".*'tiling'"):
        read_instance(str(path))


def test_the_order_of_vectors_is_their_own():
    vectors = OrthogonalVectors([[[1]], [[1]], [[0]]])
    for order in (None, 3):
        assert solve(vectors, order).satisfiable is True
        assert len(plan(vectors, order).choice.sizes) == 3
    for decide in (solve, plan):
        with pytest.raises(ValueError, match=r"order must be 3, that of <3-OV: .*>, got 2"):
            decide(vectors, 2)
        with pytest.raises(ValueError, match="order must be an integer >= 2, got '3'"):
            decide(vectors, "3")
    with pytest.raises(ValueError, match=re.escape("order must be 3, that of (4, 4, 3), got 2")):
        plan((4, 4, 3), 2)
    assert len(plan(FORMULA).choice.sizes) == 3
    assert len(plan(FORMULA, 2).choice.sizes) == 2
