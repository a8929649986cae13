"""Counterexamples in files: what is written comes back, and is run again on the very case."""

import json

import pytest

from hardness.checks import CheckResult, Status
from hardness.checks.replay import Counterexample, read_counterexample
from hardness.problems import CNF

FORMULA = CNF(1, [(1,), (-1,)])
FOUND = Counterexample(
    "SatToOrthogonalVectors(order=2)", "reduction", CheckResult("no", Status.FAILS, 1, "wrong", {"instance": FORMULA})
)


def test_a_file_brings_a_counterexample_back(tmp_path):
    path = tmp_path / "found.json"
    path.write_text(FOUND.to_json())
    assert read_counterexample(path) == FOUND


def test_one_check_is_run_on_one_case():
    report = FOUND.replay()
    assert [result.name for result in report] == ["no"]
    assert report["no"].status is Status.HOLDS  # the reduction is right, whatever the file says
    assert report["no"].cases == 1


@pytest.mark.parametrize(
    ("kind", "check", "subject", "values"),
    [
        ("code", "distance", "rs:7,6,2", {}),
        ("protocol", "soundness", "SetDisjointness(rs:5,4,2, T=1, k=2)", {"sets": ((1, 1), (1, 0))}),
    ],
)
def test_codes_and_protocols_are_replayed(kind, check, subject, values):
    report = Counterexample(subject, kind, CheckResult(check, Status.FAILS, 1, "wrong", values)).replay()
    assert report[check].status is Status.HOLDS
    assert report[check].cases == (8 if kind == "code" else 1)  # (7^2 - 1)/6 words up to scalars; the one input


@pytest.mark.parametrize("key", ["subject", "kind", "check", "message", "values"])
def test_a_file_without_a_key_says_which(tmp_path, key):
    data = json.loads(FOUND.to_json())
    del data[key]
    path = tmp_path / "found.json"
    path.write_text(json.dumps(data))
    with pytest.raises(ValueError, match=rf"is not a counterexample: it must be an object .*, got one without {key}$"):
        read_counterexample(path)
