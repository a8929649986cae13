"""The command line as a whole: version, completion, options that exclude each other, names, seeds."""

import json
import re
import subprocess
import sys
from importlib import metadata

import pytest

import hardness as package
from hardness.generators import random_cnf
from hardness.problems import problem_from_json


def one_line(result, *reasons):
    status, out, err = result
    assert (status, out) == (1, "")
    assert re.fullmatch(r"error: [^\n]+\n", err), err
    for reason in reasons:
        assert reason in err


# --- version and start ------------------------------------------------------------------------------------------------


def test_the_version_is_that_of_the_distribution(hardness):
    version = metadata.version("attention-hardness")
    assert package.__version__ == version
    assert hardness("--version") == (0, f"hardness {version}\n", "")
    done = subprocess.run([sys.executable, "-m", "hardness", "--version"], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == (f"hardness {version}\n", "")


def test_a_source_tree_without_a_distribution_has_a_version(monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.version", missing)
    monkeypatch.delitem(vars(package), "__version__", raising=False)
    assert package.__version__ == "0+unknown"
    monkeypatch.delitem(vars(package), "__version__")


def test_public_names_load_when_they_are_used():
    from hardness.solving import solve

    assert package.solve is solve
    assert {"CNF", "solve", "__version__"} <= set(dir(package))
    with pytest.raises(AttributeError, match="no attribute 'solv'"):
        _ = package.solv


# --- completion -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("pro", ["protocol"]),
        ("protocol --merlin ", ["honest", "best", "random", "planting", "tampering"]),
        ("protocol --merlin p", ["planting"]),
        ("protocol --code g", ["gs:"]),
        ("solve --code h", ["hermitian:"]),
        ("solve --merlin ", ["exhaustive", "honest"]),
        ("solve --example p", ["pigeonhole-4-3"]),
        ("plan --objective d", ["dimension"]),
        ("bound --conjecture m", ["maxip"]),
        ("bound --variant ", ["calibrated", "paper"]),
        ("constants --family ", ["tower", "hermitian", "rs"]),
        ("theorems calibrated-p", ["calibrated-padding"]),
        ("generate planted", ["planted", "planted-ov"]),
        ("check SatTo", ["SatToOrthogonalVectors", *(f"SatToOrthogonalVectors(order={k})" for k in (2, 3, 4))]),
        ("check gs --only st", ["star"]),
    ],
)
def test_a_shell_completes_names(hardness, monkeypatch, line, offered):
    words = line.split(" ")
    monkeypatch.setenv("_HARDNESS_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", f"hardness {line}")
    monkeypatch.setenv("COMP_CWORD", str(len(words)))
    status, out, _ = hardness()
    assert (status, out.split()) == (0, offered)


# --- options that exclude each other ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["solve", "a.cnf", "--example", "example"], "FILE and --example"),
        (["plan", "a.cnf", "--example", "example"], "FILE and --example"),
        (["solve", "--json", "--competition"], "--json and --competition"),
        (["solve", "--json", "--quiet"], "--json and --quiet"),
        (["solve", "--quiet", "--competition"], "--quiet and --competition"),
        (["solve", "--seed", "1"], "--seed needs --verify"),
        (["solve", "--merlin", "honest", "--verify", "2"], "--verify must be at most 1"),
        (["solve", "--merlin", "honest", "--checkpoint", "state"], "checkpoint is for the exhaustive sweep"),
        (["solve", "{vectors}", "--order", "3"], "order must be 2, that of "),
        (["solve", "{vectors}", "--competition"], "--competition is for formulas"),
        (["plan", "{vectors}", "-k", "3"], "order must be 2, that of "),
        (["plan", "--json", "--csv"], "--json and --csv"),
        (["families", "--json", "--csv"], "--json and --csv"),
        (["protocol", "--json", "--csv", "--trials", "5"], "--json and --csv"),
        (["protocol", "--csv"], "--csv needs --trials"),
        (["protocol", "--trials", "-1"], "trials must be an integer >= 0, got -1"),
        (["protocol", "--sets", "11,11,10", "--players", "2"], "sets must have the shape"),
        (
            ["protocol", "--sets", "11111,00000,11111", "--blocks", "2"],
            "vectors of length 5 do not fit: blocks x dimension = 2 x 2 = 4",
        ),
        (["constants", "--density", "4", "--json", "--csv"], "--json and --csv"),
        (["constants", "--density", "4", "--check", "--csv"], "--check and --csv"),
        (["theorems", "--json", "--csv"], "--json and --csv"),
        (["theorems", "seth", "-o", "x.md"], "--output takes no KEY, --json or --csv"),
        (["theorems", "--csv", "-o", "x.md"], "--output takes no KEY, --json or --csv"),
        (["graph", "-o", "x.mmd", "--json"], "--output and --json"),
        (["generate", "list", "5"], "'generate list' lists the families"),
        (["generate", "list", "--seed", "5"], "'generate list' lists the families"),
        (["generate", "random", "3", "4", "-o", "x.cnf", "--json"], "--output and --json"),
        (["generate", "pigeonhole", "3", "2", "--seed", "1"], "seed is for random families only"),
        (["check", "--json", "--csv"], "--json and --csv"),
        (["check", "--replay", "x.json", "--max-n", "3"], "--replay takes no NAME"),
        (["check", "--replay", "x.json", "--csv"], "--replay takes no NAME"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_options_that_contradict_each_other_are_refused(hardness, tmp_path, arguments, reason):
    path = tmp_path / "vectors.json"
    path.write_text('{"problem": "k-OV", "sets": [["01"], ["11"]]}')
    one_line(hardness(*(str(path) if word == "{vectors}" else word for word in arguments)), reason)


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["check", "nosuch"], None),
        (["check", "rs:7,6,3"], "rs:7,6,2"),
        (["check", "sattoorthogonalvectors"], "SatToOrthogonalVectors"),
        (["check", "rs:7,6,2", "--only", "distence"], "distance"),
        (["solve", "--example", "pigeonhole"], "pigeonhole-4-3"),
        (["solve", "--code", "hermitan:4"], "hermitian"),
        (["solve", "--merlin", "honset"], "honest"),
        (["protocol", "--merlin", "Best"], "best"),
        (["generate", "pigeon-hole", "3", "2"], "pigeonhole"),
        (["plan", "--objective", "dimensions"], "dimension"),
        (["theorems", "calibrated"], "calibrated-padding"),
        (["bound", "--conjecture", "SETH"], "seth"),
        (["bound", "--variant", "papers"], "paper"),
        (["constants", "--density", "4", "--family", "hermitean"], "hermitian"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_name_that_is_unknown_gets_suggestions(hardness, arguments, meant):
    result = hardness(*arguments)
    one_line(result)
    assert len(result[2]) < 300
    if meant is not None:
        assert re.search(f"did you mean ([^?]* or )?{re.escape(meant)}( or |\\?)", result[2]), result[2]


# --- what was solved, with which seed ---------------------------------------------------------------------------------


def test_every_output_names_what_was_solved(hardness, tmp_path):
    path = tmp_path / "given.cnf"
    path.write_text("p cnf 2 2\n1 2 0\n-1 0\n")
    for command in ("solve", "plan"):
        for arguments, stdin, name in (
            ([path], b"", str(path)),
            (["-"], path.read_bytes(), "standard input"),
            (["--example", "pigeonhole-4-3"], b"", "bundled example 'pigeonhole-4-3'"),
            ([], b"", "bundled example 'example'"),
        ):
            assert name in hardness(command, *arguments, stdin=stdin)[1]
            assert json.loads(hardness(command, *arguments, "--json", stdin=stdin)[1])["instance"] == name
    assert hardness("solve", path, "--competition")[1].startswith(f"c instance: {path}\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["protocol", "--merlin", "random", "--trials", "25"],
        ["protocol", "--code", "gs:3,2,3", "--merlin", "tampering"],
        ["solve", "--verify", "2"],
        ["generate", "planted", "5", "9"],
        ["generate", "random-ov", "3,4", "6"],
    ],
    ids=" ".join,
)
def test_a_drawn_seed_is_printed_and_repeats_the_run(hardness, arguments):
    status, out, err = hardness(*arguments, "--json")
    assert (status, err) == (0, "")
    seed = json.loads(out)["seed"]
    assert hardness(*arguments, "--json", "--seed", seed)[1] == out
    assert str(seed) in hardness(*arguments, "--seed", seed)[1] or arguments[1] == "random-ov"


