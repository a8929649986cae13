"""Symmetries leave answers alone, and are the same each time."""

from collections import Counter

import pytest

from hardness.checks import register_scope, register_symmetries, source_scope, symmetries_of
from hardness.checks.instances.scopes import formulas, gaps, vectors
from hardness.problems import CNF, ApproximateAttention, GapMaxIP
from hardness.problems.gap_max_ip.base import AbstractGapMaxIP


def test_scopes_and_symmetries_are_found_for_subclasses():
    class Formula(CNF):
        NAME = "formulas of a test of scopes"

    assert source_scope(Formula) is source_scope(CNF) is formulas
    assert source_scope(GapMaxIP) is source_scope(AbstractGapMaxIP) is gaps
    assert source_scope(ApproximateAttention) is None
    assert len(list(symmetries_of(Formula(2, [(1, 2)])))) == 4

    own = register_scope(Formula)(lambda n: iter([Formula(n, [])]))
    register_symmetries(Formula)(lambda formula, rng: iter([("nothing", formula)]))
    assert source_scope(Formula) is own
    assert source_scope(CNF) is formulas
    assert [name for name, _ in symmetries_of(Formula(2, [(1, 2)]))] == ["nothing"]


@pytest.mark.parametrize("scope", [formulas, vectors, gaps])
def test_symmetries_keep_the_number_of_solutions(scope):
    changed = Counter()
    for instance in list(scope(2))[::11]:
        count = len(list(instance.solutions()))
        for name, transformed in symmetries_of(instance):
            assert len(list(transformed.solutions())) == count, name
            assert transformed.size() == instance.size()
            changed[name] += transformed != instance
    assert all(changed.values()), changed


def test_symmetries_are_the_same_each_time_and_real_permutations():
    formula = CNF(4, [(1, -2), (3, 4, -1), (2,), (-4,)])
    first, again = list(symmetries_of(formula)), list(symmetries_of(formula))
    assert first == again
    named = dict(first)
    assert sorted(named["permuting the clauses"].clauses) == sorted(formula.clauses)
    assert named["reversing the literals"].clauses == ((-2, 1), (-1, 4, 3), (2,), (-4,))
    signs = [[literal > 0 for literal in clause] for clause in formula.clauses]
    renamed = named["renaming the variables"].clauses
    assert [[literal > 0 for literal in clause] for clause in renamed] == signs
    flipped = named["flipping variables"].clauses
    assert [list(map(abs, c)) for c in flipped] == [list(map(abs, c)) for c in formula.clauses]
