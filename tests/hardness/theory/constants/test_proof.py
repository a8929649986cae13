"""The lines of the proof: what cites them finds them, in this package and in their own text."""

import re

import pytest

from hardness.theory.constants.parameters import theorem_constants
from hardness.theory.constants.proof import GROWING_PROOF, LETTERS, PROOF

CITED = re.compile(r"\bline (\d+)")


@pytest.mark.parametrize("lines", [PROOF, GROWING_PROOF])
def test_lines_cite_lines_that_come_before_or_follow_from_them(lines):
    assert list(PROOF) == list(range(1, 18))
    for number, text in lines.items():
        for cited in map(int, CITED.findall(text)):
            assert cited in lines, f"line {number} cites line {cited}"
            assert cited != number
        assert text.endswith((".", ")"))


@pytest.mark.parametrize(("family", "lines"), [("tower", PROOF), ("hermitian", GROWING_PROOF), ("rs", GROWING_PROOF)])
def test_every_inequality_and_every_value_cites_a_line(family, lines):
    constants = theorem_constants("1/2", 4, 3, family=family)
    checked = constants.verify() if family == "tower" else []
    assert {entry.line for entry in [*checked, *constants.values()]} <= lines.keys()
    assert {inequality.line for inequality in checked} <= lines.keys()


def test_lines_that_do_not_depend_on_the_code_are_the_same():
    assert GROWING_PROOF.keys() < PROOF.keys()
    same = {number for number, text in GROWING_PROOF.items() if text == PROOF[number]}
    assert same == {1, 4, 5, 13, 16, 17}


def test_the_letters_of_the_statements_are_explained():
    for letter in ("n", "k", "c", "sigma", "delta", "m", "u", "N", "F", "p", "G", "T", "kappa", "d", "t", "eps", "sep"):
        assert re.search(rf"(?<!\w){letter}(?!\w)", LETTERS), letter
