"""The choice of field, blocks and groups against brute force."""

from fractions import Fraction

import mpmath
import pytest
from sympy import primerange

from hardness.theory.constants.parameters import theorem_constants
from hardness.theory.constants.request import Request
from hardness.theory.constants.search import best_choice, block_limit, least_prime_for


@pytest.mark.parametrize(
    ("slack", "order", "delta"), [("1/2", 2, None), ("1/2", 3, None), ("9/10", 2, "8/10"), (1, 3, "1/2")]
)
def test_the_choice_is_the_best_of_all_that_brute_force_finds(slack: str, order: int, delta: str | None) -> None:
    constants = theorem_constants(slack, 1, order, message_exponent=delta, formula_only=True)
    exponent = Fraction(delta) if delta else Fraction(slack) / 2
    costs = {}
    with mpmath.workdps(50):
        for q in primerange(2, 4 * constants.q):
            room = Fraction(q - 1, 2 * order) - 1
            if room <= 0:
                continue
            load = 2 * (order - 1) / exponent * mpmath.log(q, 2) * mpmath.mpf(1)
            for groups in range(1, max(1, q // 2) + 1):
                T = int(mpmath.ceil(load * (1 + mpmath.mpf(q * room.denominator) / (groups * room.numerator))))
                if 2 * (q - 1) >= T:
                    costs[q, groups] = T * groups * mpmath.log(q, 2)
        best = min(costs, key=costs.__getitem__)
    assert (constants.q, constants.groups) == best
    assert constants.exponent == 2 * (order - 1) * constants.blocks * constants.groups


def test_zero_sum_free_limits_are_the_davenport_constants() -> None:
    assert [block_limit(q) for q in (2, 3, 4, 5, 8, 9, 25, 29)] == [2, 4, 4, 8, 6, 8, 16, 56]
    with pytest.raises(ValueError, match="q must be a prime power, got 12"):
        block_limit(12)


def test_least_primes_by_trying_every_prime() -> None:
    request = Request(3, Fraction(1, 2), Fraction(1), Fraction(1, 2), Fraction(1, 4))
    for groups in (None, 1, 2, 7):
        tried = next(q for q in primerange(8, 10**4) if request.blocks_needed(q, groups) <= 2 * (q - 1))
        assert least_prime_for(request, groups) == tried


def test_extreme_requests_terminate() -> None:
    assert best_choice(Request(2, Fraction(1, 2), Fraction(1, 1000), Fraction(1, 2), Fraction(1, 4))) == (7, 1)
    large = theorem_constants("1/1000", 1000, 5)
    assert all(inequality.holds for inequality in large.verify())
