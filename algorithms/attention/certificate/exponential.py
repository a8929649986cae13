"""Polynomials that approximate the exponential function on [-h, h], each with a proven error."""

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from algorithms.arrays import plain_array
from algorithms.attention.arithmetic import require_ieee_arithmetic
from algorithms.attention.certificate.bessel import (
    FIXED_POINT_BITS,
    chebyshev_coefficients,
    checked_interval,
    least_degree_bracket,
)
from algorithms.display import display
from algorithms.immutable import Immutable

__all__ = [
    "ProvenExponential",
    "chebyshev_coefficients",
    "chebyshev_exponential",
    "least_degree_bracket",
    "taylor_exponential",
]

_ONE = 1 << FIXED_POINT_BITS
_DROPPED_BITS = 200  # of them, where values are computed
_U = 2.0**-53
_FACTORS = (1.0, 1.001, 1.003, 1.01, 1.03, 1.1, 1.3, 2.0)
_FEWEST_POINTS, _MOST_POINTS = 512, 8192  # angles from 0 to pi / 2
PRECISE_HALF_WIDTH = 8.0  # beyond it rounding of sums is seen beside e^-h


@dataclass(frozen=True, eq=False)
class ProvenExponential(Immutable):
    r"""A polynomial P and a majorant w with :math:`|e^{ht} - P(t)| \le w(t)` proven for all :math:`|t| \le 1`.

    The majorant is :math:`w(t) = \sum_i a_i t^{2i} + \varepsilon e^{ht}` with nonnegative :math:`a_i, \varepsilon`:
    the even powers are what moments of the scores can integrate, the multiple of the exponential itself is a relative
    error. P is kept by its coefficients in Chebyshev polynomials, in which values and errors do not cancel.

    Parameters
    ----------
    half_width : float
        h > 0; the argument of the exponential is x = h t.
    chebyshev : array, shape (g + 1,)
        P(t) = sum of ``chebyshev[m]`` T_m(t).
    majorant : array
        The coefficients a_0, a_1, ... of 1, t^2, ...
    relative : float
        The coefficient epsilon of e^{ht}.
    """

    half_width: float
    chebyshev: NDArray[np.float64]
    majorant: NDArray[np.float64]
    relative: float

    @property
    def degree(self) -> int:
        """The degree g of the polynomial."""
        return len(self.chebyshev) - 1

    @property
    def absolute_error(self) -> float:
        """A bound of the absolute error of P on the whole interval."""
        return float((self.majorant.sum() + self.relative * math.exp(self.half_width)) * (1 + 1e-10))

    @property
    def relative_error(self) -> float:
        """A bound of the error of P relative to exp on the whole interval."""
        absolute = float(self.majorant.sum())
        return (self.relative + absolute * math.exp(self.half_width)) * (1 + 1e-10) if absolute else self.relative

    @cached_property
    def monomial(self) -> NDArray[np.float64]:
        """The coefficients of P in powers of t, converted exactly and rounded once."""
        total = [Fraction(0)] * (self.degree + 1)
        before, current = [0], [1]  # T_{m-1} and T_m as lists of integers
        for m, coefficient in enumerate(self.chebyshev):
            for power, integer in enumerate(current):
                total[power] += Fraction(float(coefficient)) * integer
            doubled = [0, *((2 if m else 1) * integer for integer in current)]
            padded = before + [0] * (len(doubled) - len(before))
            before, current = current, [a - b for a, b in zip(doubled, padded, strict=True)] if m else doubled
        coefficients = np.array([float(value) for value in total])
        coefficients.flags.writeable = False
        return coefficients

    def __call__(self, x: NDArray[np.float64] | float) -> NDArray[np.float64]:
        """Evaluate P at x = h t by Clenshaw's recurrence."""
        t = plain_array(x, "x") / self.half_width
        return np.asarray(np.polynomial.chebyshev.chebval(t, self.chebyshev), np.float64)

    @display
    def __repr__(self) -> str:
        interval = f"[-{self.half_width:g}, {self.half_width:g}]"
        return f"<exp on {interval}: degree {self.degree}, error {self.absolute_error:.2g}>"


def taylor_exponential(degree: int, half_width: float) -> ProvenExponential:
    r"""Return the Taylor polynomial of ``exp`` at 0 with a proven relative error on [-h, h].

    Its coefficients are rounded to floats in the Chebyshev basis; the error is proven for the rounded polynomial.

    Examples
    --------
    >>> taylor_exponential(4, 1.0).relative_error < 1.0 ** 5 * math.e / math.factorial(5)
    True
    """
    degree, half_width = checked_interval(degree, half_width)
    powers = [half_width**m / math.factorial(m) for m in range(degree + 1)]
    return prove(half_width, np.asarray(np.polynomial.chebyshev.poly2cheb(powers), np.float64))


