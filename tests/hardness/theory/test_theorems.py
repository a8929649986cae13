"""The map of theorems: nothing in it dangles, everything that must be in it is, and the page is up to date."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from hardness.problems.base import Problem
from hardness.reductions import Chain, GapMaxIPToAttention, OrthogonalVectorsToGapMaxIP, SatToOrthogonalVectors
from hardness.reductions.discovery import reduction_classes
from hardness.theory import conjectures
from hardness.theory.asymptotic_steps import AsymptoticStep
from hardness.theory.theorems import KINDS, SOURCES, Entry, as_markdown, dangling, theorem_map

ROOT = Path(__file__).parents[3]
BY_KEY = {entry.key: entry for entry in theorem_map()}


@pytest.mark.parametrize("key", BY_KEY)
def test_nothing_dangles(key):
    assert list(dangling(BY_KEY[key], ROOT)) == []


def test_keys_are_distinct_and_statements_are_there():
    assert len(BY_KEY) == len(theorem_map())
    for entry in theorem_map():
        assert entry.statement.endswith(".")
        assert entry.source
        assert entry.kind in KINDS


def test_every_reduction_is_in_the_map():
    for cls in reduction_classes():
        entry = BY_KEY[cls.theorem]
        assert f"{cls.__module__}:{cls.__name__}" in entry.objects
    chain = Chain(SatToOrthogonalVectors(3), OrthogonalVectorsToGapMaxIP(), GapMaxIPToAttention())
    assert set(chain.theorem.split(" + ")) <= BY_KEY.keys()


def test_every_asymptotic_step_and_conjecture_is_in_the_map():
    assert {step.theorem for step in AsymptoticStep.__subclasses__()} <= BY_KEY.keys()
    assert "hardness.theory.conjectures:SETH" in BY_KEY["seth"].objects
    assert conjectures.k_ovc(2).problem is not None
    assert "hardness.theory.conjectures:k_ovc" in BY_KEY["k-ovc"].objects


def test_the_two_papers_main_theorems_are_in_the_map():
    for paper in SOURCES:
        for theorem in ("Theorem 1.3", "Theorem 1.4"):
            assert any(f"{paper}, {theorem}" in entry.source for entry in theorem_map())


def test_problems_of_the_chain_are_defined():
    named = {name for entry in theorem_map() for name in entry.objects}
    for cls in reduction_classes():
        for problem in (cls.source_type, cls.target_type):
            family = [problem, *problem.__subclasses__()]
            home = {f"{sub.__module__}:{sub.__name__}" for sub in family}
            assert issubclass(problem, Problem)
            assert home & named or problem.__name__ == "CNF"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"objects": ("hardness.nothing:solve",)}, "no object hardness.nothing:solve"),
        ({"objects": ("hardness.decision:resolve",)}, "no object hardness.decision:resolve"),
        ({"objects": ("hardness.codes.base:Code.stars",)}, "no object hardness.codes.base:Code.stars"),
        ({"objects": ("hardness.decision",)}, "no object hardness.decision"),
        ({"objects": ()}, "has no objects"),
        ({"tests": ()}, "has no tests"),
        ({"tests": ("tests/hardness/test_decision.py::test_that_is_not_there",)}, "no test tests/hardness"),
        ({"tests": ("tests/hardness/test_nothing.py::test_x",)}, "no test tests/hardness/test_nothing"),
        ({"tests": ("tests/hardness/theory/test_theorems.py",)}, "no test"),
        ({"tests": ("hardness/decision.py::solve",)}, "no test hardness/decision.py::solve"),
        ({"notebooks": ("notebooks/01_from_sat_to_attention.ipynb#nowhere",)}, "no code cell"),
        ({"notebooks": ("notebooks/01_from_sat_to_attention.ipynb#cell-00",)}, "no code cell"),  # it is text
        ({"notebooks": ("notebooks/none.ipynb#cell-01",)}, "no code cell"),
        ({"kind": "lemma"}, "kind='lemma'"),
    ],
)
def test_a_dangling_entry_is_found(change, reason):
    sound = BY_KEY["split-and-list"]
    found = list(dangling(replace(sound, **change), ROOT))
    assert len(found) == 1
    assert reason in found[0]


def test_a_deleted_test_is_found(tmp_path):
    """Copy a test file, remove one function from the copy, and the entry dangles."""
    entry = Entry("k", "theorem", "s.", "s", ("hardness.decision:solve",), ("tests/test_a.py::test_b",))
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_a.py").write_text("def test_b():\n    assert True\n")
    assert list(dangling(entry, tmp_path)) == []
    other = tmp_path / "later"
    (other / "tests").mkdir(parents=True)
    (other / "tests" / "test_a.py").write_text("# def test_b():\nclass A:\n    def test_b(self): ...\n")
    assert list(dangling(entry, other)) == ["k: no test tests/test_a.py::test_b"]


def test_the_page_is_up_to_date():
    """If this fails: hardness theorems -o docs/theorems.md."""
    assert (ROOT / "docs" / "theorems.md").read_text() == as_markdown()


def test_links_of_the_page_lead_somewhere():
    page = as_markdown()
    for entry in theorem_map():
        assert f"\n## {entry.key}\n" in page
        assert f"(#{entry.key})" in page
        for name in (*entry.tests, *entry.notebooks):
            path = name.replace("#", "::").partition("::")[0]
            assert f"(../{path})" in page
            assert (ROOT / "docs" / ".." / path).is_file()


def run(monkeypatch, capsys, *arguments):
    from hardness import cli

    monkeypatch.setattr(sys, "argv", ["hardness", *map(str, arguments)])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    return stop.value.code or 0, *capsys.readouterr()


def test_command(monkeypatch, capsys, tmp_path):
    status, out, _ = run(monkeypatch, capsys, "theorems")
    assert status == 0
    assert [line.partition(" (")[0] for line in out.splitlines() if not line.startswith(" ")] == list(BY_KEY)
    found = json.loads(run(monkeypatch, capsys, "theorems", "calibrated-padding", "--json")[1])
    assert [entry["key"] for entry in found] == ["calibrated-padding"]
    assert tuple(found[0]["tests"]) == BY_KEY["calibrated-padding"].tests
    assert run(monkeypatch, capsys, "theorems", "-o", tmp_path / "page.md")[0] == 0
    assert (tmp_path / "page.md").read_text() == as_markdown()
    status, _, err = run(monkeypatch, capsys, "theorems", "fermat")
    assert (status, err.partition(";")[0]) == (1, "error: KEY='fermat'")
    assert run(monkeypatch, capsys, "theorems", "seth", "-o", tmp_path / "x.md")[0] == 1
