import re
from collections import Counter
from itertools import combinations, product
from math import comb

import networkx as nx
import numpy as np
import pytest
from pysat.solvers import Minisat22
from scipy.stats import chi2

from hardness.formats import bundled
from hardness.generators import (
    parity,
    pigeonhole,
    planted_cnf,
    planted_orthogonal_vectors,
    random_cnf,
    random_orthogonal_vectors,
    sign_patterns,
    tseitin,
)
from hardness.problems import CNF


def satisfiable(formula):
    # python-sat drops an empty clause without a word
    with Minisat22(bootstrap_with=[list(clause) for clause in formula.clauses]) as solver:
        return () not in formula.clauses and solver.solve()


def models(formula):
    return sum(1 for _ in formula.solutions())


# --- random and planted formulas ---------------------------------------------------------------------------------


@pytest.mark.parametrize("family", [random_cnf, planted_cnf])
@pytest.mark.parametrize(("N", "M", "width"), [(7, 30, 3), (5, 8, 5), (4, 9, 1), (6, 0, 2), (0, 0, 0)])
def test_shape_of_random_formulas(family, N, M, width):
    formula = family(N, M, width, seed=3)
    assert formula.size() == {"N": N, "M": M}
    assert all(len({abs(literal) for literal in clause}) == width == len(clause) for clause in formula.clauses)


@pytest.mark.parametrize("family", [random_cnf, planted_cnf, random_orthogonal_vectors, planted_orthogonal_vectors])
def test_seeds(family):
    arguments = (9, 12) if family in (random_cnf, planted_cnf) else ((3, 4), 12)
    first = family(*arguments, seed=5)
    assert family(*arguments, seed=5) == first
    assert family(*arguments, seed=np.random.default_rng(5)) == first
    assert family(*arguments, seed=6) != first
    generator = np.random.default_rng(5)
    assert family(*arguments, seed=generator) != family(*arguments, seed=generator)
    assert family(*arguments) != family(*arguments)


def test_random_clauses_are_uniform():
    # 80 possible clauses on 3 of 5 variables; Pearson's statistic stays below its 1 - 1e-6 quantile.
    draws = 20_000
    counts = Counter(random_cnf(5, draws, seed=11).clauses)
    possible = {
        tuple(s * v for s, v in zip(signs, chosen, strict=True))
        for chosen in combinations(range(1, 6), 3)
        for signs in product([1, -1], repeat=3)
    }
    assert set(counts) == possible
    expected = draws / len(possible)
    assert sum((count - expected) ** 2 / expected for count in counts.values()) < chi2.ppf(1 - 1e-6, len(possible) - 1)


def test_planted_clauses_are_uniform_among_those_that_one_assignment_satisfies():
    # So many clauses on 4 variables that every allowed one occurs: all but one for each choice of variables.
    counts = Counter(planted_cnf(4, 20_000, seed=12).clauses)
    formula = CNF(4, counts)
    assert models(formula) == 1
    assert len(counts) == comb(4, 3) * 7
    expected = 20_000 / 28
    assert sum((count - expected) ** 2 / expected for count in counts.values()) < chi2.ppf(1 - 1e-6, 27)


