"""Choose polynomial and majorant together, by a linear program that minimises their cost in a certificate."""

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from algorithms.arguments import as_integer
from algorithms.attention.certificate.bessel import FIXED_POINT_BITS, chebyshev_coefficients, checked_interval
from algorithms.attention.certificate.envelope import fit_under_envelope
from algorithms.attention.certificate.exponential import chebyshev_exponential, taylor_exponential
from algorithms.attention.certificate.polynomial import ProvenExponential
from algorithms.attention.certificate.proof import PRECISE_HALF_WIDTH, prove
from algorithms.attention.certificate.residual import later_orders, residual, values_at

__all__ = ["minimax_exponential", "moment_exponential"]

_MIN_POINTS, _POINTS_PER_DEGREE = 96, 12
_CENTRE = 2.0  # root mean squares of the scores within which the majorant may be far lower than at the ends
_NEGLIGIBLE = 2.0**-60  # of the coefficients of P: far below their rounding
_MAX_HALF_WIDTH = 18.37  # where rounding the coefficients costs 2^-53 e^(2h) = 1
_PATIENCE = 3  # degrees without improvement, after which rounding decides
_LOG_COSTS = range(-1000, 1001)
_CHEAPEST = 2.0**-20  # the least cost of a term is this times the negligible sum over the error of the truncated series


def minimax_exponential(degree: int, half_width: float) -> ProvenExponential:
    r"""Return a polynomial whose relative error on [-h, h] is nearly the least.

    **Construction.** It minimises :math:`\varepsilon` subject to :math:`|e^{ht} - P(t)| \le \varepsilon e^{ht}` at
    Chebyshev points, then proves the error between them. On wide intervals, where rounding shows beside
    :math:`e^{-h}`, the residual is then evaluated in integers and corrected by the same program. A polynomial of lower
    degree, or 0 with its relative error 1, takes its place where that has the smaller proven error: the error never
    increases with the degree. On narrow intervals, where only the rounding of the coefficients matters, the Taylor
    polynomial and the interpolant are tried too.

    **Limits.** The coefficients are floats of size up to :math:`e^h`, while P is as small as :math:`e^{-h}`: rounding
    them may cost :math:`2^{-53} e^{2h}`. The proven error is at most that much above 1.2 times the least one; where it
    reaches 1, beyond h = 18.37, the result is 0.

    Raises
    ------
    ValueError
        If the degree is not an integer from 0 to 170, or h is outside [2^-64, 64].

    Notes
    -----
    Solves the programs of all lower degrees too, until three of them give no improvement; the results are cached.

    Examples
    --------
    >>> 0.9e-2 < minimax_exponential(2, 0.5).relative_error * 2 < 1.3e-2
    True
    >>> minimax_exponential(40, 64.0).relative_error
    1.0
    """
    return _minimax(*checked_interval(degree, half_width))


@lru_cache(maxsize=2048)
def _minimax(degree: int, half_width: float) -> ProvenExponential:
    best = ProvenExponential(half_width, np.zeros(degree + 1), np.zeros(1), relative=1.0)
    if half_width > _MAX_HALF_WIDTH:
        return best
    if degree:
        lower = _minimax(degree - 1, half_width)
        best = replace(lower, chebyshev=np.append(lower.chebyshev, 0.0))
        if degree > _PATIENCE and best.relative < 0.5 and not best.chebyshev[-_PATIENCE:].any():
            return best
    chebyshev, _, _ = _solve(degree, half_width, ())
    before = math.inf
    while (proven := prove(half_width, chebyshev)).relative < 0.9 * before:
        best = min(best, proven, key=lambda some: some.relative)
        if half_width <= PRECISE_HALF_WIDTH:
            others = [make(degree, half_width) for make in (taylor_exponential, chebyshev_exponential)]
            best = min(best, *others, key=lambda some: some.relative)  # equal up to the rounding of coefficients
            break
        chebyshev, before = _corrected(half_width, chebyshev), proven.relative
    return best


def _corrected(half_width: float, chebyshev: NDArray[np.float64]) -> NDArray[np.float64]:
    """Improve a polynomial by the best fit to its residual, which is known exactly."""
    t = _points(len(chebyshev) - 1, ())
    basis = np.asarray(np.polynomial.chebyshev.chebvander(t, len(chebyshev) - 1), np.float64)
    target = values_at(t, residual(half_width, chebyshev)[0])
    correction, _ = fit_under_envelope(basis, np.exp(half_width * t)[:, None], target)
    return chebyshev + correction


