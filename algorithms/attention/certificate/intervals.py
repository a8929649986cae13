"""The interval of a row of scores: its centre and half-width, moments moved there, and classes of half-widths."""

import math

import numpy as np
from numpy.typing import NDArray

from algorithms.attention.rounding import FEW, U, outward

__all__ = ["DISTANCES", "NARROWEST", "classes", "eighths", "intervals", "powers", "recentred", "width_of"]

_MIN_HALF_WIDTH = 2.0**-30
_ALMOST = 1.0625  # an interval around 0 may be wider by this factor
NARROWEST = -240  # the number of that width
# In eighths of an octave; eight octaves below the widest interval every polynomial is accurate to rounding.
DISTANCES = (0, 2, 4, 8, 16, 32, 64)


def intervals(low: NDArray[np.float64], high: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Choose a centre and a half-width for every interval; a centre of 0, which loses no digits, if almost as good."""
    with np.errstate(invalid="ignore", over="ignore"):
        half, centre = (high - low) / 2, (high + low) / 2
        around_zero = np.maximum(np.abs(low), np.abs(high))
        stay = around_zero <= _ALMOST * half
        # The relative error of the centre is at most u; it moves both ends.
        half = np.where(stay, around_zero, half + np.abs(centre) * 4 * U)
    half = np.where(np.isfinite(half), half, np.inf)
    # The difference, the sum and the product are rounded.
    return np.where(stay | ~np.isfinite(centre), 0.0, centre), np.maximum(outward(half, 8 * U), _MIN_HALF_WIDTH)


def recentred(
    means: NDArray[np.float64], stretch: NDArray[np.float64], shift: NDArray[np.float64], size: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Turn moments of y into moments of t = stretch * y - shift; also bound the absolute sum behind t."""
    degree = means.shape[1] - 1
    result = means * powers(stretch, degree)[:, :, None]
    moved = np.flatnonzero(shift)
    if moved.size:
        inner, offset = result[moved], shift[moved, None]
        for first in range(1, degree + 1):
            for m in range(degree, first - 1, -1):
                inner[:, m] -= offset * inner[:, m - 1]
        result[moved] = inner
    return result, outward(stretch * size + np.abs(shift), FEW)


def powers(base: NDArray[np.float64], degree: int) -> NDArray[np.float64]:
    """Return the powers 0..degree of every entry; power m takes at most m multiplications."""
    result = np.ones((len(base), degree + 1))
    for m in range(degree):
        np.multiply(result[:, m], base, out=result[:, m + 1])
    return result


def eighths(widths: NDArray[np.float64]) -> NDArray[np.int64]:
    """Round widths up to m 2^e, m = 1, 9/8, ..., 15/8, and return the numbers 8 (e + m - 1) of the results."""
    mantissas, powers = np.frexp(widths)
    return 8 * powers.astype(np.int64) + np.ceil(mantissas * 16).astype(np.int64) - 16


def classes(below: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the index of the largest of `DISTANCES` that is at most ``below``: a wider class stays valid."""
    powers = np.frexp(np.minimum(below, DISTANCES[-1]).astype(np.float64))[1]
    return np.maximum(powers - 1, 0).astype(np.int64)


def width_of(step: int) -> float:
    """Return the width with the given number."""
    return math.ldexp((step % 8 + 8) / 8, step // 8)
