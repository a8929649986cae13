import mpmath
import numpy as np

from algorithms.attention.certificate.majorant import minimax_exponential
from algorithms.attention.certificate.residual import residual, values_at


def test_residuals_in_integers():
    chebyshev = minimax_exponential(20, 16.0).chebyshev
    differences, slack = residual(16.0, chebyshev)
    t = np.array([-1.0, -0.3, 1e-30, 0.7, 1.0])
    with mpmath.workdps(80):
        for point, found in zip(t, values_at(t, differences), strict=True):
            exact = mpmath.exp(16 * mpmath.mpf(point)) - sum(
                mpmath.mpf(float(c)) * mpmath.chebyt(m, mpmath.mpf(point)) for m, c in enumerate(chebyshev)
            )
            assert abs(found - exact) <= 2.0**-53 * abs(exact) + slack + 1e-11 * 2.0**-60
    assert slack < 1e-30
