"""Inequalities and values of the proof: what they say, as text and as JSON, and that overlaps decide nothing."""

import json
from fractions import Fraction

import pytest

from hardness.intervals import Interval, UndecidedError, lg
from hardness.theory.constants.inequalities import Value, at_most, below

THIRD = Interval(Fraction(1, 3), Fraction(2, 3))


@pytest.mark.parametrize(
    ("left", "right", "strictly", "weakly"),
    [
        (1, 2, True, True),
        (2, 2, False, True),
        (3, 2, False, False),
        (Fraction(1, 3), THIRD, None, True),
        (Fraction(1, 4), THIRD, True, True),
        (THIRD, Fraction(2, 3), None, True),
        (THIRD, Fraction(1, 4), False, False),
        (THIRD, Fraction(1, 2), None, None),
        (lg(3), Fraction(8, 5), True, True),  # lg 3 = 1.585
    ],
)
def test_sides_are_compared_exactly_or_not_at_all(left, right, strictly, weakly):
    for state, expected in ((below, strictly), (at_most, weakly)):
        if expected is None:
            with pytest.raises(UndecidedError):
                state(3, "left and right", left, right)
        else:
            assert state(3, "left and right", left, right).holds is expected


def test_an_inequality_in_words():
    assert str(below(5, "T < 381", 380, 381)) == "line 5: T < 381: 380 and 381: holds"
    assert str(at_most(8, "G <= 95", 96, 95)) == "line 8: G <= 95: 96 and 95: FAILS"
    huge = str(at_most(8, "x <= y", 2**20_000, 2**20_001))
    assert len(huge) < 100  # written as a power
    assert "…" in str(at_most(8, "x <= y", Fraction(3**2000, 7), 3**2000))


def test_an_inequality_as_json():
    data = at_most(9, "a <= b", Fraction(1, 3), THIRD, Fraction(7)).to_json_value()
    assert json.loads(json.dumps(data)) == data
    assert (data["line"], data["statement"], data["holds"]) == (9, "a <= b", True)
    assert data["left"][0] == data["left"][1]
    assert data["right"][0] != data["right"][1]
    assert data["least_lg_n"][0] == data["least_lg_n"][1]


def test_a_value_in_words_and_records():
    exact = Value("rho", Fraction(1, 6), "the rate", 2)
    assert str(exact) == "rho = 1/6  (the rate; line 2)"
    assert exact.record() == {"key": "rho", "lower": "1/6", "upper": "1/6", "meaning": "the rate", "line": 2}
    enclosed = Value("lg C", lg(3), "columns", 11, key="lg_C")
    assert "…" in str(enclosed)
    assert enclosed.record()["key"] == "lg_C"
    assert enclosed.record()["lower"] != enclosed.record()["upper"]
    none = Value("C", None, "there is no C", 11)
    assert str(none) == "C = none  (there is no C; line 11)"
    assert (none.record()["lower"], none.record()["upper"]) == (None, None)
    assert set(none.to_json_value()) == {"symbol", "value", "meaning", "line"}
