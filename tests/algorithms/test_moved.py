"""Modules under their old names."""

import importlib
import subprocess
import sys

import pytest

from algorithms import moved
from hardness.moved import MOVED

ALL = {**moved.MOVED, **MOVED}


@pytest.mark.parametrize("old", ALL)
def test_an_old_name_gives_the_module_and_says_the_new_name(old):
    sys.modules.pop(old, None)
    with pytest.warns(DeprecationWarning, match=f"{old} is now {ALL[old]}$") as caught:
        module = importlib.import_module(old)
    assert module is sys.modules[ALL[old]]
    assert (module.__name__, module.__spec__.name) == (ALL[old], ALL[old])
    assert caught[0].filename == importlib.__file__  # who imports it, not the machinery


def test_no_module_has_an_old_name():
    for old in ALL:
        for finder in sys.meta_path:
            if not isinstance(finder, moved.MovedModules):
                parent = old.rpartition(".")[0]
                package = importlib.import_module(ALL.get(parent, parent))
                if package.__name__ == parent:
                    assert finder.find_spec(old, package.__path__) is None


def test_in_a_fresh_process_an_old_package_comes_before_its_modules():
    code = """
import warnings
warnings.simplefilter("ignore")
import algorithms.attention.vectors.power as old
import algorithms.simd.power as new
from hardness.decision import solve as before
from hardness import solve
assert old is new and before is solve
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_name_that_never_was_is_not_found():
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("hardness.decisions")


def test_an_old_module_does_not_replace_the_function_of_its_name():
    code = """
import warnings
warnings.simplefilter("ignore")
from hardness.codes import finite_field
import hardness.codes.finite_field
import sys
assert hardness.codes.finite_field is finite_field and finite_field(7).order == 7
assert sys.modules["hardness.codes.finite_field"].FiniteField is type(finite_field(7))
"""
    subprocess.run([sys.executable, "-c", code], check=True)
