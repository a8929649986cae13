"""CONTRIBUTING shows lines of the toy package, names commands that exist, and lists what may repeat itself."""

import ast
import io
import re
import tokenize
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOY = ROOT / "tests" / "plugins" / "toy"
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^   `([\w/.]+)`\n   ```\w+\n(.*?)^   ```$", TEXT, re.MULTILINE | re.DOTALL)
RUN = 10  # lines


@pytest.mark.parametrize(("name", "block"), BLOCKS, ids=lambda text: text.split("\n")[0].strip())
def test_examples_are_lines_of_the_toy_package(name, block):
    source, start = (TOY / name).read_text(encoding="utf-8"), 0
    unindented = "".join(line.removeprefix("   ") for line in block.splitlines(keepends=True))
    for part in re.split(r"^ *\.\.\.\n", unindented, flags=re.MULTILINE):
        assert part in source[start:], part
        start = source.index(part, start) + len(part)


def test_every_file_of_the_toy_package_is_shown():
    shown = {name for name, _ in BLOCKS}
    assert len(BLOCKS) == TEXT.count("   ```python") + TEXT.count("   ```toml") >= 15
    files = {path.relative_to(TOY).as_posix() for pattern in ("*.py", "*.toml") for path in TOY.rglob(pattern)}
    assert files - shown == {"hardness_toy/__init__.py"}


def test_paths_that_it_names_exist():
    named = re.findall(r"\]\((?!https?:)([^)#]+)\)|`(\.ci/\w+|(?:hardness|tests|benchmarks)/[\w/.]+)`", TEXT)
    assert len(named) > 10
    of_the_toy = {name for name, _ in BLOCKS}
    assert [path for pair in named if not (ROOT / (path := "".join(pair))).exists() and path not in of_the_toy] == []


def code_lines(path):
    """Return the lines of code as (number, tokens): without comments, docstrings and layout."""
    text = path.read_text(encoding="utf-8")
    docs = {
        number
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for number in range(node.lineno, node.end_lineno + 1)
    }
    layout = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    lines = defaultdict(list)
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in layout and token.start[0] not in docs:
            lines[token.start[0]].append(token.string)
    return [(number, " ".join(tokens)) for number, tokens in sorted(lines.items())]


def repetitions(paths):
    """Return the pairs of places at which the same ten lines of code begin."""
    places, found = {}, []
    for path in paths:
        lines = code_lines(path)
        for start in range(len(lines) - RUN + 1):
            run = tuple(text for _, text in lines[start : start + RUN])
            place = (path, lines[start][0])
            found += [(places[run], place)] if run in places else []
            places.setdefault(run, place)
    return found


def deliberate():
    rows = re.findall(r"^\| `([\w/.]+\.py)` \| `([\w/.]+\.py)` \|", TEXT, re.MULTILINE)
    return [{ROOT / first, ROOT / second} for first, second in rows]


def test_no_ten_lines_are_repeated_but_where_that_is_deliberate():
    allowed = deliberate()
    assert allowed
    assert all(path.exists() for pair in allowed for path in pair)
    paths = [path for package in ("hardness", "algorithms") for path in sorted((ROOT / package).rglob("*.py"))]
    assert [pair for pair in repetitions(paths) if {path for path, _ in pair} not in allowed] == []


def test_repetitions_are_seen(tmp_path):
    lines = [f"x{i} = {i}\n" for i in range(RUN)]
    (tmp_path / "a.py").write_text("".join(lines))
    (tmp_path / "b.py").write_text('"""Text."""\n\n' + "".join(f"{line.strip()}   # why\n\n" for line in lines))
    assert repetitions([tmp_path / "a.py", tmp_path / "b.py"]) == [((tmp_path / "a.py", 1), (tmp_path / "b.py", 3))]
    (tmp_path / "b.py").write_text("".join(lines[:-1]) + "y = 1\n" + "".join(lines[-1:]))
    assert repetitions([tmp_path / "a.py", tmp_path / "b.py"]) == []
