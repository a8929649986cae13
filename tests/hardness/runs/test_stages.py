"""Stages as numbers: the same as the objects say, and codes can be made again from them."""

import math

from hardness.codes import ReedSolomon, code_from_dict
from hardness.problems import CNF, GapMaxIP, OrthogonalVectors
from hardness.protocols import SetDisjointness
from hardness.reductions import GapMaxIPToAttention, OrthogonalVectorsToGapMaxIP
from hardness.runs.stages import Stage, code_values, padding_values, protocol_values, stages


def test_a_code_is_made_again_from_its_values():
    code = ReedSolomon(7, 5, 2, [6, 0, 1, 3, 2])
    values = code_values(code)
    assert code_from_dict(values["parameters"]) == code
    numbers = [values[key] for key in ("length", "dimension", "designed_distance", "field_order", "genus")]
    assert numbers == [5, 2, 4, 7, 0]


def test_the_bits_of_a_protocol_are_those_of_its_parties():
    protocol = SetDisjointness(ReedSolomon(7, 6, 2), 2, 3)
    values = protocol_values(protocol)
    assert values["messages"] == 7**2
    assert len(values["player_bits"]) == 2  # player 1 says nothing
    assert sum([values["merlin_bits"], values["coin_bits"], *values["player_bits"]]) == sum(protocol.bits.values())


def test_the_stages_of_the_chain():
    formula = CNF(3, [(1, -2)])
    assert stages(formula) == [Stage("CNF", formula, {"variables": 3, "clauses": 1})]
    vectors = OrthogonalVectors([[[0, 1]] * 3, [[1, 1]] * 2])
    assert stages(vectors) == [Stage("2-OV", vectors, {"sizes": (3, 2), "dimension": 2})]
    reduced = OrthogonalVectorsToGapMaxIP().apply(vectors)
    gap = next(iter(reduced.branches()))[1]
    protocol, stage = stages(gap)
    assert (protocol.name, protocol.subject) == ("Merlin-Arthur protocol", gap.protocol)
    assert (stage.name, stage.subject) == ("Gap-MaxIP_2", gap)
    assert (stage.values["instances"], stage.values["t"]) == (protocol.values["messages"], gap.t)
    target = GapMaxIPToAttention().apply(gap).target
    (attention,) = stages(target)
    assert attention.name == "attention of order 2"
    values = attention.values
    assert values["log_no"] < values["log_yes"]
    assert values["compressed"]["dimension"] <= values["dimension"]
    assert math.isclose(values["threshold"], (math.exp(values["log_yes"]) + math.exp(values["log_no"])) / 2)


def test_matrices_that_are_small_already_are_their_own_compressed_ones():
    target = GapMaxIPToAttention().apply(GapMaxIP([[[1, 1]], [[1, 1], [1, 0]]], 2, "1/2")).target
    (stage,) = stages(target)
    assert stage.values["compressed"] == padding_values(target.padding)
    assert stage.values["compressed"]["keys"] == (3,)  # two vectors and a dummy


def test_a_problem_of_which_nothing_is_known_has_its_sizes():
    gap = GapMaxIP([[[1, 1]], [[1, 1], [1, 0]]], 2, "1/2")
    assert stages(gap) == [Stage("Gap-MaxIP", gap, gap.size())]
