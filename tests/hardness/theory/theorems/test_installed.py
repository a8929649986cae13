"""Theorems beside the reductions of installed packages: read, or left out with one warning that says why."""

import sys

import pytest

from hardness.plugins import PluginWarning
from hardness.reductions import SatToOrthogonalVectors, discovery
from hardness.theory.theorems.entries import theorem_map
from hardness.theory.theorems.installed import installed_theorems

ENTRY = """
[[theorem]]
key = "{key}"
kind = "theorem"
statement = "Every formula is a formula."
source = "folklore"
proof = "here"
objects = ["hardness.reductions:SatToOrthogonalVectors"]
tests = ["tests/test_mine.py::test_it"]
oracle = {{kind = "enumeration", text = "by hand"}}
mutant = {{module = "hardness.reductions.sat_to_orthogonal_vectors", old = "a", new = "b"}}
"""


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Return a function that puts packages with a file of theorems, or none, where they are looked for."""
    monkeypatch.syspath_prepend(str(tmp_path))
    classes = []
    monkeypatch.setattr(discovery.PLUGINS, "load_all", lambda: classes)

    def write(name, theorems):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
        if theorems is not None:
            (tmp_path / name / "theorems.toml").write_text(theorems)
        classes.append(type("Mine", (SatToOrthogonalVectors,), {"__module__": f"{name}.module"}))

    yield write
    for name in [name for name in sys.modules if name.startswith("theorems_of")]:
        del sys.modules[name]


def test_entries_are_read_once_for_each_package(package):
    package("theorems_of_a", ENTRY.format(key="a") + ENTRY.format(key="b"))
    package("theorems_of_b", None)
    package("theorems_of_c", ENTRY.format(key="c"))
    assert [entry.key for entry in installed_theorems()] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("theorems", "reason"),
    [
        ("[[theorem]", "TOMLDecodeError"),
        ("", "KeyError: 'theorem'"),
        (ENTRY.format(key="a"), r"the keys \['a'\] are taken"),
        (ENTRY.format(key=theorem_map()[0].key), "are taken"),
    ],
)
def test_a_file_that_cannot_be_used_is_left_out_with_a_warning(package, theorems, reason):
    package("theorems_of_first", ENTRY.format(key="a"))
    package("theorems_of_wrong", theorems)
    package("theorems_of_last", ENTRY.format(key="z"))
    with pytest.warns(PluginWarning, match=f"theorems.toml of theorems_of_wrong cannot be used: .*{reason}") as warned:
        found = installed_theorems()
    assert [entry.key for entry in found] == ["a", "z"]
    assert len(warned) == 1


def test_a_module_outside_of_packages_has_no_file(monkeypatch):
    alone = type("Mine", (SatToOrthogonalVectors,), {"__module__": "mine"})
    monkeypatch.setattr(discovery.PLUGINS, "load_all", lambda: [alone])
    assert installed_theorems() == ()
