"""Independent pieces of compiled work on several threads, with the results in order."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from algorithms.attention.arithmetic import require_ieee_arithmetic

__all__ = ["in_threads"]

Piece = TypeVar("Piece")
Result = TypeVar("Result")


def in_threads(call: Callable[[Piece], Result], pieces: Iterable[Piece], threads: int) -> Iterator[Result]:
    """Yield ``call(piece)`` for all pieces, in their order, so that sums do not depend on the number of threads.

    Compiled code releases the interpreter lock while it runs; NumPy does so most of the time. Every piece checks that
    its thread uses the arithmetic on which the error bounds rely.
    """

    def checked(piece: Piece) -> Result:
        require_ieee_arithmetic()
        return call(piece)

    if threads == 1:
        yield from map(checked, pieces)
        return
    with ThreadPoolExecutor(threads) as pool:
        yield from pool.map(checked, pieces)
