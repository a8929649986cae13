"""The states of all key sets of an instance."""

import numpy as np
from numpy.typing import NDArray

from algorithms.attention.inputs import AttentionInputs
from algorithms.attention.moments.tokens import TokenMoments

__all__ = ["centred_keys", "empty_state", "token_moments"]


def centred_keys(inputs: AttentionInputs) -> tuple[NDArray[np.floating], ...]:
    r"""Subtract the midrange of every column from the keys of order 2, where that moves all scores of a query alike.

    For k >= 3 it would not: it changes a score by a term in the other keys.
    """
    if inputs.order > 2:
        return inputs.keys
    key = inputs.keys[0].astype(np.float64)
    return (key - (key.min(axis=0) / 2 + key.max(axis=0) / 2),)


def token_moments(
    inputs: AttentionInputs,
    keys: tuple[NDArray[np.floating], ...],
    degree: int,
    threads: int = 1,
    precision: str = "float64",
) -> tuple[TokenMoments, ...]:
    """Build the states of all key sets."""
    empty = empty_state(inputs, degree, precision)
    return tuple(empty.update(key, value, threads=threads) for key, value in zip(keys, inputs.values, strict=True))


def empty_state(inputs: AttentionInputs, degree: int, precision: str = "float64") -> TokenMoments:
    """Return the state of no tokens that fits the keys and values of an instance."""
    return TokenMoments.empty(
        order=inputs.order,
        degree=degree,
        dimension=inputs.dimension,
        value_dimension=inputs.value_dimension,
        dtype=precision,
    )
