"""``hardness bound``, ``constants`` and ``theorems``: what they print is what the functions compute."""

import csv
import io
import json
import re
from fractions import Fraction
from itertools import pairwise

import pytest

from hardness.theory import conditional_lower_bound, k_max_ip, k_ovc, theorem_constants
from hardness.theory.assumptions import FORMULA_ONLY
from hardness.theory.constants.growing import RUNGS
from hardness.theory.constants.proof import GROWING_PROOF, LETTERS, PROOF
from hardness.theory.theorems.entries import paper_statements, theorem_map
from hardness.theory.theorems.page import as_markdown
from hardness.theory.transfer import hardness_path

BY_KEY = {entry.key: entry for entry in theorem_map()}


def test_bound_states_the_theorem_with_its_conditions(hardness):
    status, out, _ = hardness("bound")
    assert (status, out) == (0, f"{conditional_lower_bound(order=3)}\n")
    assert "against SETH" in out
    assert out.count("holds, computed") == 6


@pytest.mark.parametrize(("name", "make"), [("ov", k_ovc), ("maxip", k_max_ip)])
def test_bound_from_other_conjectures(hardness, name, make):
    assert hardness("bound", "--conjecture", name, "-k", "2", "--slack", "1/3")[1] == (
        f"{conditional_lower_bound(None, make(2), 2, '1/3')}\n"
    )


def test_bound_with_the_papers_padding_has_a_small_error(hardness):
    out = hardness("bound", "--variant", "paper", "-k", "4")[1]
    assert out == f"{conditional_lower_bound(hardness_path(4, variant='paper'), order=4)}\n"
    assert "n^(-C_a)" in out


def test_bound_with_numbers(hardness):
    out = hardness("bound", "--slack", "1/2", "--density", "4")[1]
    assert f"2^({theorem_constants('1/2', 4).lg_C}) log n" in out
    assert out == f"{conditional_lower_bound(order=3, slack='1/2', density=4)}\n"


def test_bound_for_randomised_algorithms(hardness):
    out = hardness("bound", "--randomised", "--slack", "1/2")[1]
    assert "in time O(n^(3 - 1/2) / log n), for all large n, then a randomised algorithm" in out


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--conjecture", "apsp"], "conjecture must be one of seth, ov, maxip, got 'apsp'"),
        (["--density", "4"], "slack must be given with density"),
        (["--clauses", "4"], "slack must be given with clauses"),
        (["--variant", "own"], "variant must be one of calibrated, paper, got 'own'"),
        (["--variant", "paper", "--slack", "1/2", "--density", "4"], "variant must be calibrated with numbers"),
        (["--slack", "1/2", "--density", "1"], "density must be at least 11/4 for the exponent 11/4, got 1"),
        (["--slack", "1/2", "--density", "4", "--clauses", "4"], "clauses must be left out with a density"),
        (["--slack", "1/2", "--clauses", "4", "--conjecture", "ov"], "clauses must be left out with 3-OVC"),
        (["--slack", "2"], "slack must be in (0, k - 1)"),
        (["--slack", "x"], "slack must be"),
        (["-k", "1"], "order must be an integer in 2..64, got 1"),
    ],
)
def test_bad_bounds_are_one_line(hardness, arguments, reason):
    status, out, err = hardness("bound", *arguments)
    assert (status, out) == (1, "")
    assert err.startswith("error: ")
    assert reason in err
    assert err.count("\n") == 1


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
    r"(?<![A-Za-z0-9_'-])(?:[A-Za-z](?:_[A-Za-z0-9]+)?|kap(?:pa)?|rho|theta|phi|beta|eps)(?![A-Za-z0-9_'-])"
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
