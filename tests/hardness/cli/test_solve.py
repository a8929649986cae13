import gzip
import json
import re

import pytest

from hardness.formats import bundled, parse_dimacs
from hardness.generators import planted_orthogonal_vectors
from hardness.problems import GapMaxIP, OrthogonalVectors, problem_from_json
from hardness.runs.sweep import SweepResult

SAT = "p cnf 3 3\n1 -2 0\n2 3 0\n-1 0\n"
UNSAT = "p cnf 2 3\n1 2 0\n1 -2 0\n-1 0\n"


@pytest.fixture
def files(tmp_path):
    (tmp_path / "sat.cnf").write_text(SAT)
    (tmp_path / "unsat.cnf").write_text(UNSAT)
    (tmp_path / "sat.cnf.gz").write_bytes(gzip.compress(SAT.encode()))
    vectors = planted_orthogonal_vectors((3, 2, 4), 5, density=0.9, seed=1)
    (tmp_path / "yes.json").write_text(vectors.to_json())
    (tmp_path / "no.json").write_text(OrthogonalVectors([[[1, 1]], [[1, 0], [0, 1]]]).to_json())
    (tmp_path / "yes.json.gz").write_bytes(gzip.compress(vectors.to_json().encode()))
    (tmp_path / "sat.json").write_text(parse_dimacs(SAT).to_json())
    return tmp_path


# --- solve -----------------------------------------------------------------------------------------------------------


def test_the_bundled_formula(hardness):
    status, out, err = hardness("solve")
    assert (status, err) == (0, "")
    assert "\nSATISFIABLE" in out
    (said,) = re.findall(r"assignment: ([-\d ]+)", out)
    formula = bundled("example")
    literals = [int(word) for word in said.split()]
    assert formula.verify({abs(lit): lit > 0 for lit in literals})
    assert f"check: {len(formula.clauses)} of {len(formula.clauses)} clauses are satisfied" in out


def test_every_stage_is_shown_with_its_parameters(hardness, files):
    status, out, _ = hardness("solve", files / "sat.cnf", "--verify", 3, "--seed", 1)
    assert status == 0
    for shown in [
        r"CNF +N +3",
        r"3-OV +n +\(2, 2, 2\)",
        r"players +3 and Merlin",
        r"code C +RS code \[6, 2, 5\] over GF\(7\)",
        r"code C' +RS code \[6, 4, 3\] over GF\(7\)",
        r"blocks T +2",
        r"messages +7\^2 = 49",
        r"soundness +1/2",
        r"d +6 x 7\^4 = 14,406",
        r"t +6",
        r"eps +1/2",
        r"outputs +YES >= 0.8, NO <= 0.2",
        r"tolerance +0.3",
        r"threshold +0.5",
        r"tried +all 49 messages on all 2 rows",
        r"dense matrices +3 messages, largest difference",
        r"check: 3 of 3 clauses are satisfied",
    ]:
        assert re.search(shown, out), shown


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("sat.cnf", "SATISFIABLE"),
        ("sat.cnf.gz", "SATISFIABLE"),
        ("sat.json", "SATISFIABLE"),
        ("unsat.cnf", "UNSATISFIABLE"),
        ("yes.json", "ORTHOGONAL TUPLE"),
        ("yes.json.gz", "ORTHOGONAL TUPLE"),
        ("no.json", "NO ORTHOGONAL TUPLE"),
    ],
)
@pytest.mark.parametrize("source", ["file", "stdin"])
def test_files_and_standard_input(hardness, files, name, verdict, source):
    if source == "file":
        status, out, err = hardness("solve", files / name, "--quiet")
    else:
        status, out, err = hardness("solve", "-", "-q", stdin=(files / name).read_bytes())
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == verdict
    if verdict == "SATISFIABLE":
        assert parse_dimacs(SAT).verify(
            {abs(int(w)): int(w) > 0 for w in lines[1].removeprefix("assignment: ").split()}
        )
    elif verdict == "ORTHOGONAL TUPLE":
        witness = tuple(map(int, lines[1].removeprefix("orthogonal tuple: ").split()))
        assert problem_from_json((files / "yes.json").read_text()).verify(witness)
    else:
        assert len(lines) == 1


@pytest.mark.parametrize("order", [2, 3, 4])
def test_json_output(hardness, files, order):
    status, out, err = hardness("solve", files / "sat.cnf", "--json", "-k", order, "--verify", 2)
    assert (status, err) == (0, "")
    data = json.loads(out)
    assert data["satisfiable"] is True
    assert parse_dimacs(SAT).verify({abs(lit): lit > 0 for lit in data["assignment"]})
    assert len(data["witness"]) == order
    assert [stage["stage"] for stage in data["stages"]] == [
        "CNF",
        f"{order}-OV",
        "Merlin-Arthur protocol",
        f"Gap-MaxIP_{order}",
        f"attention of order {order}",
        "decision",
    ]
    assert data["sweep"]["tried"] == data["sweep"]["messages"] * data["sweep"]["rows"]
    assert data["audit"]["wrong_rows"] == 0
    status, out, err = hardness("solve", files / "unsat.cnf", "--json")
    data = json.loads(out)
    assert (status, data["satisfiable"], data["assignment"], data["witness"]) == (0, False, None, None)