def test_text_says_the_seed_too(hardness):
    for arguments in (["protocol"], ["solve", "--verify", "1"]):
        out = hardness(*arguments)[1]
        (seed,) = re.findall(r"(?m)seed +(\d+)$", out)
        assert hardness(*arguments, "--seed", seed)[1] == out
    out = hardness("solve", "--verify", "1", "--competition")[1]
    assert re.search(r"(?m)^c seed: \d+$", out)
    status, out, err = hardness("solve", "--verify", "1", "--quiet")
    assert (status, out.splitlines()[0]) == (0, "SATISFIABLE")
    assert re.fullmatch(r"seed: \d+\n", err)
    out = hardness("generate", "random", "4", "6")[1]
    (seed,) = re.findall(r"^c random .*seed=(\d+)$", out, flags=re.MULTILINE)
    assert hardness("generate", "random", "4", "6", "--seed", seed)[1] == out
    _, out, err = hardness("generate", "random-ov", "2,3", "5")
    (seed,) = re.findall(r"^seed: (\d+)\n$", err)  # the format of the vectors has no comments
    assert hardness("generate", "random-ov", "2,3", "5", "--seed", seed) == (0, out, "")


def test_generated_json_holds_the_instance_and_how_it_was_made(hardness):
    data = json.loads(hardness("generate", "random", "6", "9", "width=2", "--seed", "3", "--json")[1])
    assert (data["family"], data["parameters"]) == ("random", {"num_variables": 6, "num_clauses": 9, "width": 2})
    assert problem_from_json(json.dumps(data["instance"])) == random_cnf(6, 9, 2, seed=3)
    assert json.loads(hardness("generate", "pigeonhole", "3", "2", "--json")[1])["seed"] is None


@pytest.mark.parametrize(
    ("arguments", "verdict"),
    [
        (["pigeonhole", "3", "2"], "UNSATISFIABLE"),
        (["sign-patterns", "3", "drop=2"], "SATISFIABLE"),
        (["random-ov", "2,3", "4", "1"], "NO ORTHOGONAL TUPLE"),
        (["random-ov", "2,3", "4", "0"], "ORTHOGONAL TUPLE"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_generate_prints_as_json_is_solved(hardness, arguments, verdict):
    out = hardness("generate", *arguments, "--json")[1]
    assert hardness("solve", "-", "-q", stdin=out.encode())[1].splitlines()[0] == verdict


def test_a_warning_that_is_made_an_error_is_one_line(hardness, monkeypatch):
    def warn(*_arguments, **_options):
        raise RuntimeWarning("compiled functions\ncannot be kept on disk")

    monkeypatch.setattr("hardness.cli.app", warn)
    assert hardness("solve") == (1, "", "error: compiled functions cannot be kept on disk\n")
