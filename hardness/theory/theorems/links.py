"""Links of the map of theorems: checks that the objects, tests, cells and lines of an entry exist."""

import ast
import json
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from hardness.theory.theorems.entries import Entry, Mutant


def dangling(entry: Entry, root: Path) -> Iterator[str]:
    """Yield the errors of an entry: objects, tests and cells that do not exist, a mutant that does not apply.

    Objects are imported, test files parsed and notebooks read; nothing is run.

    Parameters
    ----------
    entry : Entry
        The entry.
    root : Path
        The folder that holds ``tests`` and ``notebooks``.
    """
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
    if entry.mutant is not None:
        try:
            mutated_source(entry.mutant)
        except ValueError as error:
            yield f"{entry.key}: {error}"


def mutated_source(mutant: Mutant) -> str:
    """Return the source of the mutant's module with the change applied.

    Raises
    ------
    ValueError
        If there is no such module, the old text does not occur exactly once, the result is not Python, or the module
        contains compiled code: numba would keep the code of the changed text for runs without the change.
    """
    try:
        spec = find_spec(mutant.module)
    except ModuleNotFoundError:
        spec = None
    if spec is None or spec.origin is None:
        raise ValueError(f"no module {mutant.module}")
    source = Path(spec.origin).read_text(encoding="utf-8")
    if (count := source.count(mutant.old)) != 1:
        raise ValueError(f"{mutant.old!r} occurs {count} times in {mutant.module}, not once")
    if any(_is_compiled(node) for node in ast.walk(ast.parse(source))):
        raise ValueError(f"{mutant.module} holds compiled code")
    changed = source.replace(mutant.old, mutant.new)
    try:
        ast.parse(changed)
    except SyntaxError as error:
        raise ValueError(f"{mutant.new!r} makes {mutant.module} no Python: {error}") from None
    return changed


def _is_compiled(node: ast.AST) -> bool:
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef) else []
    names = {part.id for decorator in decorators for part in ast.walk(decorator) if isinstance(part, ast.Name)}
    return bool(names & {"compiled"})


def _is_object(name: str) -> bool:
    module, _, path = name.partition(":")
    try:
        target = import_module(module)
        for part in path.split("."):
            target = getattr(target, part)
    except (ImportError, AttributeError):
        return False
    return bool(path)


@cache
def _tests_of(path: Path) -> frozenset[str]:
    """Return the names of the top-level test functions that pytest would collect from a file."""
    if not path.is_file() or not path.name.startswith("test_"):
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(
        node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


@cache
def _code_cells_of(path: Path) -> frozenset[str]:
    if not path.is_file():
        return frozenset()
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return frozenset(cell["id"] for cell in cells if cell["cell_type"] == "code")
