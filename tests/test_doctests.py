"""The examples in the docstrings of every module are true."""

import doctest
import importlib
import pkgutil

import pytest

import algorithms
import hardness

MODULES = sorted(
    {package.__name__ for package in (algorithms, hardness)}
    | {
        module.name
        for package in (algorithms, hardness)
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + ".")
    }
)
# Modules whose classes and functions are abstract, or shown by the examples of others.
WITH_EXAMPLES = [
    "algorithms.attention.exact.routine",
    "algorithms.attention.grouped",
    "algorithms.attention.inputs",
    "hardness",
    "hardness.codes.base",
    "hardness.codes.field.finite_field",
    "hardness.codes.reed_solomon",
    "hardness.solving",
    "hardness.formats",
    "hardness.arguments",
    "hardness.codec",
    "hardness.generators.formulas",
    "hardness.generators.limits",
    "hardness.generators.vectors",
    "hardness.memory",
    "hardness.problems.attention",
    "hardness.problems.base",
    "hardness.problems.cnf",
    "hardness.problems.gap_max_ip.explicit",
    "hardness.problems.orthogonal_vectors",
    "hardness.protocols.set_disjointness",
    "hardness.protocols.transcript",
    "hardness.protocols.zero_sum",
    "hardness.reductions.chain",
    "hardness.reductions.gap_max_ip_to_attention",
    "hardness.reductions.orthogonal_vectors_to_gap_max_ip",
    "hardness.reductions.sat_to_orthogonal_vectors",
    "hardness.numbers",
    "hardness.reductions.overhead",
]


def failures_of(module):
    """Run the examples of a module; return (failed, attempted)."""
    return tuple(doctest.testmod(module, verbose=False))[:2]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    failed, attempted = failures_of(importlib.import_module(name))
    assert failed == 0
    if name in WITH_EXAMPLES:
        assert attempted > 0


def test_every_module_is_found():
    assert set(WITH_EXAMPLES) <= set(MODULES)
    assert {"hardness.cli", "hardness.protocols.agreement", "hardness.report.solution"} <= set(MODULES)


def test_a_false_example_is_noticed(capsys):
    import types

    module = types.ModuleType("example", ">>> 1 + 1\n3\n")
    assert failures_of(module) == (1, 1)
    assert "Expected" in capsys.readouterr().out
    assert failures_of(types.ModuleType("example", ">>> 1 + 1\n2\n")) == (0, 1)
