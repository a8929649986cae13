"""One refusal for routines that are handed matrices, or anything else, where they take inputs."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

__all__ = ["takes_inputs"]

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def takes_inputs(*types: type) -> Callable[[Callable[Parameters, Result]], Callable[Parameters, Result]]:
    """Make the decorated routine refuse a first argument of another type, before it looks at the others.

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
