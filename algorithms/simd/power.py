"""Powers of two, without a library call."""

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba.core.extending import intrinsic

from algorithms.simd.machine import ELEMENTS, fma, llvm, load_splat, pack, unpack

__all__ = ["exp2", "exp2_table"]


@intrinsic
def exp2(typing, vectors, table):  # type: ignore[no-untyped-def]
    r"""Return 2^y, for y up to the largest exponent; below the least one, return the least normal number.

    Adding 1.5 * 2^52 (float32: 2^23) rounds y to an integer in the low bits, and the difference r is exact. A
    polynomial gives 2^r on [-1/2, 1/2], and the integer is added to the exponent bits. The constants are loaded from
    `exp2_table`, because immediate ones would occupy a register each.
    """
    bits = ELEMENTS[vectors.element][1]
    mantissa_bits, degree = (52, 11) if bits == 64 else (23, 6)

    def generate(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        value, data = arguments
        zero = ir.Constant(ir.IntType(64), 0)

        def constant(i):  # type: ignore[no-untyped-def]
            return load_splat(context, builder, table, data, zero, i, vectors.width)

        integers = ir.VectorType(ir.IntType(bits), vectors.width)
        least, magic = constant(0), constant(1)
        exponents = unpack(builder, value, vectors)
        exponents = [builder.select(builder.fcmp_ordered("<", y, least), least, y) for y in exponents]
        rounded = [builder.fadd(y, magic) for y in exponents]
        rest = [builder.fsub(y, builder.fsub(k, magic)) for y, k in zip(exponents, rounded, strict=True)]
        powers = [constant(2 + degree)] * vectors.count
        for m in range(degree - 1, -1, -1):
            coefficient = constant(2 + m)
            powers = [fma(builder, p, r, coefficient) for p, r in zip(powers, rest, strict=True)]
        shift = ir.Constant(integers, [mantissa_bits] * vectors.width)
        parts = []
        for power, k in zip(powers, rounded, strict=True):
            raised = builder.shl(builder.bitcast(k, integers), shift)
            parts.append(builder.bitcast(builder.add(builder.bitcast(power, integers), raised), llvm(vectors)))
        return pack(builder, parts, vectors)

    return vectors(vectors, table), generate


def exp2_table(dtype: np.dtype) -> np.ndarray:
    """Return the constants of `exp2`: least exponent, rounding constant, coefficients of 2^r."""
    return np.array(_EXP2_64 if dtype == np.float64 else _EXP2_32, dtype)


# Best relative approximation of 2^r on [-1/2, 1/2] with constant term 1; the coefficients were rounded one after the
# other, from the largest, and after each the rest was approximated anew. The relative error is 8.9e-18 at degree 11 in
# float64 and 3.0e-9 at degree 6 in float32, a twelfth and a twentieth of the unit roundoff. Together with the rounding
# of the evaluation, results are off by at most .80 units in the last place in float32 (all arguments were tried) and
# by less than 1 in float64 (the largest error among 10^7 arguments was .83); on machines without fused multiply-adds
# by 1.08 in float32 (all tried) and 1.12 in float64 (the largest one seen).
_EXP2_64 = [
    -1021.0, 6755399441055744.0,
    1.0, 0.6931471805599453, 0.24022650695910108, 0.05550410866482172, 0.0096181291076012, 0.0013333558146546365,
    0.00015403530449476093, 1.5252733634471358e-05, 1.321543864131279e-06, 1.0178159657082156e-07,
    7.073263271752192e-09, 4.438942213116881e-10,
]  # fmt: skip
_EXP2_32 = [
    -125.0, 12582912.0,
    1.0, 0.6931471824645996, 0.24022647738456726, 0.05550359934568405, 0.009618505835533142, 0.0013390806270763278,
    0.00015326471475418657,
]  # fmt: skip
