"""The scores of all tuples, in blocks of bounded size."""

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from algorithms.arguments import integer
from algorithms.attention.exact.scaling import unit_factors
from algorithms.attention.inputs import AttentionInputs

__all__ = ["BLOCK_COLUMNS", "DEFAULT_BLOCK_BYTES", "group_starts", "score_blocks"]

DEFAULT_BLOCK_BYTES = 1 << 20
_MIN_ROWS = 64  # of a block, so that products of matrices stay efficient for any d
BLOCK_COLUMNS = 256  # length of the longest chain of additions in the inputs' own precision
# The cost of restricting the keys to the nonzero coordinates of one query, in multiply-adds of a matrix product.
_CALLS_PER_QUERY, _GATHERED_ENTRY = 4_000_000, 300

Block = tuple[NDArray[np.intp], tuple[NDArray[np.intp], ...], slice, NDArray[np.floating]]


def score_blocks(inputs: AttentionInputs, block_bytes: int) -> Iterator[Block]:
    """Yield (query of each left row, its rows in keys 1..k-2, columns of the last key set, scores)."""
    integer("block_bytes", block_bytes, least=1)
    query, keys = unit_factors(inputs)
    if not _worth_gathering(query, keys):
        yield from _blocks_of(query, keys, block_bytes)
        return
    for i, row in enumerate(query):
        support = np.flatnonzero(row)  # the other coordinates add exact zeros to the scores
        few = [key.take(support, axis=1) for key in keys]
        for owner, left, columns, scores in _blocks_of(row[None, support], few, block_bytes):
            yield owner + i, left, columns, scores


def _worth_gathering(query: NDArray[np.floating], keys: list[NDArray[np.floating]]) -> bool:
    """Tell whether queries have so many zeros that copying the other columns of the keys for each query pays."""
    sizes, nonzeros = [len(key) for key in keys], np.count_nonzero(query)
    saved = (query.size - nonzeros) * math.prod(sizes)
    return bool(saved > len(query) * _CALLS_PER_QUERY + nonzeros * sum(sizes) * _GATHERED_ENTRY)


def _blocks_of(query: NDArray[np.floating], keys: list[NDArray[np.floating]], block_bytes: int) -> Iterator[Block]:
    """Yield the blocks of `score_blocks` for given factors."""
    dimension, itemsize = query.shape[1], query.dtype.itemsize
    last = np.ascontiguousarray(keys[-1].T)
    shape = (len(query), *map(len, keys[:-1]))
    width = min(BLOCK_COLUMNS, last.shape[1])
    height = max(1, int(block_bytes) // (width * itemsize))
    # Left rows have d columns: with more columns than scores per row, the columns fill the block.
    height = min(height, max(_MIN_ROWS, int(block_bytes) // (max(1, dimension) * itemsize)))
    for start in range(0, math.prod(shape), height):
        stop = min(start + height, math.prod(shape))
        owner, *left = np.unravel_index(np.arange(start, stop), shape)
        rows = query[owner]
        for key, index in zip(keys[:-1], left, strict=True):
            rows *= key[index]
        for column in range(0, last.shape[1], width):
            columns = slice(column, min(column + width, last.shape[1]))
            yield owner, tuple(left), columns, rows @ last[:, columns]


def group_starts(owner: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return where each run of equal entries of a sorted array begins."""
    return np.flatnonzero(np.concatenate([[True], owner[1:] != owner[:-1]]))
