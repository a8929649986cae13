"""The map of theorems: statement, object, tests and notebook cells, checked to be there."""

import ast
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

KINDS = ("definition", "conjecture", "theorem")
SOURCES = {
    "AS23": "J. Alman, Z. Song, *Fast Attention Requires Bounded Entries*, NeurIPS 2023",
    "AS24": "J. Alman, Z. Song, *How to Capture Higher-order Correlations? Generalizing Matrix Softmax Attention to "
    "Kronecker Computation*, ICLR 2024",
}


@dataclass(frozen=True)
class Entry:
    """One statement and where it lives.

    Attributes
    ----------
    key : str
        Its name; for a reduction, the ``theorem`` of its class.
    kind : str
        "definition", "conjecture" or "theorem".
    statement, source : str
        What it says, and who proved or defined it.
    objects : tuple of str
        The code, as ``module:name``.
    tests : tuple of str
        Tests that fail if it is wrong, as ``file::function``, from the root of the project.
    notebooks : tuple of str
        Cells that show it, as ``file#cell``.
    """

    key: str
    kind: str
    statement: str
    source: str
    objects: tuple[str, ...]
    tests: tuple[str, ...]
    notebooks: tuple[str, ...] = ()


@cache
def theorem_map() -> tuple[Entry, ...]:
    """Return the entries of ``theorems.toml``, in its order.

    Examples
    --------
    >>> [entry.kind for entry in theorem_map() if entry.key == "split-and-list"]
    ['theorem']
    """
    text = files("hardness.theory").joinpath("theorems.toml").read_text()
    return tuple(_entry(data) for data in tomllib.loads(text)["theorem"])


def _entry(data: dict[str, Any]) -> Entry:
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}
    return Entry(**values)


def dangling(entry: Entry, root: Path) -> Iterator[str]:
    """Yield what is wrong with an entry: objects, tests and cells that do not exist, a missing object or test.

    Objects are imported, test files parsed and notebooks read; nothing is run.

    Parameters
    ----------
    entry : Entry
        The entry.
    root : Path
        The folder that holds ``tests`` and ``notebooks``.
    """
    if entry.kind not in KINDS:
        yield f"{entry.key}: kind={entry.kind!r}; it must be one of {KINDS}"
    for name in ("objects", "tests"):
        if not getattr(entry, name):
            yield f"{entry.key} has no {name}"
    yield from (f"{entry.key}: no object {name}" for name in entry.objects if not _is_object(name))
    for name in entry.tests:
        path, _, function = name.partition("::")
        if function not in _tests_of(root / path):
            yield f"{entry.key}: no test {name}"
    for name in entry.notebooks:
        path, _, cell = name.partition("#")
        if cell not in _code_cells_of(root / path):
            yield f"{entry.key}: no code cell {name}"


def _is_object(name: str) -> bool:
    module, _, path = name.partition(":")
    try:
        found = import_module(module)
        for part in path.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError):
        return False
    return bool(path)


@cache
def _tests_of(path: Path) -> frozenset[str]:
    """Return the names of the test functions at the top of a file that pytest would collect."""
    if not path.is_file() or not path.name.startswith("test_"):
        return frozenset()
    tree = ast.parse(path.read_text())
    return frozenset(
        node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


@cache
def _code_cells_of(path: Path) -> frozenset[str]:
    if not path.is_file():
        return frozenset()
    return frozenset(cell["id"] for cell in json.loads(path.read_text())["cells"] if cell["cell_type"] == "code")


def as_markdown() -> str:
    """Return the map as a page: the graph of problems, then a section for each entry."""
    from hardness.theory.graph import mermaid

    lines = [
        "# Theorems, code and tests",
        "",
        "<!-- Made by `hardness theorems -o docs/theorems.md`; edit hardness/theory/theorems.toml instead. -->",
        "",
        "Every definition, conjecture and theorem that this project implements: the object that does it, the tests "
        "that would fail if it were wrong, and the notebook cells that show it. A test keeps this page, the code and "
        "the tests together.",
        "",
        *(f"* {key}: {source}." for key, source in SOURCES.items()),
        "",
        "## The reductions",
        "",
        "```mermaid",
        mermaid(),
        "```",
        "",
        "Labels are keys of the list below; a thick arrow makes many instances, one for each message.",
        "",
        "| key | kind | source |",
        "|---|---|---|",
        *(f"| [{entry.key}](#{entry.key}) | {entry.kind} | {entry.source} |" for entry in theorem_map()),
    ]
    for entry in theorem_map():
        lines += ["", f"## {entry.key}", "", f"`{entry.statement}`", ""]
        lines += [f"*{entry.kind.capitalize()}.* {entry.source}.", ""]
        lines += [f"* code: {', '.join(f'`{name}`' for name in entry.objects)}"]
        lines += [f"* test: [`{name.partition('::')[2]}`](../{name.partition('::')[0]})" for name in entry.tests]
        lines += [f"* shown in: [{name}](../{name.partition('#')[0]})" for name in entry.notebooks]
    return "\n".join(lines) + "\n"
