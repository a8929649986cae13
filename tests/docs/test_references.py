"""One bibliography: every citation has an entry, every entry is cited, and both say the same."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from hardness.theory.theorems.entries import SOURCES

ROOT = Path(__file__).parents[2]
KEY = r"\[([A-Z][A-Za-z]*\d\d|DLMF)\]"


def bibliography(text):
    """Return the fields of each entry by its key, last names of authors as a list."""
    entries = {}
    for key, body in re.findall(r"^@\w+\{(\w+),\n(.*?)^\}", text, re.MULTILINE | re.DOTALL):
        assert key not in entries, f"{key} twice"
        entries[key] = fields = dict(re.findall(r"^  (\w+) *= \{(.*)\},$", body, re.MULTILINE))
        names = fields.get("author", "").split(" and ")
        fields["names"] = [name.partition(",")[0] for name in names if name]
    return entries


TEXT = (ROOT / "docs" / "refs.bib").read_text(encoding="utf-8")
ENTRIES = bibliography(TEXT)


def docstrings():
    """Yield (place, docstring) of everything that has one."""
    for package in ("hardness", "algorithms"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and (text := ast.get_docstring(node)):
                    yield f"{path.relative_to(ROOT)}:{getattr(node, 'name', '')}", text


DOCSTRINGS = dict(docstrings())


def definitions(text):
    """Return what each line ``.. [Key]`` says, up to the next one or an empty line."""
    return dict(re.findall(rf"^\.\. {KEY} (.*?)(?=\n\n|\n\.\. |\Z)", text, re.MULTILINE | re.DOTALL))


def says(definition, fields):
    """Tell whether a reference names the authors, the first one at least, the year and the beginning of the title."""
    plain = re.sub(r"[{}]", "", fields["title"]).lower()
    title = re.search(r"\*(.*?)\*", " ".join(definition.split()))
    names = fields["names"][:1] if "et al." in definition else fields["names"]
    return (
        all(name in definition for name in names)
        and fields.get("year", "") in definition
        and (title is None or plain.replace(",", "").startswith(title[1].lower().replace(",", "").rstrip("?")))
    )


def cited(key, fields, text):
    """Tell whether a text names the key, or the authors and the year."""
    names = "[^.]{0,40}?".join(map(re.escape, fields["names"]))
    return re.search(rf"\b{key}\b", text) or (
        names and re.search(rf"{names}[^.]{{0,15}}?{fields['year']}", text, re.DOTALL)
    )


def test_every_entry_was_read():
    assert len(ENTRIES) == len(re.findall(r"^@", TEXT, re.MULTILINE)) > 20
    assert sorted(ENTRIES, key=str.lower) == list(ENTRIES)


def test_one_key_per_work():
    titles = [fields["title"].lower() for fields in ENTRIES.values()]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("key", ENTRIES)
def test_a_key_is_made_of_names_and_year(key):
    fields = ENTRIES[key]
    if fields["names"]:
        assert key[-2:] == fields["year"][-2:]
        initials = key[:-2]
        own = fields["names"][0][:3] if len(fields["names"]) == 1 else "".join(name[0] for name in fields["names"][:3])
        assert initials in (own, own.replace("Lüb", "Lue"))


def test_docstrings_cite_what_they_list_and_list_what_they_cite():
    wrong = []
    for place, text in DOCSTRINGS.items():
        keys, listed = set(re.findall(KEY + "_", text)), definitions(text)
        wrong += [f"{place}: {key} is not in refs.bib" for key in keys | listed.keys() if key not in ENTRIES]
        wrong += [f"{place}: {key} is cited and not listed" for key in keys - listed.keys()]
        wrong += [
            f"{place}: {key} is not what refs.bib says"
            for key, definition in listed.items()
            if key in ENTRIES and not says(definition, ENTRIES[key])
        ]
    assert wrong == []
    assert sum(len(definitions(text)) for text in DOCSTRINGS.values()) > 20


def test_a_reference_that_says_something_else_is_noticed():
    right = "J. Alman and Z. Song, *How to Capture Higher-order Correlations?*, ICLR 2024."
    assert says(right, ENTRIES["AS24"])
    for wrong in (right.replace("Song", "Sung"), right.replace("2024", "2023"), right.replace("Capture", "Catch")):
        assert not says(wrong, ENTRIES["AS24"])


def sources():
    data = tomllib.loads((ROOT / "hardness/theory/theorems/theorems.toml").read_text(encoding="utf-8"))
    return [entry["source"] for entry in data["theorem"]]


def test_the_map_of_theorems_cites_by_key():
    for source in sources():
        assert not re.search(r"\b(?:19|20)\d\d\b", source), source
        assert set(re.findall(r"\b[A-Z][A-Za-z]{1,2}\d\d\b", source)) <= ENTRIES.keys(), source
    for key, said in SOURCES.items():
        assert says(said, ENTRIES[key])


@pytest.mark.parametrize("key", ENTRIES)
def test_every_entry_is_cited(key):
    paths = [path for package in ("hardness", "algorithms") for path in (ROOT / package).rglob("*.py")]
    paths += [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "notebooks").glob("*.ipynb")]
    texts = [*sources(), *(path.read_text(encoding="utf-8") for path in paths)]
    assert any(cited(key, ENTRIES[key], text) for text in texts)
