"""The memory that a computation may use, and the refusal of a larger one before it starts."""

import os
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

_UNKNOWN = 4 * 2**30  # bytes, if the system does not report its memory
_CONTROL_FILES = {"v2": "memory.max", "v1": "memory.limit_in_bytes"}


def memory_limit() -> int:
    """Return how many bytes one computation may allocate: half of the memory that this process may use."""
    return available_memory() // 2


def available_memory(process: Path = Path("/proc/self"), control: Path = Path("/sys/fs/cgroup")) -> int:
    """Return how many bytes this process may use: the machine's memory, or the limit of a container or the user.

    Parameters
    ----------
    process : Path
        The folder that records the control groups of the process and where they are mounted.
    control : Path
        Where control groups are mounted, if the process does not record it.
    """
    limits = [_physical_memory(), _address_space(), *_control_groups(process, control)]
    return min((limit for limit in limits if limit and limit > 0), default=_UNKNOWN)


def memory_refusal(needed: int, what: str, most: int | None = None) -> str | None:
    """Return the reason why ``needed`` bytes for ``what`` are too many, or None if they fit.

    Parameters
    ----------
    needed : int
        Number of bytes.
    what : str
        A plural noun for the objects that need them.
    most : int, optional
        A limit of this computation, in addition to the memory of the process.

    Examples
    --------
    >>> memory_refusal(10**6, "3-OV vectors") is None
    True
    >>> memory_refusal(2**80, "3-OV vectors").startswith("3-OV vectors need 1,208,925,819,614,629,174,706,176 bytes")
    True
    """
    limit, reason = memory_limit(), " (half of the memory that this process may use)"
    if most is not None and most <= limit:
        limit, reason = most, ""
    if needed <= limit:
        return None
    text = f"{needed:,}" if needed < 10**30 else f"about 2^{needed.bit_length() - 1}"
    return f"{what} need {text} bytes; the limit is {limit:,}{reason}"


def refuse_beyond_memory(needed: int, what: str, most: int | None = None) -> None:
    """Raise ValueError if ``needed`` bytes for ``what`` are too many, with the reason from `memory_refusal`."""
    if reason := memory_refusal(needed, what, most):
        raise ValueError(reason)


def _physical_memory() -> int | None:
    if sys.platform == "win32":
        return _windows_memory()
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # no such function, no such name, no answer
        return None


def _windows_memory() -> int | None:
    import ctypes

    class MemoryStatus(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ulong), ("load", ctypes.c_ulong), ("physical", ctypes.c_ulonglong)]
        _fields_ += [(f"other{i}", ctypes.c_ulonglong) for i in range(6)]

    status = MemoryStatus(length=ctypes.sizeof(MemoryStatus))
    known = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))  # type: ignore[attr-defined]
    return int(status.physical) if known else None


def _address_space() -> int | None:
    """Return the limit of ``ulimit -v``, if there is one."""
    try:
        import resource

        soft = resource.getrlimit(resource.RLIMIT_AS)[0]
    except (ImportError, AttributeError, ValueError, OSError):
        return None
    return None if soft == resource.RLIM_INFINITY else soft


def _control_groups(process: Path, control: Path) -> Iterator[int]:
    """Yield the limits of the control groups of this process and of all groups that contain them."""
    for path in _limit_files(process, control):
        text = _text(path).strip()
        if text.isascii() and text.isdigit() and len(text) < 20:  # else "max", or nothing
            yield int(text)


@lru_cache(maxsize=1)
def _limit_files(process: Path, control: Path) -> tuple[Path, ...]:
    """Return the files that hold these limits; their content may change, but not their place.

    A line of ``cgroup`` is ``number:controllers:path``; version 2 is the line without controllers.
    """
    files = []
    for line in _text(process / "cgroup").splitlines():
        controllers, _, path = line.partition(":")[2].partition(":")
        if controllers and "memory" not in controllers.split(","):
            continue
        version = "v1" if controllers else "v2"
        root, folder = _mount(process, version) or ("/", control / ("memory" if controllers else ""))
        inside = path.removeprefix(root.rstrip("/"))  # a container may see only a part of the machine's groups
        parts = [part for part in inside.split("/") if part not in ("", ".", "..")]
        files += [folder.joinpath(*parts[:depth], _CONTROL_FILES[version]) for depth in range(len(parts) + 1)]
    return tuple(files)


def _mount(process: Path, version: str) -> tuple[str, Path] | None:
    """Return which groups of a version of the memory controller are mounted, and where.

    A line of ``mountinfo`` is ``.. .. .. root folder options .. - type device options``.
    """
    for line in _text(process / "mountinfo").splitlines():
        before, after = line.partition(" - ")[::2]
        fields, kind = before.split(), after.split()
        if len(fields) < 5 or len(kind) < 3:
            continue
        if kind[0] == "cgroup2" if version == "v2" else kind[0] == "cgroup" and "memory" in kind[2].split(","):
            return fields[3], Path(fields[4])
    return None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except (OSError, ValueError):
        return ""
