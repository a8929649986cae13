"""Primes and prime powers: tests and searches."""

from functools import cache

import numpy as np

MAX_SEARCHED = 2**1000
"""The largest start of a search by `least_prime_from`; up to here it takes about a second."""
_WITNESSES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
_PROVEN = 318_665_857_834_031_151_167_461  # below this, these witnesses expose every composite number


def is_prime(n: int) -> bool:
    r"""Whether n is prime.

    **Correctness.** Miller and Rabin: for a prime n = 2^s d + 1, d odd, and a base a, a^d is 1 or one of the squares
    a^d, a^{2d}, .., a^{2^{s-1} d} is -1. The first twelve primes as bases expose every composite n below 3.18 x 10^23
    [SW17]_. Above that, sympy's Baillie-PSW test answers: no composite number is known that passes it.

    References
    ----------
    .. [SW17] J. Sorenson and J. Webster, *Strong pseudoprimes to twelve prime bases*, Math. Comp. 86 (2017).

    Examples
    --------
    >>> [n for n in range(30) if is_prime(n)]
    [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]
    """
    if n < 2:
        return False
    if any(n % p == 0 for p in _WITNESSES):
        return n in _WITNESSES
    if n < 41 * 41:
        return True
    if n >= _PROVEN:
        from sympy import isprime

        return bool(isprime(n))
    twos = ((n - 1) & (1 - n)).bit_length() - 1
    return all(_passes(n, a, (n - 1) >> twos, twos) for a in _WITNESSES)


def _passes(n: int, base: int, odd: int, twos: int) -> bool:
    power = pow(base, odd, n)
    if power in (1, n - 1):
        return True
    for _ in range(twos - 1):
        power = power * power % n
        if power == n - 1:
            return True
    return False


def least_prime_from(n: int) -> int:
    """Return the least prime >= n.

    Raises
    ------
    ValueError
        If n exceeds `MAX_SEARCHED`.

    Examples
    --------
    >>> least_prime_from(90), least_prime_from(97), least_prime_from(-5)
    (97, 97, 2)
    """
    if n > MAX_SEARCHED:
        raise ValueError(
            f"n must be at most 2^{MAX_SEARCHED.bit_length() - 1} for a search for primes, "
            f"got an integer of {n.bit_length():,} bits"
        )
    if n <= 2:
        return 2
    n |= 1
    while not is_prime(n):
        n += 2
    return n


def prime_power(q: int) -> tuple[int, int] | None:
    """Return (p, e) with q = p^e for a prime p and e >= 1, or None if q is not a prime power.

    Examples
    --------
    >>> prime_power(64), prime_power(97), prime_power(12), prime_power(1)
    ((2, 6), (97, 1), None, None)
    """
    for e in range(1, q.bit_length()):
        root = _root(q, e)
        if root**e == q and is_prime(root):
            return root, e
    return None


def _root(q: int, e: int) -> int:
    """Return the largest integer whose e-th power is at most q, for q >= 1."""
    low, high = 1, 1 << -(-q.bit_length() // e)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if middle**e <= q else (low, middle)
    return low


def least_factor(n: int) -> int:
    """Return the least prime factor of n >= 2 by trial division, in O(sqrt(n)) operations.

    Examples
    --------
    >>> least_factor(91), least_factor(97)
    (7, 97)
    """
    return next((d for d in range(2, int(n**0.5) + 1) if n % d == 0), n)


@cache
def prime_powers(largest: int) -> tuple[tuple[int, int, int], ...]:
    """Return (q, p, e) for every prime power q = p^e <= largest, ascending, by the sieve of Eratosthenes.

    Examples
    --------
    >>> prime_powers(9)
    ((2, 2, 1), (3, 3, 1), (4, 2, 2), (5, 5, 1), (7, 7, 1), (8, 2, 3), (9, 3, 2))
    """
    sieve = np.ones(largest + 1, dtype=bool)
    sieve[:2] = False
    for p in range(2, int(largest**0.5) + 1):
        if sieve[p]:
            sieve[p * p :: p] = False
    powers = []
    for p in np.flatnonzero(sieve).tolist():
        q, e = p, 1
        while q <= largest:
            powers.append((q, p, e))
            q, e = q * p, e + 1
    return tuple(sorted(powers))
