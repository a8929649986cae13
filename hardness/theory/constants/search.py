"""The choice of field, blocks and groups that makes the tower's constant least."""

from fractions import Fraction
from math import floor

from hardness.arguments import short_repr
from hardness.intervals import Interval, lg
from hardness.primes import least_prime_from, prime_power
from hardness.protocols.zero_sum import zero_sum_free_length
from hardness.theory.constants.request import Request


def block_limit(q: int) -> int:
    """Return the length e (p - 1) of a longest zero-sum-free choice of weights in F_{q^2} = F_{p^e}.

    Raises
    ------
    ValueError
        If q is not a prime power.

    Examples
    --------
    >>> block_limit(29), block_limit(7), block_limit(8)
    (56, 12, 6)
    """
    factors = prime_power(q)
    if factors is None:
        raise ValueError(f"q must be a prime power, got {short_repr(q)}")
    return zero_sum_free_length(factors[0], 2 * factors[1])


def least_prime_for(request: Request, groups: int | None = None) -> int:
    """Return the least prime q over whose tower the needed blocks stay within the zero-sum-free limit 2 (q - 1).

    (q - 1) / lg q increases with q, and both factors that `Request.blocks_needed` puts beside lg q decrease once the
    rate is positive, so bisection over integers finds the threshold. Prime powers are not tried: F_{p^{2a}} allows only
    2a (p - 1) blocks, far below 2 (q - 1).

    Examples
    --------
    >>> least_prime_for(Request(3, Fraction(1), Fraction(1), Fraction(1, 2), Fraction(1, 2)))
    29
    """

    def enough(q: int) -> bool:
        return request.blocks_needed(q, groups) <= zero_sum_free_length(q, 2)

    low = floor(1 + request.order / request.soundness)  # the largest integer without a positive rate
    high = 2 * low
    while not enough(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return least_prime_from(high)


def best_choice(request: Request) -> tuple[int, int]:
    """Return the prime q and the number of groups G with the least T G lg q: the least d / t = q^{2(k-1)TG}.

    T G lg q exceeds load lg^2 q (G + k / sigma), which grows with q and with G. So both searches end, and no choice
    that they leave out is better.

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

    groups, champion = 1, (least_prime_for(request, 1), 1)
    best = cost(*champion).upper
    smallest = least_prime_for(request)
    while least_cost(smallest, groups) < best:
        q = least_prime_for(request, groups)
        while least_cost(q, groups) < best:
            if groups <= max(1, q // 2) and cost(q, groups).upper < best:
                best, champion = cost(q, groups).upper, (q, groups)
            q = least_prime_from(q + 1)
        groups += 1
    return champion
