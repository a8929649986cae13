"""Compression and encoding by content; nothing is expanded beyond the limit."""

import bz2
import gzip
import io
import lzma
import zipfile

import pytest

from hardness.files import decode, largest_text, packer, read, write_text
from hardness.formats import DimacsError, parse_dimacs, read_dimacs
from hardness.problems import CNF, problem_from_json

TEXT = "p cnf 2 1\n1 -2 0\n"
PACK = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "lzma": lambda data: lzma.compress(data, lzma.FORMAT_ALONE),
}


@pytest.mark.parametrize("kind", PACK)
def test_content_says_how_it_is_packed(kind):
    packed = PACK[kind](TEXT.encode())
    assert decode(packed) == TEXT
    assert decode(PACK[kind](b"\xef\xbb\xbf" + TEXT.encode())) == TEXT
    assert decode(PACK[kind](b"")) == ""


@pytest.mark.parametrize("kind", ["gzip", "bzip2", "xz"])
def test_members_in_a_row_are_one_text(kind):
    pack = PACK[kind]
    assert decode(pack(b"p cnf 2 1\n") + pack(b"") + pack(b"1 -2 0\n")) == TEXT
    assert decode(pack(b"p cnf 2 1\n") + 4 * b"\0" + pack(b"1 -2 0\n") + 8 * b"\0") == TEXT
    assert decode(pack(TEXT.encode() * 100_000)) == TEXT * 100_000


@pytest.mark.parametrize("kind", ["gzip", "bzip2", "xz"])
@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:-9],
        lambda data: data[:7],
        lambda data: data + b"p cnf 1 0",  # ignored by bz2.decompress and lzma.decompress
        lambda data: data[:-20] + bytes(byte ^ 255 for byte in data[-20:]),
    ],
)
def test_damaged_data_are_never_half_read(kind, damage):
    with pytest.raises(ValueError, match=f"it holds corrupt {kind} data"):
        decode(damage(PACK[kind](TEXT.encode() * 50)))


def zipped(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("formula.cnf", content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"\x28\xb5\x2f\xfd\x04\x58", "it holds zstd data, which are not unpacked here"),
        (zipped(b"p cnf 0 0"), "it holds zip data"),
        (b"7z\xbc\xaf\x27\x1c\0", "it holds 7z data"),
        (b"\x1f\x9d\x90", r"it holds compress \(.Z\) data"),
        (b"\0" * 257 + b"ustar\x0000", "it holds tar data"),
        (
            gzip.compress(lzma.compress(b"p cnf 0 0"), mtime=0),
            "it holds xz data inside gzip data; one layer is unpacked",
        ),
        (bz2.compress(bz2.compress(b"p cnf 0 0")), "it holds bzip2 data inside bzip2 data"),
        (lzma.compress(b"a" * 257 + b"ustar"), "it holds tar data inside xz data"),
        (b"%PDF-1.4\n\0", "it holds binary data"),
        (gzip.compress(b"p cnf\0", mtime=0), "it holds binary data"),
        ("p cnf 1 0".encode("utf-16"), "it holds text in UTF-16"),
        ("p cnf 1 0".encode("utf-16-le"), "it holds text in UTF-16 "),
        ("\n p cnf 1 0".encode("utf-16-be"), "it holds text in UTF-16 "),
        ("c".encode("utf-16-le"), "it holds text in UTF-16 "),
        ('{"problem": "SAT"}'.encode("utf-32"), "it holds text in UTF-32"),
        ('{"problem": "SAT"}'.encode("utf-32-be"), "it holds text in UTF-32 "),
        (lzma.compress("p cnf 1 0\n".encode("utf-16")), "it holds text in UTF-16"),
    ],
)
def test_what_is_not_read_is_named_by_every_reader(data, found):
    with pytest.raises(ValueError, match=found):
        decode(data)
    with pytest.raises(DimacsError, match=found):
        parse_dimacs(data)
    with pytest.raises(ValueError, match=found):
        problem_from_json(data)


