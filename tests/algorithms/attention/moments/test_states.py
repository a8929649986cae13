import numpy as np

from algorithms.attention import AttentionInputs
from algorithms.attention.moments.states import centred_keys


def test_only_keys_of_order_two_are_centred():
    keys = np.array([[1.0, -3.0], [2.0, 5.0], [4.0, 4.0]])
    inputs = AttentionInputs([[1.0, 1.0]], (keys,), (np.ones((3, 1)),))
    (centred,) = centred_keys(inputs)
    assert centred.tolist() == [[-1.5, -4.0], [-0.5, 4.0], [1.5, 3.0]]
    three = AttentionInputs([[1.0, 1.0]], (keys, keys), (np.ones((3, 1)), np.ones((3, 1))))
    assert all(np.array_equal(key, keys) for key in centred_keys(three))
