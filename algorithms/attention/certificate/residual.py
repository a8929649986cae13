"""The difference of the exponential function and a polynomial, in integers: no digits cancel, however small it is."""

import math
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from algorithms.attention.certificate.bessel import FIXED_POINT_BITS, chebyshev_coefficients
from algorithms.attention.rounding import FEW, outward

__all__ = ["later_orders", "residual", "values_at"]

_ONE = 1 << FIXED_POINT_BITS
_DROPPED_BITS = 200  # of `FIXED_POINT_BITS`, where values are computed


def later_orders(degree: int, half_width: float) -> int:
    """Return the order up to which a residual is expanded; neighbouring degrees share it, and so a cached series."""
    return -(-degree // 8) * 8 + 24 + 2 * math.ceil(half_width)


def residual(half_width: float, chebyshev: NDArray[np.float64]) -> tuple[list[int], float]:
    r"""Return the Chebyshev coefficients of :math:`e^{ht} - P(t)` in units of 2^-400, and a bound on their error.

    The differences are taken between exact integers, so they keep full relative accuracy however close P is.
    """
    enclosures, slack = chebyshev_coefficients(half_width, later_orders(len(chebyshev) - 1, half_width))
    differences = []
    for m, (low, high) in enumerate(enclosures):
        if m < len(chebyshev):
            exact = Fraction(float(chebyshev[m])) * _ONE
            low, high = low - math.ceil(exact), high - math.floor(exact)
        differences.append((low + high) // 2)
        slack += (high - low + 2) / _ONE
    return differences, outward(slack, FEW)


def values_at(t: NDArray[np.float64], coefficients: list[int]) -> NDArray[np.float64]:
    r"""Evaluate a Chebyshev series at points of [-1, 1], with an absolute error of at most 2^-120 before rounding.

    Clenshaw's recurrence in integers, in units of 2^-200: each of the M + 1 steps is wrong by at most two units and
    counts at most M + 1 times in the result; M < 2^16. The points are moved by less than 2^-60.
    """
    doubled = np.array([int(math.ldexp(float(x), 61)) for x in t], dtype=object)
    current, before = 0 * doubled, 0 * doubled
    for coefficient in coefficients[:0:-1]:
        current, before = (doubled * current >> 60) - before + (coefficient >> _DROPPED_BITS), current
    values = (doubled * current >> 61) - before + (coefficients[0] >> _DROPPED_BITS)
    return np.array([value / (_ONE >> _DROPPED_BITS) for value in values], dtype=np.float64)
