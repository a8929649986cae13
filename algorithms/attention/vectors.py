"""Explicit vectors of floats inside compiled code, so that accumulators stay in registers through a loop.

A `Vectors` value is a fixed number of machine vectors. The number is part of its type, and so are the shapes of the
operations on it; a tuple argument is used for nothing but its length. Loops over the vectors are unrolled while code is
generated, which arrays, whose length is a run-time value, do not allow.
"""

import numpy as np
from llvmlite import binding, ir  # type: ignore[import-untyped]
from numba.core import cgutils, types
from numba.core.extending import intrinsic, models, register_model
from numba.np.arrayobj import make_array

__all__ = [
    "add_lane_sums",
    "exp2",
    "exp2_table",
    "gather",
    "inner_product",
    "lanes",
    "load",
    "multiply_add",
    "outer_product",
    "product",
    "scores",
    "splats",
    "store",
    "weighted_sum",
    "zeros",
]

_FEATURES = binding.get_host_cpu_features()
_BITS = 512 if _FEATURES.get("avx512f") else 256 if _FEATURES.get("avx2") else 128
_ELEMENTS = {types.float64: (ir.DoubleType(), 64), types.float32: (ir.FloatType(), 32)}


def lanes(dtype: np.dtype) -> int:
    """Return how many floats of the type one machine vector holds."""
    return _BITS // (8 * dtype.itemsize)


class Vectors(types.Type):
    """The type of ``count`` vectors of the element type."""

    def __init__(self, count: int, element: types.Type) -> None:
        self.count, self.element = count, element
        self.width = _BITS // _ELEMENTS[element][1]
        super().__init__(name=f"Vectors({count}, {element}, {self.width})")


@register_model(Vectors)
class _VectorsModel(models.PrimitiveModel):
    def __init__(self, manager, vectors):  # type: ignore[no-untyped-def]
        super().__init__(manager, vectors, ir.ArrayType(_llvm(vectors), vectors.count))


def _llvm(vectors):  # type: ignore[no-untyped-def]
    return ir.VectorType(_ELEMENTS[vectors.element][0], vectors.width)


def _unpack(builder, value, vectors):  # type: ignore[no-untyped-def]
    return [builder.extract_value(value, i) for i in range(vectors.count)]


def _pack(builder, parts, vectors):  # type: ignore[no-untyped-def]
    packed = ir.Constant(ir.ArrayType(_llvm(vectors), vectors.count), ir.Undefined)
    for i, part in enumerate(parts):
        packed = builder.insert_value(packed, part, i)
    return packed


def _splat(builder, scalar, width):  # type: ignore[no-untyped-def]
    vector, index = ir.VectorType(scalar.type, width), ir.IntType(32)
    first = builder.insert_element(ir.Constant(vector, ir.Undefined), scalar, ir.Constant(index, 0))
    zeros_ = ir.Constant(ir.VectorType(index, width), [0] * width)
    return builder.shuffle_vector(first, ir.Constant(vector, ir.Undefined), zeros_)


def _fma(builder, x, y, z):  # type: ignore[no-untyped-def]
    name = f"llvm.fmuladd.v{x.type.count}{'f64' if x.type.element == ir.DoubleType() else 'f32'}"
    function = cgutils.get_or_insert_function(builder.module, ir.FunctionType(x.type, [x.type] * 3), name)
    return builder.call(function, [x, y, z])


def _pointer(context, builder, array_type, array, offset, step=0):  # type: ignore[no-untyped-def]
    data = make_array(array_type)(context, builder, array).data
    return builder.gep(data, [builder.add(offset, ir.Constant(offset.type, step))])


def _load_splat(context, builder, array_type, array, offset, step, width):  # type: ignore[no-untyped-def]
    return _splat(builder, builder.load(_pointer(context, builder, array_type, array, offset, step)), width)


