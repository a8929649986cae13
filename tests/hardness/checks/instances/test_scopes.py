"""Scopes and symmetries: what they contain, and that they leave answers alone."""

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings

from hardness.checks import symmetries_of
from hardness.checks.instances.scopes import few_formulas, formulas, gaps, vectors
from hardness.checks.strategies import attention_inputs
from hardness.problems import CNF, GapMaxIP, OrthogonalVectors, Promise


@pytest.mark.parametrize("scope", [formulas, few_formulas, vectors, gaps])
@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_scope_has_both_answers_no_repetition_to_speak_of_and_the_size_asked_for(scope, n):
    instances = list(scope(n))
    answers = Counter(next(iter(instance.solutions()), None) is not None for instance in instances)
    assert min(answers[True], answers[False]) >= 2
    assert len(set(instances)) > 0.8 * len(instances)
    if scope is formulas:
        assert {f.num_variables for f in instances} == {*range(min(n, 3)), n}


def test_all_pairs_of_clauses_are_there():
    # 1 + 2 N + 4 C(N, 2) clauses of width <= 2 on N = 3 variables
    pairs = {frozenset(f.clauses) for f in formulas(3) if f.num_variables == 3 and len(set(f.clauses)) == 2}
    assert len(pairs) >= 19 * 18 // 2


def test_degenerate_instances_are_there():
    found = list(formulas(2))
    assert CNF(0, []) in found
    assert CNF(0, [()]) in found
    assert CNF(2, []) in found
    assert any(len(set(f.clauses)) < len(f.clauses) for f in found)
    assert any(len(set(c)) < len(c) for f in found for c in f.clauses)
    assert any(-literal in c for f in found for c in f.clauses for literal in c)
    assert any(instance.dimension == 0 for instance in vectors(2))
    assert any(instance.dimension == 0 for instance in gaps(2))
    assert {instance.order for instance in vectors(2)} == {2, 3}
    assert {instance.order for instance in gaps(2)} == {2, 3, 4}


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_scopes_hold_what_their_docstrings_say(n):
    for name, scope in (("formulas", formulas), ("few_formulas", few_formulas)):
        of_n = [f for f in scope(n) if f.num_variables == n]
        answers = {f.brute_force() is not None for f in of_n}
        assert answers == {True, False}, name
    assert {f.num_variables for f in formulas(n) if len(f.clauses) <= 3} == {0, n} | {N for N in (1, 2) if n > N}

    def multisets(d, most):
        return sum(math.comb(2**d - 1 + size, size) for size in range(1, most + 1))

    pairs = Counter(instance.dimension for instance in vectors(n) if instance.order == 2)
    assert pairs == {0: 1, 1: multisets(1, n) ** 2, 2: multisets(2, n) ** 2}
    full = {i.vectors()[1].shape[0] for i in gaps(n) if i.order == 2 and i.dimension == 2 and i.t == 1}
    assert full == {n}


@pytest.mark.parametrize("bound", [0.1, 1 / 3, 4.0, 1e-3])
def test_entries_stay_within_a_bound_that_is_no_float_of_32_bits(bound):
    @settings(max_examples=20, database=None)
    @given(attention_inputs(bound=bound))
    def within(inputs):
        assert inputs.entry_bound <= bound

    within()


def test_the_promise_is_kept_in_the_scope_of_gap_max_ip():
    assert {instance.promise() for instance in gaps(2)} == {Promise.YES, Promise.NO}


def test_exchanged_sets_are_the_same_sets():
    vectors_ = OrthogonalVectors([[[1, 0, 1]], [[0, 1, 1], [1, 1, 0]], [[1, 1, 1], [0, 0, 0], [1, 0, 0]]])
    named = dict(symmetries_of(vectors_))
    assert named["exchanging the sets"].sizes == (3, 2, 1)
    gap = GapMaxIP(vectors_.sets, 1, 1)
    exchanged = dict(symmetries_of(gap))["exchanging the sets after the first"]
    assert exchanged.sizes == (1, 3, 2)
    assert np.array_equal(exchanged.sets[0], gap.sets[0])
