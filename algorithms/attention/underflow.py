"""Bounds of rounding hold only where numbers too small for full precision are rounded, not flushed to zero."""

from functools import lru_cache

import numpy as np

__all__ = ["require_gradual_underflow"]

_LEAST_NORMAL = 2.0**-1022
_BACK = 2.0**500


def require_gradual_underflow() -> None:
    """Refuse to compute where subnormal results or arguments count as zero, in this thread or in those of BLAS.

    Libraries that are compiled for speed switch processors to that mode when they are loaded (FTZ and DAZ), for the
    thread that loads them and for every thread that it starts.

    Raises
    ------
    ValueError
        If subnormal numbers are flushed to zero.

    Examples
    --------
    >>> require_gradual_underflow()
    """
    if _LEAST_NORMAL * 0.5 * _BACK == 0 or _products_flush():
        raise ValueError(
            "the processor must round subnormal numbers, but flushes them to zero (FTZ or DAZ, set by another library "
            "of this process): no error bound would hold; restore gradual underflow, or load that library later"
        )


@lru_cache(maxsize=1)
def _products_flush() -> bool:
    """Tell whether a product of matrices, large enough to be shared by threads that were started before, flushes."""
    left, right = np.zeros((512, 64)), np.zeros((64, 512))
    left[::8, -1], right[-1] = _LEAST_NORMAL, 0.5
    with np.errstate(under="ignore"):
        return bool(((left @ right)[::8] * _BACK == 0).any())
