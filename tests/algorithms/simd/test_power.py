import mpmath
import numpy as np
import pytest
from numba import njit

from algorithms.simd import add_lanes, exp2, exp2_table, lanes, load


def test_power_of_two_is_within_one_unit_for_every_float32():
    # y and its fractional part r in [-1/2, 1/2] share their error: 2^y = 2^k 2^r, and r is again a float32. Where
    # |r| < 2^-12, one addition of a tiny term decides.
    largest = 0.0
    for exponent in range(-12, -1):
        positive = np.ldexp(np.arange(1 << 23, 1 << 24, dtype=np.float32), exponent - 23)
        for points in (positive, -positive):
            exact = np.exp2(points.astype(np.float64))
            largest = max(largest, (abs(_powers(points) - exact) * np.where(exact < 1, 2.0**24, 2.0**23)).max())
    assert largest <= 1


@pytest.mark.skipif(np.finfo(np.longdouble).nmant < 63, reason="the oracle needs an extended precision")
def test_power_of_two_is_within_one_unit_on_many_float64():
    generator, count = np.random.default_rng(0), 1 << 19
    ranges = [(-0.5, 0.5), (-0.5, -0.49), (0.49, 0.5), (-1000, 1000), (-2e-3, 2e-3)]
    points = np.concatenate([generator.uniform(*ends, count) for ends in ranges])
    exact = np.exp2(points.astype(np.longdouble))
    unit = np.ldexp(np.longdouble(1), np.frexp(exact)[1] - 53)
    assert float((abs(_powers(points) - exact) / unit).max()) <= 1


@pytest.mark.parametrize(("dtype", "limit"), [(np.float32, 125), (np.float64, 1021)])
def test_power_of_two_over_the_whole_range(dtype, limit):
    # The ends, ties between two integers and their neighbours; every one against 40 digits.
    halves = np.arange(-2 * limit, 2 * limit + 1, dtype=dtype) / 2
    points = np.concatenate([halves, np.nextafter(halves[1:], dtype(-2000)), np.nextafter(halves[:-1], dtype(2000))])
    points = np.append(points, np.zeros(-len(points) % 16, dtype))
    with mpmath.workdps(40):
        for y, power in zip(points, _powers(points), strict=True):
            exact = mpmath.mpf(2) ** mpmath.mpf(float(y))
            unit = mpmath.ldexp(1, mpmath.frexp(exact)[1] - np.finfo(dtype).nmant - 1)
            assert abs(mpmath.mpf(float(power)) - exact) <= unit
            if y == np.rint(y):
                assert power == exact
    below = _powers(np.full(16, -4 * limit, dtype))
    assert (below == float(np.finfo(dtype).tiny) * 2).all()


def _powers(points):
    """Return 2^points in float64; the number of points must be a multiple of 16."""
    result = np.zeros(len(points))
    _fill_powers(points, exp2_table(points.dtype), (0,), lanes(points.dtype), result)
    return result


@njit  # not kept: what is kept does not see changes of the operations
def _fill_powers(points, table, of_one, width, result):
    for start in range(0, len(points), width):
        add_lanes(exp2(load(of_one, points, start, 0), table), result[start : start + width])
