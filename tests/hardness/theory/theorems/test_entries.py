"""The map of theorems: everything that must be in it is, and an entry has what its kind asks."""

import pytest

from hardness.problems.base import Problem
from hardness.reductions import Chain, GapMaxIPToAttention, OrthogonalVectorsToGapMaxIP, SatToOrthogonalVectors
from hardness.reductions.discovery import reduction_classes
from hardness.theory import conjectures
from hardness.theory.steps import AsymptoticStep
from hardness.theory.theorems.entries import SOURCES, Entry, Mutant, Oracle, Statement, paper_statements, theorem_map
from hardness.theory.theorems.page import as_markdown

BY_KEY = {entry.key: entry for entry in theorem_map()}


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


@pytest.mark.parametrize("key", ["", "a|b", "a\nb", "a`b", "</script>", "A", "-a", "a_b"])
def test_a_key_is_a_place_that_links_reach(key):
    with pytest.raises(ValueError, match="key must be lower-case words joined by hyphens, got"):
        Entry(key, "definition", "s.", "s", (), ())
