"""Checked inputs: whoever holds some may rely on it that they were checked."""

import copy
import pickle
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from hardness.codes import ReedSolomon
from hardness.protocols import SetDisjointness
from hardness.protocols.words import Inputs

PROTOCOL = SetDisjointness(ReedSolomon(7, 6, 2), blocks=1, players=3)
SETS = [[1, 0], [1, 1], [1, 0]]


def test_checked_inputs_are_not_checked_again_by_an_equal_protocol():
    inputs = PROTOCOL.inputs(SETS)
    assert PROTOCOL.inputs(inputs) is SetDisjointness(ReedSolomon(7, 6, 2), 1, 3).inputs(inputs) is inputs
    other = SetDisjointness(ReedSolomon(11, 6, 2), blocks=1, players=3)
    assert other.inputs(inputs).protocol == other
    assert (other.sum_word(inputs) == other.sum_word(SETS)).all()
    with pytest.raises(ValueError, match=r"sets must have the shape \(2, m\), one row per player, got \(3, 2\)"):
        SetDisjointness(ReedSolomon(7, 6, 2), blocks=1, players=2).inputs(inputs)


@pytest.mark.parametrize(
    ("sets", "reason"),
    [
        ([[5, 0], [1, 1], [1, 0]], "vectors must have entries 0 and 1, got entries from 0 to 5"),
        ([[1, 0], [1, 1]], r"sets must have the shape \(3, m\)"),
        ([[1, 0, 1]] * 3, "vectors of length 3 do not fit"),
    ],
)
def test_there_is_no_way_around_the_check(sets, reason):
    for make in (PROTOCOL.inputs, lambda sets: Inputs(PROTOCOL, sets), lambda sets: replace(INPUTS, bits=sets)):
        with pytest.raises(ValueError, match=reason):
            make(np.array(sets))


INPUTS = PROTOCOL.inputs(SETS)


def test_inputs_keep_their_own_copy():
    for make in (PROTOCOL.inputs, partial(Inputs, PROTOCOL)):
        bits = np.array(SETS)
        inputs = make(bits)
        bits[0, 0] = 0
        assert inputs.bits[0, 0] == 1
        assert not inputs.bits.flags.writeable
        for again in (pickle.loads(pickle.dumps(inputs)), copy.deepcopy(inputs)):
            assert again == inputs
            assert not again.bits.flags.writeable
