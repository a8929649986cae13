import numpy as np

from algorithms.attention.certificate.majorant import minimax_exponential


def test_monomial_coefficients_and_values_agree():
    proven = minimax_exponential(7, 2.5)
    x = np.linspace(-2.5, 2.5, 11)
    np.testing.assert_allclose(proven(x), np.polynomial.polynomial.polyval(x / 2.5, proven.monomial), rtol=1e-14)
    assert abs(proven(x) - np.exp(x)).max() <= proven.absolute_error
    assert repr(proven).startswith("<exp on [-2.5, 2.5]: degree 7, error ")
