"""CITATION.cff says what the Citation File Format 1.2.0 asks for, and what pyproject.toml says."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
REQUIRED = {"cff-version", "message", "title", "authors"}
REFERENCE = {"type", "title", "authors"}


def test_the_citation_file():
    yaml = pytest.importorskip("yaml", reason="PyYAML is in the extra dev only")
    data = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert data.keys() >= REQUIRED
    assert data["cff-version"] == "1.2.0"
    assert data["type"] == "software"
    assert (data["title"], data["license"], data["keywords"]) == (
        PROJECT["name"],
        PROJECT["license"],
        PROJECT["keywords"],
    )
    assert data["abstract"].rstrip(".") == PROJECT["description"].rstrip(".")
    assert data["authors"] == [{"name": "The attention-hardness developers"}]
    for reference in data["references"]:
        assert reference.keys() >= REFERENCE
        assert all(author.keys() == {"family-names", "given-names"} for author in reference["authors"])
        assert isinstance(reference["year"], int)
