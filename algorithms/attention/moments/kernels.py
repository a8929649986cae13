"""Compiled sums over monomials: both passes of the polynomial method, with accumulators in registers.

Imported only by the code that needs it, because numba takes a while to load.
"""

from typing import NamedTuple, no_type_check

import numpy as np
from numpy.typing import NDArray

from algorithms.attention.moments.features import products, rank
from algorithms.attention.moments.layout import TILE, Indices, monomial_runs, token_tiles
from algorithms.compiled import compiled
from algorithms.simd import (
    add_lane_sums,
    gather,
    inner_product,
    lanes,
    load,
    outer_product,
    product,
    splats,
    store,
    zeros,
)

__all__ = ["sums_over_monomials", "sums_over_tokens"]

_TOKENS = 256  # of a block; a constant of the compiled code, so that addresses of rows need no arithmetic
_POINTS = 4  # vectors of points whose outputs stay in registers

Length = tuple[int, ...]


class Tile(NamedTuple):
    """The numbers of rows and of sums of a tile, as lengths of tuples."""

    rows: Length
    sums: Length


class Unrolled(NamedTuple):
    """Tuples of which only the lengths matter: they are part of the type, so that loops over them are unrolled.

    Attributes
    ----------
    lanes, columns
        As long as a vector has lanes, and as a tile has columns.
    single
        Of length 1.
    one, two, four
        Tiles with this number of rows.
    """

    lanes: Length
    columns: Length
    single: Length
    one: Tile
    two: Tile
    four: Tile

    @classmethod
    def of(cls, lanes: int, columns: int) -> "Unrolled":
        """Make the tuples."""
        one, two, four = (Tile((0,) * rows, (0,) * (rows * columns)) for rows in (1, 2, 4))
        return cls((0,) * lanes, (0,) * columns, (0,), one, two, four)


class Monomials(NamedTuple):
    """The data from which the monomials at a block of points are computed, and room for them.

    Attributes
    ----------
    columns : flat array
        The variables, one after the other, padded to whole blocks.
    points : int
        The number of points of each, padding included.
    products : int array, shape (p, 4)
        See `features.products`.
    rows : flat array
        Where the monomials at one block are stored, one row after the other.
    """

    columns: NDArray[np.floating]
    points: int
    products: Indices
    rows: NDArray[np.floating]


def sums_over_tokens(columns: NDArray[np.floating], weights: NDArray[np.floating], degree: int) -> NDArray[np.float64]:
    r"""Return :math:`\sum_r x_r^a w_r` for all monomials a of degree <= g.

    **Construction.** For a block of 256 tokens the monomials of `factorisation` are stored, one per row. A tile of sums
    has four rows (two if no more are left), which are products of a head and a column of weights, and four columns of
    tails. Lanes run over the tokens. At the end of the block their sums are added to the table in float64.

    Parameters
    ----------
    columns, weights : arrays of one type, float64 or float32, shapes (d, c), (e, c)
    degree : int

    Returns
    -------
    array of float64, shape (e, C(d + g, g))
        In the order of `exponents`.
    """
    dtype, width = columns.dtype, len(weights)
    half = degree - degree // 2
    tiles = token_tiles(len(columns), degree, width, lanes(dtype))
    table = np.zeros(tiles.size)
    monomials = _monomials(columns, half, _TOKENS)
    weighted = np.zeros(TILE * _TOKENS, dtype)
    _over_tokens(monomials, _padded(weights, _TOKENS), tiles, table, weighted, Unrolled.of(lanes(dtype), TILE))
    return table[tiles.places]


def sums_over_monomials(
    columns: NDArray[np.floating], table: NDArray[np.floating], degree: int
) -> NDArray[np.floating]:
    r"""Return :math:`\sum_{|a| = m} x_r^a S_a` for every degree m <= g and every point r.

    **Construction.** Lanes run over the points, four vectors of them at a time. The products of four (or two, or
    one) rows of the table with tails of one degree are accumulated in registers, then multiplied by their heads.

    Parameters
    ----------
    columns : array, float64 or float32, shape (d, c)
    table : array of the same type, shape (e, C(d + g, g))
        In the order of `exponents`.
    degree : int

    Returns
    -------
    array of that type, shape (g + 1, e, c)
    """
    dtype, width, points = columns.dtype, len(table), columns.shape[1]
    half = degree - degree // 2
    runs = monomial_runs(len(columns), degree, width)
    monomials = _monomials(columns, half, lanes(dtype) * _POINTS)
    sums = np.zeros((degree + 1, width, monomials.points), dtype)
    entries = table.ravel()[runs.stream]
    _over_monomials(monomials, entries, runs, sums.ravel(), Unrolled.of(lanes(dtype), _POINTS))
    return sums[:, :, :points]


