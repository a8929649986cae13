"""What is known after some branches: cells and branches add up to the same numbers, in whatever pieces."""

import json

import numpy as np
import pytest

from hardness.runs.result import SweepResult

OUTPUTS = np.random.default_rng(3).random((6, 5))
ABOVE = OUTPUTS >= 0.7
WHOLE = {
    "yes": tuple((int(m), int(i)) for m, i in np.argwhere(ABOVE)),
    "least_yes": OUTPUTS[ABOVE].min(),
    "largest_no": OUTPUTS[~ABOVE].max(),
}


@pytest.mark.parametrize(("messages", "rows"), [(6, 5), (1, 5), (6, 1), (4, 2), (1, 1)])
def test_cells_of_any_size_add_up(messages, rows):
    result = SweepResult(6, 5)
    for i in range(0, 5, rows):
        for m in range(0, 6, messages):
            assert not result.complete
            cell = slice(m, m + messages), slice(i, i + rows)
            result = result.add(m, i, OUTPUTS[cell], ABOVE[cell])
    assert result.complete
    assert result.tried == 30
    assert {"yes": tuple(sorted(result.yes)), "least_yes": result.least_yes, "largest_no": result.largest_no} == WHOLE


def test_a_side_without_outputs_has_no_nearest_one():
    empty = SweepResult(2, 2)
    assert (empty.least_yes, empty.largest_no) == (None, None)
    all_no = empty.add(0, 0, np.array([[0.1, 0.3]]), np.zeros((1, 2), bool))
    assert (all_no.least_yes, all_no.largest_no, all_no.yes) == (None, 0.3, ())
    both = all_no.add(1, 0, np.array([[0.8, 0.9]]), np.ones((1, 2), bool))
    assert (both.least_yes, both.largest_no, both.yes) == (0.8, 0.3, ((1, 0), (1, 1)))
    assert empty == SweepResult(2, 2)  # a value: nothing was written into it


def test_branches_of_different_sizes_count_as_if_the_missing_rows_were_no():
    result = SweepResult(3, 0)
    for number, rows in enumerate([2, 4, 3]):
        result = result.add_branch(number, OUTPUTS[number, :rows], ABOVE[number, :rows])
    assert (result.rows, result.tried, result.complete) == (4, 12, True)
    assert result.yes == tuple((m, i) for m, i in WHOLE["yes"] if m < 3 and i < [2, 4, 3][m])


def test_coverage_in_words():
    assert SweepResult(4, 5, 20).coverage == "all 4 messages on all 5 rows"
    assert SweepResult(4, 5, 19).coverage == "19 of 20 pairs of message and row"


def test_json():
    result = SweepResult(2, 1, 2, ((1, 0),), 0.8, None)
    assert json.loads(result.to_json()) == {
        "messages": 2, "rows": 1, "tried": 2, "yes": [[1, 0]], "least_yes": 0.8, "largest_no": None, "complete": True,
    }  # fmt: skip
