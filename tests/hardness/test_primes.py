"""Primes against sympy, galois and numbers that have deceived primality tests."""

import galois
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from hardness.primes import MAX_SEARCHED, is_prime, least_factor, least_prime_from, prime_power, prime_powers

# The least composite numbers that pass for the first 1, 2, .., 12 prime bases (OEIS A014233).
STRONG_PSEUDOPRIMES = [
    2047, 1373653, 25326001, 3215031751, 2152302898747, 3474749660383, 341550071728321, 341550071728321,
    3825123056546413051, 3825123056546413051, 3825123056546413051, 318665857834031151167461,
]  # fmt: skip


def test_small_numbers_by_the_definition():
    for n in range(-3, 3000):
        assert is_prime(n) is (n > 1 and all(n % d for d in range(2, n)))


@pytest.mark.parametrize("n", STRONG_PSEUDOPRIMES)
def test_strong_pseudoprimes_to_the_first_bases_are_composite(n):
    assert not is_prime(n)
    assert not sp.isprime(n)


@given(st.integers(2, 2**100))
@settings(deadline=None)
def test_large_numbers_agree_with_sympy_and_galois(n):
    assert is_prime(n) is sp.isprime(n)
    prime = least_prime_from(n)
    assert prime == sp.nextprime(n - 1)
    assert galois.is_prime(prime)
    assert is_prime(prime)
    assert prime_power(n) == ((galois.is_prime_power(n) and tuple(map(int, galois.perfect_power(n)))) or None)


@given(st.integers(2, 2**64), st.integers(1, 9))
@settings(deadline=None)
def test_powers_of_primes_and_of_composites(n, e):
    prime = least_prime_from(n)
    assert prime_power(prime**e) == (prime, e)
    assert prime_power(prime**e * (5 if prime == 3 else 3)) is None
    if not is_prime(n):
        assert (prime_power(n**e) is None) is (prime_power(n) is None)


def test_the_sieve_lists_what_factorisation_finds():
    listed = prime_powers(3000)
    expected = []
    for q in range(2, 3001):
        factors = sp.factorint(q)
        if len(factors) == 1:
            [(p, e)] = factors.items()
            expected.append((q, int(p), int(e)))
    assert list(listed) == expected
    assert [entry for entry in prime_powers(2**16) if entry[0] <= 3000] == expected
    assert all(prime_power(q) == (p, e) for q, p, e in prime_powers(2**12))
    known = {q: (p, e) for q, p, e in prime_powers(2**16)}
    assert (known[64], known[49], known[65521]) == ((2, 6), (7, 2), (65521, 1))
    assert not {1, 6, 12, 65535} & known.keys()
    assert sum(q < 100 for q in known) == 35  # 25 primes; 4, 8, 16, 32, 64; 9, 27, 81; 25; 49
    assert prime_powers(1) == ()
    assert prime_powers(2) == ((2, 2, 1),)


def test_least_factors():
    for n in range(2, 2000):
        assert least_factor(n) == min(sp.primefactors(n))


def test_the_search_starts_anywhere_up_to_its_limit_and_is_refused_beyond():
    for n in range(-2, 500):
        assert least_prime_from(n) == sp.nextprime(n - 1)
    assert least_prime_from(2**300) == sp.nextprime(2**300)
    with pytest.raises(ValueError, match=r"n must be at most 2\^1000 .*, got an integer of 16,610 bits"):
        least_prime_from(10**5000)
    assert MAX_SEARCHED == 2**1000
