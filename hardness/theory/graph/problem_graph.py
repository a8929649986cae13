"""The graph of problems: its reductions, and the paths between two problems."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hardness.arguments import short_repr
from hardness.problems.base import Problem
from hardness.reductions.base import Reduction
from hardness.reductions.chain import Chain

if TYPE_CHECKING:
    from networkx import MultiDiGraph

ProblemType = type[Problem[Any]]


def reduction_graph(reductions: "Sequence[Reduction[Any, Any]] | None" = None) -> "MultiDiGraph":
    r"""Return the directed graph whose nodes are problems and whose edges are reductions.

    A node is the most general class of a problem below `Problem`, so that the explicit, implicit and compressed
    representations of one problem are one node; its attribute ``name`` is the name of the problem. The key of an edge
    is the class name of the reduction; its attributes are ``reduction``, ``kind``, ``overhead`` and ``theorem``.

    Parameters
    ----------
    reductions : sequence of Reduction, optional
        The edges; by default, every reduction of the project with its default parameters.

    Raises
    ------
    ValueError
        If two reductions between the same problems have the same name.

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
            ends = f"from {problem_name(source)} to {problem_name(target)}"
            raise ValueError(f"reductions must differ in name, got two named {name} {ends}")
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
    """Return the most general class of a problem below `Problem`, which its representations share."""
    if not (isinstance(problem, type) and issubclass(problem, Problem)) or problem is Problem:
        raise ValueError(f"problem must be a subclass of Problem, got {short_repr(problem)}")
    return next(cls for cls in reversed(problem.__mro__) if issubclass(cls, Problem) and cls is not Problem)


def problem_name(problem: ProblemType) -> str:
    """Return the name of a problem: its own, or the shortest name of a representation."""
    if "NAME" in problem.__dict__:
        return str(problem.NAME)
    named = [sub for sub in problem.__subclasses__() if "NAME" in sub.__dict__]
    return min((str(sub.NAME) for sub in named), key=len) if named else problem.__name__


def paths(
    source: ProblemType, target: ProblemType, graph: "MultiDiGraph | None" = None
) -> "list[tuple[Reduction[Any, Any], ...]]":
    """Return every path from one problem to another that visits no problem twice, shortest first.

    Each path is a tuple of reductions that `Chain` accepts. A path is left out if a reduction on it needs another
    representation than the previous one produces.

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
        raise ValueError(f"target must be another problem than source, got {problem_name(end)} for both")
    chains = []
    for edges in nx.all_simple_edge_paths(graph, start, end):
        steps = tuple(graph.edges[edge]["reduction"] for edge in edges)
        if issubclass(source, steps[0].source_type) and _fits(steps):
            chains.append(steps)
    return sorted(chains, key=lambda steps: (len(steps), [type(step).__name__ for step in steps]))


def unreachable(source: ProblemType, graph: "MultiDiGraph | None" = None) -> list[ProblemType]:
    """Return the problems of the graph, by name, to which no path of reductions leads from ``source``.

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


def _project_reductions() -> "list[Reduction[Any, Any]]":
    from hardness.reductions.discovery import reduction_classes

    return [cls() for cls in reduction_classes()]


def _in_graph(argument: str, problem: ProblemType, graph: "MultiDiGraph") -> ProblemType:
    general = node(problem)
    if general not in graph:
        known = ", ".join(sorted(map(problem_name, graph)))
        raise ValueError(f"{argument} must be a problem of the graph ({known}), got {problem_name(general)}")
    return general


def _fits(steps: "tuple[Reduction[Any, Any], ...]") -> bool:
    try:
        Chain(*steps)
    except ValueError:
        return False
    return True
