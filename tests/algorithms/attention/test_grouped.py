import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.attention import AttentionInputs, dense_attention, exact_log_attention, grouped
from algorithms.attention import grouped_attention as attend
from algorithms.attention import grouped_log_attention as log_attend

SCORES, VALUES = [1.0, -2.0, 0.5], [[1.0, 4.0], [2.0, 0.0], [3.0, 5.0]]


def expanded(scores, counts, values):
    """Write every group out as that many order-2 tokens, one attention instance a row."""
    for row in np.asarray(counts):
        key = np.repeat(np.asarray(scores, dtype=float), row)[:, None]
        yield AttentionInputs([[1.0]], (key,), (np.repeat(np.asarray(values, dtype=float), row, axis=0),))


@settings(max_examples=80, deadline=None)
@given(
    groups=st.lists(
        st.tuples(st.floats(-800, 800), st.integers(0, 5), st.integers(0, 3), st.floats(0, 9)), min_size=1, max_size=6
    )
)
def test_agrees_with_attention_on_the_expanded_tuples(groups):
    scores = [score for score, *_ in groups]
    counts = np.array([[first for _, first, _, _ in groups], [second + 1 for _, _, second, _ in groups]])
    counts[0, 0] += 1
    values = [[value, 1.0 - value] for *_, value in groups]
    dense = np.vstack([dense_attention(inputs) for inputs in expanded(scores, counts, values)])
    np.testing.assert_allclose(attend(scores, counts, values), dense, rtol=0, atol=1e-11)
    nonnegative = [[value, 0.0] for *_, value in groups]
    logs = np.vstack([exact_log_attention(inputs) for inputs in expanded(scores, counts, nonnegative)])
    np.testing.assert_allclose(log_attend(scores, counts, nonnegative), logs, rtol=1e-12, atol=1e-12)


def test_weights_three_to_one():
    assert attend([np.log(3.0), 0.0], [[1, 1]], [[4.0], [0.0]])[0, 0] == pytest.approx(3, abs=1e-15)


def test_a_group_that_is_not_counted_sets_no_shift():
    # With the shift of the uncounted score 1e6 both counted exponentials would vanish.
    assert attend([1e6, 0.0, 0.0], [[0, 1, 3]], [[9.0], [0.0], [4.0]]).tolist() == [[3.0]]
    np.testing.assert_allclose(log_attend([1e6, 0.0, 0.0], [[0, 1, 3]], [[9.0], [0.0], [4.0]]), [[np.log(3)]])


def test_underflowing_outputs_have_logarithms():
    # e^0 * 2 * 5 / (e^154268 * 7), and a column without any value.
    logs = log_attend([154268.0, 0.0], np.array([[7, 2]], dtype=np.uint8), [[0.0, 0.0], [5.0, 0.0]])
    assert logs[0, 0] == pytest.approx(np.log(10 / 7) - 154268, rel=1e-15)
    assert np.isneginf(logs[0, 1])


def test_huge_counts_do_not_overflow():
    assert attend([0.0, 0.0], [[1.5e308, 1.5e308]], [[1.0], [1e308]])[0, 0] == pytest.approx(5e307, rel=1e-12)


def test_rows_are_split_into_blocks(monkeypatch):
    generator = np.random.default_rng(0)
    counts = generator.integers(1, 9, (11, 3))
    whole, whole_log = attend(SCORES, counts, VALUES), log_attend(SCORES, counts, VALUES)
    monkeypatch.setattr(grouped, "_BLOCK_ENTRIES", 7)
    assert np.array_equal(attend(SCORES, counts, VALUES), whole)
    assert np.array_equal(log_attend(SCORES, counts, VALUES), whole_log)


def test_no_rows():
    assert attend(SCORES, np.empty((0, 3)), VALUES).shape == log_attend(SCORES, np.empty((0, 3)), VALUES).shape


@pytest.mark.parametrize(
    ("scores", "counts", "values", "words"),
    [
        ([], np.empty((1, 0)), np.empty((0, 1)), "scores must hold at least one group"),
        ([[1.0]], [[1]], [[1.0]], "scores must have 1 axes"),
        ([np.nan, 0, 0], [[1, 1, 1]], VALUES, "scores must be finite"),
        (SCORES, [1, 1, 1], VALUES, "counts must have 2 axes"),
        (SCORES, [[1, 1]], VALUES, r"counts must have 3 columns like scores, got shape \(1, 2\)"),
        (SCORES, [[1, -1, 1]], VALUES, "counts must be nonnegative, got -1"),
        (SCORES, [[1, 1, 1], [0, 0, 0]], VALUES, "positive entry in every row, got zeros in row 1"),
        (SCORES, [[1, np.inf, 1]], VALUES, "counts must be finite"),
        (
            SCORES,
            [[1, 1j, 1]],
            VALUES,
            "counts must hold booleans, integers or floats of at most 64 bits, got dtype complex128",
        ),
        (SCORES, [[1, 1, 1]], VALUES[:2], "values must have 3 rows"),
    ],
)
def test_bad_input_is_named(scores, counts, values, words):
    with pytest.raises(ValueError, match=words):
        attend(scores, counts, values)
    with pytest.raises(ValueError, match=words):
        log_attend(scores, counts, values)


def test_log_refuses_negative_values():
    with pytest.raises(ValueError, match="values must be nonnegative"):
        log_attend([0.0], [[1]], [[-1.0]])
