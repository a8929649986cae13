"""Inputs that matter, and the best message by brute force."""

import numpy as np

from hardness.checks.contracts.protocol.case import ProtocolRun, default_inputs
from hardness.codes import ReedSolomon
from hardness.protocols import SetDisjointness


def test_the_inputs_of_a_larger_protocol_meet_nowhere_once_in_some_and_in_all_blocks():
    protocol = SetDisjointness(ReedSolomon(7, 6, 2), 3, 3)
    inputs = list(default_inputs(protocol))
    meeting = [frozenset(np.flatnonzero(sets.all(axis=0)) // 2) for sets in inputs if sets.shape[1]]
    for blocks in ((), (0,), (2,), (0, 2), (0, 1, 2)):
        assert frozenset(blocks) in meeting
    assert sum(not blocks for blocks in meeting) > 20
    assert inputs[0].shape == (3, 0)


def test_the_optimum_is_that_of_all_messages_also_where_compiled_code_enumerates_them(monkeypatch):
    protocol = SetDisjointness(ReedSolomon(9, 8, 3), 2, 3)
    rng = np.random.default_rng(5)
    inputs = [rng.integers(2, size=(3, 6)) for _ in range(12)]
    expected = [
        max(protocol.acceptance_probability(message, sets) for message in protocol.messages()) for sets in inputs[:2]
    ]
    held = [ProtocolRun(protocol).optimum(sets) for sets in inputs]
    monkeypatch.setattr("hardness.checks.contracts.protocol.case._FEW_MESSAGES", 1)
    compiled = [ProtocolRun(protocol).optimum(sets) for sets in inputs]
    assert [p for _, p in compiled] == [p for _, p in held]
    assert [p for _, p in held[:2]] == expected
    for sets, (message, probability) in zip(inputs, compiled, strict=True):
        assert protocol.acceptance_probability(message, sets) == probability
