"""The README of the tests: its table names folders and files that exist, and the numbers are of files that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "tests" / "README.md").read_text(encoding="utf-8")


def test_the_table_names_what_exists():
    table = TEXT.partition("## Running")[0]
    named = re.findall(r"`(tests/[\w/.]+)`", table)
    assert len(named) > 8
    missing = [path for path in named if "/X/" not in path and not (ROOT / path).exists()]
    assert missing == []


def test_the_table_names_every_folder_of_tests():
    folders = {path.parent.name for path in (ROOT / "tests").glob("*/*.py")} - {"tests"}
    assert [folder for folder in folders if f"`tests/{folder}/" not in TEXT] == []
    rules = {path.name for path in (ROOT / "tests").glob("test_*.py")}
    assert [name for name in rules if f"`tests/{name}`" not in TEXT] == []


def test_commands_name_tests_that_exist():
    for path in re.findall(r"(tests/hardness/[\w/]+(?:\.py)?)", TEXT.partition("## What a test here is")[2]):
        assert (ROOT / path).exists(), path
    for path, name in re.findall(r"pytest (\S+\.py) -k (\w+)", TEXT):
        assert name in (ROOT / path).read_text(encoding="utf-8")
