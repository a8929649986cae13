from fractions import Fraction

import numpy as np
import pytest

from algorithms.attention import columns


@pytest.mark.parametrize("count", range(8))
@pytest.mark.parametrize("size", [1, 2, 3, 9])
def test_chunks_cover_a_range_once(count, size):
    parts = [range(count)[part] for part in columns.chunks(count, size)]
    assert [i for part in parts for i in part] == list(range(count))
    assert all(len(part) == size for part in parts[:-1])
    assert all(0 < len(part) <= size for part in parts)


@pytest.mark.parametrize("place", [0, 70, 199])
def test_range_over_several_chunks(place, monkeypatch):
    monkeypatch.setattr(columns, "_ENTRIES", 1)  # 64 rows a chunk
    array = np.random.default_rng(0).uniform(-1, 1, (200, 3))
    array[place] = -7, 8, 0
    array[199 - place] += 9, -9, 0
    assert np.array_equal(columns.column_range(array), [array.min(axis=0), array.max(axis=0)])
    array[place, 1] = np.nan
    assert np.isnan(columns.column_range(array)).any(axis=0).tolist() == [False, True, False]


def test_division_by_powers_of_two_that_have_no_inverse():
    rows = np.array([[5e-324, 1.5 * 2.0**1023, 0.0]])
    assert columns.divided_columns(rows, np.array([-1073, 1024, -1100])).tolist() == [[0.5], [0.75], [0.0]]


@pytest.mark.parametrize("order", [2, 3, 5])
@pytest.mark.parametrize("d", [1, 3, 7])
def test_norms_are_upper_bounds_in_exact_arithmetic(order, d):
    points = np.random.default_rng(order).uniform(-1, 1, (d, 300))
    points[:, :100] *= 10.0 ** np.random.default_rng(d).integers(-300, 1, 100)  # powers that underflow
    norms = columns.column_norms(points, order)
    powers = [sum(abs(Fraction(float(x))) ** order for x in column) for column in points.T]
    assert all(Fraction(float(norm)) ** order >= power for norm, power in zip(norms, powers, strict=True))
    plain = np.linalg.norm(points, order, axis=0)
    assert (norms <= plain * (1 + 1e-13) + 1e-59).all()  # 7 2^-1000 has the fifth root 1.2e-60 at most, for d = 7
    for i in range(0, 300, 30):
        largest = Fraction(columns.largest_norm(points[:, i : i + 30], order))
        assert largest**order >= max(powers[i : i + 30])
        assert largest <= Fraction(float(norms[i : i + 30].max())) * (1 + Fraction(1, 10**15))
