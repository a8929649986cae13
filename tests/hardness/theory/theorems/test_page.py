"""The page of theorems is up to date, and its links lead somewhere."""

from pathlib import Path

from hardness.markup import markdown
from hardness.theory.theorems.entries import theorem_map
from hardness.theory.theorems.page import as_markdown

ROOT = Path(__file__).parents[4]


def test_the_page_is_up_to_date():
    """If this fails: hardness theorems -o docs/theorems.md."""
    assert (ROOT / "docs" / "theorems.md").read_text() == as_markdown()


def test_links_of_the_page_lead_somewhere():
    page = as_markdown()
    for entry in theorem_map():
        assert f"\n## {entry.key}\n" in page
        assert f"(#{entry.key})" in page
        section = page.partition(f"\n## {entry.key}\n")[2].partition("\n## ")[0]
        assert f"*{entry.status.capitalize()}.*" in section
        assert (f"* oracle: {markdown(str(entry.oracle))}" in section) == (entry.kind == "theorem")
        assert (f"* range: {markdown(str(entry.range))}" in section) == (entry.kind == "observation")
        for name in (*entry.tests, *entry.notebooks):
            path = name.replace("#", "::").partition("::")[0]
            assert f"(../{path})" in page
            assert (ROOT / "docs" / ".." / path).is_file()