def moment_exponential(degree: int, half_width: float, log_costs: tuple[int, ...]) -> ProvenExponential:
    r"""Return P and :math:`w(t) = \sum_i a_i t^{2i} + \varepsilon e^{ht}` that minimise the cost of w for a row.

    **Construction.** If a row's scores have the even moments :math:`\mu_{2i}` (means of :math:`t^{2i}`) and the mean
    weight D, then w costs :math:`\sum_i a_i \mu_{2i} / D + \varepsilon`, a linear function. The program minimises it
    over P and w at Chebyshev points; `prove` establishes the inequality between the points. The result is valid for
    every row in the interval, and best for rows with the given moments. Costs are powers of two, so that it can be
    reused.

    Parameters
    ----------
    degree : int
        Degree of P.
    half_width : float
        h, with every score of the row in [c - h, c + h].
    log_costs : tuple of int
        Binary logarithms of the :math:`\mu_{2i} / D`, rounded up, i = 0..len - 1; 2 (len - 1) <= degree.

    Raises
    ------
    ValueError
        As for `minimax_exponential`, or if there are no costs, too many, or costs other than integers in [-1000, 1000].

    Examples
    --------
    >>> fitted = moment_exponential(4, 1.0, (0, -4, -7))       # scores with mean square 1/16
    >>> cost = fitted.majorant @ [1, 2.0**-4, 2.0**-7] + fitted.relative
    >>> bool(cost < minimax_exponential(4, 1.0).relative_error / 10)
    True
    """
    degree, half_width = checked_interval(degree, half_width)
    exponents = tuple(log_costs or ())
    if not (0 < len(exponents) <= degree // 2 + 1 and all(as_integer(some) in _LOG_COSTS for some in exponents)):
        raise ValueError(
            f"log_costs must hold 1 to {degree // 2 + 1} integers from -1000 to 1000 at degree {degree}, "
            f"got {log_costs!r}"
        )
    return _fitted(degree, half_width, exponents)


@lru_cache(maxsize=512)
def _fitted(degree: int, half_width: float, log_costs: tuple[int, ...]) -> ProvenExponential:
    costs = [math.ldexp(1.0, exponent) for exponent in log_costs]
    chebyshev, majorant, relative = _solve(degree, half_width, costs)
    return prove(half_width, chebyshev, majorant, relative, np.array(costs))


def _solve(
    degree: int, half_width: float, costs: Sequence[float]
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Minimise the cost of the majorant over polynomials, starting from the truncated Chebyshev series."""
    enclosures, _ = chebyshev_coefficients(half_width, later_orders(degree, half_width))
    series = np.array([(low + high) / (2 << FIXED_POINT_BITS) for low, high in enclosures])
    t = _points(degree, costs)
    basis = np.polynomial.chebyshev.chebvander(t, len(series) - 1)
    target = basis[:, degree + 1 :] @ series[degree + 1 :]
    # The unit is the error of the truncated series, so that nothing overflows.
    negligible = _NEGLIGIBLE * float(np.abs(series).sum())
    unit = max(float(np.abs(target).max()), negligible)
    # A term of almost no cost must not become arbitrarily large, because the proof adds a cost for its curvature.
    charged = np.maximum(costs, _CHEAPEST * negligible / unit)
    shapes = np.stack([t ** (2 * i) / cost for i, cost in enumerate(charged)] + [np.exp(half_width * t)], axis=1)
    correction, sizes = fit_under_envelope(
        np.ascontiguousarray(basis[:, : degree + 1]), shapes, target / unit, negligible=negligible / unit
    )
    sizes = sizes * unit
    powers = sizes[:-1] / charged if costs else np.zeros(1)
    return series[: degree + 1] + correction * unit, powers, float(sizes[-1])


def _points(degree: int, costs: Sequence[float]) -> NDArray[np.float64]:
    """Place Chebyshev points on [-1, 1], and as many again where the scores are if that is much narrower."""
    count = max(_MIN_POINTS, _POINTS_PER_DEGREE * degree)
    points = np.cos(np.linspace(0, np.pi, count))  # with the ends, where relative errors are largest
    inside = _CENTRE * math.sqrt(costs[1]) if len(costs) > 1 else 1.0
    return np.concatenate([points, inside * points]) if inside < 1 else points
