"""What is asked of the theorem: exact numbers in their ranges, and the blocks that they need."""

from fractions import Fraction
from math import ceil

import mpmath
import pytest

from hardness.theory.constants.request import MAX_LOAD, Request, slack_below

HALF = Fraction(1, 2)


def request(**changes):
    values = {"order": 3, "slack": "1/2", "density": 4, "soundness": "1/2", "message_exponent": "1/4"}
    return Request(**{**values, **changes})


def test_numbers_are_kept_as_fractions():
    asked = request(density="4", slack="0.5")
    assert asked == Request(3, HALF, Fraction(4), HALF, Fraction(1, 4))
    assert {type(value) for name, value in vars(asked).items() if name not in ("order", "load")} == {Fraction}
    assert (asked.assumption.order, asked.assumption.density) == (3, 4)
    assert asked.assumption.exponent == Fraction(11, 4)  # k - slack + delta


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"order": 65}, r"order must be an integer in 2\.\.64, got 65"),
        ({"slack": 2}, r"slack must be in \(0, k - 1\) = \(0, 2\), got 2"),
        ({"density": "-1"}, "density must be positive"),
        ({"soundness": 1}, r"soundness must be in \(0, 1\), got 1"),
        ({"message_exponent": "1/2"}, r"message_exponent must be in \(0, slack\) = \(0, 1/2\), got '1/2'"),
        ({"message_exponent": 0}, r"message_exponent must be in \(0, slack\)"),
        ({"message_exponent": Fraction(16, MAX_LOAD + 1)}, r"at least 2 \(k - 1\) density / 2\^64"),
    ],
)
def test_what_is_out_of_range_is_refused(changes, reason):
    with pytest.raises(ValueError, match=reason):
        request(**changes)


def test_the_largest_load_is_allowed():
    assert request(message_exponent=Fraction(16, MAX_LOAD)).load == MAX_LOAD


@pytest.mark.parametrize("q", [7, 8, 191, 521, 2**31 - 1])
def test_the_rate_in_closed_form(q):
    assert request().rate(q) == Fraction(1, 6) - Fraction(1, q - 1)
    assert (request().rate(q) > 0) == (q > 7)


@pytest.mark.parametrize("q", [64, 191, 521, 4096])
@pytest.mark.parametrize("groups", [None, 1, 3])
def test_blocks_are_the_least_integer_that_the_lines_ask_for(q, groups):
    asked = request()
    with mpmath.workdps(50):
        rho = mpmath.mpf(1) / 6 - mpmath.mpf(1) / (q - 1)
        load = 2 * 2 * 4 / mpmath.mpf("0.25")
        excess = (mpmath.mpf(1) / 6) / rho if groups is None else 1 + q / (groups * (q - 1) * rho)
        bound = load * excess * mpmath.log(q, 2)
        needed = asked.blocks_needed(q, groups)
        assert needed >= bound - mpmath.mpf(10) ** -30
        assert needed == int(mpmath.ceil(bound - mpmath.mpf(10) ** -30))


def test_a_power_of_two_is_not_rounded_up():
    # load = 2 (2 - 1) 1 / (1/2) = 4; (sigma/k)/rho = (1/4) / (1/4 - 1/1023) at q = 1024: exactly lg q = 10
    asked = Request(2, "3/4", 1, HALF, HALF)
    excess = Fraction(1, 4) / (Fraction(1, 4) - Fraction(1, 1023))
    assert asked.blocks_needed(1024, None) == ceil(4 * excess * 10)


@pytest.mark.parametrize(("slack", "order"), [("1/2", 2), (Fraction(19, 10), 3), ("1e-9", 2)])
def test_slacks_below_k_minus_1(slack, order):
    assert slack_below(slack, order) == Fraction(slack)
    with pytest.raises(ValueError, match="reading the input takes n\\^1"):
        slack_below(order - 1, order)
