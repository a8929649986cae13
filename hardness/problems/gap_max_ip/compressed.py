"""Gap-MaxIP of a protocol, restricted to the coordinates that occur: small enough to run, with equal inner products."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any, ClassVar

import numpy as np

from algorithms.arrays import INTEGERS, plain_array
from algorithms.display import display
from hardness.memory import refuse_beyond_memory
from hardness.problems.base import read_only
from hardness.problems.gap_max_ip.base import AbstractGapMaxIP, exact_gap
from hardness.problems.gap_max_ip.explicit import GapMaxIP


@dataclass(frozen=True, eq=False, repr=False)
class CompressedGapMaxIP(AbstractGapMaxIP):
    r"""Gap-MaxIP of a protocol, restricted to the coordinates in which something is sent.

    Coordinate :math:`(r, \mu_2, \ldots, \mu_k)` of the protocol's instance can only contribute when for every i some
    vector of set i sends :math:`\mu_i` at coin r, because otherwise all vectors of that set have a 0 there. Dropping
    the other coordinates changes no inner product. Each set i >= 2 is *one-hot* at each coin, so it is stored as the
    number of the symbol sent. The first set is stored as the truth table of its acceptance. The dimension is at most
    :math:`N \prod_{i \ge 2} n_i`. It may grow with n, so this representation is for running reductions, not for
    their asymptotics.

    Parameters
    ----------
    symbols : tuple of ndarray
        For each set i = 2..k an integer array (n_i, N): the number of the symbol that a vector sends at a coin r.
        The numbers are 0..u_{i,r} - 1, and each of them occurs.
    accepts : tuple of ndarray
        For each coin r a boolean array (n_1, u_{2,r}, ..., u_{k,r}): the first player's verdict.
    epsilon : Fraction
        The gap; the threshold is the number N of coins.
    """

    symbols: tuple[np.ndarray, ...]
    accepts: tuple[np.ndarray, ...]
    epsilon: Fraction

    NAME: ClassVar[str] = "compressed Gap-MaxIP"

    def __init__(self, symbols: Iterable[Any], accepts: Iterable[Any], epsilon: Fraction | int | str) -> None:
        sent = tuple(plain_array(s, f"symbols[{i}]", INTEGERS) for i, s in enumerate(symbols))
        verdicts = tuple(read_only(plain_array(a, f"accepts[{r}]")) for r, a in enumerate(accepts))
        if not sent or not verdicts:
            raise ValueError("symbols and accepts must not be empty: there are k >= 2 sets and N >= 1 coins")
        for i, array in enumerate(sent):
            if array.ndim != 2 or array.shape[1] != len(verdicts) or len(array) == 0:
                raise ValueError(f"symbols[{i}] must be an integer array of shape (n, {len(verdicts)}), n >= 1")
        for r, table in enumerate(verdicts):
            used = tuple(len(np.unique(array[:, r])) for array in sent)
            top = tuple(int(array[:, r].max()) + 1 for array in sent)
            if min(int(array[:, r].min()) for array in sent) < 0 or used != top:
                raise ValueError(f"symbols at coin {r} must be numbered 0, 1, ... without gaps")
            if (
                table.dtype.kind != "b"
                or table.shape[1:] != used
                or table.shape[0] != verdicts[0].shape[0]
                or not len(table)
            ):
                raise ValueError(f"accepts[{r}] must be a boolean array of shape (n_1, {', '.join(map(str, used))})")
        object.__setattr__(self, "symbols", tuple(read_only(array, np.int64) for array in sent))
        object.__setattr__(self, "accepts", verdicts)
        object.__setattr__(self, "epsilon", exact_gap(epsilon))

    @property
    def sizes(self) -> tuple[int, ...]:
        """The numbers n_1, ..., n_k of vectors."""
        return (len(self.accepts[0]), *(len(array) for array in self.symbols))

    @property
    def dimension(self) -> int:
        """The number of coordinates that are kept."""
        return sum(prod(table.shape[1:]) for table in self.accepts)

    @property
    def t(self) -> int:
        """The threshold: the number N of coins."""
        return len(self.accepts)

    @property
    def eps(self) -> Fraction:
        """The gap eps."""
        return self.epsilon

    def inner_products(self, row: int) -> np.ndarray:
        """Return the int64 array (n_2, ..., n_k) of numbers of coins at which ``row`` accepts the symbols sent."""
        self._check_row(row)
        total = np.zeros(self.sizes[1:], dtype=np.int64)
        for r, table in enumerate(self.accepts):
            total += table[row][np.ix_(*(array[:, r] for array in self.symbols))]
        return total

    def vectors(self) -> tuple[np.ndarray, ...]:
        """Return the vectors as k uint8 arrays of shapes (n_i, d), with coordinates ordered by coin, then symbols."""
        refuse_beyond_memory(sum(self.sizes) * self.dimension, f"vectors of {self!r}")
        first = np.concatenate([table.reshape(len(table), -1) for table in self.accepts], axis=1).astype(np.uint8)
        others = []
        for i, array in enumerate(self.symbols):
            columns = []
            for r, table in enumerate(self.accepts):
                used = table.shape[1:]
                one_hot = np.equal.outer(array[:, r], np.arange(used[i])).astype(np.uint8)
                shape = [len(array)] + [used[i] if axis == i else 1 for axis in range(len(used))]
                columns.append(np.broadcast_to(one_hot.reshape(shape), (len(array), *used)).reshape(len(array), -1))
            others.append(np.concatenate(columns, axis=1))
        return (first, *others)

    def explicit(self) -> GapMaxIP:
        """Return the same instance with explicit vectors."""
        return GapMaxIP(self.vectors(), self.t, self.eps)

    def _encode(self) -> dict[str, Any]:
        return {
            "symbols": [array.tolist() for array in self.symbols],
            "accepts": [table.tolist() for table in self.accepts],
            "epsilon": str(self.epsilon),
        }

    @display
    def __repr__(self) -> str:
        return f"<compressed Gap-MaxIP_{self.order}: {self._details()}>"
