"""``hardness families``: the table and the plot."""

import re


def test_the_families_are_compared(one_line_error, hardness, tmp_path):
    status, out, _ = hardness("families", "--blocks", "8", "--plot", tmp_path / "families.png")
    assert status == 0
    assert re.search(r"1,000,000 +rs +750,019", out)
    assert len(re.findall("tower", out)) == 6
    assert (tmp_path / "families.png").read_bytes().startswith(b"\x89PNG")
    one_line_error(hardness("families", "--soundness", "2"), "soundness must lie strictly between 0 and 1, got 2")
