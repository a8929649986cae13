"""The contract of a protocol: counts with a reason, refusals, large parameters."""

import numpy as np
import pytest

from hardness.checks import PROTOCOL_CHECKS, Status, check_protocol
from hardness.checks.contracts.protocol.case import ProtocolRun
from hardness.checks.engine.runner import Unexamined
from hardness.codes import HermitianCode, ReedSolomon
from hardness.protocols import SetDisjointness


@pytest.mark.parametrize(
    ("protocol", "disjoint", "intersecting"),
    [
        # all 2^(k m) inputs, (2^k - 1)^m of them disjoint, and the empty input
        (SetDisjointness(ReedSolomon(5, 4, 2), 1, 2), 3**2 + 1, 4**2 - 3**2),
        (SetDisjointness(ReedSolomon(7, 7, 2), 1, 4), 15**2 + 1, 16**2 - 15**2),
        (SetDisjointness(ReedSolomon(2, 1, 1), 1, 2), 3 + 1, 1),
        (SetDisjointness(ReedSolomon(3, 2, 1), 2, 3), 7**2 + 1, 8**2 - 7**2),
    ],
    ids=repr,
)
def test_all_inputs_of_a_small_protocol_are_examined(protocol, disjoint, intersecting):
    report = check_protocol(protocol)
    assert report, report
    assert report["completeness"].cases == disjoint
    assert report["soundness"].cases == intersecting
    assert [result.name for result in report] == list(PROTOCOL_CHECKS)


def test_given_inputs_are_the_only_ones():
    protocol = SetDisjointness(ReedSolomon(7, 6, 2), 2, 3)
    crossing = np.ones((3, 4), dtype=int)
    report = check_protocol(protocol, [crossing], checks=["soundness", "completeness"])
    assert report["soundness"].cases == 1
    assert report["completeness"].status is Status.UNTESTED
    assert not report


@pytest.mark.parametrize(
    ("protocol", "inputs", "match"),
    [
        (ReedSolomon(5, 4, 2), None, "^protocol must be a SetDisjointness, got <RS"),
        (SetDisjointness(ReedSolomon(5, 4, 2), 1, 2), [], "empty"),
        (SetDisjointness(ReedSolomon(5, 4, 2), 1, 2), [[[1, 0]]], r"\(2, m\)"),
        (SetDisjointness(ReedSolomon(5, 4, 2), 1, 2), [[[1, 0, 1], [0, 1, 0]]], "do not fit"),
    ],
    ids=str,
)
def test_wrong_arguments_of_check_protocol_are_refused(protocol, inputs, match):
    with pytest.raises(ValueError, match=match):
        check_protocol(protocol, inputs)


def test_messages_beyond_enumeration_leave_soundness_untested():
    protocol = SetDisjointness(ReedSolomon(31, 31, 6), 1, 3)  # 31^10 messages
    with pytest.raises(Unexamined, match="beyond enumeration"):
        ProtocolRun(protocol).optimum(np.ones((3, 6), dtype=int))
    report = check_protocol(protocol, [np.ones((3, 6), dtype=int)], checks=["soundness", "weights"])
    assert not report
    assert report["soundness"].status is Status.UNTESTED
    assert f"{31**10:,} messages are beyond enumeration" in report["soundness"].message


def test_attainment_is_claimed_for_reed_solomon_codes_only():
    report = check_protocol(SetDisjointness(HermitianCode(2, 2), 1, 2))
    assert report
    assert report["attained"].status is Status.INAPPLICABLE
