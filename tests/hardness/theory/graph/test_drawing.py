"""Pictures of the graph: everything is in them, and no name of others breaks them."""

import re
from xml.etree import ElementTree

import pytest
from matplotlib import rc_context
from matplotlib.figure import Figure

from hardness.problems import CNF, OrthogonalVectors
from hardness.problems.attention import AbstractApproximateAttention
from hardness.problems.base import Problem
from hardness.problems.gap_max_ip.base import AbstractGapMaxIP
from hardness.reductions.base import Kind
from hardness.theory.graph import draw, mermaid, node, problem_name, reduction_graph


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
def test_drawing_labels_everything_and_uses_the_axes_given(made_up, size):
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


def test_problems_stand_in_columns_by_their_distance_in_reading_order(made_up):
    edges = [
        made_up("Left", CNF, OrthogonalVectors),
        made_up("Right", CNF, AbstractGapMaxIP),
        made_up("On", AbstractGapMaxIP, AbstractApproximateAttention),
        made_up("Short", CNF, AbstractApproximateAttention),
    ]
    ax = draw(reduction_graph(edges), Figure().subplots())
    place = {text.get_text(): text.get_position() for text in ax.texts if text.get_bbox_patch()}
    assert place["SAT"][0] < place["k-OV"][0] == place["Gap-MaxIP"][0] == place["attention"][0]
    assert place["k-OV"][1] > place["Gap-MaxIP"][1] > place["attention"][1]
    # Nothing reduces into a cycle: it stands in the first column.
    edges = [edges[0], made_up("To", AbstractGapMaxIP, AbstractApproximateAttention)]
    edges.append(made_up("Fro", AbstractApproximateAttention, AbstractGapMaxIP))
    ax = draw(reduction_graph(edges), Figure().subplots())
    place = {text.get_text(): text.get_position() for text in ax.texts if text.get_bbox_patch()}
    assert place["SAT"][0] == place["Gap-MaxIP"][0] == place["attention"][0] < place["k-OV"][0]


@pytest.mark.parametrize("both_ways", [False, True])
def test_labels_and_boxes_are_inside_the_axes(made_up, both_ways):
    edges = [made_up("Forth", CNF, OrthogonalVectors), made_up("Back", OrthogonalVectors, CNF)]
    ax = draw(reduction_graph(edges[: 1 + both_ways]), Figure().subplots())
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    for text in ax.texts:
        assert left < text.get_position()[0] < right
        assert low < text.get_position()[1] < high


def test_the_projects_graph_is_drawn():
    ax = draw(ax=Figure().subplots())
    assert {"SAT", "k-OV", "Gap-MaxIP", "attention"} <= {text.get_text() for text in ax.texts}


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
def test_names_of_others_break_no_picture(made_up, text, tmp_path):
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


def test_a_problem_without_a_name_or_sizes_has_a_picture(made_up):
    class Nameless(Problem):
        pass

    graph = reduction_graph([made_up("Odd", CNF, Nameless)])
    assert 'P1["Nameless<br/> "]' in mermaid(graph)
    draw(graph, Figure().subplots())
