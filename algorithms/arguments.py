"""Integers as arguments: one rule and one wording."""

from operator import index
from typing import Any

import numpy as np

from algorithms.display import short_repr

__all__ = ["as_integer", "integer"]


def integer(name: str, value: Any, least: int | None = None, most: int | None = None) -> int:
    """Return ``value`` as an int, whatever its integer type; a boolean is refused, not read as 0 or 1.

    Raises
    ------
    ValueError
        Names the argument, the value and the allowed range.

    Examples
    --------
    >>> import numpy as np
    >>> integer("threads", np.int64(3), least=1)
    3
    >>> integer("threads", 1.5, least=1)
    Traceback (most recent call last):
    ...
    ValueError: threads must be an integer >= 1, got 1.5
    """
    number = as_integer(value)
    if number is None or (least is not None and number < least) or (most is not None and number > most):
        allowed = f" in {least}..{most}" if None not in (least, most) else ""
        if not allowed:
            allowed = f" >= {least}" if least is not None else f" <= {most}" if most is not None else ""
        raise ValueError(f"{name} must be an integer{allowed}, got {short_repr(value)}")
    return number


def as_integer(value: Any) -> int | None:
    """Return an integer of any type as an int, and None for anything else: for `integer` and for total predicates.

    Examples
    --------
    >>> import numpy as np
    >>> as_integer(np.int64(3)), as_integer(True), as_integer(3.0)
    (3, None, None)
    """
    if isinstance(value, bool | np.bool_):
        return None
    if isinstance(value, np.ndarray) and type(value) is not np.ndarray:
        return None  # an element of a finite field, a masked entry or a number with a unit is no plain integer
    try:
        return index(value)
    except TypeError:
        return None
