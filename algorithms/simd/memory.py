"""Vectors from and to flat arrays."""

from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import types
from numba.core.extending import intrinsic

from algorithms.simd.machine import (
    Vectors,
    llvm,
    load_splat,
    load_vector,
    pack,
    pointer,
    store_vector,
    unpack,
)

__all__ = ["gather", "load", "splats", "store", "zeros"]


@intrinsic
def zeros(typing, count, like):  # type: ignore[no-untyped-def]
    """Return len(count) vectors of zeros with the element type of the array ``like``."""
    vectors = Vectors(len(count), like.dtype)

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        return ir.Constant(ir.ArrayType(llvm(vectors), vectors.count), None)

    return vectors(count, like), generate


@intrinsic
def load(typing, count, array, offset, stride):  # type: ignore[no-untyped-def]
    """Return the vectors that start at ``offset + i * stride`` of a flat array, i < len(count)."""
    vectors = Vectors(len(count), array.dtype)

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        _, data, start, step = arguments
        parts = []
        for i in range(vectors.count):
            place = builder.add(start, builder.mul(step, ir.Constant(step.type, i)))
            parts.append(load_vector(context, builder, array, data, place, vectors))
        return pack(builder, parts, vectors)

    return vectors(count, array, types.intp, types.intp), generate


@intrinsic
def gather(typing, count, lines, array, offset, index, first, stride, step):  # type: ignore[no-untyped-def]
    """Return, for each i < len(count), the ``lines`` vectors from ``offset + index[first + i] * stride`` on."""
    vectors = Vectors(len(count) * len(lines), array.dtype)

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        _, _, data, start, index_data, place, far, near = arguments
        parts = []
        for i in range(len(count)):
            row = builder.load(pointer(context, builder, index, index_data, place, i))
            begin = builder.add(start, builder.mul(row, far))
            for v in range(len(lines)):
                where = builder.add(begin, builder.mul(near, ir.Constant(near.type, v)))
                parts.append(load_vector(context, builder, array, data, where, vectors))
        return pack(builder, parts, vectors)

    intp = types.intp
    return vectors(count, lines, array, intp, index, intp, intp, intp), generate


@intrinsic
def splats(typing, count, array, offset):  # type: ignore[no-untyped-def]
    """Return len(count) vectors, the lanes of the i-th all equal to ``array[offset + i]``."""
    vectors = Vectors(len(count), array.dtype)

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        _, data, start = arguments
        width = vectors.width
        return pack(
            builder,
            [load_splat(context, builder, array, data, start, i, width) for i in range(vectors.count)],
            vectors,
        )

    return vectors(count, array, types.intp), generate


@intrinsic
def store(typing, vectors, array, offset, stride):  # type: ignore[no-untyped-def]
    """Write the vectors to ``offset + i * stride`` of a flat array."""

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        value, data, start, step = arguments
        for i, part in enumerate(unpack(builder, value, vectors)):
            place = builder.add(start, builder.mul(step, ir.Constant(step.type, i)))
            store_vector(context, builder, part, array, data, place)
        return context.get_dummy_value()

    return types.void(vectors, array, types.intp, types.intp), generate
