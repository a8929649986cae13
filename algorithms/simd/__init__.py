"""Explicit vectors of floats inside compiled code, so that accumulators stay in registers through a loop.

A `Vectors` value is a fixed number of machine vectors. The number is part of its type, and so are the shapes of the
operations on it. Of a tuple argument only the length is used. Loops over the vectors are unrolled during code
generation. Arrays do not allow this, because their length is a run-time value.
"""

from algorithms.simd.arithmetic import (
    highest,
    inner_product,
    multiply_add,
    outer_product,
    product,
    scores,
    subtract,
)
from algorithms.simd.lane_sums import add_lane_sums, add_lanes, weighted_sum
from algorithms.simd.machine import lanes
from algorithms.simd.memory import gather, load, splats, store, zeros
from algorithms.simd.power import exp2, exp2_table

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