def _monomials(columns: NDArray[np.floating], degree: int, block: int) -> Monomials:
    """Prepare the evaluation of all monomials up to a degree at blocks of points."""
    padded, dimension = _padded(columns, block), len(columns)
    rows = np.empty(rank(dimension, degree) * block, columns.dtype)
    return Monomials(padded, len(padded) // dimension, products(dimension, degree), rows)


def _padded(rows: NDArray[np.floating], multiple: int) -> NDArray[np.floating]:
    """Append columns of zeros, which add nothing to sums over tokens, and flatten."""
    padded = np.zeros((len(rows), -(-rows.shape[1] // multiple) * multiple), rows.dtype)
    padded[:, : rows.shape[1]] = rows
    return padded.ravel()


@compiled
@no_type_check
def _over_tokens(monomials, weights, tiles, table, weighted, unrolled):
    """Add the sums over all tokens to the flat table of tiles; ``weighted`` has room for the rows of a tile."""
    features, count = monomials.rows, monomials.points
    four, width = unrolled.four.rows, len(unrolled.lanes)
    for block in range(0, count, _TOKENS):
        _evaluate(monomials, block, _TOKENS, unrolled)
        place = 0
        for t in range(len(tiles.sets)):
            height = tiles.sets[t, 0]
            for i in range(height):
                head = tiles.heads[t * len(four) + i] * _TOKENS
                factor = tiles.factors[t * len(four) + i] * count + block
                for z in range(0, _TOKENS, width * len(four)):
                    one, other = load(four, features, head + z, width), load(four, weights, factor + z, width)
                    store(product(one, other), weighted, i * _TOKENS + z, width)
            if height == 2:
                place = _add_tiles(unrolled.two, unrolled, monomials, weighted, tiles, t, table, place)
            else:
                place = _add_tiles(unrolled.four, unrolled, monomials, weighted, tiles, t, table, place)


@compiled
@no_type_check
def _add_tiles(tile, unrolled, monomials, weighted, tiles, t, table, place):
    """Add the products of the weighted heads of set t with all of its tails; return the next place in the table."""
    width, columns = len(unrolled.lanes), unrolled.columns
    for tail in range(tiles.sets[t, 1], tiles.sets[t, 2], len(columns)):
        sums = zeros(tile.sums, weighted)
        for z in range(0, _TOKENS, width):
            right = gather(columns, unrolled.single, monomials.rows, z, tiles.tails, tail, _TOKENS, width)
            sums = outer_product(sums, load(tile.rows, weighted, z, _TOKENS), right)
        add_lane_sums(sums, table, place)
        place += max(len(tile.sums), width)
    return place


@compiled
@no_type_check
def _over_monomials(monomials, stream, runs, sums, unrolled):
    """Add the sums over all monomials to ``sums``; it and the ``stream`` of the table are flat."""
    width, size = len(unrolled.lanes), len(unrolled.lanes) * len(unrolled.columns)
    for block in range(0, monomials.points, size):
        _evaluate(monomials, block, size, unrolled)
        place = 0
        for u in range(len(runs.spans)):
            target, head, stop = runs.spans[u, 0] * monomials.points + block, runs.spans[u, 1], runs.spans[u, 2]
            tails = runs.spans[u, 4] - runs.spans[u, 3]
            total = load(unrolled.columns, sums, target, width)
            while head + 4 <= stop:
                total = _add_heads(total, unrolled.four, unrolled, monomials, runs, u, head, stream, place)
                place, head = place + 4 * tails, head + 4
            if head + 2 <= stop:
                total = _add_heads(total, unrolled.two, unrolled, monomials, runs, u, head, stream, place)
                place, head = place + 2 * tails, head + 2
            if head < stop:
                total = _add_heads(total, unrolled.one, unrolled, monomials, runs, u, head, stream, place)
                place += tails
            store(total, sums, target, width)


@compiled
@no_type_check
def _add_heads(total, tile, unrolled, monomials, runs, u, head, stream, place):
    """Return ``total`` plus the products of some heads, from ``head`` on, with their sums over the tails of run u."""
    width, size = len(unrolled.lanes), len(unrolled.lanes) * len(unrolled.columns)
    inner = zeros(tile.sums, stream)
    for tail in range(runs.spans[u, 3], runs.spans[u, 4]):
        right = load(unrolled.columns, monomials.rows, tail * size, width)
        inner = outer_product(inner, splats(tile.rows, stream, place), right)
        place += len(tile.rows)
    left = gather(tile.rows, unrolled.columns, monomials.rows, 0, runs.heads, head, size, width)
    return inner_product(total, left, inner)


@compiled
@no_type_check
def _evaluate(monomials, block, size, unrolled):
    """Store all monomials at ``size`` points from ``block`` on, one per row."""
    columns, rows = monomials.columns, monomials.rows
    width, step = len(unrolled.lanes), len(unrolled.lanes) * len(unrolled.columns)
    rows[:size] = 1
    for p in range(len(monomials.products)):
        variable = monomials.products[p, 0] * monomials.points + block
        first, last = monomials.products[p, 1], monomials.products[p, 2]
        place = monomials.products[p, 3] * size
        for row in range(first, last):
            for z in range(0, size, step):
                factors = load(unrolled.columns, columns, variable + z, width)
                store(product(load(unrolled.columns, rows, row * size + z, width), factors), rows, place + z, width)
            place += size
