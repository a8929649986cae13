"""Polynomials that approximate the exponential function on [-h, h], each with a proven error."""

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "ProvenExponential",
    "chebyshev_coefficients",
    "chebyshev_exponential",
    "least_degree_bracket",
    "taylor_exponential",
]

MAX_HALF_WIDTH = 64.0
FIXED_POINT_BITS = 400  # fixed-point digits of the enclosures: e^64 and 1e-90 both fit with room to spare
_ONE = 1 << FIXED_POINT_BITS
_U = 2.0**-53
_FACTORS = (1.0, 1.001, 1.003, 1.01, 1.03, 1.1, 1.3, 2.0)


@dataclass(frozen=True, eq=False)
class ProvenExponential:
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
        return float((self.relative + self.majorant.sum() * math.exp(self.half_width)) * (1 + 1e-10))

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
        return np.array([float(value) for value in total])

    def __call__(self, x: NDArray[np.float64] | float) -> NDArray[np.float64]:
        """Evaluate P at x = h t by Clenshaw's recurrence."""
        return np.asarray(np.polynomial.chebyshev.chebval(np.asarray(x) / self.half_width, self.chebyshev), np.float64)

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
    check_interval(degree, half_width)
    powers = [half_width**m / math.factorial(m) for m in range(degree + 1)]
    return prove(half_width, np.asarray(np.polynomial.chebyshev.poly2cheb(powers), np.float64))


def chebyshev_exponential(degree: int, half_width: float) -> ProvenExponential:
    r"""Interpolate ``exp`` in the g + 1 Chebyshev points of [-h, h], with a proven relative error.

    Examples
    --------
    >>> chebyshev_exponential(6, 1.0).relative_error < taylor_exponential(6, 1.0).relative_error
    True
    """
    check_interval(degree, half_width)

    count = degree + 1
    angles = np.pi * (np.arange(count) + 0.5) / count
    values = np.exp(half_width * np.cos(angles))
    coefficients = np.cos(np.outer(np.arange(count), angles)) @ values * (2 / count)
    coefficients[0] /= 2
    return prove(half_width, coefficients)


def least_degree_bracket(lower: float, upper: float, error: float) -> tuple[int, int]:
    r"""Bracket the least degree of a polynomial within ``error`` of ``exp`` on [lower, upper].

    **Construction.** With h half the length and c the midpoint, :math:`e^{c + ht}` has the Chebyshev coefficients
    :math:`2 e^c I_m(h)` (modified Bessel functions), and the least error of degree n obeys
    :math:`\frac\pi4\, 2 e^c I_{n+1}(h) \le E_n \le \sum_{m>n} 2 e^c I_m(h)`: the lower bound because
    :math:`\int |T_{n+1}| / \sqrt{1-t^2} = 2`, the upper one by truncation. e^{-x} on [0, B] is e^x on [-B, 0].

    Returns
    -------
    (int, int)
        Degrees between which the least one lies, both included.

    Raises
    ------
    ValueError
        If the interval is empty, infinite or longer than 128, or the error is not positive.

    References
    ----------
    .. [AA22] A. Aggarwal, J. Alman, *Optimal-degree polynomial approximations for exponentials and Gaussian kernel
       density estimation*, CCC 2022 (the asymptotic degree; this bracket is for given numbers).

    Examples
    --------
    >>> least_degree_bracket(-1.0, 1.0, 1e-6)
    (7, 7)
    """
    if not (math.isfinite(lower) and math.isfinite(upper) and lower <= upper):
        raise ValueError(f"lower and upper must be finite with lower <= upper, got {lower!r} and {upper!r}")
    if not 0 < error < math.inf:
        raise ValueError(f"error must be positive and finite, got {error!r}")
    half, middle = (upper - lower) / 2, (upper + lower) / 2
    if half == 0:
        return 0, 0
    check_interval(0, half)
    # Logarithms keep e^c in range; 1e-9 is far more than their rounding and makes both ends outward.
    log_error = math.log(error) - middle
    count = 8
    while True:
        coefficients, remainder = chebyshev_coefficients(half, count)
        sizes = [float(Fraction(high, _ONE)) for _, high in coefficients]
        tails = np.cumsum([remainder, *sizes[:0:-1]])[::-1]  # tails[n] = sum over m > n
        enough = [n for n in range(count) if math.log(tails[n]) + 1e-9 <= log_error]
        if enough:
            least = next(n for n in range(count) if math.log(math.pi / 4 * sizes[n + 1]) - 1e-9 <= log_error)
            return least, enough[0]
        count *= 2


