"""Exact game values: an optimal message for given sets, and an optimal cheating strategy over all intersecting sets."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import numpy as np

from algorithms.display import display
from algorithms.immutable import Immutable
from hardness.arguments import integer
from hardness.codes import Code, ReedSolomon
from hardness.numbers import format_integer
from hardness.problems.base import read_only
from hardness.protocols.words import Words

BUDGET = 10**9
"""The number of words or sets of roots that a search may visit, in seconds to a minute on one core."""


def best_message(protocol: Words, sets: Any, budget: int = BUDGET) -> tuple[np.ndarray, Fraction]:
    r"""Return the message that is accepted most often, and its exact probability.

    **Construction.** A message Phi agrees with W where the *error* W - Phi vanishes. The errors are the words of C'
    that equal W on the information set I: a coset of C'_0. For Reed-Solomon codes an error is a polynomial of degree
    < k' that interpolates W on I, and `roots_of_interpolant` returns one with the most roots. If that would try more
    sets of roots than the coset has words, and for all other codes, `lightest_in_coset` visits the coset.

    **Correctness.** Both searches are exhaustive up to the proven bound z/N, at which they stop. For disjoint sets
    W is itself a message. For Reed-Solomon codes and intersecting sets an error is nonzero, so it has at most k' - 1
    roots. A polynomial of degree < k' takes any k' values, so some error vanishes at k' - kappa coins outside I: it has
    at least z_I + k' - kappa roots.

    Parameters
    ----------
    protocol : Words
        The protocol.
    sets : array_like, shape (players, m)
        The players' inputs.
    budget : int
        The largest number of words, or sets of roots, to visit.

    Returns
    -------
    message : ndarray, shape (N,)
        A word of the message space C'_0.
    probability : Fraction
        Its acceptance probability, the maximum over all messages. For Reed-Solomon codes with z_I zeros of W on I it
        lies between (z_I + k' - kappa)/N and (k' - 1)/N. The lower end is not attained in general.

    Raises
    ------
    ValueError
        If the search is larger than ``budget`` (before it starts), or the sets are malformed.

    Examples
    --------
    >>> from hardness.codes import ReedSolomon
    >>> from hardness.protocols import SetDisjointness
    >>> protocol = SetDisjointness(ReedSolomon(7, 6, 2), blocks=2, players=3)
    >>> message, probability = protocol.best_message([[1, 0, 0, 0], [1, 1, 1, 0], [1, 0, 0, 1]])
    >>> probability, protocol.acceptance_probability(message, [[1, 0, 0, 0], [1, 1, 1, 0], [1, 0, 0, 1]])
    (Fraction(1, 2), Fraction(1, 2))
    """
    limit = _checked_budget(budget)
    word = protocol.sum_word(sets)
    search = ErrorSearch(protocol, word)
    if search.size > limit:
        raise ValueError(f"budget={limit:,} is too small: the best message is one of {search}")
    message = search.message()
    return message, Fraction(int((message == word).sum()), protocol.coins)


@dataclass(frozen=True, eq=False, repr=False)
class WorstCase(Immutable):
    """The exact soundness of a protocol, with an input and a message that attain it.

    Attributes
    ----------
    sets : ndarray, shape (players, T kappa)
        Intersecting sets.
    message : ndarray, shape (N,)
        An optimal message for these sets.
    probability : Fraction
        Its acceptance probability: no message does better on any intersecting sets.
    """

    sets: np.ndarray
    message: np.ndarray
    probability: Fraction

    @display
    def __repr__(self) -> str:
        return f"<worst case: {self.message.tolist()} is accepted with probability {self.probability}>"


def worst_case(protocol: Words, budget: int = BUDGET) -> WorstCase:
    r"""Return the exact soundness: the largest acceptance probability over all intersecting sets and all messages.

    **Construction.** The optimum depends on the sets only through W on the information set I, because two words of C'
    with the same restriction to I differ by a message. There W takes exactly the values in :math:`\Sigma^\kappa`,
    where :math:`\Sigma` is the set of subset sums of the weights (let all players hold the same set). A nonzero
    constant factor does not change the optimum. The search covers one input per class, in descending order of the
    number of zeros on I, until it attains the proven bound z/N.

    Parameters
    ----------
    protocol : Words
        The protocol.
    budget : int
        The largest number of words, or sets of roots, to visit in all classes together.

    Raises
    ------
    ValueError
        If ``budget`` is spent before the classes are exhausted or the bound is attained.

    Notes
    -----
    Reed-Solomon codes attain the bound k(kappa - 1)/N in the first class at no cost: if W is zero on I except at one
    place, any k' - kappa points outside I can be the other roots.

    Examples
    --------
    >>> from hardness.codes import ReedSolomon
    >>> from hardness.protocols import SetDisjointness
    >>> SetDisjointness(ReedSolomon(11, 7, 3), blocks=2, players=2).worst_case().probability
    Fraction(4, 7)
    """
    limit = _checked_budget(budget)
    best: WorstCase | None = None
    spent = 0
    for sets in extremal_inputs(protocol):
        word = protocol.sum_word(sets)
        search = ErrorSearch(protocol, word)
        if spent + search.size > limit:
            raise ValueError(
                f"budget={limit:,} is spent after {spent:,} words or sets of roots without attaining the proven bound "
                f"{protocol.soundness_bound}; the next class has {search}, and there are at most "
                f"{format_integer(_class_bound(protocol))} classes"
            )
        spent += search.size
        message = search.message()
        probability = Fraction(int((message == word).sum()), protocol.coins)
        if best is None or probability > best.probability:
            best = WorstCase(read_only(sets, np.uint8), read_only(message), probability)
        if best.probability == protocol.soundness_bound:
            break
    assert best is not None  # the weights are nonzero, so some sets intersect
    return best


def extremal_inputs(protocol: Words) -> Iterator[np.ndarray]:
    """Yield one input per class of cosets: intersecting sets whose words W are no multiples of each other on I.

    They ascend in the number of places of I where the sets intersect. Each is an array of shape (players, T kappa).
    """
    field, kappa = protocol.code.arithmetic, protocol.code.dimension
    blocks_of = _subset_sums(protocol)
    sums = sorted(set(blocks_of) - {0})
    is_sum = np.zeros(field.order, dtype=bool)
    is_sum[sums] = True
    for weight in range(1, kappa + 1):
        for values in product(sums, repeat=weight):
            ratios = field.mul(np.array([s for s in sums if s < values[0]], dtype=field.dtype), field.inv(values[0]))
            if is_sum[field.mul(ratios[:, None], np.array(values))].all(axis=1).any():
                continue  # a multiple of values comes earlier
            for places in combinations(range(kappa), weight):
                blocks = np.zeros((protocol.blocks, kappa), dtype=np.uint8)
                for place, value in zip(places, values, strict=True):
                    blocks[list(blocks_of[value]), place] = 1
                yield np.tile(blocks.reshape(-1), (protocol.players, 1))


def word_through(code: Code, positions: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return a codeword with the given values at some positions. Such a codeword must exist."""
    reduced, pivots = code.arithmetic.row_reduce(code.generator, positions)
    value_at = dict(zip(positions.tolist(), values, strict=True))
    symbols = np.array([value_at[int(pivot)] for pivot in pivots], dtype=code.arithmetic.dtype)
    return code.arithmetic.matmul(symbols, reduced[: len(pivots)])


