"""The graph of problems: what is in it, and the paths through it."""

import subprocess
import sys

import pytest

from hardness.checks.subjects import project_subjects
from hardness.problems import CNF, ApproximateAttention, CompressedGapMaxIP, GapMaxIP, OrthogonalVectors
from hardness.problems.attention import AbstractApproximateAttention
from hardness.problems.base import Problem
from hardness.problems.gap_max_ip.base import AbstractGapMaxIP
from hardness.reductions import Chain, GapMaxIPToAttention, OrthogonalVectorsToGapMaxIP, SatToOrthogonalVectors
from hardness.reductions.discovery import reduction_classes
from hardness.theory.graph import node, paths, problem_name, reduction_graph, unreachable


def test_the_chain_of_the_theorem_is_in_the_graph():
    graph = reduction_graph()
    for cls, source, target in (
        (SatToOrthogonalVectors, CNF, OrthogonalVectors),
        (OrthogonalVectorsToGapMaxIP, OrthogonalVectors, AbstractGapMaxIP),
        (GapMaxIPToAttention, AbstractGapMaxIP, AbstractApproximateAttention),
    ):
        data = graph.edges[source, target, cls.__name__]
        assert data["reduction"] == cls()
        assert (data["kind"], data["theorem"], data["overhead"]) == (cls.kind, cls.theorem, cls().overhead)
    assert {problem_name(problem) for problem in graph} >= {"SAT", "k-OV", "Gap-MaxIP", "attention"}


def test_every_reduction_is_an_edge_and_a_subject_of_the_checks():
    edges = {name for _, _, name in reduction_graph().edges(keys=True)}
    checked = {subject.name.partition("(")[0] for subject in project_subjects() if subject.kind == "reduction"}
    assert edges == {cls.__name__ for cls in reduction_classes()}
    assert checked == edges | {"Chain"}


def test_adding_a_file_adds_an_edge(tmp_path):
    """A new module on the package's path is found by the graph, the checks and the command line."""
    (tmp_path / "meeting.py").write_text(
        "from dataclasses import dataclass\n"
        "from hardness.problems import OrthogonalVectors\n"
        "from hardness.reductions.base import Exact, Kind, Reduction\n"
        "@dataclass(frozen=True)\n"
        "class MeetInTheMiddle(Reduction):\n"
        "    source_type, target_type = OrthogonalVectors, OrthogonalVectors\n"
        "    kind, theorem = Kind.LEVIN, 'meet in the middle'\n"
        "    overhead = {'branch_count': Exact(1)}\n"
        "    def reduce(self, instance): ...\n"
    )
    script = (
        f"import hardness.reductions as package\npackage.__path__.append({str(tmp_path)!r})\n"
        "from hardness.checks.subjects import project_subjects\nfrom hardness.theory.graph import reduction_graph\n"
        "print([name for *_, name in reduction_graph().edges(keys=True)])\n"
        "print([subject.name for subject in project_subjects()])\n"
        "from hardness.cli.graph import graph\ngraph()\n"
    )
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    edges, subjects, table = out.split("\n", 2)
    assert "MeetInTheMiddle" in edges
    assert "MeetInTheMiddle()" in subjects
    assert "theorem meet in the middle" in table


def test_paths_are_chains():
    found = paths(CNF, ApproximateAttention)
    assert found
    for steps in found:
        assert Chain(*steps).source_type is CNF
    assert (SatToOrthogonalVectors(), OrthogonalVectorsToGapMaxIP(), GapMaxIPToAttention()) in found
    assert paths(AbstractApproximateAttention, CNF) == []


def test_paths_of_a_diamond_with_a_cycle(made_up):
    """CNF -> OV in one and in two steps, a step back, and two reductions with the same ends."""
    edges = [
        made_up("Direct", CNF, OrthogonalVectors),
        made_up("Left", CNF, AbstractGapMaxIP),
        made_up("Right", AbstractGapMaxIP, OrthogonalVectors),
        made_up("Other", AbstractGapMaxIP, OrthogonalVectors),
        made_up("Back", OrthogonalVectors, CNF),
    ]
    graph = reduction_graph(edges)
    names = [[type(step).__name__ for step in steps] for steps in paths(CNF, OrthogonalVectors, graph)]
    assert names == [["Direct"], ["Left", "Other"], ["Left", "Right"]]
    assert [len(steps) for steps in paths(AbstractGapMaxIP, CNF, graph)] == [2, 2]


def test_a_representation_that_does_not_fit_is_no_path(made_up):
    graph = reduction_graph([made_up("A", CNF, AbstractGapMaxIP), made_up("B", GapMaxIP, OrthogonalVectors)])
    assert paths(CNF, OrthogonalVectors, graph) == []
    assert len(paths(GapMaxIP, OrthogonalVectors, graph)) == 1
    assert paths(CompressedGapMaxIP, OrthogonalVectors, graph) == []
    assert unreachable(CNF, graph) == [OrthogonalVectors]


def test_unreachable_problems():
    assert unreachable(CNF) == []
    below = {problem_name(problem) for problem in unreachable(AbstractGapMaxIP)}
    assert {"SAT", "k-OV"} <= below
    assert "attention" not in below


def test_representations_share_a_node():
    assert node(GapMaxIP) is node(CompressedGapMaxIP) is AbstractGapMaxIP
    assert node(CNF) is CNF


@pytest.mark.parametrize("bad", [Problem, int, "SAT", None])
def test_what_is_no_problem_is_refused(bad):
    with pytest.raises(ValueError, match="must be a subclass of Problem"):
        paths(bad, CNF)


def test_problems_outside_the_graph_and_equal_ends_are_refused(made_up):
    graph = reduction_graph([made_up("A", CNF, OrthogonalVectors)])
    with pytest.raises(ValueError, match=r"target must be a problem of the graph \(SAT, k-OV\), got Gap-MaxIP"):
        paths(CNF, GapMaxIP, graph)
    with pytest.raises(ValueError, match="target must be another problem than source, got Gap-MaxIP for both"):
        paths(GapMaxIP, CompressedGapMaxIP)
    with pytest.raises(ValueError, match="two named A"):
        reduction_graph([made_up("A", CNF, OrthogonalVectors), made_up("A", CNF, OrthogonalVectors)])
