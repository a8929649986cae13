"""Move bounds outward by an allowance for rounding; every caller says why its allowance is enough."""

from typing import TypeVar

import numpy as np

__all__ = ["FEW", "MANY", "SECOND_ORDER", "U", "inward", "outward", "unit_roundoff"]

Bound = TypeVar("Bound", float, np.ndarray)

U = 2.0**-53
"""The unit roundoff u of float64: an operation is right up to a factor between 1 - u and 1 + u."""
FEW = 1e-12
"""For an expression of a few operations on nonnegative numbers: it covers 9,000 roundings."""
MANY = 1e-10
"""For sums and products of matrices of nonnegative numbers: it covers 900,000 roundings."""
SECOND_ORDER = 1.01
"""n roundings change a number by at most n u / (1 - n u), which is at most 1.01 n u for n u < 1 / 101."""


def outward(bound: Bound, allowance: float) -> Bound:
    """Enlarge a nonnegative upper bound by what rounding may have taken from it, relative to its size.

    Parameters
    ----------
    bound : float or array
        The computed bound.
    allowance : float
        `FEW`, `MANY`, or a multiple of the unit roundoff that is counted at the call. If ``bound`` is right up to n
        roundings, (n + 2) u is enough: one more for this product and one for terms of second order, n < 10^7.

    Examples
    --------
    >>> outward(0.1 * 3, FEW) > 0.3
    True
    """
    return bound * (1 + allowance)


def inward(bound: Bound, allowance: float) -> Bound:
    """Reduce a nonnegative lower bound by what rounding may have added to it: `outward` for the other side.

    Examples
    --------
    >>> inward(0.1 * 3, FEW) < 0.3
    True
    """
    return bound * (1 - allowance)


def unit_roundoff(dtype: np.dtype) -> float:
    """Return the unit roundoff of a type of floats.

    Examples
    --------
    >>> unit_roundoff(np.dtype("float64")) == U
    True
    """
    return float(np.finfo(dtype).eps) / 2
