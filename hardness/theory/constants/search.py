"""The choice of field, blocks and groups that makes the tower's constant least."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, floor
from typing import Any

from algorithms.display import fields_repr
from hardness.arguments import integer, rational, short_repr
from hardness.intervals import Interval, decided, lg
from hardness.theory.assumptions import MAX_ORDER, Assumption, positive

MAX_LOAD = 2**64
"""The largest 2 (k - 1) c / delta: up to here 96 bits of lg q tell the costs of neighbouring primes apart."""


@dataclass(frozen=True)
class Request:
    """What the user asks of the theorem, as exact numbers.

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
        If one of them is outside its range. Whether the assumption is refuted is not asked here: `assumption` knows.
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
        """What the lower bound assumes: k-OV at this density has no algorithm in time O(n^(k - slack + delta))."""
        return Assumption(self.order, self.density, self.order - self.slack + self.message_exponent)

    @cached_property
    def load(self) -> Fraction:
        """The number 2 (k - 1) c / delta: times lg q, the blocks that n^delta messages need if there is no genus."""
        return 2 * (self.order - 1) * self.density / self.message_exponent

    def rate(self, q: int) -> Fraction:
        """Return rho = sigma/k - 1/(q - 1), below dim C / N at every level of the tower over F_{q^2}."""
        return self.soundness / self.order - Fraction(1, q - 1)

    def blocks_needed(self, q: int, groups: int | None) -> int:
        """Least T for at most ``groups`` groups and every n; None: along the full lengths of the tower only.

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


def block_limit(q: int) -> int:
    """Length e (p - 1) of a longest zero-sum-free choice of weights in F_{q^2} = F_{p^e}.

    Raises
    ------
    ValueError
        If q is not a prime power.

    Examples
    --------
    >>> block_limit(29), block_limit(7), block_limit(8)
    (56, 12, 6)
    """
    from sympy import isprime, perfect_power

    prime, exponent = perfect_power(q) or (q, 1)
    if not isprime(prime):
        raise ValueError(f"q must be a prime power, got {short_repr(q)}")
    return int(2 * exponent * (prime - 1))


def least_prime(request: Request, groups: int | None = None) -> int:
    """Least prime q over whose tower the blocks that are needed stay within the zero-sum-free limit 2 (q - 1).

    (q - 1) / lg q increases with q, and both factors that `Request.blocks_needed` puts beside lg q decrease once the
    rate is positive, so bisection over integers finds the threshold. Prime powers are not tried: F_{p^{2a}} allows only
    2a (p - 1) blocks, far below 2 (q - 1).

    Examples
    --------
    >>> least_prime(Request(3, Fraction(1), Fraction(1), Fraction(1, 2), Fraction(1, 2)))
    29
    """
    from sympy import nextprime

    def enough(q: int) -> bool:
        return request.blocks_needed(q, groups) <= 2 * (q - 1)

    low = floor(1 + request.order / request.soundness)  # the largest integer without a positive rate
    high = 2 * low
    while not enough(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return int(nextprime(high - 1))


def best_choice(request: Request) -> tuple[int, int]:
    """Return the prime q and the number of groups G with the least T G lg q: the least d / t = q^{2(k-1)TG}.

    T G lg q exceeds load lg^2 q (G + k / sigma), which grows with q and with G: both searches end, and nothing that is
    left out could be better.

    Examples
    --------
    >>> best_choice(Request(3, Fraction(1, 2), Fraction(1), Fraction(1, 2), Fraction(1, 4)))
    (191, 3)
    """

    def least_cost(q: int, groups: int) -> Fraction:
        log = lg(q).lower
        return max(groups * log, request.load * log**2 * (groups + request.order / request.soundness))

    def cost(q: int, groups: int) -> Interval:
        return request.blocks_needed(q, groups) * groups * lg(q)

    groups, champion = 1, (least_prime(request, 1), 1)
    best = cost(*champion).upper
    smallest = least_prime(request)
    while least_cost(smallest, groups) < best:
        for q in _primes_from(least_prime(request, groups)):
            if least_cost(q, groups) >= best:
                break
            if groups <= max(1, q // 2) and cost(q, groups).upper < best:
                best, champion = cost(q, groups).upper, (q, groups)
        groups += 1
    return champion


def _primes_from(q: int) -> Iterator[int]:
    from sympy import nextprime

    while True:
        yield q
        q = int(nextprime(q))


def _ceil_of_multiple(factor: Fraction, q: int) -> int:
    """ceil(factor lg q); decided because lg q is irrational or, for a power of 2, exact."""
    return decided(lambda bits: ceil(factor * lg(q, bits)))
