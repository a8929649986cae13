"""Random and planted vectors: shapes, densities, the planted tuple, refusals."""

import re

import numpy as np
import pytest

from hardness.generators import (
    planted_orthogonal_vectors,
    random_orthogonal_vectors,
)
from hardness.problems import OrthogonalVectors


@pytest.mark.parametrize("family", [random_orthogonal_vectors, planted_orthogonal_vectors])
def test_shape_of_random_vectors(family):
    instance = family((5, 1, 3), 7, seed=1)
    assert isinstance(instance, OrthogonalVectors)
    assert (instance.sizes, instance.dimension) == ((5, 1, 3), 7)
    assert family((2, 3), 0, seed=1).count() == 6
    assert family((2, 3, 4), 5, density=0, seed=1).count() == 24


def test_density():
    # 60,000 entries: the mean is within 5 standard deviations of the density.
    entries = np.concatenate([v.ravel() for v in random_orthogonal_vectors((300, 100), 150, 0.3, seed=2).sets])
    assert abs(entries.mean() - 0.3) < 5 * (0.3 * 0.7 / entries.size) ** 0.5
    assert random_orthogonal_vectors((2, 3), 4, density=1, seed=1).count() == 0


@pytest.mark.parametrize("order", [2, 3, 4])
def test_planted_vectors(order):
    sizes = (3, 5, 2, 4)[:order]
    planted = set()
    for seed in range(40):
        instance = planted_orthogonal_vectors(sizes, 12, density=1, seed=seed)
        # Each coordinate has a single 0 in all sets: a tuple is orthogonal iff it holds all rows that have one.
        assert sum(int((vectors == 0).sum()) for vectors in instance.sets) == 12
        planted.add(instance.brute_force())
        assert planted_orthogonal_vectors(sizes, 9, density=0.95, seed=seed).count() >= 1
    assert None not in planted
    assert all({w[i] for w in planted} == set(range(n)) for i, n in enumerate(sizes))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (((3,), 4), "sizes must be a sequence of k >= 2 numbers of vectors, got (3,)"),
        ((3, 4), "sizes must be a sequence of k >= 2 numbers of vectors, got 3"),
        (((3, 0), 4), "sizes[1] must be an integer >= 1, got 0"),
        (((3, 2.5), 4), "sizes[1] must be an integer >= 1, got 2.5"),
        (((3, 2), -1), "dimension must be an integer >= 0, got -1"),
        (((3, 2), 4, 1.5), "density must be a number between 0 and 1, got 1.5"),
        (((3, 2), 4, float("nan")), "density must be a number between 0 and 1, got nan"),
        (((3, 2), 4, "half"), "density must be a number between 0 and 1, got 'half'"),
        (((10**6, 10**6), 10**6), f"need {9 * 2 * 10**12:,} bytes; the limit is {2**31:,}"),
    ],
)
@pytest.mark.parametrize("family", [random_orthogonal_vectors, planted_orthogonal_vectors])
def test_bad_sizes_of_random_vectors(family, arguments, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        family(*arguments)
