"""Attention of any order: inputs, exact evaluation and its logarithm."""

from algorithms.attention.exact import dense_attention, exact_attention, exact_error_bound, exact_log_attention
from algorithms.attention.grouped import grouped_attention, grouped_log_attention
from algorithms.attention.inputs import AttentionInputs

__all__ = [
    "AttentionInputs",
    "dense_attention",
    "exact_attention",
    "exact_error_bound",
    "exact_log_attention",
    "grouped_attention",
    "grouped_log_attention",
]
