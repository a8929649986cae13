"""Without an optional package its functions end in one line that names the extra."""

import importlib
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from hardness.extras import EXTRAS, MissingExtraError, optional

PROJECT = Path(__file__).parents[2] / "pyproject.toml"


@pytest.fixture
def without(monkeypatch):
    """Block a package as if it were not installed."""

    def block(package):
        for name in [name for name in sys.modules if name.partition(".")[0] == package]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setitem(sys.modules, package, None)

    return block


def test_the_extras_are_those_of_the_project():
    extras = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    for extra, distribution in EXTRAS.values():
        assert any(requirement.startswith(distribution) for requirement in extras[extra])


def test_a_plot(without):
    from hardness.protocols.sampling import AcceptanceSample
    from hardness.report.plots import plot_acceptance, plot_families

    without("matplotlib")
    for plot in (lambda: plot_acceptance(AcceptanceSample(10, 5)), lambda: plot_families([])):
        with pytest.raises(MissingExtraError, match=r"^a plot needs matplotlib: install attention-hardness\[plot\]$"):
            plot()


def test_a_picture_of_the_graph(without):
    from hardness.theory.graph import draw

    without("matplotlib")
    with pytest.raises(ImportError, match=r"needs matplotlib: install attention-hardness\[plot\]$"):
        draw()


def test_strategies(without, monkeypatch):
    from hardness.checks import assert_reduction
    from hardness.reductions import SatToOrthogonalVectors

    without("hypothesis")
    monkeypatch.delitem(sys.modules, "hardness.checks.strategies", raising=False)
    with pytest.raises(ImportError, match=r"^hardness.checks.strategies needs hypothesis: .*\[test\]$"):
        importlib.import_module("hardness.checks.strategies")
    with pytest.raises(ImportError, match=r"^assert_reduction needs hypothesis: install attention-hardness\[test\]$"):
        assert_reduction(SatToOrthogonalVectors(2), None)


def test_an_honest_merlin(without):
    from hardness import CNF, solve

    without("pysat")
    with pytest.raises(ValueError, match=r"needs python-sat: install attention-hardness\[sat\]$"):
        solve(CNF(2, [(1, 2)]), merlin="honest")


def test_a_package_that_is_there_and_broken(tmp_path, monkeypatch):
    (tmp_path / "pysat").mkdir()
    (tmp_path / "pysat" / "__init__.py").write_text("raise ImportError('libfoo.so:\\n not found')", encoding="utf-8")
    (tmp_path / "matplotlib.py").write_text("import nothing_of_that_name", encoding="utf-8")
    for package in ("pysat", "matplotlib"):
        for name in [name for name in sys.modules if name.partition(".")[0] == package]:
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(MissingExtraError, match=r"\[sat\] again, its import fails: libfoo.so: not found$"):
        optional("pysat.solvers", "it")
    with pytest.raises(MissingExtraError, match=r"\[plot\] again, its import fails: No module named 'nothing_of_"):
        optional("matplotlib.figure", "it")


@pytest.mark.parametrize(
    ("arguments", "package", "extra"),
    [
        (["graph", "-o", "x.svg"], "matplotlib", "plot"),
        (["families", "--plot", "x.svg"], "matplotlib", "plot"),
        (["solve", "--merlin", "honest"], "pysat", "sat"),
    ],
)
def test_commands_end_in_one_line(arguments, package, extra, tmp_path):
    script = f"import sys\nsys.modules[{package!r}] = None\nfrom hardness.cli import main\nmain()"
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("error: ")
    assert done.stderr.endswith(f": install attention-hardness[{extra}]\n")
    assert done.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_mermaid_text_needs_no_extra(without):
    from hardness.theory.graph import mermaid

    for package in EXTRAS:
        without(package)
    assert mermaid().startswith("flowchart LR")
