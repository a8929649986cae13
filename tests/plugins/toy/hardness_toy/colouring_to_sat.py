"""3-colouring to SAT."""

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from hardness.problems import CNF
from hardness.reductions import Kind, Reduced, Reduction
from hardness.reductions.overhead import Exact, Overhead, size_symbols
from hardness_toy.colouring import ThreeColouring


@dataclass(frozen=True)
class ThreeColouringToSat(Reduction[ThreeColouring, CNF]):
    """Say in clauses that each vertex has a colour and that no edge has two ends in one colour.

    **Construction.** The variable x(v, c) = 3v + c + 1 stands for "v has the colour c": one clause per vertex, three
    per edge. **Correctness.** A colouring satisfies the clauses. Of the colours that an assignment gives a vertex, one
    at least, take the first: no edge has both ends in it.
    """

    source_type = ThreeColouring
    target_type = CNF
    kind: ClassVar[Kind] = Kind.LEVIN
    theorem: ClassVar[str] = "colouring-to-sat"

    @property
    def overhead(self) -> Overhead:
        """Three variables per vertex; a clause per vertex and three per edge."""
        V, E = size_symbols(ThreeColouring.SIZE)
        return {"N": Exact(3 * V), "M": Exact(V + 3 * E), "branch_count": Exact(V**0)}

    def reduce(self, graph: ThreeColouring) -> Reduced[ThreeColouring, CNF]:
        """List the clauses."""
        some = [tuple(_x(v, c) for c in range(3)) for v in range(graph.vertices)]
        differ = [(-_x(a, c), -_x(b, c)) for a, b in graph.edges for c in range(3)]
        target = CNF(3 * graph.vertices, [*some, *differ])
        return Reduced.one(graph, target, _assignment, partial(_colours, graph.vertices))


def _x(vertex: int, colour: int) -> int:
    return 3 * vertex + colour + 1


def _assignment(colours: tuple[int, ...]) -> dict[int, bool]:
    return {_x(v, c): c == colour for v, colour in enumerate(colours) for c in range(3)}


def _colours(vertices: int, assignment: dict[int, bool]) -> tuple[int, ...]:
    return tuple(next(c for c in range(3) if assignment[_x(v, c)]) for v in range(vertices))