def test_bytes_that_are_no_utf_8_are_named_where_the_text_must_be():
    with pytest.raises(ValueError, match="it holds the byte 0xe9 at 4, which is no UTF-8"):
        decode(b"c caf"[:4] + b"\xe9")
    with pytest.raises(ValueError, match="str or bytes, got int"):
        decode(3)


@pytest.mark.parametrize("kind", PACK)
@pytest.mark.usefixtures("at_once")
def test_a_bomb_is_refused_before_it_expands(kind, monkeypatch):
    monkeypatch.setattr("hardness.files.memory_limit", lambda: 32 * 10**6)
    assert largest_text() == 10**6
    assert len(decode(PACK[kind](b" " * 10**6))) == 10**6
    for size in (10**6 + 1, 10**8):
        bomb = PACK[kind](b" " * size)
        for reader in (decode, parse_dimacs, problem_from_json):
            with pytest.raises(ValueError, match=f"it holds {kind} data of more than 1,000,000 bytes unpacked"):
                reader(bomb)


@pytest.mark.usefixtures("at_once")
def test_gigabytes_in_a_small_file_are_refused_within_the_limit_of_any_machine():
    block = gzip.compress(b" " * 2**26)  # 65 KB each
    bomb = block * 16  # members in a row: 1 GiB
    with pytest.raises(ValueError, match=r"it holds gzip data of more than [\d,]+ bytes unpacked"):
        decode(bomb)


@pytest.mark.parametrize("kind", ["gzip", "bzip2", "xz"])
@pytest.mark.usefixtures("at_once")
def test_many_empty_members_take_no_time(kind):
    assert decode(PACK[kind](b"") * 20_000 + PACK[kind](b"p cnf 0 0")) == "p cnf 0 0"


def test_plain_files_have_the_same_limit(tmp_path, monkeypatch):
    monkeypatch.setattr("hardness.files.memory_limit", lambda: 3200)
    path = tmp_path / "a.cnf"
    path.write_bytes(b"p cnf 0 0\n" + b" " * 90)
    assert len(read(path)) == 100
    assert read_dimacs(path) == CNF(0, [])
    path.write_bytes(b"p cnf 0 0\n" + b" " * 91)
    with pytest.raises(ValueError, match="more than 100 bytes, the most that are read"):
        read(path)
    with pytest.raises(DimacsError, match=r"a\.cnf: it holds more than 100 bytes"):
        read_dimacs(path)
    with path.open() as file, pytest.raises(DimacsError, match="more than 100 bytes"):
        read_dimacs(file)


def test_an_endless_device_is_refused():
    with pytest.raises(DimacsError, match="/dev/zero: it holds more than"):
        read_dimacs("/dev/zero")


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a.cnf", TEXT.encode()),
        ("a", TEXT.encode()),
        ("a.txt.cnf", TEXT.encode()),
        ("a.cnf.gz", b"\x1f\x8b"),
        ("a.GZ", b"\x1f\x8b"),
        ("a.json.bz2", b"BZh"),
        ("a.cnf.xz", b"\xfd7zXZ\0"),
        ("zip.cnf", TEXT.encode()),
    ],
)
def test_the_suffix_says_how_to_pack(tmp_path, name, start):
    write_text(tmp_path / name, TEXT)
    write_text(str(tmp_path / f"again-{name}"), TEXT)
    content = (tmp_path / name).read_bytes()
    assert content.startswith(start)
    assert content == (tmp_path / f"again-{name}").read_bytes()
    assert decode(content) == TEXT


@pytest.mark.parametrize(
    "name", ["a.zst", "a.cnf.zip", "a.Z", "a.7z", "a.lzma", "a.LZ4", "a.tar.gz", "a.gz.xz", "a.tgz"]
)
def test_what_is_not_written_is_refused_and_nothing_is_written(tmp_path, name):
    for write in (lambda path: write_text(path, TEXT), packer):
        with pytest.raises(ValueError, match=r"is not written; one of .gz, .bz2, .xz compresses"):
            write(tmp_path / name)
    assert not list(tmp_path.iterdir())
