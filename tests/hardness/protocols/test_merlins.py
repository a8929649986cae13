"""What each Merlin sends, and with which success."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import chisquare

from hardness.codes import ReedSolomon
from hardness.protocols import MERLINS, Merlin, SetDisjointness
from hardness.protocols.merlins import resolve_merlin, tampering

DISJOINT = [[1, 1, 0, 1], [1, 0, 1, 1], [0, 1, 1, 0]]
CROSSING = [[1, 1, 0, 1], [1, 0, 1, 1], [0, 1, 1, 1]]


@pytest.fixture
def plain():
    return SetDisjointness(ReedSolomon(7, 6, 2), 2, 3)  # 49 messages


def zeros_on_information_set(protocol, sets):
    return int((protocol.sum_word(sets)[protocol.code.information_set] == 0).sum())


@pytest.mark.parametrize("name", MERLINS)
def test_every_merlin_is_called_by_name_and_sends_words_of_the_message_space(name, protocol, random_sets):
    for seed, sets in enumerate(random_sets(protocol, 10, seed=1)):
        crossing = sets.all(axis=0).any()
        if (name == "honest" and crossing) or (name == "tampering" and protocol.message_count == 1):
            with pytest.raises(ValueError, match="intersect" if name == "honest" else "only one message"):
                protocol.run(sets, merlin=name, seed=seed)
            continue
        run = protocol.run(sets, merlin=name, seed=seed)
        assert run.inconsistencies() == []
        assert run == protocol.run(sets, merlin=MERLINS[name], seed=seed)
        probability = protocol.acceptance_probability(run.message, sets)
        if crossing:
            assert probability <= protocol.best_message(sets)[1] <= protocol.soundness_bound
        elif name in ("honest", "best", "planting"):
            assert probability == 1
        elif name == "tampering":
            assert probability <= protocol.soundness_bound


def test_the_best_merlin_is_the_best(plain):
    run = plain.run(CROSSING, merlin="best", seed=0)
    assert plain.acceptance_probability(run.message, CROSSING) == Fraction(1, 2)
    assert all(plain.acceptance_probability(message, CROSSING) <= Fraction(1, 2) for message in plain.messages())


def test_random_messages_are_uniform(plain):
    rng = np.random.default_rng(5)
    sent = [tuple(MERLINS["random"](plain, CROSSING, rng)) for _ in range(49 * 40)]
    counts = [sent.count(tuple(message)) for message in plain.messages()]
    assert sum(counts) == len(sent)
    assert chisquare(counts).pvalue > 1e-4


def test_planting_reaches_the_lower_end_of_the_bracket(protocol, random_sets):
    rng = np.random.default_rng(8)
    planted = len(protocol.message_basis)
    if isinstance(protocol.code, ReedSolomon):
        assert planted == (protocol.players - 1) * (protocol.code.dimension - 1)  # k' - kappa
    for sets in random_sets(protocol, 60, seed=2):
        message = MERLINS["planting"](protocol, sets, rng)
        least = Fraction(zeros_on_information_set(protocol, sets) + planted, protocol.coins)
        assert protocol.acceptance_probability(message, sets) >= least


def test_planting_chooses_coins_at_random(plain):
    rng = np.random.default_rng(8)
    agreed = {tuple(plain.accepting_coins(MERLINS["planting"](plain, CROSSING, rng), CROSSING)) for _ in range(60)}
    assert {coin for coins in agreed for coin in coins} >= {2, 3, 4, 5}


def test_tampering_adds_a_uniform_nonzero_word(plain):
    rng = np.random.default_rng(9)
    tampered = tampering(MERLINS["honest"])
    honest, field = plain.honest_message(DISJOINT), plain.code.arithmetic
    added = [tuple(field.sub(tampered(plain, DISJOINT, rng), honest)) for _ in range(48 * 40)]
    counts = [added.count(tuple(message)) for message in plain.messages() if message.any()]
    assert sum(counts) == len(added)  # never the zero word, always a word of the space
    assert chisquare(counts).pvalue > 1e-4


def test_tampering_checks_what_it_tampers_with(plain):
    with pytest.raises(ValueError, match="message is not zero on the information set"):
        tampering(lambda *_: np.ones(6, dtype=int))(plain, DISJOINT, np.random.default_rng(0))


def test_names_messages_and_callables(plain):
    with pytest.raises(
        ValueError, match="merlin must be a message, a callable or one of honest, best, random, planting, tamp"
    ):
        plain.run(CROSSING, merlin="worst")
    message = plain.message_basis[0]
    named = resolve_merlin(message)
    assert str(named) == "message"
    assert not named.random
    assert (plain.run(CROSSING, merlin=message, seed=1).message == message).all()
    assert resolve_merlin(named) is named

    def stubborn(protocol, sets, rng):
        assert sets.tolist() == CROSSING
        return protocol.message_basis[int(rng.integers(2))]

    assert resolve_merlin(stubborn) == Merlin("stubborn", stubborn)
    sent = {tuple(plain.run(CROSSING, merlin=stubborn, seed=seed).message) for seed in range(20)}
    assert sent == set(map(tuple, plain.message_basis))
    with pytest.raises(ValueError, match="message must be a word of 6"):
        plain.run(CROSSING, merlin=lambda *_: [1, 2])
