"""One code under examination: membership by elimination, and messages that depend on their seed alone."""

from itertools import product

import numpy as np

from hardness.checks.contracts.code.case import CodeCase
from hardness.codes import ReedSolomon


def test_membership_is_that_of_the_span():
    case = CodeCase(ReedSolomon(5, 4, 2))
    words = np.array(list(product(range(5), repeat=4)), dtype=case.field.dtype)
    inside = {tuple(word) for word in words[case.inside(words)].tolist()}
    rows = case.generator.astype(int)
    assert inside == {tuple((a * rows[0] + b * rows[1]) % 5) for a in range(5) for b in range(5)}


def test_another_generator_decides_where_one_is_given():
    case = CodeCase(ReedSolomon(5, 4, 2))
    ones = np.ones((1, 4), dtype=case.field.dtype)
    other = np.array([[1, 2, 3, 4]], dtype=case.field.dtype)
    words = np.concatenate([3 * ones, other])
    assert case.inside(words).tolist() == [True, True]  # constants, and the values of 1 + x
    assert case.inside(words, ones).tolist() == [True, False]


def test_the_same_seed_draws_the_same_elements_in_whatever_order():
    case, other = CodeCase(ReedSolomon(7, 6, 2)), CodeCase(ReedSolomon(7, 6, 2))
    first = case.draw(1, 5, 2)
    other.draw(2, 100)
    assert np.array_equal(other.draw(1, 5, 2), first)
    assert first.shape == (5, 2)
    assert set(case.draw(3, 1000).tolist()) == set(range(7))


def test_the_context_of_a_counterexample_is_the_code():
    code = ReedSolomon(7, 6, 2)
    assert CodeCase(code).context() == {"code": code}
