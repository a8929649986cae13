import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardness.protocols import agreement
from hardness.protocols.agreement import agreement_histograms


def by_definition(words, messages):
    rows, N, _ = words.shape
    counts = np.zeros((len(messages), rows, N + 1), dtype=np.int64)
    for m, message in enumerate(messages):
        agreements = (words == message[None, :, None]).sum(axis=1)
        for i in range(rows):
            counts[m, i] = np.bincount(agreements[i], minlength=N + 1)
    return counts


def by_all_means(words, messages, order):
    """The counts by NumPy, by compiled code and by both a row at a time, which must be the same."""
    results = []
    for compiles in (False, True):
        for at_once in (agreement._SELECTED_BYTES, 1):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(agreement, "worth_compiling", lambda seconds, compiles=compiles: compiles)
                patch.setattr(agreement, "_SELECTED_BYTES", at_once)
                patch.setattr(agreement, "_PLANE_BYTES", agreement._PLANE_BYTES if at_once > 1 else 1)
                results.append(agreement_histograms(words, messages, order))
    for result in results[1:]:
        np.testing.assert_array_equal(result, results[0])
    return results[0]


@settings(deadline=None, max_examples=150)
@given(
    st.integers(1, 3),
    st.sampled_from([1, 2, 3, 4, 7, 8, 9, 15, 16]),  # the counters get another bit at powers of two
    st.sampled_from([0, 1, 5, 63, 64, 65, 128, 130]),  # words of 64 bits
    st.integers(0, 4),
    st.sampled_from([2, 3, 7]),
    st.integers(0, 2**32 - 1),
)
def test_counts_follow_the_definition(rows, N, P, M, order, seed):
    rng = np.random.default_rng(seed)
    words = rng.integers(0, order, (rows, N, P)).astype(np.uint8)
    messages = rng.integers(0, order, (M, N)).astype(np.uint8)
    levels = by_all_means(words, messages, order)
    assert levels.shape == (M, rows, N + 1)
    assert (levels == by_definition(words, messages)).all()


@pytest.mark.parametrize(("dtype", "order"), [(np.uint8, 256), (np.uint16, 65536)])
def test_the_largest_symbols(dtype, order):
    words = np.array([[[0, order - 1, 5], [order - 1, order - 1, order // 2]]], dtype=dtype)
    messages = np.array([[order - 1, order - 1], [0, order // 2], [5, order // 2]], dtype=dtype)
    assert by_all_means(words, messages, order).tolist() == [[[1, 1, 1]], [[1, 2, 0]], [[2, 0, 1]]]


def test_words_that_agree_nowhere_and_everywhere():
    words = np.zeros((2, 7, 70), dtype=np.uint8)
    words[1] = 3
    levels = by_all_means(words, np.array([[0] * 7, [3] * 7, [4] * 7], dtype=np.uint8), 5)
    expected = np.zeros((3, 2, 8), dtype=np.int64)
    expected[0, 0, 7] = expected[1, 1, 7] = expected[0, 1, 0] = expected[1, 0, 0] = expected[2, :, 0] = 70
    assert (levels == expected).all()


def test_arguments_are_left_alone():
    rng = np.random.default_rng(1)
    words = rng.integers(0, 7, (6, 3, 40)).astype(np.uint8).transpose(1, 0, 2)  # not contiguous
    messages = rng.integers(0, 7, (9, 6)).astype(np.uint8)[::2]
    before = words.copy(), messages.copy()
    assert (by_all_means(words, messages, 7) == by_definition(*before)).all()
    assert (words == before[0]).all()
    assert (messages == before[1]).all()


@pytest.mark.parametrize("compiles", [False, True])
def test_the_estimate_decides_between_numpy_and_compiled_code(compiles, monkeypatch):
    words, messages = np.zeros((1, 2, 40), dtype=np.uint8), np.zeros((1, 2), dtype=np.uint8)
    used, whole = [], agreement.count_bits_by_numpy
    monkeypatch.setattr(agreement, "count_bits_by_numpy", lambda *args: used.append(1) or whole(*args))
    monkeypatch.setattr(agreement, "worth_compiling", lambda seconds: compiles)
    assert agreement_histograms(words, messages, 2).tolist() == [[[0, 0, 40]]]
    assert bool(used) is not compiles
