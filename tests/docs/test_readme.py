"""The Python of the README runs as it stands."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"


def test_every_block_runs(capsys):
    blocks = re.findall(r"```python\n(.*?)```", README.read_text(), flags=re.DOTALL)
    namespace = {"__name__": "readme"}
    for block in blocks:
        exec(compile(block, str(README), "exec"), namespace)
    assert namespace["solution"].satisfiable is True
    assert namespace["reduced"].map_back(namespace["advice"], namespace["row"]) == namespace["solution"].assignment
    result = namespace["result"]
    assert result.output.shape == (10_000, 8)
    assert 0 < result.certificate.error_bound <= 1e-6


def command_lines():
    """Return the lines that CI runs, as its script finds them."""
    script = README.parent / ".ci" / "readme_lines"
    done = subprocess.run([sys.executable, script, README], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_ci_runs_every_line_of_the_blocks_without_a_language():
    text = README.read_text()
    lines = command_lines()
    assert lines[0] == "pip install . && hardness solve"
    assert "pip install '.[test]' && pytest" in lines
    assert [line for line in lines if line.startswith("hardness ")] == re.findall(r"(?m)^hardness .*$", text)
    assert all(line.startswith(("hardness ", "pip ")) for line in lines)


def test_every_file_that_a_line_reads_was_written_by_one_before():
    written, read = set(), set()
    for line in command_lines():
        words = shlex.split(line, comments=True)
        named = {word for word in words if re.fullmatch(r"[\w-]+\.\w[\w.]*", word)}
        output = {words[words.index("-o") + 1]} if "-o" in words else set()
        read |= named - output
        assert named - output <= written, line
        written |= output
    assert read


def test_the_readme_names_every_command_and_no_other():
    import typer

    from hardness.cli import app

    known = set(typer.main.get_command(app).commands)
    named = set(re.findall(r"^hardness (\w+)", README.read_text(), flags=re.MULTILINE))
    assert named == known


def test_the_versions_of_python_that_are_said_to_be_tested():
    """What the page says is what the package says."""
    said = re.search(r"The tests run on Python ([0-9., and]+?) only", README.read_text(encoding="utf-8")).group(1)
    project = (README.parent / "pyproject.toml").read_text(encoding="utf-8")
    assert re.findall(r"\d\.\d+", said) == re.findall(r"Programming Language :: Python :: (\d\.\d+)", project)


def test_the_layout_names_every_folder():
    root = README.parent
    rows = re.findall(r"^\| (`[^|]+`) \|", README.read_text(encoding="utf-8").partition("## Layout")[2], re.MULTILINE)
    named = {folder for row in rows for folder in re.findall("`([^`]+)`", row)}
    assert [folder for folder in named if not (root / folder).exists()] == []
    rooms = {
        path.parent.relative_to(root).as_posix()
        for package in ("hardness", "algorithms")
        for path in (root / package).glob("*/__init__.py")
    }
    assert rooms - named == set()
    assert named >= {"notebooks", "benchmarks", "docs", "tests"}
