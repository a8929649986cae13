"""Explicit vectors of floats inside compiled code, so that accumulators stay in registers through a loop.

A `Vectors` value is a fixed number of machine vectors. The number is part of its type, and so are the shapes of the
operations on it; a tuple argument is used for nothing but its length. Loops over the vectors are unrolled while code is
generated, which arrays, whose length is a run-time value, do not allow.
"""

from algorithms.attention.vectors.arithmetic import (
    highest,
    inner_product,
    multiply_add,
    outer_product,
    product,
    scores,
    subtract,
)
from algorithms.attention.vectors.lane_sums import add_lane_sums, add_lanes, weighted_sum
from algorithms.attention.vectors.machine import lanes
from algorithms.attention.vectors.memory import gather, load, splats, store, zeros
from algorithms.attention.vectors.power import exp2, exp2_table

__all__ = [
    "add_lane_sums",
    "add_lanes",
    "exp2",
    "exp2_table",
    "gather",
    "highest",
    "inner_product",
    "lanes",
    "load",
    "multiply_add",
    "outer_product",
    "product",
    "scores",
    "splats",
    "store",
    "subtract",
    "weighted_sum",
    "zeros",
]
