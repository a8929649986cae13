"""Every theorem of the map names a change that makes it false; its tests fail under that change, and only then."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from hardness.theory.theorems.entries import theorem_map
from hardness.theory.theorems.links import mutated_source

ROOT = Path(__file__).parents[2]
THEOREMS = {entry.key: entry for entry in theorem_map() if entry.mutant is not None}

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked")


@pytest.fixture(scope="module")
def runner():
    """Return a function that runs tests on a changed module, in a process that has imported nothing of the project."""
    command = [sys.executable, "-W", "ignore", str(Path(__file__).with_name("run_mutated.py"))]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def run(module, source, tests):
            arguments = ["-x", "-q", "-n0", "-p", "no:cacheprovider", "--hypothesis-seed=0", "--rootdir", str(ROOT)]
            arguments += ["-c", str(ROOT / "pyproject.toml"), *(str(ROOT / test) for test in tests)]
            job = {"module": module, "source": source, "arguments": arguments}
            print(json.dumps(job), file=process.stdin, flush=True)
            return json.loads(process.stdout.readline())

        yield run
        process.stdin.close()


@pytest.mark.parametrize("key", THEOREMS)
def test_the_tests_of_a_theorem_notice_its_mutant(key, runner):
    entry = THEOREMS[key]
    result = runner(entry.mutant.module, mutated_source(entry.mutant), entry.tests)
    # 1: tests failed. Not 2 or 4, a file that cannot be imported, nor 5, tests that are not there.
    assert result["status"] == 1, result["output"]
    assert "\nFAILED " in result["output"], result["output"]


def test_the_same_tests_pass_on_the_unchanged_text(runner):
    entry = THEOREMS["communication"]
    source = Path(find_spec(entry.mutant.module).origin).read_text(encoding="utf-8")
    result = runner(entry.mutant.module, source, entry.tests)
    assert result["status"] == 0, result["output"]


def test_a_change_that_breaks_the_import_does_not_count(runner):
    entry = THEOREMS["communication"]
    result = runner(entry.mutant.module, "raise RuntimeError('no module')", entry.tests)
    assert result["status"] not in (0, 1), result["output"]
