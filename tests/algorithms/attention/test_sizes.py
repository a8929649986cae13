import numpy as np
import pytest

from algorithms.attention import AttentionInputs, AttentionSizes


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (((5,), 2, 1, 1.0), "sizes must hold"),
        (((5, 0), 2, 1, 1.0), r"sizes\[1\] must be an integer >= 1, got 0"),
        (((5, 4.0), 2, 1, 1.0), r"sizes\[1\] must be an integer >= 1, got 4.0"),
        (((5, 4), 0, 1, 1.0), "dimension must be an integer >= 1, got 0"),
        (((5, 4), 2, True, 1.0), "value_dimension must be an integer >= 1, got True"),
        (((10**5000, 4), 2, 1, 1.0), r"must keep the work.* below 2\^1000"),
        (((5, 4), 2, 10**400, 1.0), r"must keep the work.* below 2\^1000"),
        (((5, 4), 10**9, 1, 1.0), "dimension at most 1048576"),
        (((5, 4), 2, 1, 1e200), r"must keep the work, the scores"),
        (((5, 4), 2, 1, 1.0, 1e200), r"the values below 2\^1000"),
        (((5, 4), 2, 1, 10**400), "entry_bound must be a positive finite number"),
        (((5, 4), 2, 1, 0.0), "entry_bound must be a positive"),
        (((5, 4), 2, 1, 1.0, np.inf), "value_bound must be a positive"),
        (((5, 4), 2, 1, 1.0, 1.0, -1.0), "scale must be a positive"),
    ],
)
def test_bad_sizes(arguments, words):
    with pytest.raises(ValueError, match=words):
        AttentionSizes(*arguments)


def test_the_score_bound_is_that_of_equal_entries_of_the_largest_size():
    for scale in (None, 3.0):
        sizes = AttentionSizes((5, 4, 3), 2, 1, entry_bound=1.5, scale=scale)
        arrays = [np.full((n, 2), 1.5) for n in sizes.sizes]
        values = [np.ones((n, 1)) for n in sizes.sizes[1:]]
        inputs = AttentionInputs(arrays[0], arrays[1:], values, scale=scale)
        assert sizes.score_bound == 2 * 1.5**3 / (scale or 2)
        np.testing.assert_allclose(inputs.score_bounds(), sizes.score_bound, rtol=1e-13)


def test_every_kind_of_number_is_kept_as_its_plain_one():
    sizes = AttentionSizes([np.int64(5), 4], np.int8(2), 1, np.float32(1.5), 2)
    assert repr(sizes) == repr(AttentionSizes((5, 4), 2, 1, 1.5, 2.0))
