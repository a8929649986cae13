"""The graph of problems and reductions, the paths through it, and pictures of it."""

from hardness.theory.graph.drawing import draw, mermaid
from hardness.theory.graph.problem_graph import node, paths, problem_name, reduction_graph, unreachable

__all__ = ["draw", "mermaid", "node", "paths", "problem_name", "reduction_graph", "unreachable"]
