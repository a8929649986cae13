"""Stages as numbers: the same as the objects say, and codes can be made again from them."""

import math

from hardness.report.values import code_values, protocol_values, stage_values

from hardness.codes import ReedSolomon, code_from_dict
from hardness.problems import CNF, OrthogonalVectors
from hardness.protocols import SetDisjointness
from hardness.reductions import GapMaxIPToAttention, OrthogonalVectorsToGapMaxIP


def test_a_code_is_made_again_from_its_values():
    code = ReedSolomon(7, 5, 2, [6, 0, 1, 3, 2])
    values = code_values(code)
    assert code_from_dict(values["parameters"]) == code
    assert [values[key] for key in ("length", "dimension", "designed_distance", "field_order", "genus")] == [
        5,
        2,
        4,
        7,
        0,
    ]


def test_the_bits_of_a_protocol_are_those_of_its_parties():
    protocol = SetDisjointness(ReedSolomon(7, 6, 2), 2, 3)
    values = protocol_values(protocol)
    assert values["messages"] == 7**2
    assert len(values["player_bits"]) == 2  # player 1 says nothing
    assert sum([values["merlin_bits"], values["coin_bits"], *values["player_bits"]]) == sum(protocol.bits.values())


def test_the_stages_of_the_chain():
    formula = CNF(3, [(1, -2)])
    assert stage_values(formula) == [{"stage": "CNF", "variables": 3, "clauses": 1}]
    vectors = OrthogonalVectors([[[0, 1]] * 3, [[1, 1]] * 2])
    assert stage_values(vectors) == [{"stage": "2-OV", "sizes": (3, 2), "dimension": 2}]
    reduced = OrthogonalVectorsToGapMaxIP().apply(vectors)
    gap = next(iter(reduced.branches()))[1]
    protocol, stage = stage_values(gap)
    assert protocol["stage"] == "Merlin-Arthur protocol"
    assert (stage["stage"], stage["instances"], stage["t"]) == ("Gap-MaxIP_2", protocol["messages"], gap.t)
    (attention,) = stage_values(GapMaxIPToAttention().apply(gap).target)
    assert attention["stage"] == "attention of order 2"
    assert attention["log_no"] < attention["log_yes"]
    assert attention["compressed"]["dimension"] <= attention["dimension"]
    assert math.isclose(attention["threshold"], (math.exp(attention["log_yes"]) + math.exp(attention["log_no"])) / 2)
    assert stage_values("anything else") == []
