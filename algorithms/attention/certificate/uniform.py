"""The bound that needs no moments, for comparison with certificates."""

import math

import numpy as np

from algorithms.attention.arithmetic import require_ieee_arithmetic
from algorithms.attention.certificate.bessel import MAX_HALF_WIDTH
from algorithms.attention.certificate.intervals import intervals
from algorithms.attention.certificate.majorant import minimax_exponential
from algorithms.attention.certificate.value_ranges import product_range, value_exponents
from algorithms.attention.moments.scores import ScoreMoments
from algorithms.attention.moments.tokens import TokenMoments, checked_states

__all__ = ["uniform_error_bound"]


def uniform_error_bound(tokens: tuple[TokenMoments, ...], moments: ScoreMoments) -> float:
    r"""Return what the best polynomial alone certifies: :math:`\frac{\epsilon}{1-\epsilon}` times half the value range.

    :math:`\epsilon` is the least relative error of a polynomial of the same degree on the widest score interval; no
    moments enter. The bound serves for comparison and does not include rounding.

    **Correctness.** As :math:`\sum_j A_j (v_j - T) = 0`, the sum :math:`(\tilde T - T) \tilde D = \sum_j (\tilde A_j -
    A_j)(v_j - T)` is at most :math:`\epsilon \sum_j A_j |v_j - T|` in absolute value. The mean distance from a mean is
    at most half the range, and :math:`D / \tilde D \le 1 / (1 - \epsilon)`.
    """
    require_ieee_arithmetic()
    low, high, _ = product_range(checked_states(tokens))
    with np.errstate(over="ignore"):
        scale = np.ldexp(1.0, np.minimum(moments.exponent, 1023))
    half = float(np.max(intervals(scale * moments.low, scale * moments.high)[1]))
    if half > MAX_HALF_WIDTH:
        return math.inf
    epsilon = minimax_exponential(moments.means.shape[1] - 1, half).relative_error
    spread = float(np.max(np.ldexp((high - low) / 2, value_exponents(tokens))))
    return spread * epsilon / (1 - epsilon) if epsilon < 1 else math.inf
