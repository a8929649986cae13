"""Proven polynomials for the exponential function, and the error bounds that follow from them."""

from algorithms.attention.certificate.certificate import Certificate
from algorithms.attention.certificate.certifier import Certifier
from algorithms.attention.certificate.uniform import uniform_error_bound

__all__ = ["Certificate", "Certifier", "uniform_error_bound"]
