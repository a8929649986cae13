"""The proof of a majorant: an inequality between functions that follows from finitely many values and curvatures."""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from algorithms.attention.arithmetic import require_ieee_arithmetic
from algorithms.attention.certificate.bessel import FIXED_POINT_BITS
from algorithms.attention.certificate.polynomial import ProvenExponential
from algorithms.attention.certificate.residual import residual, values_at
from algorithms.attention.rounding import FEW, MANY, U, inward, outward

__all__ = ["PRECISE_HALF_WIDTH", "prove"]

_ONE = 1 << FIXED_POINT_BITS
_FACTORS = (1.0, 1.001, 1.003, 1.01, 1.03, 1.1, 1.3, 2.0)
_MIN_POINTS, _MAX_POINTS = 512, 8192  # angles from 0 to pi / 2
PRECISE_HALF_WIDTH = 8.0  # beyond it the rounding of sums matters beside e^-h


def prove(
    half_width: float,
    chebyshev: NDArray[np.float64],
    majorant: NDArray[np.float64] | None = None,
    relative: float = 0.0,
    costs: NDArray[np.float64] | None = None,
) -> ProvenExponential:
    r"""Enlarge a proposed majorant until :math:`|e^{ht} - P(t)| \le w(t)` holds on all of [-1, 1].

    **Construction.** With :math:`t = \cos\theta` the residual is :math:`r = \sum_m \beta_m \cos m\theta`. Between
    neighbouring angles at distance :math:`\delta` a function stays within :math:`\frac{\delta^2}8 \max|f''|` of its
    chord. So :math:`|r|` is at most the chord of its end values plus

    .. math:: c = \frac{\delta^2}8 \Bigl(\max_{ends} |r''| + \frac{\delta^2}8 \sum_m m^4 |\beta_m|\Bigr),

    the same used for r'' (and for two more even derivatives where the last sum would decide); and w is at least its own
    chord minus :math:`\frac{\delta^2}8 \max w''`, where

    .. math:: w'' \le \sum_i 2i (2i - 1) a_i t^{2i-2} + \varepsilon (h^2 + h) e^{ht},

    whose terms are monotone on a cell, because no cell has 0 inside. Hence it suffices to compare both sides at the
    ends. The grid is refined until these terms hardly matter.

    **Rounding.** An entry of the table is wrong by at most :math:`(m\pi + 8) u`, the sums of M + 1 terms by at most
    :math:`(M + 2) u` of the sum of absolute values; twice all of it is added. The arguments t are wrong by less than
    16u and moved by as much towards 0 for the powers; for the exponential that is within the relative allowance.
    For a relative majorant on a wide interval all of it would be compared with e^{-h}: there `values_at` gives the
    values of r for t < 0, where the exponential is below 1.

    Parameters
    ----------
    half_width, chebyshev
        The interval and the polynomial, as in `ProvenExponential`.
    majorant : array, optional
        Proposed coefficients of 1, t^2, ...; without them the majorant is purely relative.
    relative : float
        Proposed coefficient of e^{ht} beside a ``majorant``.
    costs : array, optional
        What one unit of each coefficient of the majorant costs (the relative one costs 1): a proposal that is too low
        is partly multiplied by a factor, partly raised by a constant, whichever costs less. All 1 unless given.
    """
    require_ieee_arithmetic()
    differences, slack = residual(half_width, chebyshev)
    precise = majorant is None and half_width > PRECISE_HALF_WIDTH
    powers = np.zeros(1) if majorant is None else np.array(majorant, dtype=np.float64)
    prices = np.ones(len(powers)) if costs is None else costs
    if majorant is None:
        relative = 1.0
    unit_cost = float(prices @ powers) + relative
    points = _MIN_POINTS
    while True:
        needed, offered, bent, lost = _compare(half_width, differences, slack, powers, relative, points, precise)
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            multiplied_only = float(np.max(np.where(offered > 0, needed / offered, math.inf)))
            if majorant is None:
                fine = float(np.max((bent + multiplied_only * lost) / offered)) <= 0.01 * multiplied_only
            else:
                fine = prices[0] * float(np.max(bent + lost - 0.01 * offered)) <= 0.01 * unit_cost
        if fine or points >= _MAX_POINTS:
            break
        points *= 4
    if majorant is None:
        return ProvenExponential(half_width, chebyshev, powers, outward(multiplied_only, FEW))
    factors = [factor for factor in (*_FACTORS, multiplied_only) if 1 <= factor < math.inf]
    constants = [max(0.0, float(np.max(needed - factor * offered))) for factor in factors]
    total_costs = [f * unit_cost + c * prices[0] for f, c in zip(factors, constants, strict=True)]
    best = int(np.argmin(total_costs))
    powers *= factors[best]
    powers[0] += constants[best]
    return ProvenExponential(half_width, chebyshev, outward(powers, FEW), outward(relative * factors[best], FEW))


