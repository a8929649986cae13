"""Computed levels of the tower: complete ones, and a search that is cut short."""

import numpy as np
import pytest

from hardness.codes import GarciaStichtenothCode
from hardness.codes.tower import regular
from hardness.codes.tower.module import tower_module
from hardness.codes.tower.regular import computed_module


def test_a_truncated_search_is_reported_as_incomplete_and_stays_sound(monkeypatch, top_code, values_of):
    complete = computed_module(3, 4)
    assert complete.complete
    monkeypatch.setattr(regular, "_MAX_UNKNOWNS", 30)  # 2 instead of 6 negative powers of x_1
    truncated = computed_module(3, 4)
    assert not truncated.complete
    assert set(truncated.semigroup.elements(200)) < set(complete.semigroup.elements(200))
    code = top_code(3, 4)
    values = values_of(code, truncated)
    whole = code.evaluation_matrix()
    fitting = [c for c, n in enumerate(truncated.semigroup.apery) if n < code.length]
    for c in fitting:  # every generator lies in the complete space of its pole order
        containing = whole[code.pole_orders <= truncated.semigroup.apery[c]]
        assert code.arithmetic.rank(np.concatenate([containing, values[c : c + 1]])) == len(containing)


def test_an_incomplete_code_says_so(monkeypatch):
    monkeypatch.setattr(regular, "_MAX_UNKNOWNS", 30)
    tower_module.cache_clear()
    try:
        code = GarciaStichtenothCode(3, 4, 80)
        assert not code.complete
        assert repr(code).endswith(", level 4, incomplete>")
        assert code.dimension < code.weierstrass_semigroup.count(80)
        assert code.arithmetic.rank(code.evaluation_matrix()) == code.dimension
        with pytest.raises(ValueError, match="complete"):
            code.star_power(2)
    finally:
        monkeypatch.undo()
        tower_module.cache_clear()
    assert GarciaStichtenothCode(3, 4, 80).complete


def test_the_fourth_level_with_a_large_step():
    code = GarciaStichtenothCode(4, 4, 300)
    assert (code.length, code.genus, code.complete) == (768, 225, True)
    E = code.evaluation_matrix()
    assert code.arithmetic.rank(E) == code.dimension == 300 + 1 - 225
    power = code.star_power(2)
    products = code.arithmetic.mul(E[-12:, None], E[None, -12:]).reshape(-1, 768)
    assert np.all(power.contains(products))
