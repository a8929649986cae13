"""Numbers in JSON are exact, and readable where Python itself refuses to write them."""

import json
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardness.numbers import digits, document, json_value


@given(st.integers(-(10**9000), 10**9000))
def test_digits_are_those_of_python(value):
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        assert digits(value) == str(value)
    finally:
        sys.set_int_max_str_digits(limit)


@given(st.integers(2, 60), st.integers(-2, 2))
def test_integers_survive_readers_that_hold_doubles(exponent, offset):
    value = 2**exponent + offset
    said = json.loads(json.dumps(json_value(value)), parse_int=lambda text: int(float(text)))
    assert int(said) == value
    assert isinstance(said, str) == (value >= 2**53)


def test_every_kind_of_number():
    values = {"a": Fraction(-1, 3), "b": Fraction(2), "c": np.float32(0.5), "d": float("-inf"), "e": np.uint8([1, 2])}
    assert json_value(values) == {"a": "-1/3", "b": "2/1", "c": 0.5, "d": "-inf", "e": [1, 2]}
    assert json_value((True, None, -(2**53))) == [True, None, "-9007199254740992"]
    with pytest.raises(TypeError, match="object has no JSON form"):
        json_value(object())


def test_a_document_says_what_it_is():
    assert document("plan", n=(1, 2)) == {"format": "attention-hardness", "kind": "plan", "version": 1, "n": [1, 2]}
