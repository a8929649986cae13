"""Heavy packages are loaded by the code that needs them, not by an import of the libraries."""

import subprocess
import sys

import pytest

HEAVY = ["galois", "numba", "sympy", "scipy", "networkx", "rich", "typer", "matplotlib", "pysat", "pandas"]


def loaded(code, names=HEAVY):
    script = f"{code}\nimport sys\nprint(*[name for name in {names} if name in sys.modules])"
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()


def test_importing_the_libraries_loads_nothing_heavy():
    everything = "hardness.problems, hardness.codes, hardness.protocols, hardness.reductions, hardness.generators"
    assert loaded(f"import hardness, algorithms, algorithms.attention, {everything}") == []


def test_the_command_line_starts_without_arithmetic():
    assert loaded("import hardness.cli", [*HEAVY, "numpy"]) == ["typer"]


def test_the_detector_detects():
    assert loaded("import sympy") == ["sympy"]


def test_building_instances_loads_nothing_heavy():
    code = (
        "from hardness.reductions import *\nfrom hardness import CNF\n"
        "reduced = Chain(SatToOrthogonalVectors(), OrthogonalVectorsToGapMaxIP(), GapMaxIPToAttention()).apply("
        "CNF(2, [(1, 2)]))\nnext(reduced.branches())"
    )
    assert loaded(code) == []


@pytest.mark.parametrize(
    "command",
    [["solve", "-q"], ["solve"], ["solve", "--merlin", "honest"], ["solve", "--example", "pigeonhole-4-3"], ["plan"]],
)
def test_small_instances_are_decided_without_the_compiler(command):
    code = (
        f"import contextlib, io, sys\nfrom hardness.cli import main\nsys.argv = ['hardness', *{command}]\n"
        "sys.stdin = None\n"
        "with contextlib.redirect_stdout(io.StringIO()) as said, contextlib.suppress(SystemExit):\n    main()\n"
        "assert said.getvalue()"
    )
    assert set(loaded(code)) <= {"typer", "pysat"}  # an honest Merlin asks a solver


def test_algorithms_know_nothing_of_hardness():
    script = "import algorithms, pkgutil, importlib, sys\n" + (
        "for module in pkgutil.walk_packages(algorithms.__path__, 'algorithms.'):\n"
        "    importlib.import_module(module.name)\n"
        "print([name for name in sys.modules if name.split('.')[0] == 'hardness'])"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert found.strip() == "[]"
