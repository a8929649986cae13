"""Exact attention of any order: the routine, in logarithms, by the definition, and bounds on the rounding error."""

from algorithms.attention.exact.dense import dense_attention
from algorithms.attention.exact.error_bound import exact_error_bound
from algorithms.attention.exact.logarithms import exact_log_attention, exact_log_error_bound
from algorithms.attention.exact.routine import exact_attention

__all__ = [
    "dense_attention",
    "exact_attention",
    "exact_error_bound",
    "exact_log_attention",
    "exact_log_error_bound",
]
