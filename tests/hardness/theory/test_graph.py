"""The graph of problems: what is in it, the paths through it, and its pictures."""

import re
import subprocess
import sys
from dataclasses import dataclass
from typing import ClassVar
from xml.etree import ElementTree

import pytest
from matplotlib import rc_context
from matplotlib.figure import Figure

from hardness.checks.subjects import project_subjects
from hardness.problems import CNF, ApproximateAttention, CompressedGapMaxIP, GapMaxIP, OrthogonalVectors
from hardness.problems.attention import AbstractApproximateAttention
from hardness.problems.base import Problem
from hardness.problems.gap_max_ip.base import AbstractGapMaxIP
from hardness.reductions import Chain, GapMaxIPToAttention, OrthogonalVectorsToGapMaxIP, SatToOrthogonalVectors
from hardness.reductions.base import Exact, Kind, Reduction
from hardness.reductions.discovery import reduction_classes
from hardness.theory.graph import draw, mermaid, node, paths, problem_name, reduction_graph, unreachable


def made_up(name, source, target, kind=Kind.KARP):
    """Make a reduction between two problems that maps nothing: enough for a graph."""

    @dataclass(frozen=True)
    class MadeUp(Reduction):
        source_type: ClassVar[type] = source
        target_type: ClassVar[type] = target
        theorem: ClassVar[str] = f"theorem of {name}"

        @property
        def overhead(self):
            return {"branch_count": Exact(1)}

        def reduce(self, instance):
            raise NotImplementedError

    MadeUp.kind = kind
    MadeUp.__name__ = name
    return MadeUp()


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


def test_paths_of_a_diamond_with_a_cycle():
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


def test_a_representation_that_does_not_fit_is_no_path():
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


def test_problems_outside_the_graph_and_equal_ends_are_refused():
    graph = reduction_graph([made_up("A", CNF, OrthogonalVectors)])
    with pytest.raises(ValueError, match="target=Gap-MaxIP; the problems of the graph are SAT, k-OV"):
        paths(CNF, GapMaxIP, graph)
    with pytest.raises(ValueError, match="both Gap-MaxIP"):
        paths(GapMaxIP, CompressedGapMaxIP)
    with pytest.raises(ValueError, match="two named A"):
        reduction_graph([made_up("A", CNF, OrthogonalVectors), made_up("A", CNF, OrthogonalVectors)])


def test_mermaid_has_every_problem_and_every_reduction():
    graph = reduction_graph()
    text = mermaid(graph)
    nodes = dict(re.findall(r'^    (\w+)\["(.+?)<br/>', text, flags=re.MULTILINE))
    edges = re.findall(r'^    (\w+) (-->|==>)\|"(.+?)"\| (\w+)$', text, flags=re.MULTILINE)
    assert text.startswith("flowchart LR\n")
    assert len(text.splitlines()) == 1 + len(nodes) + len(edges)
    expected = {
        (
            problem_name(a),
            "==>" if data["kind"] in (Kind.DISJUNCTIVE, Kind.ORACLE) else "-->",
            data["theorem"],
            problem_name(b),
        )
        for a, b, data in graph.edges(data=True)
    }
    assert {(nodes[a], arrow, theorem, nodes[b]) for a, arrow, theorem, b in edges} == expected
    assert any(arrow == "==>" for _, arrow, _, _ in edges)


@pytest.mark.parametrize("size", [0, 1, 5])
def test_drawing_labels_everything_and_uses_the_axes_given(size):
    edges = [
        made_up("Direct", CNF, OrthogonalVectors),
        made_up("Other", CNF, OrthogonalVectors),
        made_up("Back", OrthogonalVectors, CNF),
        made_up("Left", CNF, AbstractGapMaxIP),
        made_up("Right", AbstractGapMaxIP, AbstractApproximateAttention),
    ][:size]
    ax = Figure().subplots()
    assert draw(reduction_graph(edges), ax) is ax
    texts = [text.get_text().strip() for text in ax.texts]
    assert sorted(text for text in texts if text.startswith("theorem")) == sorted(edge.theorem for edge in edges)
    # Neither boxes nor labels lie on each other.
    placed = [text.get_position() for text in ax.texts if text.get_text()]
    assert (
        len(set(placed)) == len(placed) == size + len({node(p) for e in edges for p in (e.source_type, e.target_type)})
    )


def test_the_projects_graph_is_drawn():
    ax = draw(ax=Figure().subplots())
    assert {"SAT", "k-OV", "Gap-MaxIP", "attention"} <= {text.get_text() for text in ax.texts}


def run(monkeypatch, *arguments):
    from hardness import cli

    monkeypatch.setattr(sys, "argv", ["hardness", *map(str, arguments)])
    monkeypatch.setenv("COLUMNS", "120")
    with pytest.raises(SystemExit) as stop:
        cli.main()
    return stop.value.code or 0


def test_the_command_lists_every_reduction_and_writes_pictures(monkeypatch, capsys, tmp_path):
    assert run(monkeypatch, "graph") == 0
    out = capsys.readouterr().out
    assert "SAT -> k-OV: SatToOrthogonalVectors" in out
    assert "n_OV = 2**ceiling(N/3)" in out
    for cls in reduction_classes():
        assert f": {cls.__name__}\n" in out
    for name, start in (("g.png", b"\x89PNG"), ("g.svg", b"<?xml"), ("g.mmd", b"flowchart LR\n")):
        assert run(monkeypatch, "graph", "-o", tmp_path / name) == 0
        assert (tmp_path / name).read_bytes().startswith(start)


def test_a_bad_output_is_one_line(monkeypatch, capsys, tmp_path):
    assert run(monkeypatch, "graph", "-o", tmp_path / "g.docx") == 1
    assert capsys.readouterr().err.startswith("error: Format 'docx' is not supported")
    assert run(monkeypatch, "graph", "-o", tmp_path / "none" / "g.mmd") == 1


HOSTILE = [
    'pad "one" unit',
    "#quot;",
    "<script>&amp;</script>",
    "a|b`c`",
    "two\nlines",
    "$x$ costs $5",
    "%%{init}%%",
    "",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_names_of_others_break_no_picture(text, tmp_path):
    """The theorem of a reduction and the name of a problem are what their author likes."""

    class Named(Problem):
        SIZE = ("n_#;",)

    Named.NAME = text
    step = made_up("Odd", CNF, Named)
    type(step).theorem = text
    graph = reduction_graph([step])
    *_, second, edge = mermaid(graph).splitlines()
    assert re.fullmatch(r' {4}P\d\["[^"`|]+<br/>[^"`|]+"\]', second)
    assert re.fullmatch(r' {4}P0 -->\|"[^"`|]+"\| P1', edge)
    assert "#35;#59;" in second

    figure = Figure()
    ax = draw(graph, figure.subplots())
    shown = [label._preprocess_math(label.get_text()) for label in ax.texts]
    assert [is_formula for _, is_formula in shown] == [False] * len(shown)
    assert sum(label.strip() == text.strip() for label, _ in shown) >= 2
    figure.savefig(tmp_path / "g.svg")
    with rc_context({"svg.fonttype": "none"}):  # text as text
        figure.savefig(tmp_path / "text.svg")
    for name in ("g.svg", "text.svg"):
        ElementTree.parse(tmp_path / name)


def test_a_problem_without_a_name_or_sizes_has_a_picture():
    class Nameless(Problem):
        pass

    graph = reduction_graph([made_up("Odd", CNF, Nameless)])
    assert 'P1["Nameless<br/> "]' in mermaid(graph)
    draw(graph, Figure().subplots())
