"""``hardness constants``: what it prints is what the functions compute."""

import csv
import io
import json
import re
from fractions import Fraction
from itertools import pairwise

import pytest

from hardness.theory import theorem_constants
from hardness.theory.assumptions import FORMULA_ONLY
from hardness.theory.constants.growing import RUNGS
from hardness.theory.constants.proof import GROWING_PROOF, LETTERS, PROOF


def test_constants_are_printed_with_the_lines_that_they_come_from(hardness):
    status, out, _ = hardness("constants", "--slack", "1/2", "--density", "4", "-k", "2", "--check")
    found = theorem_constants("1/2", 4, 2)
    assert status == 0
    for value in found.values():
        assert f"{value}\n" in out
        assert f"line {value.line}: {PROOF[value.line]}\n" in out
    assert out.count(": holds\n") == len(found.verify())
    assert f"letters: {LETTERS}\n" in out
    assert all(f"line {line}: {text}\n" in out for line, text in PROOF.items())
    assert "2001" in PROOF[16]
    assert "infinitely many n" in PROOF[17]


def test_constants_of_families_without_a_constant(hardness):
    out = hardness("constants", "--slack", "1/2", "--density", "3", "--family", "rs")[1]
    assert "C = none" in out
    assert all(f"line {line}: {text}\n" in out for line, text in GROWING_PROOF.items())


WORD = re.compile(
    r"(?<![A-Za-z0-9_'-])(?:[A-Za-z](?:_[A-Za-z0-9]+)?|sep(?:pa)?|rho|theta|phi|beta|eps)(?![A-Za-z0-9_'-])"
)
ANYWHERE = {"a", "A", "O", "o", "e", "F_q"}  # the articles; the symbols of Landau; p^e; the field of q elements


@pytest.mark.parametrize("proof", [PROOF, GROWING_PROOF])
def test_every_letter_of_the_proof_is_defined_with_the_letters_or_by_a_line(proof):
    text = " ".join(proof[line] for line in sorted(proof))
    by_a_line = re.findall(r"(\w+)(?: log 2|\^k)? = ", text) + re.findall(r"(?:level|send|from) (\w+)", text)
    defined = {*WORD.findall(LETTERS), *by_a_line, "q"}
    assert set(WORD.findall(text)) - ANYWHERE <= defined
    if proof is GROWING_PROOF:  # nothing of the tower: its levels, groups and X mean nothing here
        assert not re.search(
            r"\b(G|G_1|X|A|M|theta|rho|level L)\b", " ".join(proof[i] for i in range(3, 16) if i in proof)
        )


@pytest.mark.parametrize("family", ["rs", "hermitian"])
def test_checks_of_growing_families_say_that_they_are_observations(hardness, family):
    arguments = ("constants", "--slack", "1/2", "--density", "3", "--family", family, "--check")
    out = hardness(*arguments)[1]
    assert f"checked: an observation at {RUNGS} values of n: " in out
    assert "nothing is shown for any other n" in out
    check = json.loads(hardness(*arguments, "--json")[1])["check"]
    assert check["scope"] in out
    assert check["holds"]
    # The ladder that the words describe is the one that was climbed.
    seen = sorted({Fraction(inequality["least_lg_n"][0]) for inequality in check["inequalities"]})
    assert len(seen) == RUNGS
    assert all(later == 4 * earlier for earlier, later in pairwise(seen))
    assert f"lg n = {seen[0]}, {seen[1]}, .., {seen[-1]}" in check["scope"]


@pytest.mark.parametrize("family", ["tower", "rs"])
@pytest.mark.parametrize("density", [1, 4])
def test_csv_has_one_record_per_constant(hardness, family, density):
    arguments = ["constants", "--slack", "1/2", "--density", str(density), "--family", family, "--formula-only"]
    records = list(csv.DictReader(io.StringIO(hardness(*arguments, "--csv")[1])))
    content = json.loads(hardness(*arguments, "--json")[1])
    assert [record["key"] for record in records] == list(content["values"])
    assert all((record["status"] == FORMULA_ONLY) == (density == 1) for record in records)
    for record in records:
        value = content["values"][record["key"]]["value"]
        ends = value if isinstance(value, list) else [value, value]
        assert [record["lower"], record["upper"]] == ["" if end is None else str(end) for end in ends]
        assert ends[0] is None or Fraction(record["lower"]) <= Fraction(record["upper"])


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "density must be given: SETH and the k-OV conjecture name none"),
        (["--density", "1"], "density must be at least 59/20 for the exponent 59/20, got 1"),
        (["--density", "2", "--family", "rs"], "superset sums"),
        (["--density", "4", "--slack", "2"], "slack must be in (0, k - 1) = (0, 2)"),
        (["--density", "4", "--soundness", "1"], "soundness must be in (0, 1)"),
        (["--density", "0"], "density must be positive, got '0'"),
        (["--density", "1e-400000000", "--formula-only"], "density must have at most 1000 digits"),
        (["--density", "4", "--message-exponent", "1"], "message_exponent must be in (0, slack)"),
        (["--density", "4", "--family", "turbo"], "family must be one of tower, hermitian, rs, got 'turbo'"),
        (["--density", "4", "--json", "--csv"], "--json and --csv contradict each other"),
        (["--density", "4", "--check", "--csv"], "--check and --csv contradict each other"),
    ],
)
def test_bad_constants_are_one_line(hardness, arguments, reason):
    status, out, err = hardness("constants", *arguments)
    assert (status, out) == (1, "")
    assert reason in err
    assert err.count("\n") == 1
