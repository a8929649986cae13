"""Superset sums against brute force, against a closed form, and beyond 2^64 tuples."""

from itertools import product

import numpy as np
import pytest

from hardness.generators import random_orthogonal_vectors
from hardness.problems import OrthogonalVectors
from hardness.problems.superset_sums import MAX_DIMENSION, count_by_superset_sums


@pytest.mark.parametrize(
    ("sizes", "dimension"), list(product([(3, 5), (4, 2, 6), (1, 3, 2, 4), (7, 1)], [0, 1, 2, 5, 9]))
)
def test_the_count_is_that_of_brute_force(sizes: tuple[int, ...], dimension: int) -> None:
    for seed, density in enumerate((0.2, 0.5, 0.9)):
        instance = random_orthogonal_vectors(sizes, dimension, density=density, seed=seed)
        assert count_by_superset_sums(instance) == instance.count()


def _all_vectors(dimension: int, copies: int) -> np.ndarray:
    grid = (np.arange(1 << dimension)[:, None] >> np.arange(dimension)) & 1
    return np.tile(grid.astype(np.uint8), (copies, 1))


@pytest.mark.parametrize(("order", "dimension", "copies"), [(2, 6, 1), (3, 5, 2), (5, 4, 3), (17, 4, 1), (33, 2, 2)])
def test_the_count_of_all_vectors_is_a_power(order: int, dimension: int, copies: int) -> None:
    # In each coordinate every choice of k bits but all ones; 17 and 33 sets have more than 2^64 tuples.
    instance = OrthogonalVectors([_all_vectors(dimension, copies)] * order)
    assert count_by_superset_sums(instance) == copies**order * (2**order - 1) ** dimension


@pytest.mark.usefixtures("at_once")
def test_three_sets_of_65536_vectors_in_lg_n_coordinates_take_about_a_second() -> None:
    # 2^48 triples, of which exactly 7^16 are orthogonal if each set holds every vector of 16 coordinates once.
    instance = OrthogonalVectors([_all_vectors(16, 1)] * 3)
    assert count_by_superset_sums(instance) == 7**16


def test_too_many_coordinates_are_refused_before_any_memory_is_taken() -> None:
    instance = random_orthogonal_vectors((2, 3), MAX_DIMENSION + 1, seed=1)
    with pytest.raises(ValueError, match=r"dimension must be an integer in 0\.\.26, got 27"):
        count_by_superset_sums(instance)
