import numpy as np
import pytest

from algorithms.attention import AttentionInputs, dense_attention


def test_weights_are_exponentials_of_scaled_scores():
    # Scores 0 and log 3 after division by the scale: weights 1 and 3, values 4 and 8.
    inputs = AttentionInputs([[1.0]], ([[0.0], [2 * np.log(3.0)]],), ([[4.0], [8.0]],), scale=2.0)
    np.testing.assert_allclose(dense_attention(inputs), [[7.0]], rtol=1e-15)


def test_tuples_multiply_keys_and_values(random_inputs, largest_excess):
    for order in (2, 3, 4):
        inputs = random_inputs(order, 1.0)
        assert largest_excess(dense_attention(inputs), inputs, np.full((len(inputs.query), 2), 1e-12)) <= 1


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_what_leaves_the_range_is_refused(dtype):
    big, one = np.full((1, 1), np.finfo(dtype).max / 2, dtype), np.ones((1, 1), dtype)
    for inputs in (AttentionInputs(big, (big,), (one,)), AttentionInputs(one, (one, one), (big, big))):
        with pytest.raises(ValueError, match=f"exceed the range of {np.dtype(dtype)}: use exact_attention"):
            dense_attention(inputs)
