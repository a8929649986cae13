"""Compiled sums over monomials: the two passes of the polynomial method with accumulators in registers.

Imported only by the code that needs it, because numba takes a while to load.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import no_type_check

import numpy as np
from numpy.typing import NDArray

from algorithms.attention.moments.features import factorisation, products, rank
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
_TILE = 4  # rows and columns of a tile of sums, one vector of accumulators each
_POINTS = 4  # vectors of points whose outputs stay in registers

Indices = NDArray[np.int64]


def sums_over_tokens(columns: NDArray[np.floating], weights: NDArray[np.floating], degree: int) -> NDArray[np.float64]:
    r"""Return :math:`\sum_r x_r^a w_r` for all monomials a of degree <= g.

    **Construction.** On blocks of 256 tokens the monomials of `factorisation` are stored, one row each. A tile of sums
    is four rows (two, where no more are left), products of a head and a column of weights, times four tails; lanes run
    over the tokens, and their sums are added to the table in float64 at the end of the block.

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
    of_width = (0,) * lanes(dtype)
    tiles, heads, factors, tails, places = _token_tiles(len(columns), degree, width, len(of_width))
    table = np.zeros(places[-1])
    padded = _padded(columns, _TOKENS)
    _over_tokens(
        padded, _padded(weights, _TOKENS), len(padded) // len(columns), products(len(columns), half),
        tiles, heads, factors, tails, table,
        np.empty(rank(len(columns), half) * _TOKENS, dtype), np.zeros(_TILE * _TOKENS, dtype),
        of_width, (0,), (0,) * 2, (0,) * _TILE, (0,) * (2 * _TILE), (0,) * _TILE**2,
    )  # fmt: skip
    return table[places[:-1]].reshape(width, -1)


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
    of_width, of_points = (0,) * lanes(dtype), (0,) * _POINTS
    block = len(of_width) * len(of_points)
    runs, heads, stream = _monomial_runs(len(columns), degree, width)
    padded = _padded(columns, block)
    sums = np.zeros((degree + 1, width, len(padded) // len(columns)), dtype)
    _over_monomials(
        padded, table.ravel()[stream], products(len(columns), half), runs, heads, sums.ravel(), sums.shape[2],
        np.empty(rank(len(columns), half) * block, dtype),
        of_width, of_points, (0,), (0,) * 2, (0,) * 4, (0,) * _POINTS, (0,) * (2 * _POINTS), (0,) * (4 * _POINTS),
    )  # fmt: skip
    return sums[:, :, :points]


def _padded(rows: NDArray[np.floating], multiple: int) -> NDArray[np.floating]:
    """Append columns of zeros, which add nothing to sums over tokens, and flatten."""
    padded = np.zeros((len(rows), -(-rows.shape[1] // multiple) * multiple), rows.dtype)
    padded[:, : rows.shape[1]] = rows
    return padded.ravel()


@lru_cache(maxsize=32)
def _token_tiles(dimension: int, degree: int, width: int, lanes_: int) -> tuple[Indices, ...]:
    """Lay out the tiles of sums over tokens.

    Returns
    -------
    tiles : shape (t, 3)
        For each set of rows: how many there are (2 or 4), and where its tails start and stop.
    heads, factors : flat
        Of each row, four entries a set: its head and its column of weights.
    tails : flat
        Rows of tails, four a tile.
    places : flat
        Where the sum for each column and monomial stands in the table of tiles, and last the size of that table.
    """
    tiles: list[tuple[int, int, int]] = []
    heads: list[int] = []
    factors: list[int] = []
    tails: list[int] = []
    places = np.empty((width, rank(dimension, degree)), dtype=np.int64)
    position, monomial = 0, 0
    for group in factorisation(dimension, degree):
        first, columns = len(tails), np.concatenate([np.arange(part.start, part.stop) for part in group.tails])
        tails.extend(columns)
        tails.extend([0] * (-len(columns) % _TILE))
        pairs = [(e, h) for h in range(len(group.heads)) for e in range(width)]
        for start in range(0, len(pairs), _TILE):
            some = pairs[start : start + _TILE]
            count = 2 if len(some) <= 2 else _TILE
            size = -(-count * _TILE // lanes_) * lanes_
            tiles.append((count, first, len(tails)))
            for i, (e, h) in enumerate(some):
                there = np.arange(group.width)
                target = monomial + h * group.width + there
                places[e, target] = position + there // _TILE * size + i * _TILE + there % _TILE
            some = some + [(0, 0)] * (_TILE - len(some))
            heads.extend(group.heads[h] for _, h in some)
            factors.extend(e for e, _ in some)
            position += (len(tails) - first) // _TILE * size
        monomial += len(group.heads) * group.width
    listed = np.append(places, position)
    return np.array(tiles), np.array(heads), np.array(factors), np.array(tails), listed


@lru_cache(maxsize=32)
def _monomial_runs(dimension: int, degree: int, width: int) -> tuple[Indices, ...]:
    """Lay out sums over monomials.

    Returns
    -------
    runs : shape (u, 5)
        Which sum (degree times the number of columns, plus column), where its heads start and stop, and its tails.
    heads : flat
        The rows of the heads.
    stream : flat
        The entries of the table in the order in which they are needed.
    """
    runs: list[tuple[int, ...]] = []
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
                runs.append(((group.degree + j) * width + e, first, len(heads), part.start, part.stop))
                stream.extend(e * monomials + part.T.ravel() for part in _sets_of_rows(row))
            before += length
        monomial += len(group.heads) * group.width
    return np.array(runs), np.array(heads), np.concatenate(stream)


def _sets_of_rows(rows: Indices) -> Iterator[Indices]:
    """Cut rows into sets of four, then two, then one."""
    start = 0
    for size in (4, 2, 1):
        while start + size <= len(rows):
            yield rows[start : start + size]
            start += size


@compiled
@no_type_check
def _over_tokens(
    columns, weights, points, multiplied, tiles, heads, factors, tails, table, features, weighted,
    of_width, of_one, of_two, of_four, of_eight, of_sixteen,
):  # fmt: skip
    """Arrays of numbers are flat; ``of_...`` are tuples that stand for their lengths."""
    width, size = len(of_width), len(weighted) // len(of_four)
    for block in range(0, points, _TOKENS):
        _evaluate(columns, points, block, multiplied, features, size, of_width, of_four)
        place = 0
        for t in range(len(tiles)):
            count, first, last = tiles[t, 0], tiles[t, 1], tiles[t, 2]
            for i in range(count):
                head, factor = heads[t * len(of_four) + i] * _TOKENS, factors[t * len(of_four) + i] * points + block
                for z in range(0, _TOKENS, width * len(of_four)):
                    one, other = load(of_four, features, head + z, width), load(of_four, weights, factor + z, width)
                    store(product(one, other), weighted, i * _TOKENS + z, width)
            if count == 2:
                for tail in range(first, last, len(of_four)):
                    sums = zeros(of_eight, features)
                    for z in range(0, _TOKENS, width):
                        right = gather(of_four, of_one, features, z, tails, tail, _TOKENS, width)
                        sums = outer_product(sums, load(of_two, weighted, z, _TOKENS), right)
                    add_lane_sums(sums, table, place)
                    place += len(of_eight) if len(of_eight) > width else width
            else:
                for tail in range(first, last, len(of_four)):
                    sums = zeros(of_sixteen, features)
                    for z in range(0, _TOKENS, width):
                        right = gather(of_four, of_one, features, z, tails, tail, _TOKENS, width)
                        sums = outer_product(sums, load(of_four, weighted, z, _TOKENS), right)
                    add_lane_sums(sums, table, place)
                    place += len(of_sixteen)


@compiled
@no_type_check
def _over_monomials(
    columns, stream, multiplied, runs, heads, sums, points, features,
    of_width, of_points, of_one, of_two, of_four, one_by, two_by, four_by,
):  # fmt: skip
    """Arrays of numbers are flat; ``of_...`` are tuples that stand for their lengths, ``.._by`` for .. * of_points."""
    width, size = len(of_width), len(of_width) * len(of_points)
    for block in range(0, points, size):
        _evaluate(columns, points, block, multiplied, features, size, of_width, of_points)
        place = 0
        for u in range(len(runs)):
            target, head, last_head, first, last = runs[u, 0], runs[u, 1], runs[u, 2], runs[u, 3], runs[u, 4]
            total = load(of_points, sums, target * points + block, width)
            while head + 4 <= last_head:
                inner = zeros(four_by, features)
                for tail in range(first, last):
                    right = load(of_points, features, tail * size, width)
                    inner = outer_product(inner, splats(of_four, stream, place), right)
                    place += 4
                left = gather(of_four, of_points, features, 0, heads, head, size, width)
                total = inner_product(total, left, inner)
                head += 4
            while head + 2 <= last_head:
                inner = zeros(two_by, features)
                for tail in range(first, last):
                    right = load(of_points, features, tail * size, width)
                    inner = outer_product(inner, splats(of_two, stream, place), right)
                    place += 2
                left = gather(of_two, of_points, features, 0, heads, head, size, width)
                total = inner_product(total, left, inner)
                head += 2
            if head < last_head:
                inner = zeros(one_by, features)
                for tail in range(first, last):
                    right = load(of_points, features, tail * size, width)
                    inner = outer_product(inner, splats(of_one, stream, place), right)
                    place += 1
                left = gather(of_one, of_points, features, 0, heads, head, size, width)
                total = inner_product(total, left, inner)
            store(total, sums, target * points + block, width)


@compiled
@no_type_check
def _evaluate(columns, points, block, multiplied, features, size, of_width, of_vectors):
    """Store all monomials at ``size`` points from ``block`` on, a row each."""
    width, step = len(of_width), len(of_width) * len(of_vectors)
    features[:size] = 1
    for product_ in range(len(multiplied)):
        variable = multiplied[product_, 0] * points + block
        first, last, place = multiplied[product_, 1], multiplied[product_, 2], multiplied[product_, 3] * size
        for row in range(first, last):
            for z in range(0, size, step):
                factors = load(of_vectors, columns, variable + z, width)
                store(product(load(of_vectors, features, row * size + z, width), factors), features, place + z, width)
            place += size
