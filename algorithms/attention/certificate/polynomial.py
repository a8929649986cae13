"""A polynomial in place of the exponential function on [-h, h], with a proven bound on its error."""

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from algorithms.arrays import plain_array
from algorithms.attention.rounding import MANY, outward
from algorithms.display import display
from algorithms.immutable import Immutable

__all__ = ["ProvenExponential"]


@dataclass(frozen=True, eq=False)
class ProvenExponential(Immutable):
    r"""A polynomial P and a majorant w with :math:`|e^{ht} - P(t)| \le w(t)` proven for all :math:`|t| \le 1`.

    The majorant is :math:`w(t) = \sum_i a_i t^{2i} + \varepsilon e^{ht}` with nonnegative :math:`a_i, \varepsilon`:
    the moments of the scores give the mean of the even powers, and the multiple of the exponential itself is a relative
    error. P is stored by its coefficients in Chebyshev polynomials, in which values and errors do not cancel.

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
        """A bound on the absolute error of P on the whole interval."""
        return float(outward(self.majorant.sum() + self.relative * math.exp(self.half_width), MANY))

    @property
    def relative_error(self) -> float:
        """A bound on the error of P relative to exp on the whole interval."""
        absolute = float(self.majorant.sum())
        return outward(self.relative + absolute * math.exp(self.half_width), MANY) if absolute else self.relative

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
