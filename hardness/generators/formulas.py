"""Formulas: random and planted, provably satisfiable and provably unsatisfiable."""

from collections.abc import Hashable, Iterable, Iterator
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import numpy as np

from hardness.arguments import generator, integer, short_repr
from hardness.generators.limits import Seed, refuse_large
from hardness.problems import CNF
from hardness.problems.cnf import MAX_VARIABLES

if TYPE_CHECKING:
    import networkx


def random_cnf(num_variables: int, num_clauses: int, width: int = 3, seed: Seed = None) -> CNF:
    """Draw a random k-CNF: independent clauses, uniform among those on ``width`` distinct variables.

    This is the fixed-length model of Mitchell, Selman & Levesque (1992), which SATLIB uses for its uniform random
    formulas. At width 3 most formulas are satisfiable up to about 4.27 clauses per variable and unsatisfiable beyond.

    Parameters
    ----------
    num_variables, num_clauses, width : int
        N >= 0, M >= 0 and the number of literals per clause, 0 <= width <= N.
    seed : int, Generator or None
        The seed for `numpy.random.default_rng`.

    Raises
    ------
    ValueError
        If a number is negative, the width exceeds N, or the formula would need more than 2 GiB.

    Examples
    --------
    >>> random_cnf(20, 91, seed=1)
    <3-CNF: N=20, M=91>
    """
    num_variables, num_clauses, width = _checked(num_variables, num_clauses, width)
    rng = generator(seed)
    return CNF(num_variables, [_clause(_variables(rng, num_variables, width), rng) for _ in range(num_clauses)])


def planted_cnf(num_variables: int, num_clauses: int, width: int = 3, seed: Seed = None) -> CNF:
    """Draw a random k-CNF that is satisfiable by construction.

    First a hidden assignment is drawn. Then the clauses are independent and uniform among those on ``width`` distinct
    variables that it satisfies. Such formulas are easier than random ones at the same density [BHL02]_, because signs
    that agree with the hidden assignment are more frequent.

    Parameters and errors are those of `random_cnf`, except that width >= 1 is required if there are clauses.

    References
    ----------
    .. [BHL02] W. Barthel et al., *Hiding solutions in random satisfiability problems*, Phys. Rev. Lett. 88 (2002).

    Examples
    --------
    >>> formula = planted_cnf(8, 100, seed=1)
    >>> formula.verify(formula.brute_force())
    True
    """
    num_variables, num_clauses, width = _checked(num_variables, num_clauses, width)
    rng = generator(seed)
    if num_clauses and not width:
        raise ValueError("width must be >= 1 if there are clauses, because no assignment satisfies an empty one, got 0")
    refuse_large(num_variables, bytes_each=8)
    hidden = rng.integers(2, size=num_variables)
    clauses = []
    for _ in range(num_clauses):
        variables = _variables(rng, num_variables, width)
        clause = _clause(variables, rng)
        while all((literal > 0) != hidden[abs(literal) - 1] for literal in clause):
            clause = _clause(variables, rng)
        clauses.append(clause)
    return CNF(num_variables, clauses)


def pigeonhole(pigeons: int, holes: int) -> CNF:
    """Build the formula that puts every pigeon into a hole and no two pigeons into the same hole.

    Variable ``p * holes + h + 1`` means that pigeon p sits in hole h (both numbered from 0). There is one clause per
    pigeon, and one per hole and pair of pigeons. The formula is satisfiable iff pigeons <= holes. For pigeons =
    holes + 1 every resolution refutation has exponential length [Hak85]_.

    Raises ValueError if a number is negative or the formula would need more than 2 GiB.

    References
    ----------
    .. [Hak85] A. Haken, *The intractability of resolution*, Theoretical Computer Science 39 (1985).

    Examples
    --------
    >>> pigeonhole(4, 3)
    <3-CNF: N=12, M=22>
    >>> pigeonhole(4, 3).brute_force() is None
    True
    """
    pigeons, holes = integer("pigeons", pigeons, 0), integer("holes", holes, 0)
    refuse_large(pigeons * holes + holes * pigeons * (pigeons - 1))

    def sits(pigeon: int, hole: int) -> int:
        return pigeon * holes + hole + 1

    somewhere = [[sits(p, h) for h in range(holes)] for p in range(pigeons)]
    apart = [(-sits(p, h), -sits(q, h)) for h in range(holes) for p, q in combinations(range(pigeons), 2)]
    return CNF(pigeons * holes, [*somewhere, *apart])


