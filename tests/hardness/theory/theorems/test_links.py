"""Nothing in the map of theorems dangles, and a link of each kind that does is found."""

from dataclasses import replace
from pathlib import Path

import pytest

from hardness.theory.theorems.entries import Entry, Mutant, Oracle, theorem_map
from hardness.theory.theorems.links import dangling, mutated_source

ROOT = Path(__file__).parents[4]
BY_KEY = {entry.key: entry for entry in theorem_map()}


@pytest.mark.parametrize("key", BY_KEY)
def test_nothing_dangles(key):
    assert list(dangling(BY_KEY[key], ROOT)) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"objects": ("hardness.nothing:solve",)}, "no object hardness.nothing:solve"),
        ({"objects": ("hardness.solving:resolve",)}, "no object hardness.solving:resolve"),
        ({"objects": ("hardness.codes.base:Code.stars",)}, "no object hardness.codes.base:Code.stars"),
        ({"objects": ("hardness.solving",)}, "no object hardness.solving"),
        ({"objects": ()}, "has no objects"),
        ({"tests": ()}, "has no tests"),
        ({"tests": ("tests/hardness/test_solving.py::test_that_is_not_there",)}, "no test tests/hardness"),
        ({"tests": ("tests/hardness/test_nothing.py::test_x",)}, "no test tests/hardness/test_nothing"),
        ({"tests": ("tests/hardness/theory/theorems/test_entries.py",)}, "no test"),
        ({"tests": ("hardness/solving.py::solve",)}, "no test hardness/solving.py::solve"),
        ({"notebooks": ("notebooks/01_from_sat_to_attention.ipynb#nowhere",)}, "no code cell"),
        ({"notebooks": ("notebooks/01_from_sat_to_attention.ipynb#cell-00",)}, "no code cell"),  # it is text
        ({"notebooks": ("notebooks/none.ipynb#cell-01",)}, "no code cell"),
        ({"mutant": Mutant("hardness.nothing", "a", "b")}, "no module hardness.nothing"),
        ({"mutant": Mutant("nothing.hardness", "a", "b")}, "no module nothing.hardness"),
        ({"mutant": Mutant("hardness.numbers", "no such text", "b")}, "occurs 0 times in hardness.numbers"),
        ({"mutant": Mutant("hardness.numbers", "def ", "b")}, "times in hardness.numbers, not once"),
        ({"mutant": Mutant("hardness.numbers", "_SAFE = 2**53", "_SAFE = (")}, "makes hardness.numbers no Python"),
        ({"mutant": Mutant("hardness.protocols.interpolation", "subset[changed] += 1", "")}, "holds compiled code"),
        ({"mutant": Mutant("hardness.codes.cosets", "def lightest_in_coset(", "def a(")}, "holds compiled code"),
    ],
)
def test_a_dangling_entry_is_found(change, reason):
    sound = BY_KEY["split-and-list"]
    found = list(dangling(replace(sound, **change), ROOT))
    assert len(found) == 1
    assert reason in found[0]


ORACLE, MUTANT = Oracle("enumeration", "all cases"), Mutant("hardness.numbers", "2**53", "2**54")


def test_a_mutant_changes_one_text():
    source, changed = (Path(ROOT / "hardness" / "numbers.py").read_text(), mutated_source(MUTANT))
    assert changed == source.replace("2**53", "2**54")
    assert changed != source


def test_a_deleted_test_is_found(tmp_path):
    """Copy a test file, remove one function from the copy, and the entry dangles."""
    entry = Entry("k", "definition", "s.", "s", ("hardness.solving:solve",), ("tests/test_a.py::test_b",))
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_a.py").write_text("def test_b():\n    assert True\n")
    assert list(dangling(entry, tmp_path)) == []
    other = tmp_path / "later"
    (other / "tests").mkdir(parents=True)
    (other / "tests" / "test_a.py").write_text("# def test_b():\nclass A:\n    def test_b(self): ...\n")
    assert list(dangling(entry, other)) == ["k: no test tests/test_a.py::test_b"]