def chebyshev_exponential(degree: int, half_width: float) -> ProvenExponential:
    r"""Interpolate ``exp`` in the g + 1 Chebyshev points of [-h, h], with a proven relative error.

    Examples
    --------
    >>> chebyshev_exponential(6, 1.0).relative_error < taylor_exponential(6, 1.0).relative_error
    True
    """
    degree, half_width = checked_interval(degree, half_width)

    count = degree + 1
    angles = np.pi * (np.arange(count) + 0.5) / count
    values = np.exp(half_width * np.cos(angles))
    coefficients = np.cos(np.outer(np.arange(count), angles)) @ values * (2 / count)
    coefficients[0] /= 2
    return prove(half_width, coefficients)


def later_orders(degree: int, half_width: float) -> int:
    """Choose up to which order a residual of this degree is expanded; degrees share it so that series are shared."""
    return -(-degree // 8) * 8 + 24 + 2 * math.ceil(half_width)


def residual(half_width: float, chebyshev: NDArray[np.float64]) -> tuple[list[int], float]:
    r"""Return the Chebyshev coefficients of :math:`e^{ht} - P(t)` in units of 2^-400, and a bound of what they miss.

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
    return differences, slack * (1 + 1e-12)


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


@lru_cache(maxsize=12)
def cosines(points: int, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Tabulate cos(m theta) for even and for odd m < count, at ``points`` + 1 equidistant angles from 0 to pi / 2."""
    table: NDArray[np.float64] = np.cos(np.outer(np.arange(count), np.linspace(0, np.pi / 2, points + 1)))
    return np.ascontiguousarray(table[::2]), np.ascontiguousarray(table[1::2])


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

    whose terms are monotone on the cell, as none has 0 inside. Hence it suffices to compare both at the ends. The grid
    is refined until these terms hardly matter.

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
    points = _FEWEST_POINTS
    while True:
        needed, offered, bent, lost = _compare(half_width, differences, slack, powers, relative, points, precise)
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            multiplied_only = float(np.max(np.where(offered > 0, needed / offered, math.inf)))
            if majorant is None:
                fine = float(np.max((bent + multiplied_only * lost) / offered)) <= 0.01 * multiplied_only
            else:
                fine = prices[0] * float(np.max(bent + lost - 0.01 * offered)) <= 0.01 * unit_cost
        if fine or points >= _MOST_POINTS:
            break
        points *= 4
    if majorant is None:
        return ProvenExponential(half_width, chebyshev, powers, multiplied_only * (1 + 1e-12))
    factors = [factor for factor in (*_FACTORS, multiplied_only) if 1 <= factor < math.inf]
    constants = [max(0.0, float(np.max(needed - factor * offered))) for factor in factors]
    total_costs = [f * unit_cost + c * prices[0] for f, c in zip(factors, constants, strict=True)]
    best = int(np.argmin(total_costs))
    powers *= factors[best]
    powers[0] += constants[best]
    return ProvenExponential(half_width, chebyshev, powers * (1 + 1e-12), relative * factors[best] * (1 + 1e-12))


def _compare(
    half_width: float,
    differences: list[int],
    slack: float,
    powers: NDArray[np.float64],
    relative: float,
    points: int,
    precise: bool,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Bound the residual above, the majorant below (axes: end, side of 0, cell), and what curvature adds to both.

    The angles are those of one side, as the even and the odd part of the residual give both.
    """
    beta = np.array([difference / _ONE for difference in differences])
    orders, sizes = np.arange(len(beta), dtype=np.float64), np.abs(beta)
    # Cells are a little wider than pi / 2 points because the angles are rounded.
    step = (np.pi / (2 * points)) ** 2 / 8 * (1 + 1e-6)
    rounding = 2 * _U * (np.pi * orders + 11 + len(beta))
    even, odd = cosines(points, -(-len(beta) // 64) * 64)
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
        values[0, 1] = np.abs(values_at(-t, differences)) * (1 + 2 * _U)
        doubt[1] = slack + 2.0**-120
    needed = _ends(values[0]) + bent + doubt

    exponential = np.exp(np.stack([half_width * t, -half_width * t])) * relative
    offered = exponential + np.polynomial.polynomial.polyval(np.maximum(t - 16 * _U, 0) ** 2, powers)
    doubled = 2.0 * np.arange(1, len(powers))
    second = doubled * (doubled - 1) * powers[1:] if len(powers) > 1 else np.zeros(1)
    steepest = np.maximum(exponential[:, :-1], exponential[:, 1:]) * (half_width**2 + half_width)
    steepest += np.polynomial.polynomial.polyval((t[:-1] + 16 * _U) ** 2, second)
    lost = step * steepest * (1 + 1e-10)
    return needed, _ends(offered) * (1 - 1e-12) - lost, bent, lost


def _ends(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.stack([values[:, :-1], values[:, 1:]])
