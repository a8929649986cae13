"""One code under examination: its generator matrix as plain integers, and messages shared by all checks."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from hardness.codes import Code


class CodeCase:
    """One code with its generator matrix as plain integers and a seeded generator of messages."""

    def __init__(self, code: Code) -> None:
        self.code, self.busy = code, None
        self.field = code.arithmetic

    def context(self) -> Mapping[str, Any]:
        """Return the code."""
        return {"code": self.code}

    @cached_property
    def generator(self) -> np.ndarray:
        """The generator matrix, shape (dimension, length)."""
        return self.field.asarray(self.code.generator_matrix(), "generator_matrix()")

    def draw(self, seed: int, *shape: int) -> np.ndarray:
        """Draw field elements; the same seed gives the same elements, whichever checks ran before."""
        return np.random.default_rng(seed).integers(self.field.order, size=shape).astype(self.field.dtype)

    def inside(self, words: np.ndarray, generator: np.ndarray | None = None) -> np.ndarray:
        """Decide by elimination which words lie in the row space of a generator matrix."""
        reduced, pivots = self.field.row_reduce(self.generator if generator is None else generator)
        again = self.field.matmul(words[:, pivots], reduced[: len(pivots)])
        inside: np.ndarray = (again == words).all(axis=1)
        return inside
