"""Names that load when they are used: every public name is there, and loading one loads no more than its module."""

import subprocess
import sys
from importlib import import_module

import pytest

from algorithms.lazy import names_on_use

PACKAGES = ["algorithms.attention", "hardness", "hardness.protocols", "hardness.theory"]


@pytest.mark.parametrize("name", PACKAGES)
def test_every_public_name_has_a_home_and_loads(name):
    package = import_module(name)
    assert set(package.__all__) == set(package._HOMES)
    for public, home in package._HOMES.items():
        assert getattr(package, public) is getattr(import_module(home), public)
    assert set(package.__all__) <= set(dir(package))
    with pytest.raises(AttributeError, match=f"module '{name}' has no attribute 'nothing'"):
        _ = package.nothing


def test_a_name_is_looked_up_once():
    import algorithms

    load, names = names_on_use("algorithms", {"short_repr": "algorithms.display"})
    assert "short_repr" in names()
    assert "short_repr" not in vars(algorithms)
    value = load("short_repr")
    assert vars(algorithms)["short_repr"] is value is import_module("algorithms.display").short_repr
    del algorithms.short_repr


def test_inputs_of_attention_load_no_routine():
    script = (
        "import sys\nfrom algorithms.attention import AttentionInputs\n"
        "print([name for name in sys.modules if name.startswith('algorithms.attention.')])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "algorithms.attention.inputs" in done.stdout
    for routine in ("exact", "fast", "grouped", "certificate", "moments", "plan'"):
        assert f"algorithms.attention.{routine}" not in done.stdout
