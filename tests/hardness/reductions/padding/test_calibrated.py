"""The calibrated padding: its bounds in closed form, and the least separation."""

import re
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from hardness.problems import GapMaxIP
from hardness.reductions import GapMaxIPToAttention
from hardness.reductions.padding import CalibratedPadding


@pytest.mark.parametrize("k", [2, 3, 4, 5, 7, 10])
@pytest.mark.parametrize("factor", [1, 3, 1e6, 1e200])
@pytest.mark.parametrize("eps", [Fraction(1), Fraction(1, 2), Fraction(1, 5)])
def test_the_calibrated_bounds_in_closed_form(k, factor, eps):
    sep = float(4 ** (k - 1)) * factor
    for sizes in [(1,) * k, (3,) + (2,) * (k - 1), (2, *range(2, k + 1))]:
        padding = CalibratedPadding(sizes, 50, 5, eps, sep)
        with mpmath.workdps(60):
            P = int(np.prod([mpmath.mpf(n) for n in sizes[1:]]))
            M = int(np.prod([mpmath.mpf(n + 1) for n in sizes[1:]])) - P - 1
            beta_t_s = (mpmath.log(P) + mpmath.log(sep)) * eps.denominator / eps.numerator
            lam = mpmath.log(mpmath.exp(beta_t_s) / mpmath.sqrt(sep) - M)
            assert abs(padding.lam - lam) <= padding.rounding
            assert mpmath.mpf(0) <= lam <= beta_t_s  # 0 <= eta <= 1
            assert abs(padding.log_yes + mpmath.log(1 + 1 / mpmath.sqrt(sep))) <= 1e-15
            assert abs(padding.log_no + mpmath.log(1 + mpmath.sqrt(sep))) <= 1e-13 * abs(padding.log_no)
        assert 0 <= padding.lam <= padding.unit * padding.t
        assert padding.dummies[1] == (0.0, M)
        assert padding.padded_sizes == (sizes[0], *(n + 1 for n in sizes[1:]))


def test_the_default_separation_gives_eight_tenths_and_two_tenths():
    for k in (2, 3):
        target = GapMaxIPToAttention().apply(GapMaxIP([[[1, 0], [1, 1]]] * k, 2, "1/2")).target
        assert np.exp([target.log_yes, target.log_no]) == pytest.approx([0.8, 0.2], rel=1e-14)
        assert (target.threshold, target.tolerance) == (pytest.approx(0.5), pytest.approx(0.3))
    assert np.exp(GapMaxIPToAttention().apply(GapMaxIP([[[1]]] * 4, 1, 1)).target.log_yes) == pytest.approx(8 / 9)


def test_least_separation_is_what_the_dummy_needs():
    # n = 1 and eps = 1: e^lam = sep^(1/2) - (2^(k-1) - 2) >= 2 at sep = 4^(k-1); below about 4^(k-1)/4 it is negative.
    for k in (3, 4, 5):
        assert CalibratedPadding((1,) * k, 3, 2, Fraction(1), 4.0 ** (k - 1)).lam == pytest.approx(np.log(2))
        with pytest.raises(ValueError, match=re.escape(f"needs at least {4 ** (k - 1)}")):
            GapMaxIPToAttention(separation=4.0 ** (k - 1) - 1).apply(GapMaxIP([[[1]]] * k, 1, 1))
