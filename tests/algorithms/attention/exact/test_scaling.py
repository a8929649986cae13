import numpy as np
import pytest

from algorithms.attention import AttentionInputs, exact_attention


def test_tiny_values_keep_their_digits():
    inputs = AttentionInputs(
        np.zeros((1, 1), "f4"),
        (np.ones((3, 1), "f4"), np.ones((1, 1), "f4")),
        (np.float32([[1e-44], [3e-44], [2e-44]]), np.full((1, 1), 1e38, "f4")),
    )
    truth = float(np.mean(inputs.values[0].astype(float)) * 1e38)
    assert exact_attention(inputs)[0, 0] == pytest.approx(truth, rel=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_overflow_is_refused(dtype):
    big = np.full((1, 1), np.finfo(dtype).max / 2, dtype)
    one = np.ones((1, 1), dtype)
    with pytest.raises(ValueError, match=r"scores may reach .*beyond the range"):
        exact_attention(AttentionInputs(big, (big,), (one,)))
    with pytest.raises(ValueError, match=r"products of values may reach .*beyond the range"):
        exact_attention(AttentionInputs(one, (one, one), (big, big)))
    # A large scale brings the same entries back into range.
    assert exact_attention(AttentionInputs(big, (one,), (one,), scale=float(big[0, 0]))) == 1
