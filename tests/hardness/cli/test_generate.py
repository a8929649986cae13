"""``hardness generate``: every family, and the list of them."""

import pytest

from hardness import read_dimacs
from hardness.formats import parse_dimacs
from hardness.generators import FAMILIES, pigeonhole, planted_orthogonal_vectors, random_cnf
from hardness.problems import problem_from_json

PARAMETERS = {
    "random": ["6", "9"],
    "planted": ["6", "9", "width=2"],
    "pigeonhole": ["3", "2"],
    "parity": ["4"],
    "sign-patterns": ["3", "drop=2"],
    "random-ov": ["2,3,4", "5", "0.7"],
    "planted-ov": ["2,3", "5"],
}


@pytest.mark.parametrize("family", FAMILIES)
def test_generated_instances_are_the_families_and_can_be_solved(hardness, tmp_path, family):
    seed = ["--seed", 5] if family in ("random", "planted", "random-ov", "planted-ov") else []
    status, text, err = hardness("generate", family, *PARAMETERS[family], *seed)
    assert (status, err) == (0, "")
    assert hardness("generate", family, *PARAMETERS[family], *seed)[1] == text  # the same seed, the same instance
    instance = problem_from_json(text) if family.endswith("-ov") else parse_dimacs(text, strict=True)
    expected = {
        "random": lambda: random_cnf(6, 9, seed=5),
        "pigeonhole": lambda: pigeonhole(3, 2),
        "planted-ov": lambda: planted_orthogonal_vectors((2, 3), 5, seed=5),
    }
    if family in expected:
        assert instance == expected[family]()
    for name in ("instance", "instance.gz"):
        path = tmp_path / name
        assert hardness("generate", family, *PARAMETERS[family], *seed, "-o", path) == (0, "", "")
        assert path.read_bytes().startswith(b"\x1f\x8b") == (name == "instance.gz")
        if not family.endswith("-ov"):
            assert read_dimacs(path) == instance
        assert hardness("solve", path, "-q")[0] == 0
    if not family.endswith("-ov"):
        assert text.startswith(f"c {family} ")  # says how it was made


def test_the_list_of_families(hardness):
    status, out, _ = hardness("generate", "list")
    assert status == 0
    assert [line.split()[0] for line in out.splitlines()] == list(FAMILIES)
    assert "random NUM_VARIABLES NUM_CLAUSES [width=3]" in out.splitlines()


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["generate"], "Missing argument"),
        (["generate", "nothing"], "family must be 'list' or one of random, planted"),
        (["generate", "random", "5"], "missing num_clauses"),
        (["generate", "random", "5", "ten"], "num_clauses='ten' is not a number"),
        (["generate", "random", "5", "10", "6"], "width"),
        (["generate", "random", "5", "10", "3", "4"], "too many parameters"),
        (["generate", "random", "5", "10", "length=3"], "parameter 'length' is unknown or given twice"),
        (["generate", "random", "5", "10", "num_clauses=3"], "parameter 'num_clauses' is unknown or given twice"),
        (["generate", "random", "2.5", "10"], "num_variables must be an integer in 0..1000000000000000000, got 2.5"),
        (["generate", "random", "1e999", "10"], "num_variables must be an integer in 0..1000000000000000000, got inf"),
        (["generate", "pigeonhole", "3", "2", "--seed", "1"], "seed is for random families only"),
        (["generate", "random-ov", "4,x", "5"], "sizes='4,x' is not a number"),
        (["generate", "random-ov", "4", "5"], "sizes"),
        (["generate", "pigeonhole", "3", "2", "-o", "missing/file.cnf"], "No such file or directory"),
    ],
)
def test_errors_are_one_line(one_line_error, hardness, tmp_path, monkeypatch, arguments, reason):
    monkeypatch.chdir(tmp_path)
    assert one_line_error(hardness(*arguments), reason) == ""
