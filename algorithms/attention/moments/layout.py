"""The order in which the compiled passes form their sums, as tables of integers."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from algorithms.attention.moments.features import factorisation, rank

__all__ = ["TILE", "Indices", "Runs", "Tiles", "monomial_runs", "token_tiles"]

TILE = 4  # rows and columns of a tile of sums; each sum is one vector of accumulators

Indices = NDArray[np.int64]


class Tiles(NamedTuple):
    """The tiles of sums over tokens.

    Attributes
    ----------
    sets : int array, shape (t, 3)
        For each set of rows: their number (2 or 4), and where its tails start and stop.
    heads, factors : flat int arrays
        The head and the column of weights of each row, four entries per set.
    tails : flat int array
        Rows of tails, four per tile.
    places : int array, shape (e, C(d + g, g))
        The place of the sum for each column and monomial in the table of tiles.
    size : int
        The size of that table.
    """

    sets: Indices
    heads: Indices
    factors: Indices
    tails: Indices
    places: Indices
    size: int


class Runs(NamedTuple):
    """The order in which sums over monomials are formed.

    Attributes
    ----------
    spans : int array, shape (u, 5)
        The sum (degree times the number of columns, plus column), where its heads start and stop, and where its tails
        do.
    heads : flat int array
        The rows of the heads.
    stream : flat int array
        The entries of the table in the order in which they are needed.
    """

    spans: Indices
    heads: Indices
    stream: Indices


@lru_cache(maxsize=32)
def token_tiles(dimension: int, degree: int, width: int, lanes_: int) -> Tiles:
    """Lay out the tiles of sums over tokens."""
    sets: list[tuple[int, int, int]] = []
    heads: list[int] = []
    factors: list[int] = []
    tails: list[int] = []
    places = np.empty((width, rank(dimension, degree)), dtype=np.int64)
    position, monomial = 0, 0
    for group in factorisation(dimension, degree):
        first, columns = len(tails), np.concatenate([np.arange(part.start, part.stop) for part in group.tails])
        tails.extend(columns)
        tails.extend([0] * (-len(columns) % TILE))
        pairs = [(e, h) for h in range(len(group.heads)) for e in range(width)]
        for start in range(0, len(pairs), TILE):
            some = pairs[start : start + TILE]
            count = 2 if len(some) <= 2 else TILE
            size = -(-count * TILE // lanes_) * lanes_
            sets.append((count, first, len(tails)))
            for i, (e, h) in enumerate(some):
                there = np.arange(group.width)
                target = monomial + h * group.width + there
                places[e, target] = position + there // TILE * size + i * TILE + there % TILE
            some = some + [(0, 0)] * (TILE - len(some))
            heads.extend(group.heads[h] for _, h in some)
            factors.extend(e for e, _ in some)
            position += (len(tails) - first) // TILE * size
        monomial += len(group.heads) * group.width
    return Tiles(np.array(sets), np.array(heads), np.array(factors), np.array(tails), places, position)


@lru_cache(maxsize=32)
def monomial_runs(dimension: int, degree: int, width: int) -> Runs:
    """Lay out sums over monomials."""
    spans: list[tuple[int, ...]] = []
    heads: list[int] = []
    stream: list[Indices] = []
    monomial, monomials = 0, rank(dimension, degree)
    for group in factorisation(dimension, degree):
        first = len(heads)
        heads.extend(group.heads)
        before = 0
        for j, part in enumerate(group.tails):
            length = part.stop - part.start
            row = monomial + np.arange(len(group.heads))[:, None] * group.width + before + np.arange(length)
            for e in range(width):
                spans.append(((group.degree + j) * width + e, first, len(heads), part.start, part.stop))
                stream.extend(e * monomials + part.T.ravel() for part in _sets_of_rows(row))
            before += length
        monomial += len(group.heads) * group.width
    return Runs(np.array(spans), np.array(heads), np.concatenate(stream))


def _sets_of_rows(rows: Indices) -> Iterator[Indices]:
    """Cut rows into sets of four, then two, then one."""
    start = 0
    for size in (4, 2, 1):
        while start + size <= len(rows):
            yield rows[start : start + size]
            start += size
