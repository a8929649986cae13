"""Sums that leave the vectors and go on in float64."""

from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import types
from numba.core.extending import intrinsic

from algorithms.simd.machine import llvm, load_vector, pointer, unpack

__all__ = ["add_lane_sums", "add_lanes", "weighted_sum"]


@intrinsic
def weighted_sum(typing, sums, weights, offset, stride, totals):  # type: ignore[no-untyped-def]
    """Add the lanes of sums[i] * weights[offset + i * stride :] to totals[i], which is float64."""

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        value, data, start, step, total_value = arguments
        double = ir.DoubleType()
        for i, part in enumerate(unpack(builder, value, sums)):
            place = builder.add(start, builder.mul(step, ir.Constant(step.type, i)))
            part = builder.fmul(part, load_vector(context, builder, weights, data, place, sums))
            target = pointer(context, builder, totals, total_value, _start(), i)
            total = builder.load(target)
            for lane in range(sums.width):
                entry = builder.extract_element(part, ir.Constant(ir.IntType(32), lane))
                total = builder.fadd(total, entry if entry.type == double else builder.fpext(entry, double))
            builder.store(total, target)
        return context.get_dummy_value()

    return types.void(sums, weights, types.intp, types.intp, totals), generate


@intrinsic
def add_lanes(typing, sums, totals):  # type: ignore[no-untyped-def]
    """Add lane l of sums[i] to totals[i * width + l], which is float64."""

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        value, data = arguments
        for i, part in enumerate(unpack(builder, value, sums)):
            _add_in_float64(builder, part, pointer(context, builder, totals, data, _start(), i * sums.width))
        return context.get_dummy_value()

    return types.void(sums, totals), generate


@intrinsic
def add_lane_sums(typing, sums, totals, offset):  # type: ignore[no-untyped-def]
    """Add the sum of the lanes of sums[i] to ``totals[offset + i]``, float64, for i up to a multiple of the lanes.

    A tree of transpositions adds up as many vectors at a time as one vector has lanes.
    """

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        value, data, start = arguments
        parts = unpack(builder, value, sums)
        parts += [ir.Constant(llvm(sums), None)] * (-len(parts) % sums.width)
        for first in range(0, len(parts), sums.width):
            total = _transposed_sum(builder, parts[first : first + sums.width])
            _add_in_float64(builder, total, pointer(context, builder, totals, data, start, first))
        return context.get_dummy_value()

    return types.void(sums, totals, types.intp), generate


def _start():  # type: ignore[no-untyped-def]
    return ir.Constant(ir.IntType(64), 0)


def _add_in_float64(builder, vector, place):  # type: ignore[no-untyped-def]
    doubles = ir.VectorType(ir.DoubleType(), vector.type.count)
    address = builder.bitcast(place, doubles.as_pointer())
    wide = vector if vector.type == doubles else builder.fpext(vector, doubles)
    builder.store(builder.fadd(builder.load(address, align=8), wide), address, align=8)


def _transposed_sum(builder, vectors):  # type: ignore[no-untyped-def]
    """Return the vector whose lane i is the sum of the lanes of vectors[i], by halving their number in each round."""
    width, half = len(vectors), len(vectors) // 2
    while half:
        low, high = [], []
        for block in range(0, width, 2 * half):
            low += [*range(block, block + half), *range(width + block, width + block + half)]
            high += [*range(block + half, block + 2 * half), *range(width + block + half, width + block + 2 * half)]
        masks = [ir.Constant(ir.VectorType(ir.IntType(32), width), lanes_) for lanes_ in (low, high)]
        pairs = zip(vectors[: len(vectors) // 2], vectors[len(vectors) // 2 :], strict=True)
        vectors = [builder.fadd(*(builder.shuffle_vector(x, y, mask) for mask in masks)) for x, y in pairs]
        half //= 2
    return vectors[0]
