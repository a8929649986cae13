"""Polynomials that approximate the exponential function on [-h, h], each with a proven error."""

import math

import numpy as np

from algorithms.attention.certificate.bessel import chebyshev_coefficients, checked_interval, least_degree_bracket
from algorithms.attention.certificate.polynomial import ProvenExponential
from algorithms.attention.certificate.proof import prove

__all__ = [
    "ProvenExponential",
    "chebyshev_coefficients",
    "chebyshev_exponential",
    "least_degree_bracket",
    "taylor_exponential",
]


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
