"""The parameters of the theorem that the user chooses, as exact numbers."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil
from typing import Any

from algorithms.display import fields_repr
from hardness.arguments import integer, rational, short_repr
from hardness.intervals import decided, lg
from hardness.theory.assumptions import MAX_ORDER, Assumption, positive

MAX_LOAD = 2**64
"""The largest 2 (k - 1) c / delta: up to here, 96 bits of lg q distinguish the costs of neighbouring primes."""


@dataclass(frozen=True)
class Request:
    """The parameters of the theorem that the user chooses, as exact numbers.

    Parameters
    ----------
    order : int
        Number k of players, from 2 to `MAX_ORDER`.
    slack, density, soundness, message_exponent : int, Fraction or str
        The q of "no n^(k - q) algorithm", c of m <= c lg n, sigma, and delta of n^delta messages: 0 < q < k - 1,
        c > 0, 0 < sigma < 1, 0 < delta < q. Kept as Fractions.

    Raises
    ------
    ValueError
        If one of them is outside its range. A refuted assumption is not an error here; ask `assumption`.
    """

    order: int
    slack: Fraction
    density: Fraction
    soundness: Fraction
    message_exponent: Fraction

    __repr__ = fields_repr

    def __init__(self, order: Any, slack: Any, density: Any, soundness: Any, message_exponent: Any) -> None:
        k = integer("order", order, 2, MAX_ORDER)
        q = slack_below(slack, k)
        sigma, delta = rational("soundness", soundness), rational("message_exponent", message_exponent)
        if not 0 < sigma < 1:
            raise ValueError(f"soundness must be in (0, 1), got {short_repr(soundness)}")
        if not 0 < delta < q:
            raise ValueError(f"message_exponent must be in (0, slack) = (0, {q}), got {short_repr(message_exponent)}")
        values = {
            "order": k, "slack": q, "density": positive("density", density), "soundness": sigma,
            "message_exponent": delta,
        }  # fmt: skip
        for name, value in values.items():
            object.__setattr__(self, name, value)
        if self.load > MAX_LOAD:
            raise ValueError(f"message_exponent must be at least 2 (k - 1) density / 2^64, got {short_repr(delta)}")

    @property
    def assumption(self) -> Assumption:
        """The assumption: k-OV at this density has no algorithm in time O(n^(k - slack + delta))."""
        return Assumption(self.order, self.density, self.order - self.slack + self.message_exponent)

    @cached_property
    def load(self) -> Fraction:
        """The number 2 (k - 1) c / delta; times lg q, the number of blocks that n^delta messages need without genus."""
        return 2 * (self.order - 1) * self.density / self.message_exponent

    def rate(self, q: int) -> Fraction:
        """Return rho = sigma/k - 1/(q - 1), below dim C / N at every level of the tower over F_{q^2}."""
        return self.soundness / self.order - Fraction(1, q - 1)

    def blocks_needed(self, q: int, groups: int | None) -> int:
        """Return the least T for at most ``groups`` groups and every n; None means only the full lengths of the tower.

        Needs a positive rate. Line 7 of the proof asks T >= load lg q (1 + q / (G_1 (q - 1) rho)). Along the lengths
        m = T kappa of full codes, dim C'_0 / kappa < (k - 1) (sigma/k) / rho asks T >= load lg q (sigma/k) / rho.
        """
        rate = self.rate(q)
        excess = self.soundness / self.order / rate if groups is None else 1 + q / (groups * (q - 1) * rate)
        return max(1, _ceil_of_multiple(self.load * excess, q))


def slack_below(slack: Any, order: int) -> Fraction:
    """Return the slack as a Fraction.

    Raises
    ------
    ValueError
        If it is not in (0, k - 1).
    """
    q = rational("slack", slack)
    if not 0 < q < order - 1:
        raise ValueError(
            f"slack must be in (0, k - 1) = (0, {order - 1}), got {short_repr(slack)}: reading the input takes n^1"
        )
    return q


def _ceil_of_multiple(factor: Fraction, q: int) -> int:
    """ceil(factor lg q); decided because lg q is irrational or, for a power of 2, exact."""
    return decided(lambda bits: ceil(factor * lg(q, bits)))