def test_competition_output(one_line_error, hardness, files):
    status, out, err = hardness("solve", files / "sat.cnf", "--competition")
    assert (status, err) == (10, "")
    assert out.splitlines()[0] == f"c instance: {files / 'sat.cnf'}"
    assert answer(out)[0] == "s SATISFIABLE"
    values = [word for line in answer(out)[1:] for word in line.removeprefix("v ").split()]
    assert values[-1] == "0"
    assert parse_dimacs(SAT).verify({abs(int(w)): int(w) > 0 for w in values[:-1]})
    for expected, lines, arguments, stdin in (
        (20, ["s UNSATISFIABLE"], [files / "unsat.cnf"], b""),
        (0, ["s UNKNOWN"], [files / "unsat.cnf", "--merlin", "honest"], b""),
        (10, ["s SATISFIABLE", "v 0"], ["-"], b"p cnf 0 0\n"),
        (20, ["s UNSATISFIABLE"], ["-"], b"p cnf 0 1\n0\n"),
    ):
        status, out, err = hardness("solve", *arguments, "--competition", stdin=stdin)
        assert (status, answer(out), err) == (expected, lines, "")
        assert out.startswith(f"c instance: {'standard input' if stdin else arguments[0]}\n")
    one_line_error(hardness("solve", files / "yes.json", "--competition"), "--competition is for formulas")


def answer(out):
    """Return the lines of a solver's output without its comments."""
    return [line for line in out.splitlines() if not line.startswith("c ")]


def test_an_honest_merlin_on_the_command_line(hardness, files):
    status, out, err = hardness("solve", files / "sat.cnf", "--merlin", "honest", "--quiet")
    assert (status, err) == (0, "")
    assert out.startswith("SATISFIABLE\n")
    for options in (["--quiet"], []):
        status, out, err = hardness("solve", files / "unsat.cnf", "--merlin", "honest", *options)
        assert (status, err) == (0, "")
        assert re.search(r"(?m)^UNDECIDED\nreason: .*this proves nothing$", out)
    status, out, err = hardness("solve", files / "unsat.cnf", "--merlin", "honest", "--json")
    data = json.loads(out)
    assert (status, err, data["satisfiable"], data["verdict"]) == (0, "", None, "UNDECIDED")
    assert "this proves nothing" in data["reason"]


def test_codes_and_blocks(hardness, files):
    status, out, _ = hardness("solve", files / "sat.cnf", "--code", "rs:11,7,2", "--blocks", 3, "--separation", 100)
    assert status == 0
    assert re.search(r"code C +RS code \[7, 2, 6\] over GF\(11\)", out)
    assert re.search(r"blocks T +3", out)
    assert re.search(r"outputs +YES >= 0.9091, NO <= 0.09091", out)
    assert re.search(r"messages +11\^2 = 121", out)


