"""The words about a protocol: its parameters, and its soundness or why only a bound is known."""

from fractions import Fraction

from hardness.codes import HermitianCode, ReedSolomon
from hardness.protocols import SetDisjointness
from hardness.report.protocol import exact_soundness, parameters, worst_probability

ATTAINED = SetDisjointness(ReedSolomon(7, 6, 2), 2, 3)


def test_parameters_are_those_of_the_definition():
    # C' has degree 3 (2 - 1), dimension 4; Merlin's messages vanish on 2 positions: 7^(4 - 2); 3 zeros of 6 coins
    assert parameters(ATTAINED) == {
        "players": "3 and Merlin",
        "code C": "RS code [6, 2, 5] over GF(7)",
        "code C'": "RS code [6, 4, 3] over GF(7)",
        "blocks T": "2",
        "messages": "7^2 = 49",
        "soundness": "1/2",
        "bits": ", ".join(f"{party} {bits}" for party, bits in ATTAINED.bits.items()),
    }


def test_soundness_is_exact_within_the_budget_and_a_bound_beyond():
    assert exact_soundness(ATTAINED, 10**6) == "1/2, which is the bound"
    assert worst_probability(ATTAINED, 10**6) == (Fraction(1, 2), "")
    searched = SetDisjointness(HermitianCode(2, 2), 1, 2)
    probability, reason = worst_probability(searched, 0)
    assert probability is None
    assert exact_soundness(searched, 0) == f"at most {searched.soundness_bound}; {reason}"


def test_a_bound_that_no_message_attains_is_said():
    protocol = SetDisjointness(HermitianCode(2, 2), 1, 2)
    worst, _ = worst_probability(protocol, 10**6)
    expected = max(
        protocol.acceptance_probability(message, [[a, b], [c, d]])
        for message in protocol.messages()
        for a, b, c, d in [
            (1, 0, 1, 0),
            (0, 1, 0, 1),
            (1, 1, 1, 0),
            (1, 0, 1, 1),
            (1, 1, 0, 1),
            (0, 1, 1, 1),
            (1, 1, 1, 1),
        ]
    )
    assert worst == expected
    below = "which is the bound" if worst == protocol.soundness_bound else f"below the bound {protocol.soundness_bound}"
    assert exact_soundness(protocol, 10**6) == f"{worst}, {below}"
