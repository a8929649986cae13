"""What commands print as JSON and CSV: strict, exact, with keys that keep their type whatever the value."""

import csv
import io
import json
import re

import pytest

from hardness import read_dimacs, solve
from hardness.generators import planted_orthogonal_vectors
from hardness.problems import OrthogonalVectors
from hardness.protocols import Transcript
from hardness.theory import plan

SAT = "p cnf 3 3\n1 -2 0\n2 3 0\n-1 0\n"
UNSAT = "p cnf 2 3\n1 2 0\n1 -2 0\n-1 0\n"


@pytest.fixture
def files(tmp_path, monkeypatch):
    (tmp_path / "sat.cnf").write_text(SAT)
    (tmp_path / "unsat.cnf").write_text(UNSAT)
    (tmp_path / "yes.json").write_text(planted_orthogonal_vectors((3, 2, 4), 5, density=0.9, seed=1).to_json())
    (tmp_path / "no.json").write_text(OrthogonalVectors([[[1, 1]], [[1, 0], [0, 1]]]).to_json())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def strict(text):
    """Read JSON as a reader does that knows neither NaN nor integers beyond 2^53."""

    def refuse(constant):
        raise ValueError(f"{constant} is no JSON")

    return json.loads(text, parse_constant=refuse)


def kinds(value, path="$"):
    """Yield (path, kind) of every value; an integer, one in digits, a decimal and a float are all numbers."""
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from kinds(entry, f"{path}.{key}")
    elif isinstance(value, list):
        for entry in value:
            yield from kinds(entry, f"{path}[]")
    elif isinstance(value, bool):
        yield path, "truth"
    elif isinstance(value, (int, float)):
        assert isinstance(value, float) or abs(value) < 2**53, (path, value)
        yield path, "number"
    elif isinstance(value, str):
        if re.fullmatch(r"-?\d+(\.\d+)?|-?inf|nan", value):
            yield path, "number"
        else:
            yield path, "fraction" if re.fullmatch(r"-?\d+/\d+", value) else "text"
    elif value is not None:  # null stands for a value of any kind that is not there
        raise AssertionError(f"{path}: {value!r}")


COMMANDS = [
    [
        ["solve", "sat.cnf", "--verify", "2"],
        ["solve", "unsat.cnf"],
        ["solve", "unsat.cnf", "--merlin", "honest"],
        ["solve", "yes.json"],
        ["solve", "no.json", "--code", "gs:3,2"],
        ["solve", "sat.cnf", "--merlin", "honest", "--code", "gs:11,2"],
    ],
    [
        ["plan"],
        ["plan", "no.json"],
        ["plan", "--objective", "dimension", "--budget", str(10**60)],
        ["plan", "sat.cnf", "-k", "5", "--soundness", "1/3", "--objective", "entries"],
    ],
    [
        ["protocol"],
        ["protocol", "--merlin", "best", "--trials", "20", "--budget", "1"],
        ["protocol", "--code", "hermitian:4", "--players", "2", "--blocks", "1", "--merlin", "random"],
    ],
    [["families"], ["families", "-k", "2", "--blocks", "40", "--soundness", "1/3"]],
    [
        ["bound"],
        ["bound", "--conjecture", "maxip", "-k", "2", "--slack", "1/3", "--randomised"],
        ["bound", "--conjecture", "ov", "--slack", "1", "--density", "3"],
        ["bound", "--slack", "1/2", "--clauses", "3/2"],
        ["bound", "--variant", "paper", "-k", "4", "--slack", "0.25"],
    ],
    [
        ["constants", "--density", "3", "--check"],
        ["constants", "--density", "5/2", "-k", "2", "--slack", "1/3", "--soundness", "1/7"],
        ["constants", "--density", "1", "--formula-only"],
        ["constants", "--density", "4", "-k", "4", "--family", "hermitian", "--check"],
        ["constants", "--density", "3", "--family", "rs", "--check"],
    ],
    [["theorems"], ["theorems", "planning"], ["theorems", "seth"]],
    [["graph"]],
    [["generate", "list"]],
    [
        ["generate", "random", "5", "7"],
        ["generate", "random-ov", "2,3", "4", "0.25"],
        ["generate", "random-ov", "2,3", "4", "1"],
        ["generate", "pigeonhole", "2", "3"],
    ],
    [["check", "rs:2,1,1"], ["check", "SatToOrthogonalVectors", "--max-n", "1", "--only", "yes"]],
]


@pytest.mark.parametrize("variants", COMMANDS, ids=lambda variants: " ".join(variants[0]))
def test_json_is_strict_and_no_key_changes_its_kind(hardness, files, variants):
    seen = {}
    for arguments in variants:
        status, out, err = hardness(*arguments, "--json")
        assert (status, err) == (0, "")
        data = strict(out)
        assert (data["format"], data["version"]) == ("attention-hardness", 1)
        for path, kind in kinds(data):
            # A formula in text may be a number; an end of an enclosure is any rational number.
            if not re.search(r"\.(expression|computed|saving|left\[\]|right\[\]|least_lg_n\[\])$", path):
                assert seen.setdefault(path, kind) == kind, (path, arguments)
        assert len({key for key in seen if key == "$.kind"}) == 1
        assert not re.search(r'"\(\d+, ', out)  # sizes are lists


