"""What a command loads before it answers, in fresh processes: benchmarks/startup.py prints how long that takes."""

import json
import os
import subprocess
import sys

import pytest

HEAVY = {"galois", "matplotlib", "networkx", "numba", "pydantic", "pysat", "rich", "scipy", "sympy"}
SCRIPT = """
import atexit, json, sys
atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))
from hardness.cli import main
main()
"""


def loaded(*arguments, **environment):
    command = [sys.executable, "-c", SCRIPT, *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, check=True
    )
    assert done.stdout
    return set(json.loads(done.stderr.splitlines()[-1]))


def completing(line):
    return {
        "_HARDNESS_COMPLETE": "complete_bash",
        "COMP_WORDS": f"hardness {line}",
        "COMP_CWORD": str(len(line.split(" "))),
    }


@pytest.mark.parametrize("arguments", [[], ["--help"], ["--version"], ["solve", "--help"]], ids=" ".join)
def test_help_and_version_do_no_arithmetic(arguments):
    assert loaded(*arguments) & (HEAVY | {"numpy"}) == set()


@pytest.mark.parametrize("line", ["so", "solve --mer", "solve --merlin h", "bound --variant "])
def test_a_shell_completes_without_arithmetic(line):
    assert loaded(**completing(line)) & (HEAVY | {"numpy"}) == set()


@pytest.mark.parametrize("arguments", [[], ["--json"]], ids=" ".join)
@pytest.mark.parametrize("command", ["plan", "solve"])
def test_small_formulas_need_numpy_only(command, arguments):
    names = loaded(command, "--example", "example", *arguments)
    assert "numpy" in names
    assert names & (HEAVY | {"numpy.random"}) == set()
