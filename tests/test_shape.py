"""The shape of the tree: files of one idea, functions of one page, and a test file beside every module."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAX_FILE, MAX_FUNCTION = 300, 60  # lines; those of a docstring do not count in a function

UNTESTED_NAMES = {
    "__init__.py": "names what its folder offers; tests/test_imports.py imports all of it",
    "__main__.py": "one call, which tests/hardness/cli/test_main.py makes in a process",
}
"""Files without a test file of their own, each with the reason."""

TESTED_ELSEWHERE = {
    "hardness/moved.py": "tests/algorithms/test_moved.py tests the tables of both packages",
    "hardness/protocols/agreement_kernel.py": "compiled; tests/hardness/protocols/test_agreement.py compares it",
}


def sources(*folders):
    """Return all Python files below folders of the project, other than those that a tool has put there."""
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if not {"__pycache__", "build"} & set(path.parts)]


def modules():
    return [path.relative_to(ROOT) for path in sources("hardness", "algorithms") if path.name not in UNTESTED_NAMES]


def mirror(module):
    """Return where the tests of a module are."""
    return Path("tests") / module.parent / f"test_{module.name}"


def long_functions(text):
    """Return (name, lines) of the functions, nested ones and methods too, that are longer than a page."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = node.end_lineno - node.lineno + 1
            if ast.get_docstring(node):
                lines -= node.body[0].end_lineno - node.body[0].lineno + 1
            if lines > MAX_FUNCTION:
                found.append((node.name, lines))
    return found


EVERYTHING = sources("hardness", "algorithms", "tests", "benchmarks")


def test_files_are_short():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in EVERYTHING}
    assert len(lengths) > 400
    assert {str(path.relative_to(ROOT)): lines for path, lines in lengths.items() if lines > MAX_FILE} == {}


def test_functions_are_short():
    long = {str(path.relative_to(ROOT)): long_functions(path.read_text(encoding="utf-8")) for path in EVERYTHING}
    assert {path: functions for path, functions in long.items() if functions} == {}


@pytest.mark.parametrize("docstring", ["", '    """One.\n\n    Two.\n    """\n'])
def test_a_function_counts_without_its_docstring(docstring):
    def inner(lines):
        body = "".join(f"        x = {i}\n" for i in range(lines - 1))
        return f"def outer():\n{docstring}    return 0\n\nclass C:\n    def inner(self):\n{body}"

    assert long_functions(inner(MAX_FUNCTION)) == []
    assert long_functions(inner(MAX_FUNCTION + 1)) == [("inner", MAX_FUNCTION + 1)]
    assert long_functions(f"def f():\n{docstring}" + "    x = 0\n" * MAX_FUNCTION) == [("f", MAX_FUNCTION + 1)]


@pytest.mark.parametrize("module", modules(), ids=str)
def test_every_module_has_its_test_file(module):
    assert (ROOT / mirror(module)).exists() != (module.as_posix() in TESTED_ELSEWHERE), f"write {mirror(module)}"


def test_exceptions_are_files_that_exist():
    assert set(TESTED_ELSEWHERE) <= {module.as_posix() for module in modules()}
