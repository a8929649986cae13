"""What follows from sizes and inner products alone, on a representation that knows nothing else."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import ClassVar

import numpy as np
import pytest

from hardness.problems import Promise
from hardness.problems.gap_max_ip.base import AbstractGapMaxIP, exact_gap


@dataclass(frozen=True, eq=False, repr=False)
class Table(AbstractGapMaxIP):
    """Inner products by a table; of a dimension that could never be written out."""

    NAME: ClassVar[str] = "Gap-MaxIP by a table"
    table: np.ndarray
    threshold: int
    epsilon: Fraction
    dimension: int = 3**700

    @property
    def sizes(self):
        return self.table.shape

    @property
    def t(self):
        return self.threshold

    @property
    def eps(self):
        return self.epsilon

    def inner_products(self, row):
        self._check_row(row)
        return self.table[row]

    def vectors(self):
        pytest.fail("nothing here needs the vectors")

    def _encode(self):
        return {}


TABLE = np.random.default_rng(2).integers(0, 7, (4, 3, 2))
INSTANCE = Table(TABLE, 5, Fraction(2, 5))


def test_solutions_are_the_entries_from_the_threshold_on():
    large = [indices for indices in product(range(4), range(3), range(2)) if TABLE[indices] >= 5]
    assert 2 < len(large) < 22
    assert list(INSTANCE.solutions()) == large
    assert [indices for indices in INSTANCE.witnesses() if INSTANCE.verify(indices)] == large
    for row in range(4):
        assert list(INSTANCE.row_solutions(row)) == [indices for indices in large if indices[0] == row]
    assert INSTANCE.size() == {"n_MaxIP": 4, "d_MaxIP": 3**700, "t_MaxIP": 5, "k": 3}


@pytest.mark.parametrize("rows", [None, [2], [3, 0, 3], range(4)])
def test_levels_count_every_tuple_of_a_row(rows):
    counts = INSTANCE.inner_product_histogram(rows)
    chosen = range(4) if rows is None else rows
    assert len(counts) == len(chosen)
    for row, count in zip(chosen, counts, strict=True):
        entries = TABLE[row].ravel().tolist()
        assert count.tolist() == [entries.count(w) for w in range(counts.shape[1])]
        assert count.sum() == 6


@pytest.mark.parametrize(
    ("entries", "kind"),
    [([[0, 3]], "NO"), ([[4, 0]], "VIOLATED"), ([[5, 0]], "YES"), ([[5, 4]], "YES"), ([[6, 6]], "YES")],
)
def test_a_row_is_what_its_largest_entry_is(entries, kind):
    # (1 - 2/5) 5 = 3: up to 3 is NO, 4 is neither
    assert Table(np.array(entries), 5, Fraction(2, 5)).promise(0) is Promise[kind]


@pytest.mark.parametrize(
    ("rows", "kind"),
    [([3, 3], "NO"), ([3, 5], "YES"), ([5, 4], "VIOLATED"), ([3, 4], "VIOLATED")],
)
def test_one_row_that_violates_the_promise_is_enough(rows, kind):
    assert Table(np.array(rows)[:, None], 5, Fraction(2, 5)).promise() is Promise[kind]


def test_an_astronomical_dimension_is_written_as_a_power():
    assert repr(INSTANCE) == "<Gap-MaxIP_3: n=(4, 3, 2), d=2^1109.., t=5, eps=2/5>"  # 700 lg 3 = 1109.5
    assert repr(Table(TABLE, 5, Fraction(1), 12)) == "<Gap-MaxIP_3: n=(4, 3, 2), d=12, t=5, eps=1>"


@pytest.mark.parametrize("gap", ["1/2", "0.5", Fraction(1, 2)])
def test_gaps_are_exact(gap):
    assert exact_gap(gap) == Fraction(1, 2)
    assert exact_gap(1) == 1


@pytest.mark.parametrize(
    ("gap", "reason"),
    [
        (0.5, "exact"), (True, "exact"), (np.float64(1), "exact"), (0, r"in \(0, 1\]"),
        ("3/2", r"in \(0, 1\]"), ("-1", r"in \(0, 1\]"), ("x", "a fraction in"), (None, "a fraction in"),
    ],
)  # fmt: skip
def test_other_gaps_are_refused(gap, reason):
    with pytest.raises(ValueError, match=f"^epsilon must be {reason}"):
        exact_gap(gap)
