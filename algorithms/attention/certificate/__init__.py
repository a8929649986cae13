"""Proven polynomials for the exponential, and what an answer's error is by them."""

from algorithms.attention.certificate.certificate import Certificate, uniform_error_bound

__all__ = ["Certificate", "uniform_error_bound"]
