"""The separation sep of the padding: the ratio of the sums of YES rows to those of NO rows."""

from typing import Any


def least_separation(order: Any) -> Any:
    """Return 4^(k-1), the least separation at which the calibrated padding of order k distinguishes YES from NO."""
    return 4 ** (order - 1)


def default_separation(order: int) -> int:
    """Return the default separation of a padding, max(16, 4^(k-1)), which is a square.

    Examples
    --------
    >>> [default_separation(order) for order in (2, 3, 4)]
    [16, 16, 64]
    """
    return max(16, least_separation(order))
