"""Text files: reading detects compression and encoding from the content, writing compresses by the suffix."""

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from os import PathLike
from pathlib import Path
from typing import Any

from hardness.memory import memory_limit

Source = str | PathLike[str]

_MAX_TEXT = 2**28  # a quarter of a gibibyte, more than any instance that can be decided here
_BYTES_PER_CHARACTER = 32  # of the objects that text becomes, such as the lists of "[[],[],.."
_BLOCK = 1 << 13  # of packed data at once: data behind the end of a member are copied
_CHUNK = 1 << 14  # of unpacked data at once: it is allocated even for empty members
_PACKED = {  # the first bytes of packed data
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\0": "xz",
    b"\x5d\0\0": "lzma",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"\x1f\x9d": "compress (.Z)",
    b"\x04\x22\x4d\x18": "lz4",
    b"LZIP": "lzip",
    b"Rar!": "rar",
}
_READ = ("gzip", "bzip2", "xz", "lzma")
_PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": lambda data: gzip.compress(data, mtime=0),  # without a time stamp: equal content gives equal files
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
}
_REFUSED = "7z arc arj br cab lha lz lz4 lzh lzma lzo rar snappy tar tbz tbz2 tgz txz z zip zst zstd"
_REFUSED_SUFFIXES = [f".{name}" for name in _REFUSED.split()]
_WIDE = {"utf-32-le": "UTF-32", "utf-32-be": "UTF-32", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}


def largest_text() -> int:
    """Return the largest size of unpacked text that is read, in bytes: 2^28, or less if memory is short."""
    return min(_MAX_TEXT, memory_limit() // _BYTES_PER_CHARACTER)


def read(source: Any) -> Any:
    """Return the content of a file, or the rest of an open file (a str if it is open as text).

    Raises
    ------
    ValueError
        If the content is larger than `largest_text`.
    OSError
        If the file cannot be read.
    """
    if isinstance(source, (str, PathLike)):
        with open(source, "rb") as file:
            return read(file)
    limit = largest_text()
    data = source.read(limit + 1)
    if len(data) > limit:
        raise ValueError(f"it holds more than {limit:,} bytes, the most that are read")
    return data


def decode(data: str | bytes, encoding: str = "utf-8") -> str:
    r"""Return the text in ``data``, unpacked if they are compressed and without a byte order mark.

    One layer of gzip, bzip2, xz or lzma is unpacked.

    Parameters
    ----------
    data : str or bytes
        The content of a file; a str is taken as it is.
    encoding : str
        Encoding of the text; UTF-16 and UTF-32 are recognised and refused.

    Raises
    ------
    ValueError
        If the data are not such text; the message says what they are: "it holds ..". At most `largest_text` bytes are
        unpacked.

    Examples
    --------
    >>> decode(bz2.compress(b"\xef\xbb\xbfp cnf 0 0"))
    'p cnf 0 0'
    >>> decode("p cnf 0 0".encode("utf-16"))
    Traceback (most recent call last):
    ...
    ValueError: it holds text in UTF-16 (utf-16-le); convert it to UTF-8
    """
    if isinstance(data, str):
        return data.removeprefix("\ufeff")
    if not isinstance(data, (bytes, bytearray)):
        raise ValueError(f"text must be str or bytes, got {type(data).__name__}")
    content = _unpack(bytes(data))
    if codec := _wide_codec(content[:256]):
        raise ValueError(f"it holds text in {_WIDE[codec]} ({codec}); convert it to UTF-8")
    if b"\0" in content:
        raise ValueError("it holds binary data")
    try:
        return content.removeprefix(b"\xef\xbb\xbf").decode(encoding)
    except UnicodeDecodeError as error:
        raise ValueError(f"it holds the byte {content[error.start]:#x} at {error.start}, which is no UTF-8") from None


def write_text(path: Source, text: str) -> None:
    """Write text as UTF-8 with the same line ends on every system, compressed according to the suffix of the name.

    Raises
    ------
    ValueError
        If the suffix names a compression other than .gz, .bz2 and .xz; then nothing is written.
    """
    pack = packer(path)
    Path(path).write_bytes(pack(text.encode()))


def packer(path: Source) -> Callable[[bytes], bytes]:
    """Return the compression function for a file of this name; ValueError if its suffix names an unsupported one."""
    suffixes = [suffix.lower() for suffix in Path(path).suffixes[-2:]]
    if not suffixes or suffixes[-1] not in (*_PACKERS, *_REFUSED_SUFFIXES):
        return bytes
    named = "".join(suffix for suffix in suffixes if suffix in (*_PACKERS, *_REFUSED_SUFFIXES))
    if named not in _PACKERS:
        raise ValueError(f"{path}: {named} is not written; one of {', '.join(_PACKERS)} compresses")
    return _PACKERS[named]


def _unpack(data: bytes) -> bytes:
    kind = _packing(data)
    if kind is None:
        return data
    if kind not in _READ:
        raise ValueError(f"it holds {kind} data, which are not unpacked here ({', '.join(_READ)} are)")
    limit, size, chunks = largest_text(), 0, []
    try:
        for chunk in _unpacked(kind, data):
            size += len(chunk)
            if size > limit:
                raise ValueError(f"it holds {kind} data of more than {limit:,} bytes unpacked, the most that are read")
            chunks.append(chunk)
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise ValueError(f"it holds corrupt {kind} data: {error}") from None
    except MemoryError:
        raise ValueError(f"it holds {kind} data that need more memory to unpack than there is") from None
    content = b"".join(chunks)
    if inner := _packing(content):
        raise ValueError(f"it holds {inner} data inside {kind} data; one layer is unpacked")
    return content


def _packing(data: bytes) -> str | None:
    if data[257:262] == b"ustar":
        return "tar"
    return next((kind for start, kind in _PACKED.items() if data.startswith(start)), None)


def _unpacked(kind: str, data: bytes) -> Iterator[bytes]:
    """Yield the content of all members of the file piece by piece, and refuse anything after the last one."""
    if kind == "gzip":
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            yield from iter(lambda: file.read(1 << 20), b"")
        return
    source, memory = io.BytesIO(data), memory_limit()
    block = source.read(_BLOCK)
    while block:
        member: Any = bz2.BZ2Decompressor() if kind == "bzip2" else lzma.LZMADecompressor(memlimit=memory)
        while not member.eof:
            yield member.decompress(block, _CHUNK)
            block = b""
            if member.needs_input and not member.eof and not (block := source.read(_BLOCK)):
                raise EOFError("the file ends in the middle")
        block = member.unused_data.lstrip(b"\0")  # members may be padded with zeros
        while not block and (more := source.read(_BLOCK)):
            block = more.lstrip(b"\0")


def _wide_codec(head: bytes) -> str | None:
    """Return the codec if the data are UTF-16 or UTF-32: by the byte order mark, or because they decode to text."""
    for codec in _WIDE:
        whole = head[: len(head) // 4 * 4 or len(head)]
        if whole.startswith("\ufeff".encode(codec)):
            return codec
        try:
            text = whole.decode(codec)
        except UnicodeDecodeError:
            continue
        if text and text.isascii() and "".join(text.split()).isprintable():
            return codec
    return None