class Comparison(NamedTuple):
    """Both sides of the inequality at the ends of cells (axes: end, side of 0, cell), and the effect of curvature.

    Attributes
    ----------
    needed, offered
        The residual, bounded above, and the majorant, bounded below.
    bent, lost
        What curvature adds to the former and subtracts from the latter.
    """

    needed: NDArray[np.float64]
    offered: NDArray[np.float64]
    bent: NDArray[np.float64]
    lost: NDArray[np.float64]


def _compare(
    half_width: float,
    differences: list[int],
    slack: float,
    powers: NDArray[np.float64],
    relative: float,
    points: int,
    precise: bool,
) -> Comparison:
    """Bound both sides; angles on one side of 0 suffice, since even and odd parts of the residual give the other."""
    beta = np.array([difference / _ONE for difference in differences])
    orders, sizes = np.arange(len(beta), dtype=np.float64), np.abs(beta)
    # Cells are a little wider than pi / 2 points because the angles are rounded: by 2^-53 of less than 2 at both ends,
    # which is less than 1e-10 of a cell, as there are at most 8192.
    step = outward((np.pi / (2 * points)) ** 2 / 8, 1e-6)
    rounding = 2 * U * (np.pi * orders + 11 + len(beta))
    even, odd = _cosines(points, -(-len(beta) // 64) * 64)
    t = odd[0]
    levels = 4 if precise else 2
    derivatives = beta * orders ** (2.0 * np.arange(levels)[:, None])  # r and, up to signs, r'', ...
    sums = derivatives[:, ::2] @ even[: (len(beta) + 1) // 2]
    odd_sums = derivatives[:, 1::2] @ odd[: len(beta) // 2]
    values = np.abs(np.stack([sums + odd_sums, sums - odd_sums], axis=1))
    bend: NDArray[np.float64] = np.full((2, points), sizes @ orders ** (2 * levels))
    for level in range(levels - 1, 0, -1):
        ends = np.maximum(values[level, :, :-1], values[level, :, 1:])
        bend = ends + float(sizes @ (rounding * orders ** (2 * level))) + step * bend
    bent = step * bend
    doubt = np.full((2, 1), float(sizes @ rounding) + slack)
    if precise:
        values[0, 1] = outward(np.abs(values_at(-t, differences)), 2 * U)
        doubt[1] = slack + 2.0**-120
    needed = _ends(values[0]) + bent + doubt

    exponential = np.exp(np.stack([half_width * t, -half_width * t])) * relative
    offered = exponential + np.polynomial.polynomial.polyval(np.maximum(t - 16 * U, 0) ** 2, powers)
    doubled = 2.0 * np.arange(1, len(powers))
    second = doubled * (doubled - 1) * powers[1:] if len(powers) > 1 else np.zeros(1)
    steepest = np.maximum(exponential[:, :-1], exponential[:, 1:]) * (half_width**2 + half_width)
    steepest += np.polynomial.polynomial.polyval((t[:-1] + 16 * U) ** 2, second)
    lost = outward(step * steepest, MANY)
    return Comparison(needed, inward(_ends(offered), FEW) - lost, bent, lost)


@lru_cache(maxsize=12)
def _cosines(points: int, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Tabulate cos(m theta) for even and for odd m < count, at ``points`` + 1 equidistant angles from 0 to pi / 2."""
    table: NDArray[np.float64] = np.cos(np.outer(np.arange(count), np.linspace(0, np.pi / 2, points + 1)))
    return np.ascontiguousarray(table[::2]), np.ascontiguousarray(table[1::2])


def _ends(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.stack([values[:, :-1], values[:, 1:]])
