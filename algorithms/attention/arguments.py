"""Checks of the arguments that attention routines share: inputs and real numbers."""

from collections.abc import Callable
from functools import wraps
from math import inf, nan
from numbers import Real
from typing import Any, ParamSpec, TypeVar

import numpy as np

from algorithms.display import short_repr

__all__ = ["positive_number", "real", "takes_inputs"]

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def takes_inputs(*types: type) -> Callable[[Callable[Parameters, Result]], Callable[Parameters, Result]]:
    """Make the decorated routine refuse a first argument of another type before it checks the others.

    Examples
    --------
    >>> from algorithms.attention import AttentionInputs
    >>> @takes_inputs(AttentionInputs)
    ... def order(inputs):
    ...     return inputs.order
    >>> order([[1.0]])
    Traceback (most recent call last):
        ...
    ValueError: inputs must be AttentionInputs, got list: write order(AttentionInputs(Q, (K,), (V,)))
    """

    def decorate(routine: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
        @wraps(routine)
        def checked(*arguments: Parameters.args, **keywords: Parameters.kwargs) -> Result:
            if arguments and not isinstance(arguments[0], types):
                allowed = " or ".join(some.__name__ for some in types)
                raise ValueError(
                    f"inputs must be {allowed}, got {type(arguments[0]).__name__}: "
                    f"write {routine.__name__}(AttentionInputs(Q, (K,), (V,)))"
                )
            return routine(*arguments, **keywords)

        return checked

    return decorate


def real(value: object) -> float:
    """Return a real number as a float: inf beyond the range of floats, and NaN for anything else.

    Examples
    --------
    >>> real(2), real(10**400), real("2")
    (2.0, inf, nan)
    """
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real):
        return nan
    try:
        return float(value)
    except OverflowError:
        return inf


def positive_number(name: str, value: Any) -> float:
    """Return a real number of any type as a float; ValueError if it is not positive and finite.

    Examples
    --------
    >>> positive_number("scale", 2)
    2.0
    >>> positive_number("scale", 10**400)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    ValueError: scale must be a positive finite number, got 1000000...
    """
    number = real(value)
    if not 0 < number < inf:
        raise ValueError(f"{name} must be a positive finite number, got {short_repr(value)}")
    return number
