"""The rounding bounds hold only in IEEE arithmetic: round to nearest, with gradual underflow."""

from functools import lru_cache

import numpy as np

__all__ = ["require_ieee_arithmetic"]

_MIN_NORMAL = 2.0**-1022
_BACK = 2.0**500
_HARDLY = 2.0**-60  # both 1 + _HARDLY and 1 - _HARDLY are nearest to 1


def require_ieee_arithmetic() -> None:
    """Refuse to compute in an arithmetic other than that of the error bounds, in this thread or in those of BLAS.

    Some libraries compiled for speed make the processor flush subnormal numbers to zero (FTZ and DAZ) when they are
    loaded. Libraries for interval arithmetic make it round up or down. Both affect the thread that loads or calls them
    and every thread that it starts.

    Raises
    ------
    ValueError
        If subnormal numbers are flushed to zero or results are not rounded to nearest.

    Examples
    --------
    >>> require_ieee_arithmetic()
    """
    flushes, directed = _MIN_NORMAL * 0.5 * _BACK == 0, 1 + _HARDLY != 1 - _HARDLY
    if not (flushes or directed):  # otherwise the threads may be right, and their answer would be cached
        flushes, directed = _in_products()
    if flushes:
        raise ValueError(
            "the processor must round subnormal numbers, but flushes them to zero (FTZ or DAZ, set by another library "
            "of this process): no error bound would hold; restore gradual underflow, or load that library later"
        )
    if directed:
        raise ValueError(
            "the processor must round to nearest, but rounds in one direction (set by another library of this "
            "process): the error bounds are not proven for that; restore rounding to nearest"
        )


@lru_cache(maxsize=1)
def _in_products() -> tuple[bool, bool]:
    """Test both in a matrix product that is large enough for BLAS to share among its threads, which exist already."""
    left, right = np.zeros((512, 64)), np.zeros((64, 512))
    left[::8, 0], right[0] = _MIN_NORMAL, 0.5
    left[1::8, 1:3], left[2::8, 1:3], right[1:3] = [1, _HARDLY], [1, -_HARDLY], 1
    with np.errstate(under="ignore"):
        product = left @ right
        return bool((product[::8] * _BACK == 0).any()), bool((product[1::8] != product[2::8]).any())