def check_interval(degree: int, half_width: float) -> None:
    """Refuse degrees and intervals for which nothing can be proven here."""
    if isinstance(degree, bool) or not isinstance(degree, int | np.integer) or degree < 0:
        raise ValueError(f"degree must be a nonnegative integer, got {degree!r}")
    if not 2.0**-64 <= half_width <= MAX_HALF_WIDTH:
        raise ValueError(f"half_width must lie in [2^-64, {MAX_HALF_WIDTH:g}], got {half_width!r}")


@lru_cache(maxsize=256)
def chebyshev_coefficients(half_width: float, count: int) -> tuple[list[tuple[int, int]], float]:
    r"""Enclose the Chebyshev coefficients 0..count of :math:`e^{ht}`, in units of :math:`2^{-400}`.

    Coefficient m is :math:`(2 - [m = 0]) \sum_k (h/2)^{m+2k} / (k! (m+k)!)`. All terms are positive, so rounding every
    integer division down gives lower and rounding up gives upper bounds.

    Returns
    -------
    list of (int, int), float
        Lower and upper bounds, and an upper bound of the sum of all later coefficients.
    """
    numerator, denominator = (Fraction(half_width) / 2).as_integer_ratio()
    square, divisor = numerator**2, denominator**2
    enclosures = []
    for m in range(count + 2):
        top, bottom = _ONE * numerator**m * (2 if m else 1), denominator**m * math.factorial(m)
        low, high = top // bottom, -(-top // bottom)
        low_sum, high_sum, k = low, high, 0
        # Once the ratio of terms is below 1/2 the rest is at most the last term.
        while high > 1 or 2 * square > divisor * (k + 1) * (m + k + 1):
            k += 1
            low = low * square // (divisor * k * (m + k))
            high = -(-high * square // (divisor * k * (m + k)))
            low_sum, high_sum = low_sum + low, high_sum + high
        enclosures.append((low_sum, high_sum + high))
    # I_{m+1} / I_m < h / (2 (m + 1)), which is at most 1/2 from m = count + 1 on if count + 2 >= h.
    assert count + 2 >= half_width or count < MAX_HALF_WIDTH
    ratio = half_width / (2 * (count + 2))
    last = float(Fraction(enclosures.pop()[1], _ONE))
    remainder = last / (1 - ratio) if ratio < 1 else math.exp(half_width)
    return enclosures, remainder * (1 + 1e-12)


def residual(half_width: float, chebyshev: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    r"""Return the Chebyshev coefficients of :math:`e^{ht} - P(t)` and a bound of what they leave out.

    The differences are taken between exact integers, so they keep full relative accuracy however close P is.
    """
    count = len(chebyshev) + 24 + 2 * math.ceil(half_width)
    enclosures, slack = chebyshev_coefficients(half_width, count)
    differences = np.empty(count + 1)
    for m, (low, high) in enumerate(enclosures):
        if m < len(chebyshev):
            exact = Fraction(float(chebyshev[m])) * _ONE
            low, high = low - math.ceil(exact), high - math.floor(exact)
        differences[m] = (low + high) / (2 * _ONE)  # division of integers is correctly rounded
        slack += (high - low) / _ONE + _U * abs(differences[m])
    return differences, slack * (1 + 1e-12)


@lru_cache(maxsize=8)
def cosines(points: int, count: int) -> NDArray[np.float64]:
    """Tabulate cos(m theta), m <= count, at ``points`` + 1 equidistant angles from 0 to pi."""
    table: NDArray[np.float64] = np.cos(np.outer(np.arange(count + 1), np.linspace(0, np.pi, points + 1)))
    return table


def prove(
    half_width: float,
    chebyshev: NDArray[np.float64],
    majorant: NDArray[np.float64] | None = None,
    relative: float = 0.0,
    costs: NDArray[np.float64] | None = None,
) -> ProvenExponential:
    r"""Enlarge a proposed majorant until :math:`|e^{ht} - P(t)| \le w(t)` holds on all of [-1, 1].

    **Construction.** With :math:`t = \cos\theta` the residual is :math:`r = \sum_m \beta_m \cos m\theta`, so
    :math:`|r''| \le \sum_m m^2 |\beta_m|`, and by Bernstein's inequality the second derivative of
    :math:`\cos^{2i}\theta` is at most :math:`(2i)^2`. On a cell between neighbouring angles at distance
    :math:`\delta` a function exceeds the larger of its two end values by at most :math:`\frac{\delta^2}8 \max|f''|`,
    and the exponential is monotone. So it suffices to compare end values and to add these terms.

    **Rounding.** An entry of the table is wrong by at most :math:`(m\pi + 8) u`, the sums of M + 1 terms by at most
    :math:`(M + 2) u` of the sum of absolute values; twice all of it is added.

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
    beta, slack = residual(half_width, chebyshev)
    orders = np.arange(len(beta))
    powers = np.zeros(1) if majorant is None else np.array(majorant, dtype=np.float64)
    curvature = float(np.abs(beta) @ orders**2) + float(powers @ (2.0 * np.arange(len(powers))) ** 2)
    rounding = 2 * _U * float(np.abs(beta) @ (np.pi * orders + 10 + len(beta))) + slack
    prices = np.ones(len(powers)) if costs is None else costs
    unit_cost = float(prices @ powers) + relative
    # A relative error is of the size of the residual times e^-h, and weighs e^-h at the left end.
    target = 0.02 * math.exp(-2 * half_width) * float(np.abs(beta).sum())
    points = _enough_points(curvature, target if majorant is None else 0.01 * unit_cost / prices[0])
    # Cells are a little wider than pi / points because the angles are rounded; even powers are off by 2i * 12u.
    gap = (np.pi / points) ** 2 / 8 * (1 + 1e-6) * curvature + 64 * _U * float(powers @ (2.0 * np.arange(len(powers))))

    table = cosines(points, -(-len(beta) // 32) * 32)[: len(beta)]
    size = np.abs(beta @ table)
    exponential = np.exp(half_width * table[1]) * (1 - 1e-12)
    even = np.polynomial.polynomial.polyval(table[1] ** 2, powers) * (1 - 1e-12)
    worst = np.maximum(size[:-1], size[1:])
    if majorant is None:
        needed = (worst + gap + rounding) / np.minimum(exponential[:-1], exponential[1:])
        return ProvenExponential(half_width, chebyshev, powers, float(needed.max()) * (1 + 1e-12))
    proposed = np.minimum(even[:-1], even[1:]) + relative * np.minimum(exponential[:-1], exponential[1:])
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        multiplied_only = float(np.nanmax(worst / proposed))
    factors = [factor for factor in (*_FACTORS, multiplied_only) if 1 <= factor < math.inf]
    constants = [max(0.0, float(np.max(worst - factor * proposed))) for factor in factors]
    total_costs = [f * unit_cost + c * prices[0] for f, c in zip(factors, constants, strict=True)]
    best = int(np.argmin(total_costs))
    powers *= factors[best]
    powers[0] += constants[best] + factors[best] * gap + rounding
    return ProvenExponential(half_width, chebyshev, powers * (1 + 1e-12), relative * factors[best] * (1 + 1e-12))


def _enough_points(curvature: float, target: float) -> int:
    """Choose a grid on which the second-derivative term is at most ``target``, within reason."""
    points = 1 << 12
    while points < 1 << 15 and (np.pi / points) ** 2 / 8 * curvature > target:
        points *= 2
    return points
