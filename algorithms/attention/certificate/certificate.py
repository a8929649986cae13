"""The proven error bound that every fast answer carries."""

import json
import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from algorithms.attention.arithmetic import require_ieee_arithmetic
from algorithms.attention.certificate.bessel import MAX_HALF_WIDTH
from algorithms.attention.certificate.exponential import ProvenExponential
from algorithms.attention.certificate.majorant import minimax_exponential, moment_exponential
from algorithms.attention.columns import check_value_range
from algorithms.attention.moments.scores import ScoreMoments
from algorithms.attention.moments.tokens import TokenMoments, checked_states
from algorithms.display import display
from algorithms.immutable import Immutable

__all__ = ["Certificate", "Certifier", "uniform_error_bound"]

_U = 2.0**-53
_LEAST_HALF_WIDTH = 2.0**-30
_NARROWEST = -240  # the number of that width
# In eighths of an octave; eight octaves below the widest interval every polynomial is accurate to rounding.
_DISTANCES = (0, 2, 4, 8, 16, 32, 64)


@dataclass(frozen=True, eq=False)
class Certificate(Immutable):
    r"""A proof that an output is close to attention: bounds valid for any input, in max norm, by row and by entry.

    Parameters
    ----------
    bounds : array, shape (n_0, d_v)
        ``|output - true attention| <= bounds``, entry by entry.
    largest_output : float
        max |output|, to which `relative_error_bound` refers.
    method : str
        ``"moments"`` for the polynomial method, ``"rounding"`` for exact evaluation.
    degree, rank : int
        Of the polynomial; 0 for exact evaluation.
    score_bound : float
        R_abs, the bound of the sums of absolute terms behind the scores, over all queries.
    rounding_error : float
        The part of ``error_bound`` that rounding may cause.
    """

    bounds: NDArray[np.float64]
    largest_output: float
    method: str
    degree: int
    rank: int
    score_bound: float
    rounding_error: float

    @property
    def error_bound(self) -> float:
        """A proven bound of the largest error of an entry."""
        return float(self.bounds.max(initial=0.0))

    @property
    def row_bounds(self) -> NDArray[np.float64]:
        """A proven bound of the largest error in each row."""
        return np.asarray(self.bounds.max(axis=1, initial=0.0))

    @property
    def relative_error_bound(self) -> float:
        """A proven bound of the largest error divided by the largest true output; infinite if that may be 0."""
        least = self.largest_output * (1 - 4 * _U) - self.error_bound
        return self.error_bound / least if least > 0 else (0.0 if self.error_bound == 0 else math.inf)

    def to_dict(self) -> dict[str, Any]:
        """Return the certificate as JSON values, without the matrix of bounds; what is not finite is a string."""
        header = {"format": "attention-hardness", "kind": "certificate", "version": 1, "method": self.method}
        whole = {"rows": self.bounds.shape[0], "columns": self.bounds.shape[1], "degree": self.degree}
        names = ("error_bound", "relative_error_bound", "largest_output", "score_bound", "rounding_error")
        values = {name: float(getattr(self, name)) for name in names}
        finite = {name: value if math.isfinite(value) else str(value) for name, value in values.items()}
        return {**header, **whole, "rank": self.rank, **finite}

    def to_json(self) -> str:
        """Return the certificate as JSON text."""
        return json.dumps(self.to_dict(), allow_nan=False)

    @display
    def __repr__(self) -> str:
        how = f"{self.method}, degree {self.degree}, rank {self.rank}" if self.method == "moments" else self.method
        return f"<certificate: error <= {self.error_bound:.3g} by {how}, |score| <= {self.score_bound:.3g}>"


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
        self._low, self._high, self._largest = _product_range(tokens)
        self._exponents = _value_exponents(tokens)
        self._fits: dict[tuple[int, float], ProvenExponential] = {}
        self._widest = _NARROWEST

    def outputs(
        self, moments: ScoreMoments
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Return outputs, bounds, the rounding part of the bounds and R_abs of some rows."""
        shape = (len(moments.means), len(self._low))
        with np.errstate(over="ignore", under="ignore"):
            scale = np.ldexp(1.0, np.minimum(moments.exponent, 1023))
            low, high, size = scale * moments.low, scale * moments.high, scale * moments.size
        centre, half = _intervals(low, high)
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
        steps = _eighths(half)
        self._widest = max(self._widest, int(steps.max()))
        number = _classes(self._widest - steps)
        widths = np.array([_width(self._widest - below) for below in _DISTANCES])
        width = widths[number]
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            # Where powers overflow, the comparisons at the end fail.
            means, reach = _recentred(moments.means, scale / width, centre / width, moments.size)
            degree = means.shape[1] - 1
            # Moving the centre takes 2g roundings, powers of stretch and shift 2g, the inner product with P g + 8.
            gamma = moments.rounding + (6 * degree + 24) * 1.1 * _U * (1 + moments.rounding)
            errors = gamma * _powers(reach, degree)
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


def uniform_error_bound(tokens: tuple[TokenMoments, ...], moments: ScoreMoments) -> float:
    r"""Return what the best polynomial alone certifies: :math:`\frac{\epsilon}{1-\epsilon}` times half the value range.

    :math:`\epsilon` is the least relative error of a polynomial of the same degree on the widest score interval; no
    moments enter. It is there to be compared with, and leaves out rounding.

    **Correctness.** As :math:`\sum_j A_j (v_j - T) = 0`, the sum :math:`(\tilde T - T) \tilde D = \sum_j (\tilde A_j -
    A_j)(v_j - T)` is at most :math:`\epsilon \sum_j A_j |v_j - T|` in absolute value. The mean distance from a mean is
    at most half the range, and :math:`D / \tilde D \le 1 / (1 - \epsilon)`.
    """
    require_ieee_arithmetic()
    low, high, _ = _product_range(checked_states(tokens))
    with np.errstate(over="ignore"):
        scale = np.ldexp(1.0, np.minimum(moments.exponent, 1023))
    half = float(np.max(_intervals(scale * moments.low, scale * moments.high)[1]))
    if half > MAX_HALF_WIDTH:
        return math.inf
    epsilon = minimax_exponential(moments.means.shape[1] - 1, half).relative_error
    spread = float(np.max(np.ldexp((high - low) / 2, _value_exponents(tokens))))
    return spread * epsilon / (1 - epsilon) if epsilon < 1 else math.inf


def _value_exponents(tokens: tuple[TokenMoments, ...]) -> NDArray[np.int64]:
    """Return the powers of two divided out of the products of values; ValueError if these may leave the range."""
    exponents: NDArray[np.int64] = np.sum([state.value_exponents for state in tokens], axis=0)
    check_value_range(exponents, np.dtype(np.float64))
    return exponents


def _product_range(
    tokens: tuple[TokenMoments, ...],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Bound the products of values, column by column: least, largest, largest in absolute value."""
    low = high = np.ones(tokens[0].value_range.shape[1])
    for state in tokens:
        ends = np.stack([side * end for side in (low, high) for end in state.value_range])
        low, high = ends.min(axis=0), ends.max(axis=0)
    # At most k - 2 roundings each; underflow of products of numbers below 1.
    slack = 1e-14 + 2 * len(tokens) * _U
    low, high = low - np.abs(low) * slack - 1e-300, high + np.abs(high) * slack + 1e-300
    return low, high, np.maximum(np.abs(low), np.abs(high))


def _intervals(low: NDArray[np.float64], high: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Choose a centre and a half-width for every interval; a centre of 0, which costs no digits, if almost as good."""
    with np.errstate(invalid="ignore", over="ignore"):
        half, centre = (high - low) / 2, (high + low) / 2
        around_zero = np.maximum(np.abs(low), np.abs(high))
        stay = around_zero <= 1.0625 * half
        half = np.where(stay, around_zero, half + np.abs(centre) * 4 * _U)
    half = np.where(np.isfinite(half), half, np.inf)
    return np.where(stay | ~np.isfinite(centre), 0.0, centre), np.maximum(half * (1 + 8 * _U), _LEAST_HALF_WIDTH)


def _recentred(
    means: NDArray[np.float64], stretch: NDArray[np.float64], shift: NDArray[np.float64], size: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Pass from moments of y to those of t = stretch * y - shift; also bound the absolute sum behind t."""
    degree = means.shape[1] - 1
    result = means * _powers(stretch, degree)[:, :, None]
    moved = np.flatnonzero(shift)
    if moved.size:
        inner, offset = result[moved], shift[moved, None]
        for first in range(1, degree + 1):
            for m in range(degree, first - 1, -1):
                inner[:, m] -= offset * inner[:, m - 1]
        result[moved] = inner
    return result, (stretch * size + np.abs(shift)) * (1 + 1e-12)


def _powers(base: NDArray[np.float64], degree: int) -> NDArray[np.float64]:
    """Return the powers 0..degree of every entry, each by at most as many multiplications."""
    result = np.ones((len(base), degree + 1))
    for m in range(degree):
        np.multiply(result[:, m], base, out=result[:, m + 1])
    return result


def _eighths(widths: NDArray[np.float64]) -> NDArray[np.int64]:
    """Round widths up to m 2^e, m = 1, 9/8, ..., 15/8, and return the numbers 8 (e + m - 1) of the results."""
    mantissas, powers = np.frexp(widths)
    return 8 * powers.astype(np.int64) + np.ceil(mantissas * 16).astype(np.int64) - 16


def _classes(below: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return which of `_DISTANCES` is the largest one within a distance from the widest class: wider stays valid."""
    powers = np.frexp(np.minimum(below, _DISTANCES[-1]).astype(np.float64))[1]
    return np.maximum(powers - 1, 0).astype(np.int64)


def _width(step: int) -> float:
    """Return the width of a number."""
    return math.ldexp((step % 8 + 8) / 8, step // 8)
