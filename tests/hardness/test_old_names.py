"""Names of version 0.1 that became others: each works and says which."""

import warnings
from fractions import Fraction
from importlib import import_module

import pytest

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("module", "name", "new"),
    [
        ("hardness.report.numbers", "shown_integer", "format_integer"),
        ("hardness.report.numbers", "shown_exponential", "format_exponential"),
        ("hardness.checks.values", "shown", "safe_repr"),
        ("hardness.theory.choice", "Choice", "Construction"),
    ],
)
def test_functions_and_classes(module, name, new):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the module has moved, too
        home = import_module(module)
    with pytest.warns(DeprecationWarning, match=f"{name} is now {home.__name__}.{new}"):
        assert getattr(home, name) is getattr(home, new)


@pytest.mark.parametrize(
    ("module", "name", "arguments"),
    [
        ("hardness.codes.sizes", "reed_solomon_sizes", {"field_order": 47, "dimension": 2, "soundness": HALF}),
        ("hardness.codes.sizes", "hermitian_sizes", {"q": 5, "dimension": 12, "soundness": HALF}),
        ("hardness.codes.sizes", "tower_sizes", {"q": 29, "level": 2, "soundness": HALF}),
        ("hardness.planning.designs", "designs", {"coordinates": 12, "soundness": HALF}),
        ("hardness.planning.designs", "without_merlin", {"coordinates": 12}),
    ],
)
def test_the_players_of_sizes(module, name, arguments):
    function = getattr(import_module(module), name)
    with pytest.warns(DeprecationWarning, match=f"{name}: the argument order is now players"):
        assert function(order=3, **arguments) == function(players=3, **arguments)


def test_the_cost_of_a_protocol():
    from hardness.planning.families import protocol_cost

    cost = protocol_cost("rs", universe=92, order=3, blocks=46)
    with pytest.warns(DeprecationWarning, match="ProtocolCost.dimension is now ProtocolCost.sizes.gap_dimension"):
        assert cost.dimension == 6 * 47**92
    for name, value in [("blocks", 46), ("player_bits", 256), ("coin_bits", 3)]:
        with pytest.warns(DeprecationWarning, match=f"ProtocolCost.{name} is now ProtocolCost.sizes.{name}"):
            assert getattr(cost, name) == value
