import numpy as np
import pytest

from algorithms.attention import TokenMoments, columns
from algorithms.attention.moments import tokens


def empty(d, columns_, dtype="float64", degree=1, order=3):
    return TokenMoments.empty(order=order, degree=degree, dimension=d, value_dimension=columns_, dtype=dtype)


def test_every_column_is_divided_by_the_least_power_of_two_above_it():
    keys = np.array([[1.0, -0.75, 0.0], [0.5, 1e-200, 0.0]])
    values = np.array([[-3.0, 5e-324], [2.9, 0.0]])
    state = empty(3, 2).update(keys, values)
    assert state.key_exponents[:2].tolist() == [1, 0]
    assert state.value_exponents.tolist() == [2, -1073]
    assert np.abs(state.key_range).max(axis=0).tolist() == [0.5, 0.75, 0]
    assert np.abs(state.value_range).max(axis=0).tolist() == [0.75, 0.5]


def test_columns_of_zeros_decide_no_exponent():
    tiny = empty(1, 1).update(np.array([[3e-200]]), np.array([[1e-300]]))
    zero = empty(1, 1).update(np.zeros((2, 1)), np.zeros((2, 1)))
    for both in (zero.merge(tiny), tiny.merge(zero)):
        assert both.key_exponents == tiny.key_exponents
        assert both.value_exponents == tiny.value_exponents
        assert np.array_equal(both.table, tiny.table + np.array([[2, 0], [0, 0]]))


@pytest.mark.parametrize("small", [0, 3])
@pytest.mark.parametrize("order", [2, 3])
def test_norm_bounds_every_key(small, order, monkeypatch):
    monkeypatch.setattr(columns, "_ENTRIES", 1)  # 64 rows a chunk
    generator = np.random.default_rng(0)
    parts = [generator.uniform(-1, 1, (100, 4)) for _ in range(2)]
    parts[1][:, 0] *= 0.1
    parts[0][small] = 1 - 2.0**-20  # the longest key is in the first chunk of the first part
    first, second = (empty(4, 1, order=order).update(part, np.ones((100, 1))) for part in parts)
    for state in (first.merge(second), second.merge(first)):
        keys = np.ldexp(np.vstack(parts), -state.key_exponents)
        largest = np.linalg.norm(keys, order, axis=1).max()
        assert largest * (1 - 1e-14) <= state.norm <= largest * (1 + 1e-12)


@pytest.mark.parametrize("how", ["chunks", "stream", "backwards"])
def test_rounding_covers_sums_that_lose_all_but_the_first_term(how, monkeypatch):
    # 1 + 2^-53 is rounded to 1, so that nothing is left of the 40 small values.
    values = np.array([[1.0]] + [[2.0**-53]] * 40)
    if how == "chunks":
        monkeypatch.setattr(tokens, "TOKENS_AT_A_TIME", 1)
        state = empty(1, 1).update(np.ones((41, 1)), values)
    else:
        state = empty(1, 1)
        for value in values:
            one = empty(1, 1).update(np.ones((1, 1)), value[None])
            state = state.merge(one) if how == "stream" else one.merge(state)
    assert np.ldexp(state.table[0, 1], state.value_exponents) == 1
    assert state.table[0, 0] == state.count == 41
    assert 40 * 2.0**-53 <= state.rounding <= 50 * 2.0**-53


@pytest.mark.parametrize(("dtype", "unit"), [("float32", 2.0**-24), ("float64", 2.0**-53)])
def test_rounding_covers_the_type_of_the_sums(dtype, unit):
    state = empty(1, 1, dtype).update(np.ones((2, 1)), np.array([[1.0], [unit]]))
    assert np.ldexp(state.table[0, 1], state.value_exponents) == 1
    assert unit <= state.rounding <= 4 * unit
    # Sums are cut into pieces, however many tokens there are.
    assert tokens.sums_rounding(10**6, 2, 3, np.dtype(dtype)) < (tokens.TOKENS_AT_A_TIME + 100) * unit


def test_single_precision_evaluates_monomials_in_it():
    # One token: its monomials are not added to anything.
    generator = np.random.default_rng(0)
    key, value = generator.uniform(-1, 1, (1, 3)), generator.uniform(-1, 1, (1, 2))
    single, double = (empty(3, 2, dtype, degree=4).update(key, value) for dtype in ("float32", "float64"))
    assert (single.table == single.table.astype(np.float32)).all()
    assert not (double.table == double.table.astype(np.float32)).all()


def test_threads_are_handed_on(monkeypatch):
    threads, one, original = [], np.ones((1, 1)), tokens.tokens_pass
    monkeypatch.setattr(tokens, "tokens_pass", lambda *arguments: threads.append(arguments[3]) or original(*arguments))
    empty(1, 1).update(one, one, threads=3)
    assert threads == [3]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_entries_must_be_finite(bad):
    one, spoiled = np.ones((2, 1)), np.array([[1.0], [bad]])
    for arguments in ((one, spoiled), (spoiled, one)):
        with pytest.raises(ValueError, match="keys and values must be finite"):
            empty(1, 1).update(*arguments)
