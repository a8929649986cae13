"""From moments of scores to outputs with proven bounds."""

import math
from dataclasses import replace
from typing import NamedTuple

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
from algorithms.attention.rounding import FEW, MANY, U, outward

__all__ = ["CertifiedRows", "Certifier"]

_SECOND_ORDER = 1.1  # n u / (1 - n u) <= 1.1 n u; there are fewer than 1100 roundings


class CertifiedRows(NamedTuple):
    """Outputs of some rows, with proven bounds.

    Attributes
    ----------
    output, bounds : arrays, shape (rows, d_v)
        The output, and bounds on its error.
    rounding : array, shape (rows, d_v)
        The part of the bounds that is due to rounding.
    score_bound : array, shape (rows,)
        R_abs.
    """

    output: NDArray[np.float64]
    bounds: NDArray[np.float64]
    rounding: NDArray[np.float64]
    score_bound: NDArray[np.float64]


class Fits(NamedTuple):
    """A polynomial and its majorant for each of some rows.

    Attributes
    ----------
    p : array, shape (rows, g + 1)
        Coefficients of P.
    a : array, shape (rows, g // 2 + 1)
        Coefficients of the even part of the majorant.
    epsilon : array, shape (rows,)
        Its relative part.
    """

    p: NDArray[np.float64]
    a: NDArray[np.float64]
    epsilon: NDArray[np.float64]