def test_planted_formulas_are_satisfiable_where_random_ones_are_not():
    answers = [(satisfiable(planted_cnf(12, 150, seed=s)), satisfiable(random_cnf(12, 150, seed=s))) for s in range(40)]
    assert answers == [(True, False)] * 40  # 2^12 (7/8)^150 < 1e-5 models are expected of a random one
    hidden = {tuple(planted_cnf(6, 200, seed=s).brute_force().values()) for s in range(30)}
    assert len(hidden) > 10  # the assignment is drawn, not fixed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((-1, 0), "num_variables must be an integer in 0..1000000000000000000, got -1"),
        ((3, -1), "num_clauses must be an integer >= 0, got -1"),
        ((3, 2.0), "num_clauses must be an integer >= 0, got 2.0"),
        ((3, 2, -1), "width must be an integer >= 0, got -1"),
        ((2, 1), "width must be at most num_variables=2, because a clause has distinct variables, got 3"),
        ((3, 10**9), f"need {3 * 40 * 10**9:,} bytes; the limit is {2**31:,}"),
    ],
)
@pytest.mark.parametrize("family", [random_cnf, planted_cnf])
def test_bad_sizes_of_random_formulas(family, arguments, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        family(*arguments)


def test_planting_needs_a_literal_and_memory():
    with pytest.raises(
        ValueError, match="width must be >= 1 if there are clauses, because no assignment satisfies an empty one, got 0"
    ):
        planted_cnf(3, 1, width=0)
    assert random_cnf(3, 2, width=0).clauses == ((), ())
    with pytest.raises(ValueError, match="limit"):
        planted_cnf(10**12, 1)


# --- pigeons and parities ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("pigeons", "holes"), [*product(range(4), range(4)), (4, 3), (3, 5), (5, 3)])
def test_pigeonhole(pigeons, holes):
    formula = pigeonhole(pigeons, holes)
    assert formula.size() == {"N": pigeons * holes, "M": pigeons + holes * comb(pigeons, 2)}
    assert satisfiable(formula) == (pigeons <= holes)
    if pigeons * holes <= 12:
        # Every hole takes one pigeon or none, and no pigeon is left out: inclusion-exclusion over the left-out ones.
        assert models(formula) == sum(
            (-1) ** j * comb(pigeons, j) * (pigeons - j + 1) ** holes for j in range(pigeons + 1)
        )


def test_pigeonhole_at_its_smallest():
    assert pigeonhole(0, 0) == CNF(0, [])
    assert pigeonhole(1, 0) == CNF(0, [()])
    assert pigeonhole(0, 2) == CNF(0, [])
    assert pigeonhole(1, 1) == CNF(1, [(1,)])
    assert pigeonhole(2, 1) == CNF(2, [(1,), (2,), (-1, -2)])


GRAPHS = {
    "cycle": nx.cycle_graph(6),
    "path": nx.path_graph(4),
    "star": nx.star_graph(5),
    "wheel": nx.wheel_graph(5),
    "two components": nx.disjoint_union(nx.cycle_graph(3), nx.path_graph(2)),
    "isolated vertices": nx.disjoint_union(nx.empty_graph(2), nx.path_graph(3)),
    "no edges": nx.empty_graph(2),
    "nothing": nx.empty_graph(0),
    "letters": nx.from_edgelist([("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")]),
}


@pytest.mark.parametrize("name", GRAPHS)
def test_tseitin_for_every_choice_of_odd_vertices(name):
    graph = GRAPHS[name]
    components = [set(c) for c in nx.connected_components(graph)]
    for size in range(len(graph) + 1):
        for odd in combinations(graph, size):
            formula = tseitin(graph, odd)
            possible = all(len(component & set(odd)) % 2 == 0 for component in components)
            dimension = graph.number_of_edges() - len(graph) + len(components)
            assert models(formula) == (2**dimension if possible else 0)
            assert satisfiable(formula) == possible
            isolated = sum(1 for v in odd if graph.degree(v) == 0)
            assert len(formula.clauses) == isolated + sum(2 ** (g - 1) for _, g in graph.degree if g)


def test_the_models_of_tseitin_are_the_edge_sets_with_those_odd_degrees():
    graph, odd = GRAPHS["wheel"], {0, 3}
    formula = tseitin(graph, odd)
    for assignment in formula.witnesses():
        chosen = nx.Graph()
        chosen.add_nodes_from(graph)
        chosen.add_edges_from(edge for edge, bit in zip(graph.edges, assignment.values(), strict=True) if bit)
        assert formula.verify(assignment) == ({v for v, g in chosen.degree if g % 2} == odd)


@pytest.mark.parametrize(
    ("graph", "odd", "message"),
    [
        (nx.from_edgelist([(0, 1)], nx.DiGraph), (), "graph must be simple and undirected, got a DiGraph"),
        (
            nx.from_edgelist([(0, 1), (0, 1)], nx.MultiGraph),
            (),
            "graph must be simple and undirected, got a MultiGraph",
        ),
        (nx.from_edgelist([(0, 1), (1, 1)]), (), "graph must be simple, got a loop at 1"),
        (nx.path_graph(2), [0, 7], "odd must hold vertices of the graph, got ['7']"),
        (nx.star_graph(60), (), "the limit is"),
    ],
)
def test_tseitin_refuses(graph, odd, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        tseitin(graph, odd)


@pytest.mark.parametrize("n", range(6))
def test_parity(n):
    for num_odd in range(n + 1):
        formula = parity(n, num_odd)
        lone = num_odd if n == 1 else 0
        assert formula.size() == {"N": comb(n, 2), "M": n * 2 ** (n - 2) if n > 1 else lone}
        expected = (2 ** comb(n - 1, 2) if n else 1) if num_odd % 2 == 0 else 0
        assert models(formula) == expected
        assert satisfiable(formula) == (num_odd % 2 == 0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((-1,), "num_vertices must be an integer >= 0, got -1"),
        ((3, -1), "num_odd must be an integer in 0..3, got -1"),
        ((3, 4), "num_odd must be an integer in 0..3, got 4"),
        ((0,), "num_odd must be an integer in 0..0, got 1"),
        ((10**9,), "the limit is"),
        ((40,), "the limit is"),
    ],
)
def test_bad_sizes_of_parity(arguments, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        parity(*arguments)


@pytest.mark.parametrize("n", range(5))
def test_sign_patterns(n):
    formula = sign_patterns(n)
    assert formula.size() == {"N": n, "M": 2**n}
    assert len(set(formula.clauses)) == 2**n
    assert not satisfiable(formula)
    for i, assignment in enumerate(formula.witnesses()):
        assert formula.falsified(assignment) == [i]
        dropped = sign_patterns(n, drop=i)
        assert len(dropped.clauses) == 2**n - 1
        assert list(dropped.solutions()) == [assignment]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((-1,), "num_variables must be an integer >= 0, got -1"),
        ((2, 4), "drop must be an integer in 0..3, got 4"),
        ((2, -1), "drop must be an integer in 0..3, got -1"),
        ((2, 1.0), "drop must be an integer in 0..3, got 1.0"),
        ((30,), f"need {30 * 2**30 * 40:,} bytes"),
        ((10**6,), "the limit is"),
    ],
)
def test_bad_sizes_of_sign_patterns(arguments, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        sign_patterns(*arguments)


# --- orthogonal vectors ------------------------------------------------------------------------------------------


# --- the table of families ---------------------------------------------------------------------------------------


def test_the_bundled_pigeons_are_those_of_the_family():
    assert bundled("pigeonhole-4-3") == pigeonhole(4, 3)
