"""Divide inputs by powers of two, which is exact, so that no intermediate result leaves the range of the type."""

import math

import numpy as np
from numpy.typing import NDArray

from algorithms.attention.columns import check_value_range
from algorithms.attention.inputs import AttentionInputs, scaled_to_unit

__all__ = ["unit_factors", "unit_value_columns"]


def unit_factors(inputs: AttentionInputs) -> tuple[NDArray[np.floating], list[NDArray[np.floating]]]:
    """Divide by powers of two, so that the scaled query alone carries the size of the scores."""
    query, exponent = scaled_to_unit(inputs.query)
    keys = []
    for key in inputs.keys:
        unit, shift = scaled_to_unit(key)
        keys.append(unit)
        exponent += shift
    limit = math.log2(float(np.finfo(inputs.dtype).max)) - 3 - math.log2(inputs.dimension)
    if exponent - math.log2(inputs.scale) > limit:
        raise ValueError(
            f"scores may reach 2^{exponent - math.log2(inputs.scale) + math.log2(inputs.dimension):.0f}, "
            f"beyond the range of {inputs.dtype}: make the query or the keys smaller or the scale larger"
        )
    # Dividing in two steps keeps both the power of two and the quotient inside the range.
    mantissa, power = math.frexp(inputs.scale)
    scaled = query.astype(np.float64, copy=False)  # in place, because copies of wide inputs take most of the memory
    scaled /= mantissa
    return np.ldexp(scaled, exponent - power, out=scaled).astype(inputs.dtype, copy=False), keys


def unit_value_columns(inputs: AttentionInputs) -> tuple[list[NDArray[np.floating]], NDArray[np.intp]]:
    """Divide every column of every value set by a power of two, so that no product of values underflows."""
    units, exponents = [], np.zeros(inputs.value_dimension, dtype=np.intp)
    for value in inputs.values:
        shifts = np.frexp(np.abs(value).max(axis=0))[1]
        units.append(np.ldexp(value, -shifts))
        exponents += shifts
    check_value_range(exponents, inputs.dtype)
    return units, exponents