class ErrorSearch:
    """The search for an error of least weight by the cheaper method, and a bound on its cost.

    Attributes
    ----------
    size : int
        The largest number of words or sets of roots to visit; ``unit`` names which.
    """

    def __init__(self, protocol: Words, word: np.ndarray) -> None:
        self.protocol, self.word = protocol, word
        self.on = np.asarray(protocol.code.information_set)
        self.off = np.setdiff1d(np.arange(protocol.coins), self.on)
        self.honest = not word[self.on].any()
        self.size, self.unit = (0 if self.honest else protocol.message_count), "words"
        if not self.honest and isinstance(protocol.containing_code, ReedSolomon):
            from hardness.protocols.interpolation import subset_count

            zeros = int((word[self.on] == 0).sum())
            subsets = subset_count(len(self.on), zeros, len(self.off), protocol.containing_code.dimension)
            if subsets <= self.size:
                self.size, self.unit = subsets, "sets of roots"

    @display
    def __str__(self) -> str:
        return f"{format_integer(self.size)} {self.unit}"

    def message(self) -> np.ndarray:
        """Search; return W minus the error."""
        if self.honest:
            return self.word
        field = self.protocol.code.arithmetic
        return field.sub(self.word, self._lightest() if self.unit == "words" else self._interpolant())

    def _lightest(self) -> np.ndarray:
        from hardness.codes.cosets import lightest_in_coset

        code = self.protocol.containing_code
        return lightest_in_coset(
            code.arithmetic, self.protocol.message_basis, self.word, self.size, floor=code.designed_distance
        )

    def _interpolant(self) -> np.ndarray:
        from hardness.protocols.interpolation import roots_of_interpolant

        code = self.protocol.containing_code
        assert isinstance(code, ReedSolomon)
        points, values = code.points, self.word[self.on]
        roots = self.off[
            roots_of_interpolant(code.arithmetic, points[self.on], values, points[self.off], code.dimension)
        ]
        return word_through(code, np.concatenate([self.on, roots]), np.append(values, np.zeros_like(roots)))


def _subset_sums(protocol: Words) -> dict[int, tuple[int, ...]]:
    """Map every subset sum of the weights to blocks whose weights have that sum."""
    field = protocol.code.arithmetic
    blocks_of: dict[int, tuple[int, ...]] = {0: ()}
    for block, weight in enumerate(protocol.weights):
        for value, blocks in list(blocks_of.items()):
            blocks_of.setdefault(int(field.add(value, weight)), (*blocks, block))
    return blocks_of


def _class_bound(protocol: Words) -> int:
    """Return min(|Sigma|^kappa - 1, (q^kappa - 1)/(q - 1))."""
    kappa, field_order = protocol.code.dimension, protocol.code.field_order
    return min(len(_subset_sums(protocol)) ** kappa - 1, (field_order**kappa - 1) // (field_order - 1))


def _checked_budget(budget: Any) -> int:
    return integer("budget", budget, 0)
