"""The package in the folder ``toy``, really installed: what it adds appears everywhere, in fresh processes."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOY = Path(__file__).parent / "toy"


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The environment of a process that has the package; no network, no build environment."""
    source, target = tmp_path_factory.mktemp("source") / "toy", tmp_path_factory.mktemp("installed")
    shutil.copytree(TOY, source)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "--target", target, source], check=True)
    assert sorted(path.name for path in target.glob("hardness_toy*")) == [
        "hardness_toy",
        "hardness_toy-0.1.0.dist-info",
    ]
    paths = [str(target), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths)), "COLUMNS": "200"}


@pytest.fixture
def run(installed, tmp_path):
    """Run Python with the package: run(*arguments) -> stdout, or (status, stderr) of what fails."""

    def call(*arguments):
        command = [sys.executable, "-W", "error", *arguments]
        done = subprocess.run(command, env=installed, cwd=tmp_path, capture_output=True, text=True, check=False)
        if done.returncode:
            return done.returncode, done.stderr
        assert done.stderr == ""
        return done.stdout

    return call


def test_its_own_tests_pass(run):
    assert "5 passed" in run("-m", "pytest", "-q", "-p", "no:cacheprovider", str(TOY / "tests"))


def test_the_graph_of_problems_has_it(run):
    data = json.loads(run("-m", "hardness", "graph", "--json"))
    (edge,) = [each for each in data["reductions"] if each["name"] == "ThreeColouringToSat"]
    assert (edge["source"], edge["target"], edge["theorem"]) == ("3-Colouring", "SAT", "colouring-to-sat")
    assert {each["size"]: each["expression"] for each in edge["overhead"]} == {
        "N": "3*V",
        "M": "3*E_G + V",
        "branch_count": "1",
    }
    assert {"name": "3-Colouring", "sizes": ["V", "E_G"]} in data["problems"]
    assert '"3-Colouring<br/>V, E_G"' in run("-c", "from hardness.theory.graph import mermaid; print(mermaid())")


def test_its_problem_is_reduced_to_attention_and_back(run):
    """An edge, through all four reductions."""
    script = """
from hardness.problems import ApproximateAttention, problem_from_json
from hardness.reductions import Chain
from hardness.theory import paths
graph = problem_from_json('{"problem": "3-Colouring", "vertices": 2, "edges": [[0, 1]]}')
(steps,) = paths(type(graph), ApproximateAttention)
print(*(type(step).__name__ for step in steps))
reduced = Chain(*steps).apply(graph)
advice, row = reduced.map_forward((2, 0))
print(reduced.map_back(advice, row))
"""
    names, colours = run("-c", script).splitlines()
    assert names.split()[:2] == ["ThreeColouringToSat", "SatToOrthogonalVectors"]
    assert len(names.split()) == 4
    assert colours == "(2, 0)"


def test_reductions_codes_and_checks_are_checked(run):
    names = run("-c", "from hardness.checks.subjects import subject_names; print(*subject_names(), sep='|')").split("|")
    assert {"ThreeColouringToSat", "ThreeColouringToSat()", "rm", "rm:2,0", "rm:3,1"} <= {
        name.strip() for name in names
    }
    report = json.loads(run("-m", "hardness", "check", "ThreeColouringToSat", "--json"))
    (subject,) = report["subjects"]
    assert subject["holds"]
    assert {each["name"]: each["cases"] for each in subject["report"]["results"]}["overhead"] >= 15
    assert "holds" in run("-m", "hardness", "check", "rm:2,0", "--only", "translations")
    status, error = run("-m", "hardness", "check", "rm:2,9")
    assert status == 1
    assert "rm:2,0" in error


def test_the_command_line_takes_its_code(run):
    data = json.loads(run("-m", "hardness", "protocol", "--code", "rm:8,1", "--seed", "1", "--json"))
    assert data["transcript"]["protocol"]["code"] == {"family": "rm", "q": 8, "degree": 1}
    status, error = run("-m", "hardness", "protocol", "--code", "rn:8,1")
    assert (status, error) == (1, "error: family must be one of gs, hermitian, rm, rs, got 'rn'\n")
    assert run("-c", "from hardness.cli.options import _code_families; print(*_code_families())").split()[2] == "rm:"


def test_the_map_of_theorems_has_it(run):
    text = run("-m", "hardness", "theorems", "colouring-to-sat")
    assert text.startswith("colouring-to-sat (theorem, proved here; folklore)\n")
    assert "hardness_toy.colouring_to_sat:ThreeColouringToSat" in text
    keys = [entry["key"] for entry in json.loads(run("-m", "hardness", "theorems", "--json"))["theorems"]]
    assert keys.count("colouring-to-sat") == 1
    assert keys[-1] == "colouring-to-sat"


def test_nothing_of_it_is_here_without_installing_it():
    from hardness.codes import code_families
    from hardness.reductions.discovery import reduction_classes
    from hardness.theory.theorems.installed import installed_theorems

    assert "rm" not in code_families()
    assert "ThreeColouringToSat" not in [cls.__name__ for cls in reduction_classes()]
    assert "colouring-to-sat" not in [entry.key for entry in installed_theorems()]
