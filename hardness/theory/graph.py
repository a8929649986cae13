"""The graph of problems: which reductions there are, what connects two problems, and a picture of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hardness import markup
from hardness.extras import optional
from hardness.problems.base import Problem
from hardness.reductions.base import Kind, Reduction
from hardness.reductions.chain import Chain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from networkx import MultiDiGraph

ProblemType = type[Problem[Any]]


def reduction_graph(reductions: "Sequence[Reduction[Any, Any]] | None" = None) -> "MultiDiGraph":
    r"""Return the directed graph whose nodes are problems and whose edges are reductions.

    A node is the most general class of a problem below `Problem`, so that the explicit, implicit and compressed
    representations of one problem are one node; its attribute ``name`` is what the problem is called. An edge has the
    name of the reduction's class as its key and the attributes ``reduction``, ``kind``, ``overhead`` and ``theorem``.

    Parameters
    ----------
    reductions : sequence of Reduction, optional
        The edges; by default every reduction of the project with its default parameters, found by looking.

    Raises
    ------
    ValueError
        If two reductions between the same problems have one name.

    Examples
    --------
    >>> from hardness.problems import CNF
    >>> graph = reduction_graph()
    >>> [graph.nodes[problem]["name"] for problem in graph.successors(CNF)]
    ['k-OV']
    """
    import networkx as nx

    graph = nx.MultiDiGraph()
    for reduction in _project_reductions() if reductions is None else reductions:
        source, target, name = node(reduction.source_type), node(reduction.target_type), type(reduction).__name__
        if graph.has_edge(source, target, name):
            raise ValueError(f"reductions has two named {name} from {problem_name(source)} to {problem_name(target)}")
        for problem in (source, target):
            graph.add_node(problem, name=problem_name(problem))
        graph.add_edge(
            source,
            target,
            key=name,
            reduction=reduction,
            kind=reduction.kind,
            overhead=reduction.overhead,
            theorem=reduction.theorem,
        )
    return graph


def node(problem: ProblemType) -> ProblemType:
    """Return the most general class of a problem below `Problem`: what its representations have in common."""
    if not (isinstance(problem, type) and issubclass(problem, Problem)) or problem is Problem:
        raise ValueError(f"problem={problem!r}; it must be a subclass of Problem")
    return next(cls for cls in reversed(problem.__mro__) if issubclass(cls, Problem) and cls is not Problem)


def problem_name(problem: ProblemType) -> str:
    """Return what a problem is called: its own name, or that of its plainest representation."""
    if "NAME" in problem.__dict__:
        return str(problem.NAME)
    named = [sub for sub in problem.__subclasses__() if "NAME" in sub.__dict__]
    return min((str(sub.NAME) for sub in named), key=len) if named else problem.__name__


def paths(
    source: ProblemType, target: ProblemType, graph: "MultiDiGraph | None" = None
) -> "list[tuple[Reduction[Any, Any], ...]]":
    """Return every way from one problem to another that passes no problem twice, shortest first.

    Each is a tuple of reductions that `Chain` accepts: a path on which a reduction wants another representation than
    the one before it gives is left out.

    Raises
    ------
    ValueError
        If a problem is not in the graph, or both are the same.

    Examples
    --------
    >>> from hardness.problems import CNF, GapMaxIP
    >>> [type(step).__name__ for step in paths(CNF, GapMaxIP)[0]]
    ['SatToOrthogonalVectors', 'OrthogonalVectorsToGapMaxIP']
    """
    import networkx as nx

    graph = reduction_graph() if graph is None else graph
    start, end = _in_graph("source", source, graph), _in_graph("target", target, graph)
    if start is end:
        raise ValueError(f"source and target are both {problem_name(start)}; a path needs two problems")
    found = []
    for edges in nx.all_simple_edge_paths(graph, start, end):
        steps = tuple(graph.edges[edge]["reduction"] for edge in edges)
        if issubclass(source, steps[0].source_type) and _fits(steps):
            found.append(steps)
    return sorted(found, key=lambda steps: (len(steps), [type(step).__name__ for step in steps]))


def unreachable(source: ProblemType, graph: "MultiDiGraph | None" = None) -> list[ProblemType]:
    """Return the problems of the graph that no path of reductions leads to from ``source``, by name.

    Examples
    --------
    >>> from hardness.problems import CNF
    >>> unreachable(CNF)
    []
    """
    graph = reduction_graph() if graph is None else graph
    start = _in_graph("source", source, graph)
    left = [problem for problem in graph if problem is not start and not paths(source, problem, graph)]
    return sorted(left, key=problem_name)


def mermaid(graph: "MultiDiGraph | None" = None) -> str:
    """Return the graph as a Mermaid flowchart, which Markdown viewers draw.

    Many-one reductions are plain arrows, reductions that make many instances thick ones.
    """
    graph = reduction_graph() if graph is None else graph
    names = {problem: f"P{i}" for i, problem in enumerate(graph)}
    lines = ["flowchart LR"]
    for problem, name in names.items():
        sizes = ", ".join(getattr(problem, "SIZE", ()))
        lines.append(f'    {name}["{markup.mermaid(problem_name(problem))}<br/>{markup.mermaid(sizes)}"]')
    for source, target, data in graph.edges(data=True):
        arrow = "-->" if data["kind"] in (Kind.KARP, Kind.LEVIN) else "==>"
        lines.append(f'    {names[source]} {arrow}|"{markup.mermaid(data["theorem"])}"| {names[target]}')
    return "\n".join(lines)


def draw(graph: "MultiDiGraph | None" = None, ax: Any = None) -> "Axes":
    """Draw the graph: problems in columns by their distance from the first ones, reductions as labelled arrows.

    Parameters
    ----------
    graph : MultiDiGraph, optional
        The graph; by default that of the project.
    ax : matplotlib Axes, optional
        Where to draw; by default new axes.

    Returns
    -------
    Axes
        The axes.
    """
    if ax is None:
        ax = optional("matplotlib.pyplot", "a picture of the graph").subplots(figsize=(11, 3))[1]
    graph = reduction_graph() if graph is None else graph
    places = _layout(graph)
    drawn: dict[tuple[ProblemType, ProblemType], int] = {}
    for source, target, data in graph.edges(data=True):
        # Edges between the same two problems, in either direction, bend apart.
        number = drawn.setdefault((source, target), int(graph.has_edge(target, source)))
        drawn[source, target] += 1
        bend = 0.25 * number
        thick = data["kind"] not in (Kind.KARP, Kind.LEVIN)
        (x0, y0), (x1, y1) = places[source], places[target]
        ax.annotate(
            "",
            (x1, y1),
            (x0, y0),
            arrowprops={
                "arrowstyle": "-|>",
                "lw": 2.5 if thick else 1.2,
                "color": "0.35",
                "shrinkA": 34,
                "shrinkB": 34,
                "connectionstyle": f"arc3,rad={bend}",
            },
        )
        # The middle of an arc bulges to the right of its direction by half its bend.
        middle = ((x0 + x1) / 2 + bend * (y1 - y0) / 2, (y0 + y1) / 2 - bend * (x1 - x0) / 2)
        ax.text(*middle, markup.mathtext(data["theorem"]) + "\n", ha="center", va="center", fontsize=7)
    for problem, (x, y) in places.items():
        box = {"boxstyle": "round,pad=0.5", "fc": "white", "ec": "0.2"}
        ax.text(x, y, markup.mathtext(problem_name(problem)), ha="center", va="center", bbox=box)
    xs, ys = zip(*places.values(), strict=True) if places else ((0,), (0,))
    ax.set(xlim=(min(xs) - 0.5, max(xs) + 0.5), ylim=(min(ys) - 0.7, max(ys) + 0.7))
    ax.set_axis_off()
    return ax


def _layout(graph: "MultiDiGraph") -> dict[ProblemType, tuple[float, float]]:
    """Put each problem in the column of its distance from the problems that nothing reduces to."""
    import networkx as nx

    starts = [problem for problem in graph if not graph.in_degree(problem)] or list(graph)[:1]
    distance = nx.multi_source_dijkstra_path_length(graph, set(starts), weight=None) if starts else {}
    columns: dict[int, list[ProblemType]] = {}
    for problem in graph:
        columns.setdefault(distance.get(problem, 0), []).append(problem)
    return {
        problem: (float(x), (len(column) - 1) / 2 - y)
        for x, column in columns.items()
        for y, problem in enumerate(column)
    }


def _project_reductions() -> "list[Reduction[Any, Any]]":
    from hardness.reductions.discovery import reduction_classes

    return [cls() for cls in reduction_classes()]


def _in_graph(argument: str, problem: ProblemType, graph: "MultiDiGraph") -> ProblemType:
    found = node(problem)
    if found not in graph:
        known = ", ".join(sorted(map(problem_name, graph)))
        raise ValueError(f"{argument}={problem_name(found)}; the problems of the graph are {known}")
    return found


def _fits(steps: "tuple[Reduction[Any, Any], ...]") -> bool:
    try:
        Chain(*steps)
    except ValueError:
        return False
    return True
