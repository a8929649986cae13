"""The command line on files, pipes and examples, as processes of their own."""

import bz2
import gzip
import lzma
import os
import subprocess
import sys
import time

import pytest

from hardness.checks.engine.report import CheckResult, Status
from hardness.checks.replay import Counterexample, read_counterexample
from hardness.formats import read_dimacs
from hardness.generators import pigeonhole, planted_orthogonal_vectors
from hardness.problems import OrthogonalVectors, problem_from_json
from hardness.runs.checkpoint import Checkpoint
from hardness.runs.sweep import SweepResult

SAT = "p cnf 2 2\n1 2 0 c both\n-1 0\n"


def hardness(*arguments, stdin=None):
    """Run a command with the given text on a pipe, or without input; return (status, stdout, stderr)."""
    words = [sys.executable, "-c", "from hardness.cli import main; main()", *map(str, arguments)]
    given = {"input": stdin} if stdin is not None else {"stdin": subprocess.DEVNULL}
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False, **given)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("arguments", [["solve", "--competition"], ["solve", "-", "--competition"]])
def test_a_formula_on_a_pipe_is_the_one_that_is_solved(arguments):
    status, out, _ = hardness(*arguments, stdin=SAT)
    assert status == 10
    assert "\nv -1 2 0\n" in f"\n{out}"  # the only model of this formula, and of two variables


def test_plan_reads_the_same_pipe():
    status, out, _ = hardness("plan", stdin=OrthogonalVectors([[[1, 0, 1]] * 5, [[1, 1, 1]] * 7]).to_json())
    assert status == 0
    assert "2-OV with n = (5, 7), m = 3" in out


@pytest.mark.parametrize("command", ["solve", "plan"])
def test_nothing_on_a_pipe_is_an_error(command):
    status, out, err = hardness(command, stdin="")
    assert (status, out) == (1, "")
    assert err.startswith("error: standard input: ")
    assert err.endswith("it is empty\n")


@pytest.mark.parametrize("command", ["solve", "plan"])
def test_options_that_contradict_each_other(tmp_path, command):
    path = tmp_path / "vectors.json"
    path.write_text(planted_orthogonal_vectors((3, 2, 4), 5, seed=1).to_json())
    status, out, err = hardness(command, path, "--order", 2)
    assert (status, out) == (1, "")
    assert err.startswith("error: order must be 3, that of <3-OV: ")
    assert err.endswith(", got 2\n")
    status, out, err = hardness(command, path, "--example", "example")
    assert (status, out) == (1, "")
    assert "contradict each other" in err


def test_generate_packs_as_the_suffix_says(tmp_path):
    for name, start in (("p.cnf.xz", b"\xfd7zXZ"), ("p.cnf.BZ2", b"BZh"), ("p.gz", b"\x1f\x8b"), ("p.cnf", b"c ")):
        assert hardness("generate", "pigeonhole", 3, 2, "-o", tmp_path / name) == (0, "", "")
        assert (tmp_path / name).read_bytes().startswith(start)
        assert read_dimacs(tmp_path / name) == pigeonhole(3, 2)
    assert hardness("generate", "planted-ov", "2,3", 4, "--seed", 1, "-o", tmp_path / "v.json.xz")[0] == 0
    vectors = problem_from_json((tmp_path / "v.json.xz").read_bytes())
    assert vectors == planted_orthogonal_vectors((2, 3), 4, seed=1)
    for arguments in (["pigeonhole", 3, 2], ["planted-ov", "2,3", 4]):
        status, out, err = hardness("generate", *arguments, "-o", tmp_path / "p.zst")
        assert (status, out) == (1, "")
        assert ".zst is not written; one of .gz, .bz2, .xz compresses" in err
    assert not (tmp_path / "p.zst").exists()


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, bytes])
def test_a_counterexample_is_read_whatever_it_is_packed_with(tmp_path, pack):
    result = CheckResult("json", Status.FAILS, 1, "comes back different", {"instance": pigeonhole(2, 1)})
    kept = Counterexample("SatToOrthogonalVectors(order=2)", "reduction", result)
    (tmp_path / "case").write_bytes(pack(b"\xef\xbb\xbf" + kept.to_json().encode()))
    assert read_counterexample(tmp_path / "case") == kept


@pytest.mark.parametrize("name", ["state", "state.gz", "state.xz"])
def test_a_checkpoint_is_packed_as_its_suffix_says(tmp_path, name):
    saved = SweepResult(49, 2, 7, ((3, 1),), 0.75, 0.25)
    Checkpoint(tmp_path / name, "fingerprint").save(saved, now=True)
    assert (tmp_path / name).read_bytes().startswith(b"{") == (name == "state")
    assert Checkpoint(tmp_path / name, "fingerprint").load() == saved
    with pytest.raises(ValueError, match="is not written"):
        Checkpoint(tmp_path / "state.zip", "fingerprint").load()


def test_a_pipe_that_does_not_block_is_read_to_its_end():
    reading, writing = os.pipe()
    os.set_blocking(reading, False)  # an event loop that shares the pipe leaves it so
    words = [sys.executable, "-m", "hardness", "solve", "--competition"]
    with subprocess.Popen(words, stdin=reading, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        os.close(reading)
        os.write(writing, b"p cnf 1 2\n1 0\n")  # alone it is satisfiable
        time.sleep(3)
        os.write(writing, b"-1 0\n")
        os.close(writing)
        out = process.communicate(timeout=120)[0]
    assert out.endswith(b"\ns UNSATISFIABLE\n")
    assert process.returncode == 20


@pytest.mark.parametrize("file", [[], ["-"]])
def test_standard_input_that_cannot_be_read_is_named(tmp_path, file):
    with open(tmp_path / "out", "wb") as stream:
        words = [sys.executable, "-m", "hardness", "solve", *file]
        done = subprocess.run(words, stdin=stream, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: standard input cannot be read: ")


def test_names_of_files_stay_on_one_line(tmp_path):
    (tmp_path / "a\ns SATISFIABLE\x1b[2J.cnf").write_text("p cnf 0 1\n0\n")
    status, out, _ = hardness("solve", tmp_path / "a\ns SATISFIABLE\x1b[2J.cnf")
    assert status == 0
    assert "a\\ns SATISFIABLE\\x1b[2J.cnf'\n" in out
