"""The tables that compiled passes follow, replayed with exact integers."""

import numpy as np
import pytest

from algorithms.attention.moments.features import exponents, monomials, rank
from algorithms.attention.moments.layout import TILE, monomial_runs, token_tiles

SHAPES = pytest.mark.parametrize(("d", "g", "width"), [(1, 0, 1), (1, 3, 2), (2, 5, 3), (3, 4, 1), (4, 3, 5)])


def all_monomials(x, g):
    """Return the monomials of one point in the order of `exponents`."""
    return np.prod(x.astype(np.int64) ** exponents(len(x), g), axis=1)


@SHAPES
@pytest.mark.parametrize("lanes", [2, 8, 16])
def test_tiles_hold_every_product_of_monomial_and_weight_once(d, g, width, lanes):
    # Small primes to small powers: products are exact, and tell which factors were taken.
    x, weights = np.array([2.0, 3.0, 5.0, 7.0])[:d], np.array([1, 11, 13, 17, 19])[:width]
    features = monomials(x[:, None], g - g // 2)[:, 0].astype(np.int64)
    tiles = token_tiles(d, g, width, lanes)
    table, place = np.zeros(tiles.size, dtype=np.int64), 0
    for t, (height, first, last) in enumerate(tiles.sets):
        assert height in (2, TILE)
        rows = slice(t * TILE, t * TILE + height)
        heads = features[tiles.heads[rows]] * weights[tiles.factors[rows]]
        for tail in range(first, last, TILE):
            table[place : place + height * TILE] = np.outer(heads, features[tiles.tails[tail : tail + TILE]]).ravel()
            place += -(-height * TILE // lanes) * lanes
    assert place == tiles.size
    assert len(np.unique(tiles.places)) == width * rank(d, g)
    assert np.array_equal(table[tiles.places], weights[:, None] * all_monomials(x, g))


@SHAPES
def test_runs_take_every_entry_of_the_table_once_and_to_its_degree(d, g, width):
    x = np.array([2.0, 3.0, 5.0, 7.0])[:d]
    features = monomials(x[:, None], g - g // 2)[:, 0].astype(np.int64)
    runs = monomial_runs(d, g, width)
    assert sorted(runs.stream) == list(range(width * rank(d, g)))
    table = np.random.default_rng(0).integers(-9, 10, (width, rank(d, g)))
    stream, sums, place = table.ravel()[runs.stream], np.zeros((g + 1) * width, dtype=np.int64), 0
    for target, head, stop, first, last in runs.spans:
        while head < stop:
            size = next(size for size in (4, 2, 1) if head + size <= stop)
            block = stream[place : place + size * (last - first)].reshape(last - first, size)
            sums[target] += features[first:last] @ block @ features[runs.heads[head : head + size]]
            place, head = place + block.size, head + size
    assert place == len(stream)
    terms, degrees = table * all_monomials(x, g), exponents(d, g).sum(axis=1)
    expected = [[terms[e, degrees == m].sum() for e in range(width)] for m in range(g + 1)]
    assert sums.reshape(g + 1, width).tolist() == expected
