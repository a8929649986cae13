"""Choose polynomial and majorant together by linear programming, so that what a certificate pays is least."""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from algorithms.attention.exponential import (
    FIXED_POINT_BITS,
    ProvenExponential,
    chebyshev_coefficients,
    check_interval,
    prove,
)

__all__ = ["minimax_exponential", "moment_exponential"]

_LP_ITERATIONS = 5000  # usual programs take a few hundred; a few degenerate ones cycle
_LP_POINTS = 120


@lru_cache(maxsize=512)
def minimax_exponential(degree: int, half_width: float) -> ProvenExponential:
    r"""Return the polynomial whose relative error on [-h, h] is least, up to the fineness of a grid.

    It minimises :math:`\varepsilon` subject to :math:`|e^{ht} - P(t)| \le \varepsilon e^{ht}` at Chebyshev points, then
    proves the error between them.

    Raises
    ------
    ValueError
        If the degree is negative or h is outside [2^-64, 64].

    Examples
    --------
    >>> 0.9e-2 < minimax_exponential(2, 0.5).relative_error * 2 < 1.3e-2
    True
    """
    check_interval(degree, half_width)
    chebyshev, _, _ = _solve(degree, half_width, ())
    return prove(half_width, chebyshev)


@lru_cache(maxsize=512)
def moment_exponential(degree: int, half_width: float, log_costs: tuple[int, ...]) -> ProvenExponential:
    r"""Return P and :math:`w(t) = \sum_i a_i t^{2i} + \varepsilon e^{ht}` that minimise what w costs a given row.

    **Construction.** If a row's scores have the even moments :math:`\mu_{2i}` (means of :math:`t^{2i}`) and the mean
    weight D, then w costs :math:`\sum_i a_i \mu_{2i} / D + \varepsilon`, a linear function. The program minimises it
    over P and w at Chebyshev points; `prove` closes the inequality between them. The result is valid for every row in
    the interval and best for those whose moments it was made for; costs are powers of two so that it can be reused.

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
        As for `minimax_exponential`, or if there are no costs.

    Examples
    --------
    >>> fitted = moment_exponential(4, 1.0, (0, -4, -7))       # scores with mean square 1/16
    >>> cost = fitted.majorant @ [1, 2.0**-4, 2.0**-7] + fitted.relative
    >>> bool(cost < minimax_exponential(4, 1.0).relative_error / 10)
    True
    """
    check_interval(degree, half_width)
    if not log_costs:
        raise ValueError("log_costs must hold at least the cost of a constant, got none")
    costs = [math.ldexp(1.0, exponent) for exponent in log_costs]
    chebyshev, majorant, relative = _solve(degree, half_width, costs)
    return prove(half_width, chebyshev, majorant, relative, np.array(costs))


def _solve(
    degree: int, half_width: float, costs: Sequence[float]
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Minimise the cost of the majorant over polynomials, starting from the truncated Chebyshev series."""
    from scipy.optimize import linprog

    enclosures, _ = chebyshev_coefficients(half_width, degree + 24 + 2 * math.ceil(half_width))
    series = np.array([(low + high) / (2 << FIXED_POINT_BITS) for low, high in enclosures])
    points = max(_LP_POINTS, 12 * degree)
    t = np.cos(np.pi * (np.arange(points) + 0.5) / points)
    basis = np.polynomial.chebyshev.chebvander(t, len(series) - 1)
    target = basis[:, degree + 1 :] @ series[degree + 1 :]

    # Unknowns: corrections of P, then every majorant term times its cost; all in units of about the optimum.
    exponential = np.exp(half_width * t)
    majorant = np.stack([t ** (2 * i) / cost for i, cost in enumerate(costs)] + [exponential], axis=1)
    unit = _typical_optimum(degree, half_width, costs, target)
    rows = np.hstack([basis[:, : degree + 1], majorant])
    if not costs:
        # All constraints of a relative error alike: HiGHS measures feasibility absolutely.
        rows, target = rows / exponential[:, None], target / exponential
    constraints = np.vstack([-rows, rows])
    constraints[points:, degree + 1 :] *= -1
    objective = np.concatenate([np.zeros(degree + 1), np.ones(majorant.shape[1])])
    for accuracy in (1e-9, 1e-7):  # the solver gives up on some programs at the higher accuracy
        solution = linprog(
            objective,
            A_ub=constraints,
            b_ub=np.concatenate([-target, target]) / unit,
            bounds=[(None, None)] * (degree + 1) + [(0, None)] * majorant.shape[1],
            method="highs",
            options={
                "primal_feasibility_tolerance": accuracy,
                "dual_feasibility_tolerance": accuracy,
                "maxiter": _LP_ITERATIONS,
            },
        )
        if solution.status == 0:
            break
    truncated = series[: degree + 1]
    if solution.x is None or solution.status != 0:
        # The truncated series is always feasible with a constant majorant; the bound only gets worse.
        constant = np.zeros(max(1, len(costs)))
        constant[0] = np.abs(target).max()
        return truncated, constant, 0.0
    sizes = np.maximum(solution.x[degree + 1 :], 0.0) * unit
    powers = sizes[:-1] / np.array(costs) if costs else np.zeros(1)
    return truncated + solution.x[: degree + 1] * unit, powers, float(sizes[-1])


def _typical_optimum(degree: int, half_width: float, costs: Sequence[float], target: NDArray[np.float64]) -> float:
    """Estimate the optimum: a constant, the highest even power behind a Taylor polynomial, or a relative error."""
    largest = float(np.abs(target).max())
    candidates = [largest]
    if costs:
        taylor = math.exp(half_width + (degree + 1) * math.log(half_width) - math.lgamma(degree + 2))
        candidates = [largest * costs[0], taylor * costs[-1]]
    return max(min(candidates), 1e-280)
