import re
import time
from itertools import combinations

import numpy as np
import pytest

from hardness.arguments import short_repr
from hardness.generators import random_cnf
from hardness.problems import CNF, OrthogonalVectors
from hardness.reductions import Kind, SatToOrthogonalVectors, UnsupportedInstanceError
from hardness.reductions.overhead import predicted_sizes
from hardness.reductions.sat_to_orthogonal_vectors import order_of

LITERALS = [1, -1, 2, -2, 3, -3]
CLAUSES = [(), *[(a,) for a in LITERALS], *combinations(LITERALS, 2)]  # tautologies among them


def check(formula, order):
    """Solutions correspond one to one, and every inner product counts the falsified clauses."""
    reduced = SatToOrthogonalVectors(order).apply(formula)
    target = reduced.target
    models = list(formula.solutions())
    tuples = list(target.solutions())
    assert len(tuples) == len(models)
    assert [reduced.map_back(None, witness) for witness in tuples] == models  # both are in lexicographic order
    assert [reduced.map_forward(model) for model in models] == [(None, witness) for witness in tuples]
    for assignment, indices in zip(formula.witnesses(), target.witnesses(), strict=True):
        common = np.prod([vectors[i] for vectors, i in zip(target.sets, indices, strict=True)], axis=0)
        assert common.sum() == len(formula.falsified(assignment))
        if common.any():
            with pytest.raises(ValueError, match="does not solve"):
                reduced.map_back(None, indices)
            with pytest.raises(ValueError, match="does not solve"):
                reduced.map_forward(assignment)
    return bool(models)


@pytest.mark.parametrize(("order", "clauses"), [(2, 2), (3, 2), (4, 2)])
def test_all_small_formulas(order, clauses):
    answers = [check(CNF(3, chosen), order) for size in range(clauses + 1) for chosen in combinations(CLAUSES, size)]
    assert {True, False} == set(answers)


def test_formulas_of_three_and_more_clauses():
    rng = np.random.default_rng(1)
    answers = []
    for i in range(150):
        chosen = [CLAUSES[j] for j in rng.integers(1, len(CLAUSES), size=3 + i % 6)]  # repetitions too
        answers.append(check(CNF(3, chosen), 2 + i % 4))
    assert 20 < sum(answers) < 130


@pytest.mark.parametrize("order", [2, 3, 4, 7])
@pytest.mark.parametrize(
    ("formula", "satisfiable"),
    [
        (CNF(0, []), True),
        (CNF(0, [()]), False),
        (CNF(1, []), True),
        (CNF(2, [()]), False),
        (CNF(4, [(1, -1), (-3, 3, 2)]), True),
        (CNF(5, []), True),
        (CNF(3, [(1,), (1,), (-1,)]), False),
    ],
)
def test_degenerate_formulas(formula, satisfiable, order):
    assert check(formula, order) is satisfiable


def test_groups_are_consecutive_and_the_larger_ones_first():
    target = SatToOrthogonalVectors(3).apply(random_cnf(5, 4, seed=0)).target
    assert isinstance(target, OrthogonalVectors)
    assert target.sizes == (4, 4, 2)
    # Variable 1 is the highest bit of group 1, variable 5 alone in group 3.
    reduced = SatToOrthogonalVectors(3).apply(CNF(5, []))
    assert reduced.map_back(None, (2, 1, 1)) == {1: True, 2: False, 3: False, 4: True, 5: True}
    assert reduced.map_forward({1: False, 2: True, 3: True, 4: False, 5: False}) == (None, (1, 2, 0))


@pytest.mark.parametrize("order", [2, 3, 4, 5])
def test_sizes_are_the_declared_ones(order):
    reduction = SatToOrthogonalVectors(order)
    for N, M in [(0, 0), (1, 3), (2, 0), (4, 7), (5, 2), (7, 12), (9, 5), (11, 1)]:
        formula = random_cnf(N, M, width=min(N, 2), seed=N)
        reduced = reduction.apply(formula)
        measured = {**reduced.target.size(), "branch_count": reduced.branch_count}
        assert measured == predicted_sizes(reduction.overhead, formula.size())
        assert len(list(reduced.branches())) == 1


def test_what_it_is():
    reduction = SatToOrthogonalVectors(4)
    assert (reduction.source_type, reduction.target_type, reduction.kind) == (CNF, OrthogonalVectors, Kind.LEVIN)
    assert reduction.theorem == "split-and-list"


@pytest.mark.parametrize("order", [1, 0, -2, True, 2.0, "3", None])
def test_orders_below_two_are_refused(order):
    with pytest.raises(ValueError, match=re.escape(f"order must be an integer >= 2, got {short_repr(order)}")):
        SatToOrthogonalVectors(order)


@pytest.mark.parametrize(
    ("N", "M", "need"),
    [
        (120, 1, f"the vectors of 3-OV for 120 variables need {4 * 3 * 2**40:,} bytes; the limit is "),
        (120, 10, f"need {4 * 3 * 2**40 * 10:,} bytes; the limit is "),
        (600, 1, "need about 2^203 bytes; the limit is "),
        (10**18, 0, f"need more than 2^{(10**18 + 2) // 3} bytes; the limit is "),
    ],
)
def test_too_many_variables_are_refused_at_once(N, M, need):
    started = time.perf_counter()
    with pytest.raises(UnsupportedInstanceError, match=re.escape(need)):
        SatToOrthogonalVectors(3).apply(CNF(N, [(1,)] * M))
    assert time.perf_counter() - started < 2


def test_more_sets_than_memory_are_refused_at_once():
    with pytest.raises(UnsupportedInstanceError, match="1000000000000 sets of vectors need 500,000,000,000,000 bytes"):
        SatToOrthogonalVectors(10**12).apply(CNF(1, []))


@pytest.mark.parametrize("instance", [OrthogonalVectors([[[1]], [[1]]]), None, "p cnf 1 0"])
def test_other_instances_are_refused(instance):
    with pytest.raises(UnsupportedInstanceError, match="SatToOrthogonalVectors reduces SAT instances"):
        SatToOrthogonalVectors(3).apply(instance)


def test_sizes_are_known_before_vectors_are_listed():
    for variables in range(8):
        formula = CNF(variables, [(1,)] if variables else [])
        for order in (2, 3, 4):
            step = SatToOrthogonalVectors(order)
            assert step.set_sizes(formula) == step.apply(formula).target.sizes
    with pytest.raises(ValueError, match="the limit is"):
        SatToOrthogonalVectors().set_sizes(CNF(10**15, []))


def test_the_order_of_an_instance():
    vectors = OrthogonalVectors([[[1]], [[0]]])
    assert [order_of(CNF(1, []), order) for order in (None, 2, np.int64(4))] == [3, 2, 4]
    assert [order_of(vectors, order) for order in (None, 2)] == [2, 2]
    with pytest.raises(ValueError, match=r"order must be 2, that of <2-OV.*, got 3"):
        order_of(vectors, 3)
    for wrong in (1, "3", 2.0, True):
        with pytest.raises(ValueError, match="order must be an integer >= 2"):
            order_of(CNF(1, []), wrong)
