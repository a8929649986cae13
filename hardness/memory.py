"""How much memory a computation may ask for, and how it is refused before it starts."""

import os


def memory_limit() -> int:
    """Return the bytes that one computation may allocate: half of the machine's physical memory."""
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2


def memory_refusal(needed: int, what: str) -> str | None:
    """Say in words why ``needed`` bytes for ``what`` are too many; None if they fit.

    Examples
    --------
    >>> memory_refusal(10**6, "3-OV vectors") is None
    True
    >>> memory_refusal(2**80, "3-OV vectors").startswith("3-OV vectors need 1,208,925,819,614,629,174,706,176 bytes")
    True
    """
    limit = memory_limit()
    if needed <= limit:
        return None
    shown = f"{needed:,}" if needed < 10**30 else f"about 2^{needed.bit_length() - 1}"
    return f"{what} need {shown} bytes; the limit is {limit:,} (half of the physical memory)"


def refuse_beyond_memory(needed: int, what: str) -> None:
    """Raise ValueError, with the limit, if ``needed`` bytes for ``what`` are too many."""
    if reason := memory_refusal(needed, what):
        raise ValueError(reason)
