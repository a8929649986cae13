"""``hardness theorems``: the map, one entry, the page."""

import json
import re

from hardness.theory.theorems.entries import paper_statements, theorem_map
from hardness.theory.theorems.page import as_markdown

BY_KEY = {entry.key: entry for entry in theorem_map()}


def test_theorems(hardness, tmp_path):
    status, out, _ = hardness("theorems")
    assert status == 0
    assert [line.partition(" (")[0] for line in out.splitlines() if not line.startswith(" ")] == list(BY_KEY)
    for part in (
        "planning (observation; ",
        "    range   least work: k = 2..5",
        "    oracle  enumeration: ",
        "; arithmetic only; ",
    ):
        assert part in out
    found = json.loads(hardness("theorems", "calibrated-padding", "--json")[1])
    assert (found["format"], found["kind"], found["version"]) == ("attention-hardness", "theorems", 1)
    (entry,) = found["theorems"]
    assert (entry["key"], entry["kind"], entry["proof"]) == ("calibrated-padding", "theorem", "here")
    assert (entry["oracle"]["kind"], entry["range"], entry["scope"]) == ("mpmath", None, None)
    assert tuple(entry["tests"]) == BY_KEY["calibrated-padding"].tests
    everything = json.loads(hardness("theorems", "--json")[1])
    assert {entry["kind"] for entry in everything["theorems"]} == {"definition", "theorem", "observation", "conjecture"}
    assert [stated["keys"] for stated in everything["statements"]] == [list(s.keys) for s in paper_statements()]
    assert hardness("theorems", "-o", tmp_path / "page.md")[0] == 0
    assert (tmp_path / "page.md").read_text() == as_markdown()
    status, _, err = hardness("theorems", "fermat")
    assert status == 1
    assert re.match(rf"error: KEY must be one of {len(BY_KEY)} names \(.*\), got 'fermat'\n", err)
    assert hardness("theorems", "seth", "-o", tmp_path / "x.md")[0] == 1
