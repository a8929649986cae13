"""What all generators share: the type of a seed, and the largest instance."""

import numpy as np

from hardness.memory import refuse_beyond_memory

Seed = int | np.random.Generator | None
"""The argument of `hardness.arguments.generator`."""

_LARGEST = 1 << 31
_BYTES_PER_LITERAL = 40  # a Python integer and its place in a tuple


def refuse_large(entries: int, bytes_each: int = _BYTES_PER_LITERAL) -> None:
    """Raise ValueError if an instance of ``entries`` literals, or other entries, would need more than 2 GiB.

    Examples
    --------
    >>> refuse_large(10**6)
    >>> refuse_large(2**40)
    Traceback (most recent call last):
    ...
    ValueError: the entries of the instance need 43,980,465,111,040 bytes; the limit is 2,147,483,648
    """
    refuse_beyond_memory(entries * bytes_each, "the entries of the instance", _LARGEST)
