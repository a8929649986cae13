"""Conway polynomials of all extension fields with at most 2^16 elements.

The integer representation of a field element depends on the polynomial that defines the field, and Conway polynomials
are the convention shared by galois, SageMath, GAP and Magma. The list is published and fixed [Lue08]_. This module
holds a table of 93 integers instead of using the database of galois, because importing that package takes a second.

References
----------
.. [Lue08] F. Lübeck, *Conway polynomials for finite fields*, 2008.
"""

# fmt: off
# order p^e -> the polynomial without its leading term, its coefficients read as base-p digits (constant term lowest)
_LOWER_TERMS = {
    4: 3, 8: 3, 9: 8, 16: 3, 25: 22, 27: 7, 32: 5, 49: 45, 64: 27, 81: 56, 121: 79, 125: 18, 128: 3, 169: 158, 243:
    7, 256: 29, 289: 275, 343: 298, 361: 344, 512: 17, 529: 488, 625: 122, 729: 179, 841: 698, 961: 902, 1024: 111,
    1331: 31, 1369: 1223, 1681: 1564, 1849: 1809, 2048: 5, 2187: 19, 2197: 37, 2209: 2120, 2401: 276, 2809: 2599,
    3125: 23, 3481: 3424, 3721: 3662, 4096: 235, 4489: 4223, 4913: 31, 5041: 4906, 5329: 5115, 6241: 6165, 6561:
    593, 6859: 93, 6889: 6808, 7921: 7301, 8192: 27, 9409: 9317, 10201: 9799, 10609: 10511, 11449: 11023, 11881:
    11778, 12167: 64, 12769: 11416, 14641: 1080, 15625: 1152, 16129: 16005, 16384: 169, 16807: 11, 17161: 16639,
    18769: 17950, 19321: 19184, 19683: 76, 22201: 21607, 22801: 22505, 24389: 85, 24649: 23869, 26569: 25919, 27889:
    27727, 28561: 665, 29791: 59, 29929: 29239, 32041: 30790, 32761: 32039, 32768: 53, 36481: 36309, 37249: 37061,
    38809: 37826, 39601: 38410, 44521: 43679, 49729: 49286, 50653: 257, 51529: 49942, 52441: 52218, 54289: 54059,
    57121: 56650, 58081: 57365, 59049: 2111, 63001: 60748, 65536: 45,
}
# fmt: on


def conway_coefficients(characteristic: int, degree: int) -> tuple[int, ...]:
    """Return the lower coefficients of the Conway polynomial, constant term first.

    Parameters
    ----------
    characteristic, degree : int
        The prime p and the degree e >= 2, with p^e <= 2^16.

    Returns
    -------
    tuple of int
        ``c`` of length e with x^e + c[e-1] x^(e-1) + ... + c[0] the Conway polynomial; its root x is primitive.

    Examples
    --------
    >>> conway_coefficients(7, 2)  # x^2 + 6x + 3
    (3, 6)
    """
    value = _LOWER_TERMS[characteristic**degree]
    return tuple(value // characteristic**i % characteristic for i in range(degree))
