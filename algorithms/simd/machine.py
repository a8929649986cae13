"""The type of a fixed number of machine vectors, and how to build code on it."""

import numpy as np
from llvmlite import binding, ir  # type: ignore[import-untyped]
from numba.core import cgutils, types
from numba.core.extending import models, register_model
from numba.np.arrayobj import make_array

__all__ = [
    "ELEMENTS",
    "Vectors",
    "fma",
    "lanes",
    "llvm",
    "load_splat",
    "load_vector",
    "pack",
    "pointer",
    "splat",
    "store_vector",
    "unpack",
]

_FEATURES = binding.get_host_cpu_features()
_BITS = 512 if _FEATURES.get("avx512f") else 256 if _FEATURES.get("avx2") else 128
ELEMENTS = {types.float64: (ir.DoubleType(), 64), types.float32: (ir.FloatType(), 32)}


def lanes(dtype: np.dtype) -> int:
    """Return how many floats of the type one machine vector holds."""
    return _BITS // (8 * dtype.itemsize)


class Vectors(types.Type):
    """The type of ``count`` vectors of the element type."""

    def __init__(self, count: int, element: types.Type) -> None:
        self.count, self.element = count, element
        self.width = _BITS // ELEMENTS[element][1]
        super().__init__(name=f"Vectors({count}, {element}, {self.width})")


@register_model(Vectors)
class _VectorsModel(models.PrimitiveModel):
    def __init__(self, manager, vectors):  # type: ignore[no-untyped-def]
        super().__init__(manager, vectors, ir.ArrayType(llvm(vectors), vectors.count))


def llvm(vectors):  # type: ignore[no-untyped-def]
    """Return the type of one of the vectors."""
    return ir.VectorType(ELEMENTS[vectors.element][0], vectors.width)


def unpack(builder, value, vectors):  # type: ignore[no-untyped-def]
    """Return the single vectors of a value."""
    return [builder.extract_value(value, i) for i in range(vectors.count)]


def pack(builder, parts, vectors):  # type: ignore[no-untyped-def]
    """Put single vectors together to a value."""
    packed = ir.Constant(ir.ArrayType(llvm(vectors), vectors.count), ir.Undefined)
    for i, part in enumerate(parts):
        packed = builder.insert_value(packed, part, i)
    return packed


def splat(builder, scalar, width):  # type: ignore[no-untyped-def]
    """Return a vector of equal lanes."""
    vector, index = ir.VectorType(scalar.type, width), ir.IntType(32)
    first = builder.insert_element(ir.Constant(vector, ir.Undefined), scalar, ir.Constant(index, 0))
    zeros_ = ir.Constant(ir.VectorType(index, width), [0] * width)
    return builder.shuffle_vector(first, ir.Constant(vector, ir.Undefined), zeros_)


def fma(builder, x, y, z):  # type: ignore[no-untyped-def]
    """Return x y + z, fused where the machine can."""
    name = f"llvm.fmuladd.v{x.type.count}{'f64' if x.type.element == ir.DoubleType() else 'f32'}"
    function = cgutils.get_or_insert_function(builder.module, ir.FunctionType(x.type, [x.type] * 3), name)
    return builder.call(function, [x, y, z])


def pointer(context, builder, array_type, array, offset, step=0):  # type: ignore[no-untyped-def]
    """Return the address of ``array[offset + step]`` of a flat array."""
    data = make_array(array_type)(context, builder, array).data
    return builder.gep(data, [builder.add(offset, ir.Constant(offset.type, step))])


def load_splat(context, builder, array_type, array, offset, step, width):  # type: ignore[no-untyped-def]
    """Return a vector of lanes equal to ``array[offset + step]``."""
    return splat(builder, builder.load(pointer(context, builder, array_type, array, offset, step)), width)


def load_vector(context, builder, array_type, array, offset, vectors):  # type: ignore[no-untyped-def]
    """Return the vector that starts at ``array[offset]``, aligned like a number."""
    address = builder.bitcast(pointer(context, builder, array_type, array, offset), llvm(vectors).as_pointer())
    return builder.load(address, align=array_type.dtype.bitwidth // 8)


def store_vector(context, builder, vector, array_type, array, offset):  # type: ignore[no-untyped-def]
    """Write a vector to ``array[offset]`` and on."""
    address = builder.bitcast(pointer(context, builder, array_type, array, offset), vector.type.as_pointer())
    builder.store(vector, address, align=array_type.dtype.bitwidth // 8)