def test_an_interrupted_command_resumes(one_line_error, hardness, files, monkeypatch):
    path = files / "state"
    monkeypatch.setattr("hardness.runs.sweep._COUNT_BYTES", 10 * 8 * 2 * 7)
    whole = hardness("solve", files / "sat.cnf", "--json")
    original, calls = SweepResult.add, []

    def interrupted(self, *arguments):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return original(self, *arguments)

    monkeypatch.setattr("hardness.runs.sweep.SweepResult.add", interrupted)
    status, out, err = hardness("solve", files / "sat.cnf", "--json", "--checkpoint", path)
    assert (status, out) == (130, "")
    assert "Traceback" not in err
    assert path.exists()
    one_line_error(hardness("solve", files / "unsat.cnf", "--checkpoint", path), "belongs to another instance")
    assert hardness("solve", files / "sat.cnf", "--json", "--checkpoint", path) == whole
    assert not path.exists()
    (files / "broken").write_text("{")
    one_line_error(
        hardness("solve", files / "sat.cnf", "--checkpoint", files / "broken"), "is not the state of a sweep"
    )


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["solve", "missing.cnf"], "No such file or directory: 'missing.cnf'"),
        (["solve", "."], "Is a directory"),
        (["solve", "{sat}", "--order", "1"], "order must be an integer >= 2, got 1"),
        (["solve", "{sat}", "-k", "two"], "--order"),
        (["solve", "{sat}", "-k", "2.5"], "--order"),
        (["solve", "{sat}", "--merlin", "lazy"], "merlin must be one of exhaustive, honest, got 'lazy'"),
        (["solve", "{sat}", "--code", "rs:6,4,2"], "order must be a prime power, got 6"),
        (["solve", "{sat}", "--code", "rs:7,8,2"], "length must be an integer in 1..7, got 8"),
        (["solve", "{sat}", "--code", "rs:7,6"], "an RS code is written rs:order,length,dimension"),
        (["solve", "{sat}", "--code", "rs:7,6,x"], "code must be written as"),
        (["solve", "{sat}", "--code", "xy:7,6,2"], "family must be one of"),
        (["solve", "{sat}", "--code", ""], "family must be one of"),
        (["solve", "{sat}", "--code", "rs:7,3,2"], "k must be at most 2"),
        (["solve", "{sat}", "--blocks", "1"], "blocks x dimension of the code = 1 x 2 = 2; the vectors have 3"),
        (["solve", "{sat}", "--blocks", "0"], "blocks must be an integer >= 1, got 0"),
        (["solve", "{sat}", "--blocks", "9" * 30], "give a code of larger dimension"),
        (["solve", "{sat}", "--separation", "15"], "needs at least 16"),
        (["solve", "{sat}", "--separation", "nan"], "separation must be a number > 1, got nan"),
        (["solve", "{sat}", "--separation", "1e999"], "separation must be a number > 1, got inf"),
        (["solve", "{sat}", "--verify", "-1"], "verify must be an integer >= 0, got -1"),
        (["solve", "{sat}", "--verify", "1", "--seed", "-1"], "seed must be an integer >= 0, got -1"),
        (["solve", "{sat}", "--checkpoint", "missing/state"], "its folder does not exist"),
        (["solve", "{sat}", "--checkpoint", "state", "--merlin", "honest"], "checkpoint is for the exhaustive sweep"),
        (["solve", "{sat}", "--unknown"], "--unknown"),
        (["solve", "{sat}", "another"], "another"),
        (["solve", "--example", "nothing"], "example must be one of example, pigeonhole-4-3, got 'nothing'"),
        (["dissolve"], "dissolve"),
    ],
)
def test_errors_are_one_line(one_line_error, hardness, files, monkeypatch, arguments, reason):
    monkeypatch.chdir(files)
    given = [str(files / "sat.cnf") if argument == "{sat}" else argument for argument in arguments]
    assert one_line_error(hardness(*given), reason) == ""


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "there is no header"),
        (b"hello", "'hello' where the header"),
        (b"p cnf 2 1\n1 3 0\n", "the literal 3 is beyond the 2 variables"),
        (b"p cnf 2 1\n1 x 0\n", "'x' is not an integer"),
        (b"p sat 2\n", "the format 'sat'"),
        (b"\x89PNG\r\n\x00\x00", "binary data"),
        (gzip.compress(SAT.encode(), mtime=0)[:-9], "corrupt gzip data"),
        (b"\x1f\x8b", "corrupt gzip data"),
        (b"{", "not an instance in JSON"),
        (b'{"problem": "tiling"}', "problem must be one of"),
        (b'{"problem": "SAT"}', "got one without num_variables, clauses"),
        (
            b'{"problem": "SAT", "num_variables": 1, "clauses": [[2]]}',
            "must have literals in 1..1 or -1..-1 with num_variables=1, got 2",
        ),
        (b'{"problem": "k-OV", "sets": [["01"], ["012"]]}', "a vector must be a string of 0 and 1"),
        (GapMaxIP([[[1]], [[1]]], 1, 1).to_json().encode(), "solve takes a formula or k-OV vectors"),
        (b"p cnf 500 1\n1 0\n", "bytes; the limit is"),
        (b"p cnf 999999999999999999 0\n", "bytes; the limit is"),
        (b"p cnf 60 1\n1 0\n", "bytes; the limit is"),
    ],
)
@pytest.mark.parametrize("source", ["file", "stdin"])
def test_content_that_is_no_instance(one_line_error, hardness, tmp_path, content, reason, source):
    if source == "stdin":
        one_line_error(hardness("solve", "-", stdin=content), reason)
    else:
        path = tmp_path / "content.cnf"
        path.write_bytes(content)
        one_line_error(hardness("solve", path), reason)


def test_a_header_that_lies_is_a_warning(hardness):
    status, out, err = hardness("solve", "-", "--quiet", stdin=b"p cnf 2 7\n1 0\n-1 2 0\n")
    assert status == 0
    assert err == "warning: the header declares 7 clauses, the file holds 2\n"
    assert out.startswith("SATISFIABLE")


def test_help(hardness):
    status, out, err = hardness("solve", "--help")
    assert (status, err) == (0, "")
    assert "--competition" in out
    status, out, err = hardness()
    assert status == 0
    assert "generate" in out + err
