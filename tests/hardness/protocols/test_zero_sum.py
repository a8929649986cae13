import re
from itertools import combinations, combinations_with_replacement

import numpy as np
import pytest

from hardness.codes import finite_field
from hardness.protocols import is_zero_sum_free, zero_sum_free_limit, zero_sum_free_weights
from hardness.protocols.zero_sum import zero_sum_free_length


def add(a, b, p):
    """The sum in the digit representation, without the library."""
    total, place = 0, 1
    while a or b:
        total += (a + b) % p * place
        a, b, place = a // p, b // p, place * p
    return total


def has_zero_sum(weights, p):
    for size in range(1, len(weights) + 1):
        for chosen in combinations(weights, size):
            total = 0
            for weight in chosen:
                total = add(total, weight, p)
            if total == 0:
                return True
    return False


@pytest.mark.parametrize(("p", "e", "longest"), [(2, 6, 6), (7, 2, 12), (65521, 1, 65520), (2**61 - 1, 2, 2**62 - 4)])
def test_lengths_by_hand(p, e, longest):
    assert zero_sum_free_length(p, e) == longest


# Olson's theorem, here by brute force over all multisets: the longest zero-sum-free sequences.
@pytest.mark.parametrize(
    ("order", "p", "longest"), [(2, 2, 1), (3, 3, 2), (4, 2, 2), (5, 5, 4), (7, 7, 6), (8, 2, 3), (9, 3, 4)]
)
def test_the_limit_is_exact(order, p, longest):
    field = finite_field(order)
    assert zero_sum_free_limit(field) == longest
    assert zero_sum_free_length(p, field.degree) == longest
    for length in range(1, longest + 2):
        free = 0
        for weights in combinations_with_replacement(range(1, order), length):
            expected = not has_zero_sum(weights, p)
            assert is_zero_sum_free(field, weights) is expected
            free += expected
        assert (free > 0) == (length <= longest)


@pytest.mark.parametrize("order", [2, 3, 4, 5, 8, 9, 11, 16, 25, 27, 49])
def test_chosen_weights_have_no_zero_sum(order):
    field = finite_field(order)
    limit = zero_sum_free_limit(field)
    for count in range(1, limit + 1):
        weights = zero_sum_free_weights(field, count)
        assert len(weights) == count
        assert all(0 < weight < order for weight in weights)
    assert not has_zero_sum(weights, field.characteristic)  # the longest contains the others
    assert weights[: limit - 1] == zero_sum_free_weights(field, limit - 1 or 1)[: limit - 1]
    for count in (0, -1, limit + 1):
        with pytest.raises(
            ValueError,
            match=re.escape(f"blocks must be in 1..{limit} (more have no weights without ")
            + rf".* over F_{order}\), got {count}$",
        ):
            zero_sum_free_weights(field, count)


def test_unit_weights_fail_at_the_characteristic():
    assert is_zero_sum_free(finite_field(7), [1] * 6)
    assert not is_zero_sum_free(finite_field(7), [1] * 7)
    assert not is_zero_sum_free(finite_field(64), [1, 1])
    assert is_zero_sum_free(finite_field(64), [1, 2, 4, 8, 16, 32])


def test_zero_is_a_zero_sum_and_the_empty_sequence_is_none():
    field = finite_field(9)
    assert not is_zero_sum_free(field, [0])
    assert not is_zero_sum_free(field, [1, 0, 1])
    assert is_zero_sum_free(field, [])
    assert is_zero_sum_free(field, np.array([1, 3]))
