"""CSV cells are JSON values: exact, and read back by a CSV reader as they were written."""

import csv
import io
import json
from fractions import Fraction

import numpy as np
import pytest

from hardness.report.csv_text import csv_text

VALUES = [0, -3, 2**53, 6 * 47**92, 0.1, float("inf"), Fraction(2, 3), True, (1, 2), np.int64(5), np.float64(0.5)]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_number_reads_back_exactly(value):
    _, [cell] = csv.reader(io.StringIO(csv_text([{"value": value}])))
    if isinstance(value, Fraction):
        assert Fraction(cell) == value
    elif isinstance(value, tuple):
        assert json.loads(cell) == list(value)
    elif value is True:
        assert cell == "true"
    else:
        assert type(value)(cell) == value


def test_text_keeps_commas_quotes_and_lines():
    texts = ["a,b", 'say "x"', "two\nlines", ""]
    header, *rows = csv.reader(io.StringIO(csv_text({"text": text, "none": None} for text in texts)))
    assert header == ["text", "none"]
    assert rows == [[text, ""] for text in texts]


def test_records_of_other_keys_are_refused_and_no_records_are_nothing():
    assert csv_text([]) == ""
    with pytest.raises(ValueError, match="records must have the keys a, b, got a, c"):
        csv_text([{"a": 1, "b": 2}, {"a": 1, "c": 2}])
