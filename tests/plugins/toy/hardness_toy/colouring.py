"""3-colouring of graphs."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from typing import ClassVar

from hardness.checks import register_scope, register_symmetries
from hardness.problems import Problem


@dataclass(frozen=True, eq=False, repr=False)
class ThreeColouring(Problem[tuple[int, ...]]):
    """Give each vertex one of the colours 0, 1, 2 so that no edge has both ends in one colour.

    Parameters
    ----------
    vertices : int
        The number of vertices, which are 0, .., vertices - 1.
    edges : iterable of pairs of int
        The edges; a loop makes the graph uncolourable.
    """

    vertices: int
    edges: tuple[tuple[int, int], ...]

    NAME: ClassVar[str] = "3-Colouring"
    SIZE: ClassVar[tuple[str, ...]] = ("V", "E_G")

    def __post_init__(self) -> None:
        if type(self.vertices) is not int or self.vertices < 0:
            raise ValueError(f"vertices must be an integer >= 0, got {self.vertices!r}")
        object.__setattr__(self, "edges", tuple((int(a), int(b)) for a, b in self.edges))
        for edge in self.edges:
            if not all(0 <= end < self.vertices for end in edge):
                raise ValueError(f"edges must join vertices below {self.vertices}, got {edge}")

    def __repr__(self) -> str:
        return f"<3-Colouring: V={self.vertices}, E_G={len(self.edges)}>"

    def size(self) -> dict[str, int]:
        return {"V": self.vertices, "E_G": len(self.edges)}

    def verify(self, witness: object) -> bool:
        if not isinstance(witness, tuple) or len(witness) != self.vertices:
            return False
        return set(witness) <= {0, 1, 2} and all(witness[a] != witness[b] for a, b in self.edges)

    def witnesses(self) -> Iterator[tuple[int, ...]]:
        return product(range(3), repeat=self.vertices)

    def _encode(self) -> dict[str, object]:
        return {"vertices": self.vertices, "edges": [list(edge) for edge in self.edges]}


@register_scope(ThreeColouring)
def graphs(n: int) -> Iterator[ThreeColouring]:
    """All graphs on up to n vertices, up to 3; one with a loop, and K_4 for n >= 4, which have no colouring."""
    for vertices in range(min(n, 3) + 1):
        pairs = list(combinations(range(vertices), 2))
        for count in range(len(pairs) + 1):
            for edges in combinations(pairs, count):
                yield ThreeColouring(vertices, edges)
    yield ThreeColouring(2, ((0, 1), (1, 1)))
    if n >= 4:
        yield ThreeColouring(4, tuple(combinations(range(4), 2)))


@register_symmetries(ThreeColouring)
def renamings(graph: ThreeColouring, rng) -> Iterator[tuple[str, ThreeColouring]]:
    name = rng.permutation(graph.vertices).tolist()
    yield "renaming the vertices", ThreeColouring(graph.vertices, tuple((name[a], name[b]) for a, b in graph.edges))
    yield "reversing the edges", ThreeColouring(graph.vertices, tuple((b, a) for a, b in graph.edges))
