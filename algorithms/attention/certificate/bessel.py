"""Enclosures of the Chebyshev coefficients of the exponential function, and the degrees that they imply."""

import math
from fractions import Fraction
from functools import lru_cache

import numpy as np

from algorithms.arguments import integer
from algorithms.attention.arguments import real
from algorithms.attention.rounding import FEW, outward
from algorithms.display import short_repr

__all__ = ["FIXED_POINT_BITS", "MAX_HALF_WIDTH", "chebyshev_coefficients", "checked_interval", "least_degree_bracket"]

MAX_HALF_WIDTH = 64.0
_MAX_DEGREE = 170  # whose factorial is a float; e^64 is accurate to rounding long before
FIXED_POINT_BITS = 400  # fixed-point digits of the enclosures: e^64 and 1e-90 both fit with room to spare
_ONE = 1 << FIXED_POINT_BITS
_LOG_ALLOWANCE = 1e-9  # of rounding, added to logarithms
_MIN_LOG_ERROR = (40 - FIXED_POINT_BITS) * math.log(2)  # from here on the last digits matter by less than 1e-9


def least_degree_bracket(lower: float, upper: float, error: float) -> tuple[int, int]:
    r"""Bracket the least degree of a polynomial within ``error`` of ``exp`` on [lower, upper].

    **Construction.** With h half the length and c the midpoint, :math:`e^{c + ht}` has the Chebyshev coefficients
    :math:`2 e^c I_m(h)` (modified Bessel functions), and the least error of degree n obeys
    :math:`\frac\pi4\, 2 e^c I_{n+1}(h) \le E_n \le \sum_{m>n} 2 e^c I_m(h)`: the lower bound because
    :math:`\int |T_{n+1}| / \sqrt{1-t^2} = 2`, the upper one by truncation. e^{-x} on [0, B] is e^x on [-B, 0].

    Returns
    -------
    (int, int)
        A lower and an upper bound on the least degree.

    Raises
    ------
    ValueError
        If the interval is empty, infinite or longer than 128, or the error is not positive or less than
        :math:`2^{-360} e^c`, where the coefficients are not enclosed narrowly enough.

    References
    ----------
    .. [AA22] A. Aggarwal, J. Alman, *Optimal-degree polynomial approximations for exponentials and Gaussian kernel
       density estimation*, CCC 2022 (the asymptotic degree; this bracket is for given numbers).

    Examples
    --------
    >>> least_degree_bracket(-1.0, 1.0, 1e-6)
    (7, 7)
    """
    lower, upper, error = real(lower), real(upper), real(error)
    if not (math.isfinite(lower) and math.isfinite(upper) and lower <= upper):
        raise ValueError(f"lower and upper must be finite with lower <= upper, got {lower!r} and {upper!r}")
    if not 0 < error < math.inf:
        raise ValueError(f"error must be positive and finite, got {error!r}")
    half, middle = (upper - lower) / 2, (upper + lower) / 2
    if half == 0:
        return 0, 0
    checked_interval(0, half)
    # Logarithms keep e^c in range. Where they decide they are below 1000 in size, and their roundings below 1e-12.
    log_error = math.log(error) - middle
    if log_error < _MIN_LOG_ERROR:
        raise ValueError(f"error must be at least 2^-360 exp(midpoint of the interval), got {error!r} for {middle!r}")
    count = 8
    while True:
        coefficients, remainder = chebyshev_coefficients(half, count)
        sizes = [float(Fraction(high, _ONE)) for _, high in coefficients]
        tails = np.cumsum([remainder, *sizes[:0:-1]])[::-1]  # tails[n] = sum over m > n
        enough = [n for n in range(count) if math.log(tails[n]) + _LOG_ALLOWANCE <= log_error]
        if enough:
            least = next(n for n in range(count) if math.log(math.pi / 4 * sizes[n + 1]) - _LOG_ALLOWANCE <= log_error)
            return least, enough[0]
        count *= 2


def checked_interval(degree: int, half_width: float) -> tuple[int, float]:
    """Return degree and half-width as Python numbers; refuse those for which this package proves nothing."""
    degree = integer("degree", degree, least=0, most=_MAX_DEGREE)
    if not 2.0**-64 <= (half := real(half_width)) <= MAX_HALF_WIDTH:
        raise ValueError(f"half_width must be in [2^-64, {MAX_HALF_WIDTH:g}], got {short_repr(half_width)}")
    return degree, half


@lru_cache(maxsize=256)
def chebyshev_coefficients(half_width: float, count: int) -> tuple[list[tuple[int, int]], float]:
    r"""Enclose the Chebyshev coefficients 0..count of :math:`e^{ht}`, in units of :math:`2^{-400}`.

    **Construction.** Coefficient m is :math:`(2 - [m = 0]) I_m(h)`. The last two Bessel functions come from their
    series :math:`\sum_k (h/2)^{m+2k} / (k! (m+k)!)`, the others from :math:`I_{m-1} = I_{m+1} + \frac{2m}h I_m`.

    **Correctness.** All terms are positive, so rounding every integer division down gives lower and rounding up gives
    upper bounds. The recurrence multiplies errors as it does values: with enough bits for the last value to have 400
    of its own, all values have about as many.

    Returns
    -------
    list of (int, int), float
        Lower and upper bounds, and an upper bound on the sum of all later coefficients.
    """
    numerator, denominator = Fraction(half_width).as_integer_ratio()
    top = count + 2
    more = max(0, (((2 * denominator) ** top * math.factorial(top)) // numerator**top).bit_length())
    above, current = (_bessel(numerator, denominator, m, _ONE << more) for m in (top, top - 1))
    # I_{m+1} / I_m < h / (2 (m + 1)), which is at most 1/2 from m = count + 1 on if count + 2 >= h.
    assert count + 2 >= half_width or count < MAX_HALF_WIDTH
    ratio = half_width / (2 * (count + 2))
    last = 2 * float(Fraction(current[1], _ONE << more)) + 2.0**-FIXED_POINT_BITS  # the addend covers underflow
    remainder = last / (1 - ratio) if ratio < 1 else math.exp(half_width)
    enclosures = []
    for m in range(count + 1, 0, -1):
        low = above[0] + 2 * m * denominator * current[0] // numerator
        high = above[1] - (-2 * m * denominator * current[1] // numerator)
        above, current = current, (low, high)
        factor = 2 if m > 1 else 1
        enclosures.append((factor * low >> more, -(-factor * high >> more)))
    return enclosures[::-1], outward(remainder, FEW)


def _bessel(numerator: int, denominator: int, m: int, one: int) -> tuple[int, int]:
    """Enclose I_m of a fraction, in units of 1 / ``one``, by its series."""
    square, divisor = numerator**2, 4 * denominator**2
    top, bottom = one * numerator**m, (2 * denominator) ** m * math.factorial(m)
    low, high = top // bottom, -(-top // bottom)
    low_sum, high_sum, k = low, high, 0
    # Once the ratio of terms is below 1/2 the rest is at most the last term.
    while high > 1 or 2 * square > divisor * (k + 1) * (m + k + 1):
        k += 1
        low = low * square // (divisor * k * (m + k))
        high = -(-high * square // (divisor * k * (m + k)))
        low_sum, high_sum = low_sum + low, high_sum + high
    return low_sum, high_sum + high
