"""Each check of a protocol on its own: what it counts on a right one, and the one change that it finds."""

from fractions import Fraction

import numpy as np
import pytest

from hardness.checks import PROTOCOL_CHECKS
from hardness.checks.contracts.protocol import checks
from hardness.checks.contracts.protocol.case import ProtocolCase, ProtocolRun
from hardness.checks.engine.runner import Violation
from hardness.codes import HermitianCode, ReedSolomon
from hardness.protocols import SetDisjointness

CODE = ReedSolomon(7, 6, 2)
DISJOINT = np.array([[1, 1, 0, 1], [1, 0, 1, 1], [0, 1, 1, 0]])
CROSSING = np.array([[1, 0, 0, 1], [1, 0, 1, 0], [1, 1, 0, 0]])  # at the first position of one block


def case(cls=SetDisjointness, sets=None, **values):
    protocol = cls(CODE, 2, 3)
    for name, value in values.items():
        vars(protocol)[name] = value  # caches of the object, before it is asked
    return ProtocolCase(ProtocolRun(protocol), sets)


def changed(**members):
    return type("Wrong", (SetDisjointness,), members)


@pytest.mark.parametrize(
    ("check", "sets", "count"),
    [
        # 7^2 messages; of words outside, two that are not zero on I and two unit vectors beside C'
        (checks.message_space, None, 49 + 4),
        (checks.weights, None, 2),
        (checks.completeness, DISJOINT, 1),
        (checks.soundness, CROSSING, 1),
        (checks.attained, CROSSING, 1),
        (checks.coins, None, 128 * 6),
        (checks.bits, None, 1 + 1 + 2),
        (checks.protocol_round_trip, DISJOINT, 1),
    ],
)
def test_a_right_protocol_is_examined_where_the_check_has_something_to_say(check, sets, count):
    assert check(case(sets=sets)) == count
    for other in (None, DISJOINT, CROSSING):
        applies = (other is None) is (sets is None) and (check is checks.protocol_round_trip or other is sets)
        if not applies:
            assert check(case(sets=other)) == 0


@pytest.mark.parametrize(
    ("check", "cls", "sets", "message"),
    [
        (
            checks.message_space,
            changed(message_basis=property(lambda self: self.containing_code.generator)),
            None,
            "not zero on the information set",
        ),
        (
            checks.message_space,
            changed(message_basis=property(lambda self: SetDisjointness(CODE, 2, 3).message_basis[1:])),
            None,
            "the basis has 1 rows; the message space has dimension 2",
        ),
        (checks.message_space, changed(message_count=property(lambda self: 48)), None, r"48, not 7\^2"),
        (checks.message_space, changed(messages=lambda self: iter([np.zeros(6, int)] * 49)), None, "1 different ones"),
        (
            checks.message_space,
            changed(checked_message=lambda self, message: np.asarray(message)),
            None,
            "outside the message space is taken",
        ),
        (
            checks.completeness,
            changed(honest_message=lambda self, sets: np.zeros(6, int)),
            DISJOINT,
            "not always accepted",
        ),
        (
            checks.soundness,
            changed(soundness_bound=property(lambda self: Fraction(1, 3))),
            CROSSING,
            "accepted with probability 1/2; the bound is 1/3",
        ),
        (
            checks.soundness,
            changed(acceptance_probability=lambda self, message, sets: Fraction(1, 6)),
            CROSSING,
            "acceptance_probability is 1/6; 1/2 of the coins accept",
        ),
        (
            checks.attained,
            changed(soundness_bound=property(lambda self: Fraction(2, 3))),
            CROSSING,
            "probability 1/2; the bound 2/3 is claimed to be attained",
        ),
        (
            checks.bits,
            changed(bits=property(lambda self: {"merlin": 6, "coins": 3, "player 2": 6, "player 3": 5})),
            None,
            "not those of the formula",
        ),
    ],
)
def test_one_change_is_found_by_its_check(check, cls, sets, message):
    with pytest.raises(Violation, match=message):
        check(case(cls, sets))


@pytest.mark.parametrize("weights", [(1, 6), (0, 1), (1, 7), (1,), (3, 4)])
def test_weights_with_a_zero_sum_or_too_few_are_found(weights):
    with pytest.raises(Violation, match=r"nonzero weights|sum to zero"):
        checks.weights(case(weights=weights))


def test_blocks_whose_weights_sum_to_zero_are_named():
    with pytest.raises(Violation) as caught:
        checks.weights(case(blocks=3, weights=(1, 2, 5)))
    assert caught.value.values["blocks"] == (1, 2)


@pytest.mark.parametrize(
    ("toss", "message"),
    [(lambda coin: coin // 2, "occurs"), (lambda coin: max(coin, 1), "occurs 0 times"), (lambda coin: 6, "coins are")],
)
def test_coins_that_are_not_uniform_are_found(toss, message):
    class Biased(SetDisjointness):
        def run(self, *arguments, **keywords):
            return type("Run", (), {"coin": toss(super().run(*arguments, **keywords).coin)})()

    with pytest.raises(Violation, match=message):
        checks.coins(case(Biased))


def test_transcripts_are_changed_for_the_first_few_inputs_of_a_kind():
    first = case(sets=DISJOINT)
    counts = [checks.transcript(first) for _ in range(6)]
    assert len(set(counts[:4])) == 1
    assert counts[0] > 10
    assert counts[4:] == [1, 1]


def test_an_inconsistent_run_is_found():
    class Flips(SetDisjointness):
        def accepting_coins(self, message, sets):
            return np.setdiff1d(np.arange(self.coins), super().accepting_coins(message, sets))

    with pytest.raises(Violation, match="the verdict of a run is not that of accepting_coins"):
        checks.transcript(case(Flips, DISJOINT))


def test_only_reed_solomon_codes_claim_that_the_bound_is_attained():
    check = PROTOCOL_CHECKS["attained"]
    assert check.applies(ProtocolRun(SetDisjointness(CODE, 2, 3))) is None
    assert "no theorem claims" in check.applies(ProtocolRun(SetDisjointness(HermitianCode(2, 2), 1, 2)))
