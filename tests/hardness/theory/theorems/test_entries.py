"""The map of theorems: nothing in it dangles, everything that must be in it is, and the page is up to date."""

from dataclasses import replace
from pathlib import Path

import pytest

from hardness.markup import markdown
from hardness.problems.base import Problem
from hardness.reductions import Chain, GapMaxIPToAttention, OrthogonalVectorsToGapMaxIP, SatToOrthogonalVectors
from hardness.reductions.discovery import reduction_classes
from hardness.theory import conjectures
from hardness.theory.steps import AsymptoticStep
from hardness.theory.theorems.entries import SOURCES, Entry, Mutant, Oracle, Statement, paper_statements, theorem_map
from hardness.theory.theorems.links import dangling, mutated_source
from hardness.theory.theorems.page import as_markdown

ROOT = Path(__file__).parents[4]
BY_KEY = {entry.key: entry for entry in theorem_map()}


@pytest.mark.parametrize("key", BY_KEY)
def test_nothing_dangles(key):
    assert list(dangling(BY_KEY[key], ROOT)) == []


def test_keys_are_distinct_and_statements_are_there():
    assert len(BY_KEY) == len(theorem_map())
    for entry in theorem_map():
        assert entry.statement.endswith(".")
        assert entry.source


def test_every_reduction_is_in_the_map():
    for cls in reduction_classes():
        entry = BY_KEY[cls.theorem]
        assert f"{cls.__module__}:{cls.__name__}" in entry.objects
    chain = Chain(SatToOrthogonalVectors(3), OrthogonalVectorsToGapMaxIP(), GapMaxIPToAttention())
    assert set(chain.theorem.split(" + ")) <= BY_KEY.keys()


def test_every_asymptotic_step_and_conjecture_is_in_the_map():
    assert {step.theorem for step in AsymptoticStep.__subclasses__()} <= BY_KEY.keys()
    found = {name.partition(":")[2] for entry in theorem_map() if entry.kind == "conjecture" for name in entry.objects}
    assert found >= {"SETH", *(name for name in vars(conjectures) if name.startswith("k_"))}


def test_the_two_papers_main_theorems_are_in_the_map():
    for paper in SOURCES:
        for theorem in ("Theorem 1.3", "Theorem 1.4"):
            assert any(f"{paper}, {theorem}" in entry.source for entry in theorem_map())
            (stated,) = [found for found in paper_statements() if (found.paper, found.number) == (paper, theorem)]
            assert stated.keys


def test_statements_of_the_papers_lead_to_entries_or_are_missing():
    for stated in paper_statements():
        assert stated.statement
        assert stated.seen
        assert set(stated.keys) <= BY_KEY.keys()
    page = as_markdown()
    assert page.count("**missing**") == sum(not stated.keys for stated in paper_statements()) >= 1
    assert "not known to be complete" in page
    with pytest.raises(ValueError, match="paper must be one of AS23, AS24, got 'AS25'"):
        Statement("AS25", "s", "abstract", ())


def test_what_is_not_built_is_not_called_built():
    """Groups, codes on fewer points and the scale floor(C log n): no class takes any of them."""
    for key in ("every-length", "constants", "hardness-of-attention"):
        assert BY_KEY[key].scope == "arithmetic only"
        assert "arithmetic only" in BY_KEY[key].status
    assert "Groups, codes on fewer points" in BY_KEY["every-length"].statement


def test_bounds_from_below_deny_algorithms():
    """Not "takes more than": that could be meant for every n, and of one algorithm."""
    denials = [
        entry for entry in theorem_map() if "no algorithm" in entry.statement or "no deterministic" in entry.statement
    ]
    assert {entry.key for entry in denials} >= {"seth", "k-ovc", "k-max-ip", "hardness-of-attention", "constants"}
    assert all("takes more than" not in entry.statement for entry in theorem_map())


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
        ({"mutant": Mutant("hardness.protocols.interpolation", "chosen[changed] += 1", "")}, "holds compiled code"),
        ({"mutant": Mutant("hardness.codes.cosets", "def lightest_in_coset(", "def a(")}, "holds compiled code"),
    ],
)
def test_a_dangling_entry_is_found(change, reason):
    sound = BY_KEY["split-and-list"]
    found = list(dangling(replace(sound, **change), ROOT))
    assert len(found) == 1
    assert reason in found[0]


