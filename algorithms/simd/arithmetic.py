"""Lane-by-lane arithmetic on vectors: products, dot products and their sums."""

from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import types
from numba.core.extending import intrinsic

from algorithms.simd.machine import Vectors, fma, load_splat, pack, unpack

__all__ = ["highest", "inner_product", "multiply_add", "outer_product", "product", "scores", "subtract"]


@intrinsic
def product(typing, left, right):  # type: ignore[no-untyped-def]
    """Return the products left[i] * right[i]."""

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        pairs = zip(unpack(builder, arguments[0], left), unpack(builder, arguments[1], right), strict=True)
        return pack(builder, [builder.fmul(x, y) for x, y in pairs], left)

    return left(left, right), generate


@intrinsic
def subtract(typing, vectors, shift):  # type: ignore[no-untyped-def]
    """Return vectors[i] - shift, where ``shift`` is one vector."""

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        (subtrahend,) = unpack(builder, arguments[1], shift)
        parts = [builder.fsub(part, subtrahend) for part in unpack(builder, arguments[0], vectors)]
        return pack(builder, parts, vectors)

    return vectors(vectors, shift), generate


@intrinsic
def highest(typing, top, vectors):  # type: ignore[no-untyped-def]
    """Return, lane by lane, the maximum of the one vector ``top`` and all ``vectors``."""

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        (largest,) = unpack(builder, arguments[0], top)
        for part in unpack(builder, arguments[1], vectors):
            largest = builder.select(builder.fcmp_ordered("<", largest, part), part, largest)
        return pack(builder, [largest], top)

    return top(top, vectors), generate


@intrinsic
def scores(typing, count, keys, rows, offset, stride):  # type: ignore[no-untyped-def]
    r"""Return sum_l rows[offset + h * stride + l] * keys[l] for h < len(count), as interleaved chains."""
    result = Vectors(len(count), keys.element)

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        _, key_value, data, place, step = arguments
        sums: list[ir.Value] = []
        for coordinate, key in enumerate(unpack(builder, key_value, keys)):
            for h in range(result.count):
                row = builder.add(place, builder.mul(step, ir.Constant(step.type, h)))
                factor = load_splat(context, builder, rows, data, row, coordinate, keys.width)
                if coordinate:
                    sums[h] = fma(builder, factor, key, sums[h])
                else:
                    sums.append(builder.fmul(factor, key))
        return pack(builder, sums, result)

    return result(count, keys, rows, types.intp, types.intp), generate


@intrinsic
def multiply_add(typing, sums, rows, offset, stride, weights):  # type: ignore[no-untyped-def]
    """Return sums[i] + sum_h rows[offset + h * stride + i] * weights[h]."""

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        value, data, place, step, weight_value = arguments
        parts = unpack(builder, value, sums)
        for h, weight in enumerate(unpack(builder, weight_value, weights)):
            row = builder.add(place, builder.mul(step, ir.Constant(step.type, h)))
            for i in range(sums.count):
                factor = load_splat(context, builder, rows, data, row, i, sums.width)
                parts[i] = fma(builder, factor, weight, parts[i])
        return pack(builder, parts, sums)

    return sums(sums, rows, types.intp, types.intp, weights), generate


@intrinsic
def outer_product(typing, sums, left, right):  # type: ignore[no-untyped-def]
    """Return sums[i * n + j] + left[i] * right[j] for n vectors on the right."""

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        value, left_value, right_value = arguments
        rows, columns = unpack(builder, left_value, left), unpack(builder, right_value, right)
        parts = [
            fma(builder, rows[i // right.count], columns[i % right.count], part)
            for i, part in enumerate(unpack(builder, value, sums))
        ]
        return pack(builder, parts, sums)

    return sums(sums, left, right), generate


@intrinsic
def inner_product(typing, sums, left, right):  # type: ignore[no-untyped-def]
    """Return sums[j] + sum_i left[i * n + j] * right[i * n + j] for n vectors of sums."""

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        value, left_value, right_value = arguments
        parts = unpack(builder, value, sums)
        pairs = zip(unpack(builder, left_value, left), unpack(builder, right_value, right), strict=True)
        for i, (x, y) in enumerate(pairs):
            parts[i % sums.count] = fma(builder, x, y, parts[i % sums.count])
        return pack(builder, parts, sums)

    return sums(sums, left, right), generate
