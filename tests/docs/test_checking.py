"""The page on checking runs as it stands."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "checking.md"
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE.read_text(), flags=re.DOTALL)


@pytest.fixture(scope="module")
def namespace():
    found = {"__name__": "checking"}
    for block in BLOCKS:
        exec(compile(block, str(PAGE), "exec"), found)
    return found


def test_every_block_runs_and_the_report_is_true(namespace, capsys):
    assert namespace["report"]
    assert "backward" in str(namespace["wrong"])


def test_a_reduction_is_checked_in_under_30_lines():
    lines = [line for line in BLOCKS[0].splitlines() if line.strip()]
    assert "check_reduction(" in BLOCKS[0]
    assert len(lines) < 30


def test_the_table_lists_the_checks_that_exist():
    from hardness.checks import REDUCTION_CHECKS

    cells = re.findall(r"^\| ([a-z, -]+) \|", PAGE.read_text(), flags=re.MULTILINE)
    named = [name.strip() for cell in cells[1:] for name in cell.split(",")]
    assert named == list(REDUCTION_CHECKS)
