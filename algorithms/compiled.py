"""The decorator of every compiled function. It caches machine code on disk where that is possible.

Imported only by the code that needs it, because numba takes a while to load.
"""

import os
import sys
import warnings
from collections.abc import Callable
from typing import Any

from numba import njit
from numba.core import config
from numba.core.caching import FunctionCache

_warned = _announced = False


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function that releases the interpreter's lock, and cache the machine code for the next process.

    It differs from ``numba.njit(cache=True, nogil=True)`` where that raises: if there is no writable folder, the disk
    is full or files are damaged, this process compiles the function again and issues one RuntimeWarning. If standard
    error is a terminal, the first compilation of a process is announced there in one line. ``NUMBA_DISABLE_JIT`` has
    no effect: the functions use machine vectors, which the interpreter does not have.
    """
    disabled, config.DISABLE_JIT = config.DISABLE_JIT, 0  # type: ignore[attr-defined, unused-ignore]
    try:
        dispatcher: Any = njit(nogil=True)(function)
    finally:
        config.DISABLE_JIT = disabled  # type: ignore[attr-defined, unused-ignore]
    try:
        dispatcher._cache = _Cache(function)
    except (RuntimeError, OSError) as error:  # numba found no folder that it may write to, or no source file
        _warn(error)
    return dispatcher


class _Cache(FunctionCache):
    """Numba's cache of machine code, in which a file that cannot be read or written is no error."""

    def load_overload(self, signature: Any, target: Any) -> Any:
        try:
            kept = super().load_overload(signature, target)
        except Exception:  # damaged files raise whatever unpickling them raises
            self._forget()
            kept = None
        if kept is None:
            _announce()
        return kept

    def save_overload(self, signature: Any, data: Any) -> None:
        try:
            super().save_overload(signature, data)
        except Exception as error:
            _warn(error)

    def _forget(self) -> None:
        try:
            self.flush()
        except OSError as error:
            _warn(error)


def _announce() -> None:
    """Say on a terminal what takes so long: nothing has been cached for these types on this machine."""
    global _announced
    if not _announced and sys.stderr is not None and sys.stderr.isatty():
        _announced = True
        print("compiling numerical code, once for this machine: this takes some seconds", file=sys.stderr, flush=True)


def _warn(error: Exception) -> None:
    global _warned
    if not _warned:
        _warned = True
        now = os.environ.get("NUMBA_CACHE_DIR", "unset")
        warnings.warn(
            "compiled functions cannot be kept on disk, so every process compiles them anew, which takes seconds; "
            f"set NUMBA_CACHE_DIR (now {now}) to a folder that may be written to ({' '.join(str(error).split())})",
            RuntimeWarning,
            stacklevel=3,
        )