def tseitin(graph: "networkx.Graph", odd: Iterable[Hashable] = ()) -> CNF:
    """Build the formula that asks for a set of edges in which exactly the vertices ``odd`` have odd degree.

    There is one variable per edge, in the order of ``graph.edges``. Each vertex of degree g >= 1 has 2^(g-1) clauses
    for the parity of its edges, and an odd vertex without edges has the empty clause. Every edge counts at two
    vertices, so the formula is satisfiable iff every connected component holds an even number of the odd vertices. Then
    it has 2^(edges - vertices + components) models [Tse68]_.

    Parameters
    ----------
    graph : networkx.Graph
        A simple undirected graph.
    odd : iterable of vertices

    Raises
    ------
    ValueError
        If the graph is directed, has parallel edges or loops, lacks a vertex of ``odd``, or the formula would need
        more than 2 GiB.

    References
    ----------
    .. [Tse68] G. Tseitin, *On the complexity of derivation in propositional calculus* (1968).

    Examples
    --------
    >>> import networkx as nx
    >>> tseitin(nx.cycle_graph(5), odd=[0])
    <2-CNF: N=5, M=10>
    >>> tseitin(nx.cycle_graph(5), odd=[0, 3]).brute_force()
    {1: False, 2: True, 3: False, 4: False, 5: True}
    """
    if graph.is_directed() or graph.is_multigraph():
        raise ValueError(f"graph must be simple and undirected, got a {type(graph).__name__}")
    edges: dict[Any, list[int]] = {vertex: [] for vertex in graph.nodes}
    for variable, (u, v) in enumerate(graph.edges, start=1):
        if u == v:
            raise ValueError(f"graph must be simple, got a loop at {u!r}")
        edges[u].append(variable)
        edges[v].append(variable)
    odd = set(odd)
    if strangers := odd - edges.keys():
        raise ValueError(f"odd must hold vertices of the graph, got {sorted(map(repr, strangers))}")
    refuse_large(sum(len(variables) * 2 ** len(variables) // 2 for variables in edges.values()))
    return CNF(
        graph.number_of_edges(),
        [clause for vertex, variables in edges.items() for clause in _parity_clauses(variables, vertex in odd)],
    )


def parity(num_vertices: int, num_odd: int = 1) -> CNF:
    """Build the handshake formula: edges between ``num_vertices`` points that leave ``num_odd`` of odd degree.

    This is the `tseitin` formula of the complete graph. It has n(n-1)/2 variables and, for n >= 2, n 2^(n-2) clauses of
    width n - 1. It is satisfiable iff ``num_odd`` is even, and then by 2^((n-1)(n-2)/2) assignments (n >= 1).

    Parameters
    ----------
    num_vertices, num_odd : int
        0 <= num_odd <= num_vertices. The first vertices are the odd ones.

    Raises
    ------
    ValueError
        If a number is out of range or the formula would need more than 2 GiB.

    Examples
    --------
    >>> parity(4)
    <3-CNF: N=6, M=16>
    >>> [len(list(parity(4, num_odd).solutions())) for num_odd in range(5)]
    [8, 0, 8, 0, 8]
    """
    num_vertices = integer("num_vertices", num_vertices, 0)
    num_odd = integer("num_odd", num_odd, 0, num_vertices)
    if num_vertices > 1:  # before the graph is built
        refuse_large(num_vertices * (num_vertices - 1) << min(num_vertices - 2, 64))
    import networkx as nx

    return tseitin(nx.complete_graph(num_vertices), odd=range(num_odd))


def sign_patterns(num_variables: int, drop: int | None = None) -> CNF:
    """Build the formula of all 2^n clauses that contain every variable, or of all but one.

    Clause i is falsified by the i-th assignment of `CNF.witnesses` and by no other. So the whole formula is the
    smallest unsatisfiable one of width n, and without clause ``drop`` that assignment is its only model.

    Parameters
    ----------
    num_variables : int
        n >= 0.
    drop : int, optional
        The index of the clause to omit, 0 <= drop < 2^n.

    Raises
    ------
    ValueError
        If a number is out of range or the formula would need more than 2 GiB.

    Examples
    --------
    >>> sign_patterns(2).clauses
    ((1, 2), (1, -2), (-1, 2), (-1, -2))
    >>> list(sign_patterns(2, drop=1).solutions())
    [{1: False, 2: True}]
    """
    n = integer("num_variables", num_variables, 0)
    refuse_large(max(n, 1) << min(n, 64))
    if drop is not None:
        drop = integer("drop", drop, 0, 2**n - 1)
    clauses = product(*((v, -v) for v in range(1, n + 1)))
    return CNF(n, [clause for i, clause in enumerate(clauses) if i != drop])


def _checked(num_variables: int, num_clauses: int, width: int) -> tuple[int, int, int]:
    num_variables = integer("num_variables", num_variables, 0, MAX_VARIABLES)
    num_clauses = integer("num_clauses", num_clauses, 0)
    width = integer("width", width, 0)
    if width > num_variables:
        allowed = f"at most num_variables={short_repr(num_variables)}, because a clause has distinct variables"
        raise ValueError(f"width must be {allowed}, got {short_repr(width)}")
    refuse_large(num_clauses * max(width, 1))
    return num_variables, num_clauses, width


def _variables(rng: np.random.Generator, num_variables: int, width: int) -> list[int]:
    return sorted((1 + rng.choice(num_variables, size=width, replace=False)).tolist()) if width else []


def _clause(variables: list[int], rng: np.random.Generator) -> tuple[int, ...]:
    signs = rng.integers(2, size=len(variables))
    return tuple(v if sign else -v for v, sign in zip(variables, signs, strict=True))


def _parity_clauses(variables: list[int], odd: bool) -> Iterator[tuple[int, ...]]:
    # The clause with negations at S is falsified by setting exactly S to true: forbid the S of the wrong parity.
    for negated in product((False, True), repeat=len(variables)):
        if sum(negated) % 2 != odd:
            yield tuple(-v if flag else v for v, flag in zip(variables, negated, strict=True))
