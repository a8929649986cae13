"""The span of the star products of a code, as opposed to the code that is known to contain them."""

import numpy as np

from hardness.codes.base import Code


def star_power_rank(code: Code, k: int) -> int:
    """Return the dimension of the span of all coordinatewise products of k codewords.

    It is at most ``code.star_power(k).dimension`` and may be smaller.

    **Construction.** For one codeword after the other, the products with a basis of the (j-1)-fold span are reduced
    against the echelon form so far, by a matrix product, and appended. The search ends early when the bound is
    reached. A few random codewords come first because they reach it soonest. The basis of the code follows, so the
    result is exact in any case.

    Examples
    --------
    >>> from hardness.codes import HermitianCode
    >>> code = HermitianCode(3, 6)
    >>> star_power_rank(code, 3), code.star_power(3).dimension
    (15, 16)
    """
    field = code.arithmetic
    mixing = np.random.default_rng(0).integers(0, field.order, (8, code.dimension))
    span, random_words = code.generator, code.encode(mixing)
    for j in range(2, k + 1):
        bound = code.star_power(j).dimension
        echelon, pivots = field.row_reduce(np.zeros((0, code.length), dtype=field.dtype))
        for word in np.concatenate([random_words, code.generator]):
            products = field.mul(span, word)
            rest = field.sub(products, field.matmul(products[:, pivots], echelon))
            new, new_pivots = field.row_reduce(rest)
            new = new[: len(new_pivots)]
            echelon = np.concatenate([field.sub(echelon, field.matmul(echelon[:, new_pivots], new)), new])
            pivots = np.concatenate([pivots, new_pivots])
            if len(echelon) == bound:
                break
        span = echelon
    return len(span)
