"""Enclosures of the Chebyshev coefficients of the exponential function, in integers."""

import math
from fractions import Fraction
from functools import lru_cache

__all__ = ["FIXED_POINT_BITS", "MAX_HALF_WIDTH", "chebyshev_coefficients"]

MAX_HALF_WIDTH = 64.0
FIXED_POINT_BITS = 400  # fixed-point digits of the enclosures: e^64 and 1e-90 both fit with room to spare
_ONE = 1 << FIXED_POINT_BITS


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
        Lower and upper bounds, and an upper bound of the sum of all later coefficients.
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
    return enclosures[::-1], remainder * (1 + 1e-12)


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