def test_the_detector_of_kinds_detects():
    assert dict(kinds({"a": [1, 2.5, "9" * 20], "b": "1/2", "c": True, "d": "x"})) == {
        "$.a[]": "number",
        "$.b": "fraction",
        "$.c": "truth",
        "$.d": "text",
    }
    for bad in ({"a": 2**53}, {"a": object()}):
        with pytest.raises(AssertionError):
            list(kinds(bad))
    with pytest.raises(ValueError, match="NaN"):
        strict("[NaN]")


def test_the_numbers_of_a_solution_are_exact(hardness, files):
    data = strict(hardness("solve", "--json")[1])
    stages = {stage["stage"]: stage for stage in data["stages"]}
    protocol, gap = stages["Merlin-Arthur protocol"], stages["Gap-MaxIP_3"]
    field, blocks = protocol["code"]["field_order"], protocol["blocks"]
    # d = N q^((k - 1) T), and one message for every word of C'_0
    assert int(gap["dimension"]) == protocol["code"]["length"] * field ** (2 * blocks)
    assert isinstance(gap["dimension"], str)
    dimension = protocol["containing_code"]["dimension"] - protocol["code"]["dimension"]
    assert protocol["messages"] == gap["instances"] == field**dimension == data["sweep"]["messages"]
    assert stages["3-OV"]["sizes"] == gap["sizes"] == [16, 16, 16]
    assert protocol["soundness_bound"] == "1/2"
    assert data["instance"] == "bundled example 'example'"


def test_objects_offer_what_the_commands_print(hardness, files):
    printed = strict(hardness("solve", "sat.cnf", "--json")[1])
    solution = solve(read_dimacs("sat.cnf"))
    assert {**solution.to_dict(), "instance": "sat.cnf", "seed": None} == printed
    assert strict(solution.to_json()) == solution.to_dict()
    assert strict(solution.sweep.to_json()) == printed["sweep"]
    printed = strict(hardness("plan", "sat.cnf", "--json")[1])
    found = plan(read_dimacs("sat.cnf"))
    assert {**found.to_dict(), "instance": "sat.cnf"} == printed
    assert strict(found.to_json()) == found.to_dict()
    audit = solve(read_dimacs("sat.cnf"), verify=2, seed=1).audit
    assert strict(audit.to_json()) == audit.to_dict()
    assert audit.to_dict()["passed"] is True


def test_an_audit_that_is_not_finite_is_still_json():
    from hardness.runs.solution import Audit

    assert strict(Audit(1, float("inf"), float("nan"), 2).to_json())["largest_error"] == "inf"


def test_a_protocol_document_holds_a_transcript_that_replays(hardness, files):
    data = strict(hardness("protocol", "--json", "--trials", "30", "--merlin", "best")[1])
    run = Transcript.from_json(json.dumps(data["transcript"]))
    assert run.replay() == run == Transcript.from_json(json.dumps(data))
    sample = data["sample"]
    assert sample["trials"] == 30
    assert sample["estimate"].partition("/")[2] in {"1", "2", "3", "5", "6", "10", "15", "30"}


TABLES = [
    ["constants", "--density", "4"],
    ["constants", "--density", "1", "--family", "rs", "--formula-only"],
    ["theorems"],
    ["families"],
    ["plan"],
    ["protocol", "--trials", "10"],
    ["check", "SatToOrthogonalVectors", "--max-n", "1", "--only", "yes"],
]


@pytest.mark.parametrize("arguments", TABLES, ids=" ".join)
def test_csv_has_one_header_and_the_cells_of_the_json(hardness, files, arguments):
    status, out, err = hardness(*arguments, "--csv", *(["--seed", "1"] if "protocol" in arguments else []))
    assert (status, err) == (0, "")
    header, *rows = csv.reader(io.StringIO(out))
    assert all(re.fullmatch("[a-z][a-z0-9_]*", name) for name in header)
    assert rows
    assert {len(row) for row in rows} == {len(header)}
    assert out.endswith("\n")
    assert "\r" not in out


def test_the_cells_of_families_are_those_of_the_json(hardness):
    costs = strict(hardness("families", "--json")[1])["costs"]
    rows = list(csv.DictReader(io.StringIO(hardness("families", "--csv")[1])))
    assert len(rows) == len(costs) == 18
    for row, cost in zip(rows, costs, strict=True):
        assert row == {name: value if isinstance(value, str) else json.dumps(value) for name, value in cost.items()}
        assert int(row["gap_dimension"]) == cost["length"] * cost["field_order"] ** (2 * cost["blocks"])
