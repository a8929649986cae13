"""The Merlin-Arthur protocol of k players for set disjointness, over any code with the multiplication property."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np

from hardness.arguments import generator
from hardness.protocols.exact import BUDGET, WorstCase, best_message, worst_case
from hardness.protocols.merlins import resolve_merlin
from hardness.protocols.transcript import Transcript
from hardness.protocols.words import MAX_PLAYERS, Words

__all__ = ["MAX_PLAYERS", "SetDisjointness"]


@dataclass(frozen=True, repr=False, init=False)
class SetDisjointness(Words):
    r"""Merlin convinces k players that their sets have no common element.

    Player i holds :math:`x_i \in \{0,1\}^m`; the question is whether :math:`\prod_i x_i[l] = 0` for every l.

    **Construction.** Let C be a linear code of length N with information set I, kappa = \|I\|. Let C' be a code of the
    same family that contains the k-fold star product, in which a nonzero word has at most z zeros. Split the universe,
    padded by zeros, into T blocks of kappa elements. :math:`X_{i,t} \in C` is the word whose restriction to I is block
    t of :math:`x_i`, and :math:`W = \sum_t \lambda_t X_{1,t} * \cdots * X_{k,t} \in C'`. Merlin sends a word
    :math:`\Phi \in C'_0 = \{w \in C' : w|_I = 0\}`. A coin r in [N] is tossed. Players 2..k send
    :math:`(X_{i,t}[r])_t`. Player 1 accepts iff :math:`\Phi[r] = W[r]`.

    **Correctness.** On I, W is the sum of the weights of the blocks that hold a common element there. The weights are
    zero-sum-free, so :math:`W \in C'_0` iff the sets are disjoint. In that case :math:`\Phi = W` is always accepted
    (completeness 1). Otherwise :math:`W - \Phi` is a nonzero word of C' for every message, so at most z of the N coins
    accept (soundness z/N). For disjoint sets this holds for every message except W, the only one accepted more often.

    Parameters
    ----------
    code : Code
        The code C.
    blocks : int
        T >= 1, and at most e(p - 1) over F_{p^e}. The universe has up to T kappa elements.
    players : int
        k, 2 <= k <= 1000.
    weights : sequence of int, optional
        :math:`\lambda_1, \ldots, \lambda_T`, nonzero field elements without a zero sub-sum. The default is
        `zero_sum_free_weights`.

    Raises
    ------
    ValueError
        If there are fewer than two players or more than 1000, no block, or more blocks than zero-sum-free weights; if
        the weights have a zero sub-sum; or if no code C' exists for this number of players.

    Notes
    -----
    Merlin sends one of \|F\|^(dim C' - kappa) words, every other player T field elements, and lg N coins are tossed.

    References
    ----------
    After [AS24]_ Sec. 4 and App. D, which follows [Rub18]_ and [ARW17]_.

    .. [AS24] J. Alman, Z. Song, *How to Capture Higher-order Correlations? Generalizing Matrix Softmax Attention to
       Kronecker Computation*, ICLR 2024.
    .. [Rub18] A. Rubinstein, *Hardness of approximate nearest neighbor search*, STOC 2018.
    .. [ARW17] A. Abboud, A. Rubinstein, R. Williams, *Distributed PCP theorems for hardness of approximation in P*,
       FOCS 2017.

    Examples
    --------
    >>> from hardness.codes import ReedSolomon
    >>> protocol = SetDisjointness(ReedSolomon(7, 6, 2), blocks=2, players=3)
    >>> protocol
    <set disjointness: 3 players, universe 4, RS code [6, 2, 5] over GF(7), T=2, soundness 1/2>
    >>> disjoint = [[1, 1, 0, 1], [1, 0, 1, 1], [0, 1, 1, 0]]
    >>> message = protocol.honest_message(disjoint)
    >>> len(protocol.accepting_coins(message, disjoint)), protocol.message_count
    (6, 49)
    >>> crossing = [[1, 1, 0, 1], [1, 0, 1, 1], [0, 1, 1, 1]]
    >>> max(protocol.acceptance_probability(message, crossing) for message in protocol.messages())
    Fraction(1, 2)
    """

    NAME: ClassVar[str] = "set disjointness"

    def random_sets(self, seed: "int | np.random.Generator | None" = None, intersecting: bool = False) -> np.ndarray:
        """Draw sets over the whole universe: disjoint, or with exactly one common element; (players, T kappa)."""
        rng = generator(seed)
        sets = rng.integers(2, size=(self.players, self.universe), dtype=np.uint8)
        common = np.flatnonzero(sets.all(axis=0))
        sets[rng.integers(self.players, size=len(common)), common] = 0
        if intersecting:
            sets[:, rng.integers(self.universe)] = 1
        return sets

    def accepting_coins(self, message: Any, sets: Any) -> np.ndarray:
        """Return the coins r, ascending, at which player 1 accepts: those with Phi[r] = W[r]."""
        return np.flatnonzero(self.checked_message(message) == self.sum_word(sets))

    def acceptance_probability(self, message: Any, sets: Any) -> Fraction:
        """Return the exact probability that player 1 accepts, over the N coins."""
        return Fraction(len(self.accepting_coins(message, sets)), self.coins)

    def best_message(self, sets: Any, budget: int = BUDGET) -> tuple[np.ndarray, Fraction]:
        """Return the message that is accepted most often, and its exact probability: see `exact.best_message`."""
        return best_message(self, sets, budget)

    def worst_case(self, budget: int = BUDGET) -> WorstCase:
        """Return the exact soundness over all intersecting sets, with sets and message: see `exact.worst_case`."""
        return worst_case(self, budget)

    def run(self, sets: Any, merlin: Any = "honest", seed: "int | np.random.Generator | None" = None) -> Transcript:
        """Run the protocol once.

        Parameters
        ----------
        sets : array_like, shape (players, m)
            The players' inputs.
        merlin : str, array_like or callable
            The name of a Merlin in `hardness.protocols.merlins.MERLINS` ("honest", "best", ..), a message to send, or
            a strategy ``merlin(protocol, sets, rng) -> message``.
        seed : int, Generator or None
            The randomness of the coin and of the strategy.

        Returns
        -------
        Transcript
            Everything that was sent, and the verdict.

        Raises
        ------
        ValueError
            If the sets or the message are malformed, no Merlin has that name, or this Merlin has no message for the
            sets.
        """
        rng = generator(seed)
        inputs = self.inputs(sets)
        message = resolve_merlin(merlin)(self, inputs, rng)
        return Transcript.from_run(self, inputs, self.checked_message(message), int(rng.integers(self.coins)))
