"""Sets of vectors: with independent random entries, and with a planted orthogonal tuple."""

from collections.abc import Collection, Sequence
from numbers import Real
from typing import Any

import numpy as np

from hardness.arguments import generator, integer, short_repr
from hardness.generators.limits import Seed, refuse_large
from hardness.problems import OrthogonalVectors

_BYTES_PER_SET = 500  # an array and what leads to it


def random_orthogonal_vectors(
    sizes: Sequence[int], dimension: int, density: float = 0.5, seed: Seed = None
) -> OrthogonalVectors:
    """Draw sets of vectors with independent entries that are 1 with probability ``density``.

    A tuple is orthogonal with probability (1 - density^k)^dimension, so the expected number is n_1 ... n_k times this.

    Parameters
    ----------
    sizes : sequence of int
        n_1, ..., n_k >= 1, with k >= 2.
    dimension : int
        d >= 0.
    density : float
        Between 0 and 1.
    seed : int, Generator or None
        The seed for `numpy.random.default_rng`.

    Raises
    ------
    ValueError
        If an argument is out of range or the vectors would need more than 2 GiB.

    Examples
    --------
    >>> random_orthogonal_vectors((5, 4, 3), dimension=10, density=0.8, seed=1)
    <3-OV: n=(5, 4, 3), d=10>
    """
    return OrthogonalVectors(_random_sets(sizes, dimension, density, generator(seed)))


def planted_orthogonal_vectors(
    sizes: Sequence[int], dimension: int, density: float = 0.5, seed: Seed = None
) -> OrthogonalVectors:
    """Draw sets of vectors as `random_orthogonal_vectors` does and make one random tuple orthogonal.

    In each coordinate in which all vectors of that tuple are 1, one of them, chosen at random, is set to 0. Parameters
    and errors are those of `random_orthogonal_vectors`.

    Examples
    --------
    >>> planted_orthogonal_vectors((5, 4, 3), dimension=10, density=1, seed=1).count()
    1
    """
    rng = generator(seed)
    sets = _random_sets(sizes, dimension, density, rng)
    rows = [rng.integers(len(vectors)) for vectors in sets]
    common = np.all([vectors[row] for vectors, row in zip(sets, rows, strict=True)], axis=0)
    for coordinate in np.flatnonzero(common):
        loser = rng.integers(len(sets))
        sets[loser][rows[loser], coordinate] = False
    return OrthogonalVectors(sets)


def _random_sets(sizes: Sequence[int], dimension: int, density: float, rng: np.random.Generator) -> list[np.ndarray]:
    if not isinstance(sizes, Collection) or len(sizes) < 2:
        raise ValueError(f"sizes must be a sequence of k >= 2 numbers of vectors, got {short_repr(sizes)}")
    refuse_large(len(sizes), _BYTES_PER_SET)
    sizes = [integer(f"sizes[{i}]", n, 1) for i, n in enumerate(sizes)]
    dimension = integer("dimension", dimension, 0)
    if not _is_probability(density):
        raise ValueError(f"density must be a number between 0 and 1, got {short_repr(density)}")
    refuse_large(sum(sizes) * dimension, bytes_each=9)  # the entries and the floats they are drawn from
    return [rng.random((n, dimension)) < density for n in sizes]


def _is_probability(value: Any) -> bool:
    return type(value) is not bool and isinstance(value, Real) and bool(0 <= value <= 1)  # type: ignore[operator]
