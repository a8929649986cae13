"""From moments of scores to outputs with proven bounds."""

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from algorithms.attention.arithmetic import require_ieee_arithmetic
from algorithms.attention.certificate.bessel import MAX_HALF_WIDTH
from algorithms.attention.certificate.intervals import (
    DISTANCES,
    NARROWEST,
    classes,
    eighths,
    intervals,
    powers,
    recentred,
    width_of,
)
from algorithms.attention.certificate.majorant import moment_exponential
from algorithms.attention.certificate.polynomial import ProvenExponential
from algorithms.attention.certificate.value_ranges import product_range, value_exponents
from algorithms.attention.moments.scores import ScoreMoments
from algorithms.attention.moments.tokens import TokenMoments

__all__ = ["Certifier"]

_U = 2.0**-53


class Certifier:
    r"""Turn score moments into outputs with proven bounds.

    **Construction.** Every query gets a shift c, the middle of its score interval, and a half-width h; both leave
    softmax unchanged. With :math:`|e^{ht} - P(t)| \le w(t) = \sum_i a_i t^{2i} + \varepsilon e^{ht}` for all
    :math:`|t| \le 1`, :math:`\tilde D` the mean of P, D that of :math:`e^{ht}` over all tuples and
    :math:`\mu_{2i}` the moments of t,

    .. math:: E = \sum_i a_i \mu_{2i} + \varepsilon D, \qquad
              D \le \frac{\tilde D + \sum_i a_i \mu_{2i}}{1 - \varepsilon}.

    **Correctness.** Let T be the true and :math:`\tilde T` the computed output, A and :math:`\tilde A` the weights.
    Since :math:`\sum_j A_j (v_j - T) = 0`, :math:`(\tilde T - T) \tilde D` is the mean of
    :math:`(\tilde A_j - A_j)(v_j - T)` and so at most :math:`E \max_j |v_j - T|`; and
    :math:`|v_j - T| \le m + |\tilde T - T|` with m the distance of :math:`\tilde T` from the farther end of the range
    of the values. Rounding moves the mean of P by at most :math:`\varphi = \sum_m |p_m| \gamma_m \tau^m`, where
    :math:`\tau` bounds the sum of absolute terms behind t, and a numerator by that times the largest product V of
    values. Together, if :math:`E < \tilde D`,

    .. math:: |\tilde T - T| \le \frac{E m + 2 \varphi V + u \tilde D |\tilde T|}{\tilde D - E}.

    Without that condition the bound is m itself: the output is clipped to the range of the values.

    Rows are sorted into classes of h, counted down from the largest and the wider the farther below it, where errors
    are smaller; a class uses one polynomial, fitted to the largest moment among the rows that met it first. Both h and
    the moment are rounded up to few significant bits, so that other data of the same kind need the same polynomials,
    which are kept: validity rests on h alone.

    Parameters
    ----------
    tokens : tuple of TokenMoments
        For the ranges of the values.
    """

    def __init__(self, tokens: tuple[TokenMoments, ...]) -> None:
        require_ieee_arithmetic()
        self._low, self._high, self._largest = product_range(tokens)
        self._exponents = value_exponents(tokens)
        self._fits: dict[tuple[int, float], ProvenExponential] = {}
        self._widest = NARROWEST

    def outputs(
        self, moments: ScoreMoments
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Return outputs, bounds, the rounding part of the bounds and R_abs of some rows."""
        shape = (len(moments.means), len(self._low))
        with np.errstate(over="ignore", under="ignore"):
            scale = np.ldexp(1.0, np.minimum(moments.exponent, 1023))
            low, high, size = scale * moments.low, scale * moments.high, scale * moments.size
        centre, half = intervals(low, high)
        # Rows beyond every polynomial keep the trivial bound: the middle of the range of the values.
        output = np.broadcast_to((self._low + self._high) / 2, shape)
        bounds = np.broadcast_to((self._high - self._low) / 2 * (1 + 1e-12), shape)
        rounding = np.zeros(shape)
        possible = half <= MAX_HALF_WIDTH
        if possible.all() and shape[0]:
            output, bounds, rounding = self._evaluate(moments, centre, half, scale)
        elif possible.any():
            output, bounds = output.copy(), bounds.copy()
            part = replace(moments, means=moments.means[possible], size=moments.size[possible])
            output[possible], bounds[possible], rounding[possible] = self._evaluate(
                part, centre[possible], half[possible], scale[possible]
            )
        with np.errstate(under="ignore", over="ignore"):  # a bound may exceed the range although no output does
            least = 4 * np.finfo(np.float64).smallest_subnormal
            return (
                np.ldexp(output, self._exponents),
                np.ldexp(bounds, self._exponents) + least,
                np.ldexp(rounding, self._exponents),
                size,
            )

    def _evaluate(
        self, moments: ScoreMoments, centre: NDArray[np.float64], half: NDArray[np.float64], scale: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Evaluate rows whose scores all lie within ``half`` of their ``centre``; low, high, exponent are not used."""
        steps = eighths(half)
        self._widest = max(self._widest, int(steps.max()))
        number = classes(self._widest - steps)
        widths = np.array([width_of(self._widest - below) for below in DISTANCES])
        width = widths[number]
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            # Where powers overflow, the comparisons at the end fail.
            means, reach = recentred(moments.means, scale / width, centre / width, moments.size)
            degree = means.shape[1] - 1
            # Moving the centre takes 2g roundings, powers of stretch and shift 2g, the inner product with P g + 8.
            gamma = moments.rounding + (6 * degree + 24) * 1.1 * _U * (1 + moments.rounding)
            errors = gamma * powers(reach, degree)
            even = means[:, ::2, 0] + errors[:, ::2]
            monomial, majorant, relative = self._fits_for(degree, widths, even, number)

            sums = np.einsum("im,imc->ic", monomial, means)
            phi = np.einsum("im,im->i", errors, np.abs(monomial)) * (1 + 1e-10)
            absolute = np.einsum("im,im->i", even, majorant) * (1 + 1e-10)
            denominator = sums[:, 0]
            true_denominator = (denominator + phi + absolute) / np.maximum(1 - relative, 0.0)
            error = (absolute + relative * np.maximum(true_denominator, 0.0)) * (1 + 1e-10)
            raw = sums[:, 1:] / denominator[:, None]
            output = np.clip(np.where(np.isfinite(raw), raw, 0.0), self._low, self._high)
            margin = np.maximum(self._high - output, output - self._low) * (1 + 1e-12)
            gap = (denominator - error)[:, None]
            rounding = (2 * phi[:, None] * self._largest + 2 * _U * np.abs(raw) * denominator[:, None]) / gap
            bound = (error[:, None] * margin / gap + rounding) * (1 + 1e-10)
            valid = (gap > 0) & (bound <= margin)
        return output, np.where(valid, bound, margin), np.where(valid, rounding, 0.0)

    def _fits_for(
        self, degree: int, widths: NDArray[np.float64], even: NDArray[np.float64], number: NDArray[np.int64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Return coefficients of P and of its majorant for every row, by the number of its class."""
        highest = even.shape[1] - 1
        # D is about the sum of h^m mu_m / m! over even m, and by Jensen's inequality not far below 1 around c.
        factors = np.array([1.0] + [1.0 / (2 * i * (2 * i - 1)) for i in range(1, highest + 1)])
        terms = np.cumprod(factors * np.where(np.arange(highest + 1) > 0, widths[:, None] ** 2, 1.0), axis=1)
        even = np.where(np.isfinite(even), np.minimum(even, 1.0), 1.0)  # they may overflow with either sign
        costs = np.maximum(even[:, -1], 2.0**-200) / np.maximum(np.einsum("ih,ih->i", even, terms[number]), 1e-30)
        monomial, majorant = np.zeros((len(widths), degree + 1)), np.zeros((len(widths), highest + 1))
        relative = np.zeros(len(widths))
        for here in np.flatnonzero(np.bincount(number)):
            key = degree, float(widths[here])
            if key not in self._fits:
                # By Lyapunov's inequality mu_2i <= mu_2h^(i/h): one number, rounded up, stands for all moments.
                step = math.ceil(2 * math.log2(costs[number == here].max()) / max(highest, 1))
                self._fits[key] = moment_exponential(*key, tuple(math.ceil(i * step / 2) for i in range(highest + 1)))
            fit = self._fits[key]
            monomial[here], majorant[here], relative[here] = fit.monomial, fit.majorant, fit.relative
        return monomial[number], majorant[number], relative[number]
