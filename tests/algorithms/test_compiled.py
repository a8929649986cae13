"""Compiled functions without a place for their machine code, with damaged files, and with all of it in order."""

import errno
import os
import re
import shutil
import subprocess
import sys
import warnings
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from numba.core import caching, config

import algorithms
from algorithms import compiled as module

SOURCE = """
from algorithms.compiled import compiled

@compiled
def twice(x):
    return 2 * x

@compiled
def thrice(x):
    return twice(x) + x
"""


@pytest.fixture
def load(tmp_path, monkeypatch):
    """Import the two functions as a new process would, their machine code in tmp_path."""
    path = tmp_path / "functions.py"
    path.write_text(SOURCE, encoding="utf-8")
    monkeypatch.setattr(module, "_warned", False)
    monkeypatch.setattr(module, "_announced", False)
    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path / "cache"))

    def load():
        spec = spec_from_file_location("functions", path)
        made = module_from_spec(spec)
        monkeypatch.setitem(sys.modules, "functions", made)
        spec.loader.exec_module(made)
        return made

    return load


def hits(dispatcher):
    return sum(dispatcher.stats.cache_hits.values())


def test_machine_code_is_kept_for_the_next_process(load, tmp_path):
    assert load().thrice(7) == 21
    again = load()
    assert again.thrice(7) == 21
    assert hits(again.thrice) == 1
    assert list((tmp_path / "cache").rglob("*.nbc"))


def test_without_a_place_functions_are_compiled_and_that_is_said_once(load, monkeypatch):
    monkeypatch.setattr(caching.CacheImpl, "_locator_classes", [])
    with pytest.warns(RuntimeWarning, match="set NUMBA_CACHE_DIR .* no locator available") as said:
        results = [made.thrice(7) for made in (load(), load())]
    assert results == [21, 21]
    assert len(said) == 1


def test_a_disk_that_is_full_or_read_only_later_is_said_once(load, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(caching.IndexDataCacheFile, "save", full)
    with pytest.warns(RuntimeWarning, match="No space left") as said:
        assert load().thrice(7) == 21
    assert len(said) == 1


@pytest.mark.parametrize("kind", ["nbi", "nbc"])
@pytest.mark.parametrize("damage", [lambda _: b"", lambda data: data[:-7], lambda _: b"not a pickle"])
def test_damaged_files_are_replaced(load, tmp_path, kind, damage):
    assert load().thrice(7) == 21
    files = list((tmp_path / "cache").rglob(f"*.{kind}"))
    assert files
    for file in files:
        file.write_bytes(damage(file.read_bytes()))
    assert load().thrice(7) == 21
    mended = load()
    assert mended.thrice(7) == 21
    assert hits(mended.thrice) == 1


def test_damage_that_cannot_be_mended_is_said(load, tmp_path, monkeypatch):
    assert load().twice(7) == 14
    for file in (tmp_path / "cache").rglob("*.nbi"):
        file.write_bytes(b"not a pickle")

    def read_only(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(caching.IndexDataCacheFile, "_save_index", read_only)
    with pytest.warns(RuntimeWarning, match="Permission denied"):
        assert load().twice(7) == 14


def test_functions_are_compiled_although_numba_is_told_to_compile_nothing(load, monkeypatch):
    monkeypatch.setattr(config, "DISABLE_JIT", 1)
    made = load()
    assert made.twice(7) == 14
    assert made.twice.signatures
    assert config.DISABLE_JIT == 1


def test_a_formula_is_solved_without_a_place():
    script = (
        "import numba.core.caching as caching\ncaching.CacheImpl._locator_classes = []\n"
        "import algorithms.compiling\nalgorithms.compiling.LOADING = 0  # the formula is small\n"
        "import sys\nfrom hardness.cli import main\nsys.argv = ['hardness', 'solve', '-q']\nmain()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0
    assert done.stdout.startswith("SATISFIABLE")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("warning: compiled functions cannot be kept on disk")


def test_every_compiled_function_is_made_by_this_decorator():
    root = Path(algorithms.__file__).parents[1]
    for path in [*root.joinpath("hardness").rglob("*.py"), *root.joinpath("algorithms").rglob("*.py")]:
        if path.name != "compiled.py":
            assert not re.search(r"\bn?jit\b|\bvectorize\b", path.read_text(encoding="utf-8")), path


AT_A_TERMINAL = """
import os, sys
sys.path.insert(0, sys.argv[1])
os.dup2(int(sys.argv[2]), 2)
import functions
assert functions.thrice(7) == 21 and functions.thrice(0.5) == 1.5
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_whoever_waits_for_the_compiler_at_a_terminal_is_told_so_once(tmp_path):
    (tmp_path / "functions.py").write_text(SOURCE, encoding="utf-8")
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path / "cache")}

    def said(terminal):
        reader, writer = os.openpty() if terminal else os.pipe()
        try:
            command = [sys.executable, "-c", AT_A_TERMINAL, str(tmp_path), str(writer)]
            subprocess.run(command, env=environment, pass_fds=[writer], check=True)
            os.write(writer, b"end\n")
            text = b""
            while b"end" not in text:
                text += os.read(reader, 4096)
        finally:
            os.close(reader)
            os.close(writer)
        return text.decode().splitlines()

    line = "compiling numerical code, once for this machine: this takes some seconds"
    assert said(terminal=True) == [line, "end"]  # four versions are compiled
    assert said(terminal=True) == ["end"]  # and kept
    shutil.rmtree(tmp_path / "cache")
    assert said(terminal=False) == ["end"]


def test_nothing_is_said_where_there_is_a_place(load):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert load().thrice(7) == 21
