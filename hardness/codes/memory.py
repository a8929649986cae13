"""Refuse what does not fit in memory before allocating it."""

import os


def physical_memory() -> int:
    """Return the bytes of memory of this machine."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def refuse_beyond_memory(need: int, what: str) -> None:
    """Raise ValueError if ``what`` needs more than half of this machine's memory, ``need`` bytes."""
    limit = physical_memory() // 2
    if need > limit:
        raise ValueError(f"{what} needs {need} bytes, more than the limit of {limit} bytes (half of the memory)")
