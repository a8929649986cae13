"""Pictures of the graph of problems: Mermaid text for Markdown, and a drawing by matplotlib."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from hardness import markup
from hardness.extras import optional
from hardness.reductions.base import Kind
from hardness.theory.graph.problem_graph import ProblemType, problem_name, reduction_graph

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from networkx import MultiDiGraph

_BEND = 0.25  # of an arrow beside another one: how far its middle is from the line, as a share of half its length


def mermaid(graph: "MultiDiGraph | None" = None) -> str:
    """Return the graph as a Mermaid flowchart, which Markdown viewers draw.

    Many-one reductions are plain arrows; reductions to many instances are thick arrows.
    """
    graph = reduction_graph() if graph is None else graph
    names = {problem: f"P{i}" for i, problem in enumerate(graph)}
    lines = ["flowchart LR"]
    for problem, name in names.items():
        sizes = ", ".join(getattr(problem, "SIZE", ()))
        lines.append(f'    {name}["{markup.mermaid_label(problem_name(problem))}<br/>{markup.mermaid_label(sizes)}"]')
    for source, target, data in graph.edges(data=True):
        arrow = "==>" if _makes_many(data["kind"]) else "-->"
        lines.append(f'    {names[source]} {arrow}|"{markup.mermaid_label(data["theorem"])}"| {names[target]}')
    return "\n".join(lines)


def draw(graph: "MultiDiGraph | None" = None, ax: Any = None) -> "Axes":
    """Draw the graph: problems in columns by their distance from the sources, reductions as labelled arrows.

    Parameters
    ----------
    graph : MultiDiGraph, optional
        The graph; that of the project by default.
    ax : matplotlib Axes, optional
        The axes to draw on; new ones by default.

    Returns
    -------
    Axes
        The axes.
    """
    if ax is None:
        ax = optional("matplotlib.pyplot", "a picture of the graph").subplots(figsize=(11, 3))[1]
    graph = reduction_graph() if graph is None else graph
    places = _layout(graph)
    for problem, place in places.items():
        box = {"boxstyle": "round,pad=0.5", "fc": "white", "ec": "0.2"}
        ax.text(*place, markup.mathtext(problem_name(problem)), ha="center", va="center", bbox=box)
    drawn: Counter[tuple[ProblemType, ProblemType]] = Counter()
    labels = []
    for source, target, data in graph.edges(data=True):
        # Edges between the same two problems, in either direction, bend apart.
        bend = _BEND * (drawn[source, target] + graph.has_edge(target, source))
        drawn[source, target] += 1
        labels.append(_arrow(ax, places[source], places[target], bend, data))
    ax.update_datalim([*places.values(), *labels])
    ax.margins(0.17, 0.4)
    ax.autoscale_view()
    ax.set_axis_off()
    return ax


def _arrow(ax: Any, start: Any, end: Any, bend: float, data: dict[str, Any]) -> tuple[float, float]:
    """Draw one reduction and return the position of its label."""
    style = {"arrowstyle": "-|>", "color": "0.35", "shrinkA": 34, "shrinkB": 34}
    width = 2.5 if _makes_many(data["kind"]) else 1.2
    ax.annotate("", end, start, arrowprops={**style, "lw": width, "connectionstyle": f"arc3,rad={bend}"})
    (x0, y0), (x1, y1) = start, end
    # The middle of an arc bulges to the right of its direction by half its bend.
    middle = (x0 + x1) / 2 + bend * (y1 - y0) / 2, (y0 + y1) / 2 - bend * (x1 - x0) / 2
    ax.text(*middle, markup.mathtext(data["theorem"]) + "\n", ha="center", va="center", fontsize=7)
    return middle


def _layout(graph: "MultiDiGraph") -> dict[ProblemType, Any]:
    """Put each problem in the column of its distance from the problems that nothing reduces to."""
    import networkx as nx

    starts = [problem for problem in graph if not graph.in_degree(problem)] or list(graph)[:1]
    columns = [set(column) for column in nx.bfs_layers(graph, starts)]
    rest = set(graph).difference(*columns)  # only a cycle reduces to these
    columns[:1] = [column | rest for column in columns[:1]]
    upwards = list(graph)[::-1]  # places go upwards, reading goes downwards
    return nx.multipartite_layout(
        graph, subset_key={x: [problem for problem in upwards if problem in column] for x, column in enumerate(columns)}
    )


def _makes_many(kind: Kind) -> bool:
    return kind not in (Kind.KARP, Kind.LEVIN)