ORACLE, MUTANT = Oracle("enumeration", "all cases"), Mutant("hardness.numbers", "2**53", "2**54")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"kind": "lemma"}, "kind of k must be one of definition, theorem, observation, conjecture, got 'lemma'"),
        ({"kind": "Theorem"}, "got 'Theorem'"),
        ({"kind": ["theorem"]}, r"got \['theorem'\]"),
        ({"kind": None}, "got None"),
        ({"scope": ""}, "scope of k must be one of arithmetic only, got ''"),
        ({"range": None, "proof": ""}, "k has no proof"),
        ({"proof": None}, "k has no proof"),
        ({"proof": "obvious"}, "proof of k must be one of here, cited, got 'obvious'"),
        ({"oracle": None}, "k has no oracle"),
        ({"mutant": None}, "k has no mutant"),
        ({"range": "n <= 5"}, "k is of the kind theorem and cannot have range"),
        ({"scope": "most cases"}, "scope of k must be one of arithmetic only, got 'most cases'"),
        ({"kind": "observation", "proof": None, "oracle": None, "mutant": None}, "k has no range"),
        ({"kind": "observation", "range": "", "proof": None, "oracle": None, "mutant": None}, "k has no range"),
        ({"kind": "observation", "range": "n <= 5"}, "k is of the kind observation and cannot have proof"),
        ({"kind": "conjecture"}, "k is of the kind conjecture and cannot have proof"),
        ({"kind": "definition", "proof": None}, "k is of the kind definition and cannot have oracle"),
    ],
)
def test_an_entry_has_what_its_kind_asks_and_nothing_else(change, reason):
    sound = {"proof": "here", "oracle": ORACLE, "mutant": MUTANT}
    arguments = {"kind": "theorem", **sound, **change}
    assert Entry("k", "theorem", "s.", "s", (), (), **sound).status == "theorem, proved here"
    with pytest.raises(ValueError, match=reason):
        Entry("k", statement="s.", source="s", objects=(), tests=(), **arguments)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: Oracle("our own output", "copied"), "oracle must be one of enumeration, .*got 'our own output'"),
        (lambda: Oracle("mpmath", ""), "oracle must say what it decides"),
        (lambda: Mutant("", "a", "b"), "mutant must name a module"),
        (lambda: Mutant("m", "", "b"), "mutant must name a module and change a text"),
        (lambda: Mutant("m", "a", "a"), "mutant must name a module and change a text"),
    ],
)
def test_oracles_and_mutants_say_something(make, reason):
    with pytest.raises(ValueError, match=reason):
        make()


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


def test_the_page_is_up_to_date():
    """If this fails: hardness theorems -o docs/theorems.md."""
    assert (ROOT / "docs" / "theorems.md").read_text() == as_markdown()


def test_links_of_the_page_lead_somewhere():
    page = as_markdown()
    for entry in theorem_map():
        assert f"\n## {entry.key}\n" in page
        assert f"(#{entry.key})" in page
        section = page.partition(f"\n## {entry.key}\n")[2].partition("\n## ")[0]
        assert f"*{entry.status.capitalize()}.*" in section
        assert (f"* oracle: {markdown(str(entry.oracle))}" in section) == (entry.kind == "theorem")
        assert (f"* range: {markdown(str(entry.range))}" in section) == (entry.kind == "observation")
        for name in (*entry.tests, *entry.notebooks):
            path = name.replace("#", "::").partition("::")[0]
            assert f"(../{path})" in page
            assert (ROOT / "docs" / ".." / path).is_file()


@pytest.mark.parametrize("key", ["", "a|b", "a\nb", "a`b", "</script>", "A", "-a", "a_b"])
def test_a_key_is_a_place_that_links_reach(key):
    with pytest.raises(ValueError, match="key must be lower-case words joined by hyphens, got"):
        Entry(key, "definition", "s.", "s", (), ())
