"""The costs of the protocol by family, against built protocols, brute force and the stated asymptotics."""

from fractions import Fraction
from itertools import pairwise
from math import ceil

import pytest

from hardness.codes import ReedSolomon
from hardness.codes.sizes import tower_sizes
from hardness.planning.families import compare_families, protocol_cost
from hardness.protocols import SetDisjointness
from hardness.report.plots import plot_families


@pytest.mark.parametrize(("universe", "order", "blocks"), [(10, 3, 3), (92, 3, 46), (40, 2, 5), (33, 4, 7), (5, 3, 9)])
def test_reed_solomon_costs_are_those_of_the_built_protocol(universe, order, blocks):
    cost = protocol_cost("rs", universe, order, Fraction(1, 2), blocks)
    kappa = ceil(universe / blocks)
    length = max(1, 2 * order * (kappa - 1))
    assert (cost.sizes.dimension, cost.sizes.length) == (kappa, length)
    built = SetDisjointness(ReedSolomon(cost.sizes.field_order, length, kappa), blocks, order)
    assert built.universe >= universe
    assert built.soundness_bound <= Fraction(1, 2)
    assert cost.merlin_bits == (built.message_count - 1).bit_length() == built.bits["merlin"]
    assert cost.sizes.player_bits == (built.code.field_order**blocks - 1).bit_length() == built.bits["player 2"]
    assert cost.sizes.coin_bits == (length - 1).bit_length() == built.bits["coins"]
    assert cost.sizes.gap_dimension == built.coins * built.code.field_order ** ((order - 1) * blocks)


def test_the_reed_solomon_field_is_the_least_that_fits():
    cost = protocol_cost("rs", 10, 3, Fraction(1, 2), blocks=3)  # kappa = 4, N = 18
    assert cost.sizes.field_order == 19


@pytest.mark.parametrize("family", ["hermitian", "tower"])
@pytest.mark.parametrize("universe", [50, 700, 20_000])
def test_no_other_curve_has_a_shorter_message(family, universe):
    chosen = protocol_cost(family, universe, blocks=6)
    others = []
    for q in (2, 3, 4, 5, 7, 8, 9, 11, 13, 16, 17, 19, 23, 25, 27, 29, 31, 32, 37, 64, 81, 127, 128):
        try:
            others.append(protocol_cost(family, universe, blocks=6, q=q).merlin_bits)
        except ValueError:
            continue
    assert min(others) >= chosen.merlin_bits
    sizes = chosen.sizes
    assert sizes.zeros * 2 <= sizes.length
    assert sizes.dimension * 6 >= universe


@pytest.mark.parametrize(("q", "limit"), [(2, 2), (3, 4), (4, 4), (5, 8), (9, 8)])
def test_curves_carry_as_many_blocks_as_their_field_has_weights(q, limit):
    """Olson's e(p - 1) for F_4, F_9, F_16, F_25, F_81."""
    assert protocol_cost("hermitian", limit, 2, Fraction(2, 3), blocks=limit, q=q).sizes.blocks == limit
    with pytest.raises(ValueError, match=f"no hermitian code with q = {q}"):
        protocol_cost("hermitian", limit + 1, 2, Fraction(2, 3), blocks=limit + 1, q=q)


def test_the_log_factor_is_there_for_reed_solomon_and_not_for_a_fixed_tower():
    # Along the full lengths of the tower: in between, the genus of the next level is there before its points are.
    full = [tower_sizes(19, level, players=3, soundness=Fraction(1, 2)).dimension for level in (2, 3, 4, 5)]
    universes = [8 * kappa for kappa in full]
    rs = [protocol_cost("rs", m) for m in universes]
    tower = [protocol_cost("tower", m, q=19) for m in universes]
    assert {cost.sizes.field_order for cost in tower} == {361}
    for before, after in pairwise(
        rs
    ):  # Merlin sends (k - 1)/T = 1/4 symbols an element, and lg |F| grows by lg 19 = 4.2
        assert after.merlin_bits / after.universe > before.merlin_bits / before.universe + 1
        assert after.sizes.lg_gap_dimension - before.sizes.lg_gap_dimension > 17 * 4.2  # (1 + (k-1) T) lg 19
    for before, after in pairwise(tower):
        assert after.merlin_bits / after.universe == pytest.approx(before.merlin_bits / before.universe, rel=0.1)
        assert after.sizes.lg_gap_dimension - before.sizes.lg_gap_dimension < 4.4
    assert tower[-1].merlin_bits < rs[-1].merlin_bits


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"family": "golay", "universe": 5}, "family must be one of rs, hermitian, tower, got 'golay'"),
        ({"family": "rs", "universe": 0}, "universe must be an integer >= 1, got 0"),
        ({"family": "rs", "universe": 5, "order": 1}, "order must be an integer >= 2, got 1"),
        (
            {"family": "rs", "universe": 5, "soundness": Fraction(1)},
            "soundness must lie strictly between 0 and 1, got 1",
        ),
        ({"family": "rs", "universe": 5, "q": 3}, "least prime field"),
        ({"family": "tower", "universe": 50, "blocks": 3, "q": 2}, "q = 2"),  # F_4 allows two blocks
        ({"family": "tower", "universe": 50, "q": 6}, "q = 6"),
    ],
)
def test_bad_arguments_are_refused_with_the_limit(arguments, reason):
    with pytest.raises(ValueError, match=reason):
        protocol_cost(**arguments)


def test_the_comparison_lists_every_family_and_draws_on_the_axes_it_is_given():
    from matplotlib.figure import Figure

    costs = compare_families([20, 300])
    assert [(c.universe, c.family) for c in costs] == [(m, f) for m in (20, 300) for f in ("rs", "hermitian", "tower")]
    ax = Figure().subplots()
    assert plot_families(costs, "dimension", ax) is ax
    assert [line.get_label() for line in ax.get_lines()] == ["rs", "hermitian", "tower"]
    assert ax.get_lines()[0].get_ydata()[1] == costs[3].sizes.lg_gap_dimension
    with pytest.raises(ValueError, match="quantity must be one of merlin, dimension, got 'price'"):
        plot_families(costs, "price", ax)


def test_a_cost_as_json_values_is_exact():
    cost = protocol_cost("rs", universe=92, order=3, blocks=46)
    values = cost.to_dict()
    # 6 coins, 46 blocks over F_47: d = N q^((k - 1) T)
    assert values["gap_dimension"] == str(6 * 47**92)
    assert (values["universe"], values["field_order"], values["length"]) == (92, 47, 6)
    assert (values["merlin_bits"], values["coin_bits"]) == (cost.merlin_bits, 3)
    assert 2 ** values["player_bits"] >= 47**46 > 2 ** (values["player_bits"] - 1)
