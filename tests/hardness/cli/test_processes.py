"""Commands as processes: exit statuses, readers that have gone, and Control-C."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from hardness.generators import random_cnf

UNSAT = "p cnf 2 3\n1 2 0\n1 -2 0\n-1 0\n"


ENTRY = [sys.executable, "-c", "from hardness.cli import main; main()"]


def answer(out):
    """Return the lines of a solver's output without its comments."""
    return [line for line in out.splitlines() if not line.startswith("c ")]


def test_as_a_process():
    done = subprocess.run([*ENTRY, "solve", "-", "--competition"], input=UNSAT, capture_output=True, text=True)
    assert (done.returncode, answer(done.stdout), done.stderr) == (20, ["s UNSATISFIABLE"], "")
    done = subprocess.run([*ENTRY, "solve", "missing"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "error: [Errno 2] No such file or directory: 'missing'\n"


@pytest.mark.parametrize("arguments", [["generate", "random", "30", "3000"], ["solve", "--json"], ["solve", "--help"]])
def test_a_reader_that_has_gone_is_no_error(arguments):
    ours, theirs = os.pipe()
    os.close(ours)
    done = subprocess.run([*ENTRY, *arguments], stdout=theirs, stderr=subprocess.PIPE, text=True, check=False)
    os.close(theirs)
    assert (done.returncode, done.stderr) == (1, "")


def test_control_c_ends_a_process_without_a_traceback(tmp_path):
    # 24 variables and 150 clauses take minutes.
    path, state = tmp_path / "long.cnf", tmp_path / "state"
    lines = [" ".join(map(str, clause)) + " 0" for clause in random_cnf(24, 150, seed=2).clauses]
    path.write_text("p cnf 24 150\n" + "\n".join(lines))
    script = (
        # A background job of a shell would ignore the signal.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import hardness.runs.checkpoint as state, hardness.runs.sweep as sweep\n"
        "import hardness.protocols.encoded as encoded\n"
        "state._SAVE_SECONDS, sweep._COUNT_BYTES, encoded._WORD_BYTES = 0.0, 1 << 10, 1\n"
        "from hardness.cli import main; main()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, "solve", str(path), "--checkpoint", str(state)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not state.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert out == ""
    assert json.loads(state.read_text())["tried"] > 0
