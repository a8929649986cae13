"""What star products really span, as opposed to the code that is known to contain them."""

import numpy as np

from hardness.codes.base import Code


def star_power_rank(code: Code, k: int) -> int:
    """Return the dimension of the span of all coordinatewise products of k codewords.

    It is at most ``code.star_power(k).dimension`` and may be smaller.

    **Construction.** Products of a basis of the (j-1)-fold span with one codeword after the other are reduced against
    the echelon form found so far (a matrix product) and appended. The search ends early once the bound is reached;
    a few random codewords go first because they reach it soonest. The result is exact in any case: the basis of the
    code follows.

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
        found, pivots = field.row_reduce(np.zeros((0, code.length), dtype=field.dtype))
        for word in np.concatenate([random_words, code.generator]):
            products = field.mul(span, word)
            rest = field.sub(products, field.matmul(products[:, pivots], found))
            new, new_pivots = field.row_reduce(rest)
            new = new[: len(new_pivots)]
            found = np.concatenate([field.sub(found, field.matmul(found[:, new_pivots], new)), new])
            pivots = np.concatenate([pivots, new_pivots])
            if len(found) == bound:
                break
        span = found
    return len(span)