class Certifier:
    r"""Turn score moments into outputs with proven bounds.

    **Construction.** Every query gets a shift c, the middle of its score interval, and a half-width h; both leave
    softmax unchanged. So let :math:`e^{h t_j}` be the weight of tuple j, :math:`|t_j| \le 1`, and :math:`v_j` the
    product of its values in one column, between low and high and at most V in size. P is a polynomial of degree g with
    coefficients :math:`p_m` for which it is already proven that

    .. math:: |e^{ht} - P(t)| \le w(t) = \sum_i a_i t^{2i} + \varepsilon e^{ht}, \qquad |t| \le 1. \tag{1}

    Let D be the mean of :math:`e^{h t_j}` over all tuples, T the true output, and :math:`\mu_m` the mean of
    :math:`t_j^m` as computed. With :math:`\tau` a bound on the sum of absolute terms behind t,

    .. math:: |\mu_m - \text{mean } t_j^m| \le e_m = \gamma_m \tau^m, \tag{2}

    and the same times V with values. From these come the computed denominator :math:`\tilde D = \sum_m p_m \mu_m`, the
    numerator, their quotient, and the output :math:`\tilde T`, which is the quotient clipped to [low, high].

    **Correctness.** By (2), rounding moves the mean of P by at most

    .. math:: \varphi = \sum_m |p_m| e_m, \tag{3}

    and a numerator by V times that. The mean of the even part of w is at most

    .. math:: \alpha = \sum_i a_i (\mu_{2i} + e_{2i}). \tag{4}

    The mean of (1) bounds the true denominator,

    .. math:: D \le \frac{\tilde D + \varphi + \alpha}{1 - \varepsilon}, \tag{5}

    and so the mean of :math:`|e^{h t_j} - P(t_j)|` is at most

    .. math:: E = \alpha + \varepsilon D. \tag{6}

    As the mean of :math:`e^{h t_j} (v_j - T)` is 0, the quotient minus T, times :math:`\tilde D`, is the mean of
    :math:`(P(t_j) - e^{h t_j}) (v_j - T)` up to rounding: :math:`\varphi V` of the numerator, :math:`\varphi |T|` of
    the denominator, and the division. Moreover :math:`|v_j - T| \le m + |\tilde T - T|`, with m the distance of
    :math:`\tilde T` from the farther one of low and high, and clipping only brings an output closer to T. Together, if
    :math:`E < \tilde D`,

    .. math:: |\tilde T - T| \le
              \frac{E m + 2 \varphi V + 2 u \tilde D \, |\text{quotient}|}{\tilde D - E}. \tag{7}

    Otherwise, and where (7) is larger, the bound is m itself.

    Rows are sorted into classes of h. They are counted down from the largest h, and the farther below it, the wider
    they are, because errors are smaller there. A class uses one polynomial, fitted to the largest moment among the rows
    that used it first. Both h and the moment are rounded up to a few significant bits. So other data of the same kind
    need the same polynomials, which are cached: validity depends on h alone.

    Parameters
    ----------
    tokens : tuple of TokenMoments
        The states, for the ranges of the values.
    """

    def __init__(self, tokens: tuple[TokenMoments, ...]) -> None:
        require_ieee_arithmetic()
        self._low, self._high, self._largest = product_range(tokens)
        self._exponents = value_exponents(tokens)
        self._fits: dict[tuple[int, float], ProvenExponential] = {}
        self._widest = NARROWEST

    def outputs(self, moments: ScoreMoments) -> CertifiedRows:
        """Return the outputs of some rows, with proven bounds."""
        shape = (len(moments.means), len(self._low))
        with np.errstate(over="ignore", under="ignore"):
            scale = np.ldexp(1.0, np.minimum(moments.exponent, 1023))
            low, high, size = scale * moments.low, scale * moments.high, scale * moments.size
        centre, half = intervals(low, high)
        # Rows beyond every polynomial keep the trivial output and bound: the middle of the range of the values, whose
        # ends were moved outward by more than its rounding.
        output = np.broadcast_to((self._low + self._high) / 2, shape)
        bounds = np.broadcast_to(outward((self._high - self._low) / 2, FEW), shape)
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
            return CertifiedRows(
                np.ldexp(output, self._exponents),
                np.ldexp(bounds, self._exponents) + least,
                np.ldexp(rounding, self._exponents),
                size,
            )

    def _evaluate(
        self, moments: ScoreMoments, centre: NDArray[np.float64], half: NDArray[np.float64], scale: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Evaluate rows whose scores all lie within ``half`` of their ``centre``; low, high, exponent are not used.

        Numbers in brackets are those of the inequalities in the description of the class. Every sum of nonnegative
        terms there is moved outward, so that each holds for the numbers as they are computed.
        """
        steps = eighths(half)
        self._widest = max(self._widest, int(steps.max()))
        number = classes(self._widest - steps)
        widths = np.array([width_of(self._widest - below) for below in DISTANCES])
        h = widths[number]
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            # Where powers overflow, the comparisons at the end fail.
            mu, tau = recentred(moments.means, scale / h, centre / h, moments.size)
            g = mu.shape[1] - 1
            # Moving the centre takes 2g roundings, powers of stretch and shift 2g, the inner product with P g + 8.
            gamma = moments.rounding + (6 * g + 24) * _SECOND_ORDER * U * (1 + moments.rounding)
            e = gamma * powers(tau, g)  # (2)
            even = mu[:, ::2, 0] + e[:, ::2]
            p, a, epsilon = self._fits_for(g, widths, even, number)  # (1)

            sums = np.einsum("im,imc->ic", p, mu)
            denominator = sums[:, 0]
            phi = outward(np.einsum("im,im->i", e, np.abs(p)), MANY)  # (3)
            alpha = outward(np.einsum("im,im->i", even, a), MANY)  # (4)
            true_denominator = (denominator + phi + alpha) / np.maximum(1 - epsilon, 0.0)  # (5)
            error = outward(alpha + epsilon * np.maximum(true_denominator, 0.0), MANY)  # (6)

            quotient = sums[:, 1:] / denominator[:, None]
            output = np.clip(np.where(np.isfinite(quotient), quotient, 0.0), self._low, self._high)
            margin = outward(np.maximum(self._high - output, output - self._low), FEW)
            gap = (denominator - error)[:, None]
            rounding = (2 * phi[:, None] * self._largest + 2 * U * np.abs(quotient) * denominator[:, None]) / gap
            bound = outward(error[:, None] * margin / gap + rounding, MANY)  # (7)
            valid = (gap > 0) & (bound <= margin)
        return output, np.where(valid, bound, margin), np.where(valid, rounding, 0.0)

    def _fits_for(
        self, degree: int, widths: NDArray[np.float64], even: NDArray[np.float64], number: NDArray[np.int64]
    ) -> Fits:
        """Return the three parts of (1) for every row, by the number of its class."""
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
                # By Lyapunov's inequality mu_2i <= mu_2h^(i/h): one number, rounded up, bounds all moments.
                step = math.ceil(2 * math.log2(costs[number == here].max()) / max(highest, 1))
                self._fits[key] = moment_exponential(*key, tuple(math.ceil(i * step / 2) for i in range(highest + 1)))
            fit = self._fits[key]
            monomial[here], majorant[here], relative[here] = fit.monomial, fit.majorant, fit.relative
        return Fits(monomial[number], majorant[number], relative[number])
