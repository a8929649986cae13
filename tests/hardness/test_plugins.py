"""Packages that declare something broken: one clear sentence, and nothing else stops working."""

import os
import subprocess
import sys

import pytest

from hardness.codes import Code, ReedSolomon
from hardness.plugins import Plugins, PluginWarning
from hardness.problems import Problem
from hardness.reductions.base import Reduction
from hardness.reductions.discovery import _usable

KINDS = {
    "problems": ("hardness.problems", Problem, "NAME", None),
    "codes": ("hardness.codes", Code, "family", None),
    "reductions": ("hardness.reductions", Reduction, "__name__", _usable),
}


def distribution(folder, name, group, points, modules):
    """Write what an installed distribution consists of."""
    info = folder / f"{name}-2.5.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 2.5\n")
    (info / "entry_points.txt").write_text(f"[hardness.{group}]\n" + "".join(f"{p}\n" for p in points))
    for module, text in modules.items():
        (folder / f"{module}.py").write_text(text)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder on the path of modules; families and modules that a test has added are forgotten."""
    families, known = dict(Code._families), set(sys.modules)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    Code._families.clear()
    Code._families.update(families)
    for name in set(sys.modules) - known:
        if name.startswith("broken"):
            del sys.modules[name]


CODE = "from hardness.codes import ReedSolomon\nclass Mine(ReedSolomon):\n    family = {!r}\n"
REDUCTION = "from hardness.reductions import SatToOrthogonalVectors as S\nclass {}(S):\n    {}\n"


@pytest.mark.parametrize(
    ("kind", "point", "text", "reason"),
    [
        ("codes", "x = broken_a:Mine", "import nothing_of_that_name", "No module named 'nothing_of_that_name'"),
        ("codes", "x = broken_b:Mine", "raise SystemExit(0)", "SystemExit"),
        ("codes", "x = broken_c:Other", CODE.format("x"), "no attribute 'Other'|has no attribute"),
        ("codes", "x = broken_d:Mine", "Mine = 3", "must be a subclass of Code, got 3"),
        ("codes", "x = broken_e:Mine", "class Mine: pass", "must be a subclass of Code, got <class"),
        ("codes", "x = broken_f:Mine", CODE.format("y"), "must have the name 'y', which is its family"),
        ("codes", "x = broken_g:Mine", CODE.format("rs"), "two families are named 'rs': ReedSolomon and Mine"),
        ("codes", "x = broken_h", "", "must be a subclass of Code, got <module"),
        ("reductions", "SatToOrthogonalVectors = broken_i:SatToOrthogonalVectors",
         REDUCTION.format("SatToOrthogonalVectors", "pass"), "this project has a reduction named SatTo"),
        ("reductions", "Mine = broken_j:Mine", REDUCTION.format("Mine", "source_type = 3"), "source_type must be"),
        ("reductions", "Mine = broken_k:Mine", REDUCTION.format("Mine", "overhead = property(lambda self: 1 / 0)"),
         "ZeroDivisionError"),
        ("problems", "SAT = broken_l:Mine", "from hardness.problems import CNF\nclass Mine(CNF):\n    NAME = 'SAT'\n",
         "two problems are named 'SAT': CNF and Mine"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_named_with_its_distribution(folder, kind, point, text, reason):
    name = point.partition(" ")[0]
    distribution(folder, "broken-thing", kind, [point], {point.partition("= ")[2].partition(":")[0]: text})
    plugins = Plugins(*KINDS[kind])
    assert plugins.names() == [name]
    where = f"hardness.{kind} '{name}' of the distribution broken-thing 2.5 .*cannot be used: .*({reason})"
    with pytest.raises(ValueError, match=where):
        plugins.load(name)
    with pytest.warns(PluginWarning, match=f"{where}.*; it is left out") as warned:
        assert plugins.load_all() == []
    assert len(warned) == 1
    assert Code._families["rs"] is ReedSolomon


def test_a_sound_one_beside_a_broken_one_is_used(folder):
    distribution(folder, "good", "codes", ["good = broken_m:Mine"], {"broken_m": CODE.format("good")})
    distribution(folder, "bad", "codes", ["bad = broken_n:Mine"], {"broken_n": "1 / 0"})
    plugins = Plugins(*KINDS["codes"])
    assert plugins.load("good").family == "good"
    assert "broken_n" not in sys.modules  # one is loaded without the others
    with pytest.warns(PluginWarning, match="bad 2.5"):
        assert [cls.family for cls in plugins.load_all()] == ["good"]


def test_two_distributions_with_one_name(folder):
    for owner in ("first", "second"):
        distribution(folder, owner, "codes", [f"x = broken_{owner}:Mine"], {f"broken_{owner}": CODE.format("x")})
    with pytest.raises(ValueError, match=r"'x' is declared by first 2\.5 and second 2\.5; uninstall all but one"):
        Plugins(*KINDS["codes"]).load("x")
    assert not {"broken_first", "broken_second"} & set(sys.modules)


def hardness(folder, *arguments, script="from hardness.cli import main; main()"):
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])}
    code = f"import sys; sys.argv[1:] = {list(arguments)!r}\n{script}"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def broken(tmp_path):
    """A folder with a distribution of which nothing can be used."""
    points = [
        "bad = broken:Bad",
        "[hardness.reductions]",
        "Bad = broken:Bad",
        "[hardness.problems]",
        "bad = broken:Bad",
    ]
    distribution(tmp_path, "broken-thing", "codes", points, {"broken": "1 / 0"})
    return tmp_path


def test_commands_that_need_none_of_it_say_nothing(broken):
    for arguments in (["--version"], ["protocol", "--code", "rs:7,6,2", "--seed", "1"], ["solve", "--quiet"]):
        status, out, error = hardness(broken, *arguments)
        assert (status, error) == (0, "")
        assert out


def test_commands_that_list_everything_warn_once_and_go_on(broken):
    for arguments in (["graph"], ["theorems"], ["check", "rs:2,1,1", "--only", "dimension"]):
        status, out, error = hardness(broken, *arguments)
        assert status == 0
        assert out
        lines = error.splitlines()
        assert all(line.startswith("warning: hardness.") and "broken-thing 2.5" in line for line in lines)
        assert sum("hardness.reductions 'Bad'" in line for line in lines) == 1


def test_what_is_asked_for_by_name_is_an_error(broken):
    status, _, error = hardness(broken, "protocol", "--code", "bad:1")
    assert status == 1
    assert error.startswith("error: hardness.codes 'bad' of the distribution broken-thing 2.5 (broken:Bad) cannot")
    assert error.count("\n") == 1
    script = 'from hardness.problems import problem_from_json\nproblem_from_json(\'{"problem": "bad"}\')'
    status, _, error = hardness(broken, script=script)
    assert status == 1
    assert "ValueError: hardness.problems 'bad' of the distribution broken-thing 2.5" in error


def test_nothing_is_looked_up_before_it_is_needed():
    never = (
        "import importlib.metadata as m\n"
        "def only_others(found=m.entry_points, **wanted):\n"  # numba looks for its own
        "    if wanted.get('group', '').startswith('hardness.'):\n"
        "        raise SystemExit('looked up')\n"
        "    return found(**wanted)\n"
        "m.entry_points = only_others\n"
    )
    script = never + "from hardness.cli import main; main()"
    for arguments in (["--help"], ["solve", "--help"], ["solve", "--quiet"], ["plan"]):
        status, out, error = hardness("", *arguments, script=script)
        assert (status, error) == (0, "")
        assert out
    assert hardness("", "graph", script=script)[2] == "looked up\n"  # the detector detects
