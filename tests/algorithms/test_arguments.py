"""Integers as arguments."""

import numpy as np
import pytest

from algorithms.arguments import as_integer, integer


class Index:
    def __index__(self):
        return 7


@pytest.mark.parametrize("value", [7, np.int8(7), np.uint64(7), np.array(7), Index()])
def test_every_kind_of_integer_becomes_an_int(value):
    for number in (integer("n", value), as_integer(value)):
        assert number == 7
        assert type(number) is int


@pytest.mark.parametrize(
    "value", [True, np.True_, 7.0, np.float64(7), "7", None, [7], np.ma.array(7), np.array([7, 7])]
)
def test_nothing_else_does(value):
    assert as_integer(value) is None
    with pytest.raises(ValueError, match=r"^n must be an integer, got "):
        integer("n", value)


@pytest.mark.parametrize(
    ("bounds", "inside", "outside", "allowed"),
    [
        ({"least": 2}, [2, 10**30], [1, -5], ">= 2"),
        ({"most": 2}, [2, -(10**30)], [3], "<= 2"),
        ({"least": -1, "most": 2}, [-1, 2], [-2, 3], r"in -1\.\.2"),
    ],
)
def test_both_ends_are_allowed_and_named(bounds, inside, outside, allowed):
    assert [integer("n", value, **bounds) for value in inside] == inside
    for value in outside:
        with pytest.raises(ValueError, match=f"^n must be an integer {allowed}, got {value}$"):
            integer("n", value, **bounds)
