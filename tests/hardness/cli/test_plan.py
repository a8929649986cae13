"""The command `hardness plan`: it prints the plan of the instance that it is given."""

import sys

import numpy as np
import pytest

from hardness.formats import bundled
from hardness.planning.plans import plan
from hardness.problems import OrthogonalVectors


def vectors(sizes, m, seed=0):
    rng = np.random.default_rng(seed)
    return OrthogonalVectors([rng.integers(2, size=(n, m)) for n in sizes])


def run(monkeypatch, capsys, *arguments):
    from hardness import cli

    monkeypatch.setattr(sys, "argv", ["hardness", *map(str, arguments)])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    return stop.value.code or 0, *capsys.readouterr()


def test_command(monkeypatch, capsys, tmp_path):
    assert run(monkeypatch, capsys, "plan")[:2] == (
        0,
        f"instance: bundled example 'example'\n{plan(bundled('example'))}\n",
    )
    instance = vectors((3, 2, 4, 1), 5)
    (tmp_path / "ov.json").write_text(instance.to_json())
    options = ["--objective", "entries", "--soundness", "2/3"]
    expected = plan(instance, objective="entries", soundness="2/3")
    assert run(monkeypatch, capsys, "plan", tmp_path / "ov.json", *options)[1] == (
        f"instance: {tmp_path / 'ov.json'}\n{expected}\n"
    )
    status, out, err = run(monkeypatch, capsys, "plan", "--budget", 1)
    assert (status, out) == (1, "")
    assert err.startswith("error: budget=1 operations are too few")
