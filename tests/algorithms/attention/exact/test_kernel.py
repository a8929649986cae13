import numpy as np
import pytest

from algorithms.attention import AttentionInputs, exact_attention, exact_error_bound
from algorithms.attention.exact import routine

SHAPES_OF_EXACT = [
    ((1, 1), 1, 1),
    ((3, 7), 1, 2),
    ((2, 517), 5, 1),
    ((33, 300), 32, 3),
    ((40, 12), 8, 16),
    ((1, 1, 1), 3, 2),
    ((2, 3, 7), 1, 1),
    ((3, 517, 5), 3, 2),
    ((2, 5, 300), 8, 6),
    ((4, 9, 3), 32, 16),
]  # tokens, d, d_v


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("sizes", "d", "columns"), SHAPES_OF_EXACT)
@pytest.mark.parametrize("reach", [1.0, 39.0, 700.0])
def test_exact_kernel_stays_within_the_rounding_bound(dtype, sizes, d, columns, reach, monkeypatch):
    generator = np.random.default_rng(d)
    arrays = [generator.uniform(-1, 1, (n, d)) for n in sizes]
    values = [(generator.normal(size=(n, columns)) * 1e-30).astype(dtype) for n in sizes[1:]]
    values[-1] = (generator.normal(size=(sizes[-1], columns)) * 1e30).astype(dtype)
    spread = (reach / AttentionInputs(arrays[0], arrays[1:], values).score_bounds().max()) ** (1 / len(sizes))
    query, *keys = ((array * spread).astype(dtype) for array in arrays)
    inputs = AttentionInputs(query, keys, values)
    plain = exact_attention(inputs)
    monkeypatch.setattr(routine, "_WORTH_COMPILING", 1)
    monkeypatch.setattr(routine, "score_blocks", _not_to_be_called)
    compiled = exact_attention(inputs)
    assert compiled.dtype == dtype
    assert (abs(compiled.astype(float) - plain) <= 2 * exact_error_bound(inputs)).all()
    wide = AttentionInputs(inputs.query.astype("f8"), [k.astype("f8") for k in keys], [v.astype("f8") for v in values])
    monkeypatch.undo()
    assert (abs(compiled - exact_attention(wide)) <= exact_error_bound(inputs) + exact_error_bound(wide)).all()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("order", [2, 3])
@pytest.mark.parametrize("reach", [0.5, 39.0, 41.0, 339.0, 700.0, 5000.0])
def test_exact_kernel_against_high_precision(dtype, order, reach, random_inputs, largest_excess, monkeypatch):
    inputs = random_inputs(order, reach, dtype, seed=order)
    assert routine._needs_shift(inputs) == (reach > (40 if dtype is np.float32 else 340))
    monkeypatch.setattr(routine, "_WORTH_COMPILING", 1)
    monkeypatch.setattr(routine, "score_blocks", _not_to_be_called)
    assert largest_excess(exact_attention(inputs), inputs, exact_error_bound(inputs)) <= 1


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("order", [2, 3])
def test_padding_does_not_shift_scores_that_are_all_negative(order, dtype, monkeypatch):
    # All scores are near -3000; a padding key with score 0 would leave nothing of their exponentials. One query has
    # scores of the other sign, and the first key alone counts for it and the second for the others.
    monkeypatch.setattr(routine, "_WORTH_COMPILING", 1)
    monkeypatch.setattr(routine, "score_blocks", _not_to_be_called)
    query, key = np.full((18, 1), -1, dtype), np.array([[3100], [3000], [3050]], dtype)
    query[17] = 1
    keys, values = [key] + [np.ones((1, 1), dtype)] * (order - 2), [np.array([[5], [7], [6]], dtype)]
    output = exact_attention(AttentionInputs(query, keys, values + [np.ones((1, 1), dtype)] * (order - 2)))
    assert output[:, 0].tolist() == [7] * 17 + [5]
    flipped = AttentionInputs(query, keys[::-1], (values + [np.ones((1, 1), dtype)] * (order - 2))[::-1])
    assert np.array_equal(exact_attention(flipped), output)


@pytest.mark.parametrize("order", [2, 3])
def test_exact_kernel_on_no_queries_and_scores_near_the_largest_float(order, monkeypatch):
    monkeypatch.setattr(routine, "_WORTH_COMPILING", 0)
    one = np.ones((3, 1))
    assert exact_attention(AttentionInputs(np.empty((0, 1)), [one] * (order - 1), [one] * (order - 1))).shape == (0, 1)
    values = [np.array([[1.0], [2.0], [3.0]])] + [one] * (order - 2)
    keys = [np.array([[1e150], [-1e150], [0.0]])] + [one] * (order - 2)
    huge = AttentionInputs(np.array([[1e150], [-1e150]]), keys, values)
    assert exact_attention(huge).tolist() == [[1.0], [2.0]]


@pytest.mark.parametrize("order", [2, 3])
@pytest.mark.parametrize("compiled", [False, True])
def test_no_chain_of_additions_is_long(order, compiled, monkeypatch):
    # Equal scores, equal values: the output is that value v. A chain of 2^17 additions in float32 would lose almost
    # 2^-8 of v at every addition from 2^16 on, about 2^-9 of the sum; the counts themselves are exact.
    monkeypatch.setattr(routine, "_WORTH_COMPILING", 1 if compiled else np.inf)
    tokens, value = 1 << 17, 1 + 2.0**-8 - 2.0**-23
    keys = [np.zeros((n, 1), "f4") for n in (tokens, 1)[: order - 1]]
    values = [np.full((n, 1), v, "f4") for n, v in ((tokens, value), (1, 1.0))[: order - 1]]
    inputs = AttentionInputs(np.zeros((1, 1), "f4"), keys, values)
    assert np.cumsum(values[0][:, 0])[-1] < tokens * value * (1 - 2.0**-10)
    for one in (inputs, AttentionInputs(inputs.query, keys[::-1], values[::-1])):
        bound = exact_error_bound(one)
        assert bound < 2.0**-13
        assert abs(exact_attention(one) - value) <= bound


def _not_to_be_called(*_):
    raise AssertionError("scores were stored")