@intrinsic
def zeros(typing, count, like):  # type: ignore[no-untyped-def]
    """Return len(count) vectors of zeros with the element type of the array ``like``."""
    vectors = Vectors(len(count), like.dtype)

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        return ir.Constant(ir.ArrayType(_llvm(vectors), vectors.count), None)

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
            address = builder.bitcast(_pointer(context, builder, array, data, place), _llvm(vectors).as_pointer())
            parts.append(builder.load(address, align=array.dtype.bitwidth // 8))
        return _pack(builder, parts, vectors)

    return vectors(count, array, types.intp, types.intp), generate


@intrinsic
def scores(typing, count, keys, rows, offset, stride):  # type: ignore[no-untyped-def]
    r"""Return sum_l rows[offset + h * stride + l] * keys[l] for h < len(count), as interleaved chains."""
    result = Vectors(len(count), keys.element)

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        _, key_value, data, place, step = arguments
        sums: list[ir.Value] = []
        for coordinate, key in enumerate(_unpack(builder, key_value, keys)):
            for h in range(result.count):
                row = builder.add(place, builder.mul(step, ir.Constant(step.type, h)))
                factor = _load_splat(context, builder, rows, data, row, coordinate, keys.width)
                if coordinate:
                    sums[h] = _fma(builder, factor, key, sums[h])
                else:
                    sums.append(builder.fmul(factor, key))
        return _pack(builder, sums, result)

    return result(count, keys, rows, types.intp, types.intp), generate


@intrinsic
def multiply_add(typing, sums, rows, offset, stride, weights):  # type: ignore[no-untyped-def]
    """Return sums[i] + sum_h rows[offset + h * stride + i] * weights[h]."""

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        value, data, place, step, weight_value = arguments
        parts = _unpack(builder, value, sums)
        for h, weight in enumerate(_unpack(builder, weight_value, weights)):
            row = builder.add(place, builder.mul(step, ir.Constant(step.type, h)))
            for i in range(sums.count):
                factor = _load_splat(context, builder, rows, data, row, i, sums.width)
                parts[i] = _fma(builder, factor, weight, parts[i])
        return _pack(builder, parts, sums)

    return sums(sums, rows, types.intp, types.intp, weights), generate


@intrinsic
def weighted_sum(typing, sums, weights, offset, stride, totals):  # type: ignore[no-untyped-def]
    """Add the lanes of sums[i] * weights[offset + i * stride :] to totals[i], which is float64."""

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        value, data, start, step, total_value = arguments
        double = ir.DoubleType()
        for i, part in enumerate(_unpack(builder, value, sums)):
            place = builder.add(start, builder.mul(step, ir.Constant(step.type, i)))
            address = builder.bitcast(_pointer(context, builder, weights, data, place), _llvm(sums).as_pointer())
            part = builder.fmul(part, builder.load(address, align=weights.dtype.bitwidth // 8))
            target = _pointer(context, builder, totals, total_value, ir.Constant(ir.IntType(64), i))
            total = builder.load(target)
            for lane in range(sums.width):
                entry = builder.extract_element(part, ir.Constant(ir.IntType(32), lane))
                total = builder.fadd(total, entry if entry.type == double else builder.fpext(entry, double))
            builder.store(total, target)
        return context.get_dummy_value()

    return types.void(sums, weights, types.intp, types.intp, totals), generate


@intrinsic
def exp2(typing, vectors, table):  # type: ignore[no-untyped-def]
    r"""Return 2^y, for y up to the largest exponent; below the least one, the least normal number.

    Adding 1.5 * 2^52 (float32: 2^23) rounds y to an integer, which then stands in the low bits; the difference is
    exact; a polynomial gives 2^r on [-1/2, 1/2]; the integer is added to the exponent bits. The constants are loaded
    from `exp2_table`, because immediate ones would occupy a register each.
    """
    bits = _ELEMENTS[vectors.element][1]
    mantissa_bits, degree = (52, 11) if bits == 64 else (23, 6)

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        value, data = arguments
        zero = ir.Constant(ir.IntType(64), 0)

        def constant(i):  # type: ignore[no-untyped-def]
            return _load_splat(context, builder, table, data, zero, i, vectors.width)

        integers = ir.VectorType(ir.IntType(bits), vectors.width)
        least, magic = constant(0), constant(1)
        exponents = _unpack(builder, value, vectors)
        exponents = [builder.select(builder.fcmp_ordered("<", y, least), least, y) for y in exponents]
        rounded = [builder.fadd(y, magic) for y in exponents]
        rest = [builder.fsub(y, builder.fsub(k, magic)) for y, k in zip(exponents, rounded, strict=True)]
        powers = [constant(2 + degree)] * vectors.count
        for m in range(degree - 1, -1, -1):
            coefficient = constant(2 + m)
            powers = [_fma(builder, p, r, coefficient) for p, r in zip(powers, rest, strict=True)]
        shift = ir.Constant(integers, [mantissa_bits] * vectors.width)
        parts = []
        for power, k in zip(powers, rounded, strict=True):
            raised = builder.shl(builder.bitcast(k, integers), shift)
            parts.append(builder.bitcast(builder.add(builder.bitcast(power, integers), raised), _llvm(vectors)))
        return _pack(builder, parts, vectors)

    return vectors(vectors, table), generate


@intrinsic
def gather(typing, count, lines, array, offset, index, first, stride, step):  # type: ignore[no-untyped-def]
    """Return, for each i < len(count), the ``lines`` vectors from ``offset + index[first + i] * stride`` on."""
    vectors = Vectors(len(count) * len(lines), array.dtype)

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        _, _, data, start, index_data, place, far, near = arguments
        parts = []
        for i in range(len(count)):
            row = builder.load(_pointer(context, builder, index, index_data, place, i))
            begin = builder.add(start, builder.mul(row, far))
            for v in range(len(lines)):
                where = builder.add(begin, builder.mul(near, ir.Constant(near.type, v)))
                address = builder.bitcast(_pointer(context, builder, array, data, where), _llvm(vectors).as_pointer())
                parts.append(builder.load(address, align=array.dtype.bitwidth // 8))
        return _pack(builder, parts, vectors)

    intp = types.intp
    return vectors(count, lines, array, intp, index, intp, intp, intp), generate


@intrinsic
def splats(typing, count, array, offset):  # type: ignore[no-untyped-def]
    """Return len(count) vectors, the lanes of the i-th all equal to ``array[offset + i]``."""
    vectors = Vectors(len(count), array.dtype)

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        _, data, start = arguments
        width = vectors.width
        return _pack(
            builder,
            [_load_splat(context, builder, array, data, start, i, width) for i in range(vectors.count)],
            vectors,
        )

    return vectors(count, array, types.intp), generate


@intrinsic
def store(typing, vectors, array, offset, stride):  # type: ignore[no-untyped-def]
    """Write the vectors to ``offset + i * stride`` of a flat array."""

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        value, data, start, step = arguments
        for i, part in enumerate(_unpack(builder, value, vectors)):
            place = builder.add(start, builder.mul(step, ir.Constant(step.type, i)))
            address = builder.bitcast(_pointer(context, builder, array, data, place), _llvm(vectors).as_pointer())
            builder.store(part, address, align=array.dtype.bitwidth // 8)
        return context.get_dummy_value()

    return types.void(vectors, array, types.intp, types.intp), generate


@intrinsic
def product(typing, left, right):  # type: ignore[no-untyped-def]
    """Return the products left[i] * right[i]."""

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        pairs = zip(_unpack(builder, arguments[0], left), _unpack(builder, arguments[1], right), strict=True)
        return _pack(builder, [builder.fmul(x, y) for x, y in pairs], left)

    return left(left, right), generate


@intrinsic
def outer_product(typing, sums, left, right):  # type: ignore[no-untyped-def]
    """Return sums[i * n + j] + left[i] * right[j] for n vectors on the right."""

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        value, left_value, right_value = arguments
        rows, columns = _unpack(builder, left_value, left), _unpack(builder, right_value, right)
        parts = [
            _fma(builder, rows[i // right.count], columns[i % right.count], part)
            for i, part in enumerate(_unpack(builder, value, sums))
        ]
        return _pack(builder, parts, sums)

    return sums(sums, left, right), generate


@intrinsic
def inner_product(typing, sums, left, right):  # type: ignore[no-untyped-def]
    """Return sums[j] + sum_i left[i * n + j] * right[i * n + j] for n vectors of sums."""

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        value, left_value, right_value = arguments
        parts = _unpack(builder, value, sums)
        pairs = zip(_unpack(builder, left_value, left), _unpack(builder, right_value, right), strict=True)
        for i, (x, y) in enumerate(pairs):
            parts[i % sums.count] = _fma(builder, x, y, parts[i % sums.count])
        return _pack(builder, parts, sums)

    return sums(sums, left, right), generate


@intrinsic
def add_lane_sums(typing, sums, totals, offset):  # type: ignore[no-untyped-def]
    """Add the sum of the lanes of sums[i] to ``totals[offset + i]``, float64, for i up to a multiple of the lanes.

    A tree of transpositions adds up as many vectors at a time as one vector has lanes.
    """

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        value, data, start = arguments
        parts = _unpack(builder, value, sums)
        parts += [ir.Constant(_llvm(sums), None)] * (-len(parts) % sums.width)
        for first in range(0, len(parts), sums.width):
            total = _transposed_sum(builder, parts[first : first + sums.width])
            doubles = ir.VectorType(ir.DoubleType(), sums.width)
            if total.type != doubles:
                total = builder.fpext(total, doubles)
            address = builder.bitcast(_pointer(context, builder, totals, data, start, first), doubles.as_pointer())
            builder.store(builder.fadd(builder.load(address, align=8), total), address, align=8)
        return context.get_dummy_value()

    return types.void(sums, totals, types.intp), generate


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


def exp2_table(dtype: np.dtype) -> np.ndarray:
    """Return the constants of `exp2`: least exponent, rounding constant, coefficients of 2^r."""
    return np.array(_EXP2_64 if dtype == np.float64 else _EXP2_32, dtype)


# Interpolation of 2^r in the Chebyshev points of [-1/2, 1/2], solved with 60 digits and rounded; the relative error is
# 2.0e-17 at degree 11 in float64 and 1.9e-8 at degree 6 in float32, a fifth and a third of the unit roundoff.
_EXP2_64 = [
    -1021.0, 6755399441055744.0,
    1.0, 0.6931471805599453, 0.24022650695910158, 0.055504108664821625, 0.009618129107587256, 0.001333355814640647,
    0.00015403530463724353, 1.5252733841556773e-05, 1.3215432535912375e-06, 1.0178057087733941e-07,
    7.074194297288521e-09, 4.4558179083360645e-10,
]  # fmt: skip
_EXP2_32 = [
    -125.0, 12582912.0,
    1.0, 0.6931471824645996, 0.24022650718688965, 0.05550327152013779, 0.009618056938052177, 0.0013400427997112274,
    0.00015461444854736328,
]  # fmt: skip
