import re
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from hardness.codes import ReedSolomon
from hardness.protocols import SetDisjointness

# Every kind: prime and extension fields, N = |F|, points of one's own, kappa 1..3, T from 1 to the limit, k 2..4.
PROTOCOLS = {
    "k=2, T=1": SetDisjointness(ReedSolomon(5, 4, 2), 1, 2),
    "k=2, T=2": SetDisjointness(ReedSolomon(5, 4, 2), 2, 2),
    "k=3, T=1": SetDisjointness(ReedSolomon(7, 6, 2), 1, 3),
    "k=4, N=p": SetDisjointness(ReedSolomon(5, 5, 2), 1, 4),
    "kappa=1": SetDisjointness(ReedSolomon(5, 3, 1), 3, 2),
    "kappa=3": SetDisjointness(ReedSolomon(7, 7, 3), 1, 2),
    "points": SetDisjointness(ReedSolomon(7, 5, 2, points=[3, 0, 6, 1, 5]), 2, 2),
    "F_4, T at the limit": SetDisjointness(ReedSolomon(4, 4, 2), 2, 2),
    "F_8": SetDisjointness(ReedSolomon(8, 8, 2), 2, 2),
    "F_9, points": SetDisjointness(ReedSolomon(9, 5, 2, points=[8, 2, 0, 5, 3]), 1, 3),
    "weights": SetDisjointness(ReedSolomon(7, 4, 2), 2, 2, weights=[2, 4]),
    "m < T kappa": SetDisjointness(ReedSolomon(5, 4, 2), 2, 2),
}


def universe_of(name):
    return 3 if name == "m < T kappa" else PROTOCOLS[name].universe


def inputs(players, m):
    for bits in product([0, 1], repeat=players * m):
        yield np.array(bits, dtype=np.uint8).reshape(players, m)


@pytest.mark.parametrize("name", PROTOCOLS)
def test_every_message_on_every_input(name, model):
    protocol = PROTOCOLS[name]
    reference = model(protocol)
    bound = Fraction(reference.top, protocol.coins)
    assert protocol.soundness_bound == bound
    messages = [tuple(message.tolist()) for message in protocol.messages()]
    assert len(messages) == protocol.message_count == len(set(messages))
    assert set(messages) == reference.messages()
    words = np.array(messages)
    caught = []
    for sets in inputs(protocol.players, universe_of(name)):
        W = reference.word(sets)
        assert tuple(protocol.sum_word(sets).tolist()) == W
        accepted = (words == W).sum(axis=1)  # of N coins, for every message
        if sets.all(axis=0).any():
            caught.append(Fraction(int(accepted.max()), protocol.coins))
            with pytest.raises(ValueError, match="intersect"):
                protocol.honest_message(sets)
        else:
            assert tuple(protocol.honest_message(sets).tolist()) == W
            assert sorted(accepted)[-1] == protocol.coins
            assert (np.sort(accepted)[:-1] <= reference.top).all()  # exactly one message is always accepted
    # Sets that meet in all but kappa - 1 of the positions of I attain the bound.
    assert max(caught) == bound


@pytest.mark.parametrize("name", ["k=3, T=1", "F_4, T at the limit", "points"])
def test_acceptance_is_the_fraction_of_agreeing_coins(name, model):
    protocol = PROTOCOLS[name]
    reference = model(protocol)
    rng = np.random.default_rng(5)
    for _ in range(20):
        sets = rng.integers(0, 2, (protocol.players, protocol.universe))
        W = reference.word(sets)
        for message in protocol.messages():
            coins = [r for r in range(protocol.coins) if message[r] == W[r]]
            assert protocol.accepting_coins(message, sets).tolist() == coins
            assert protocol.acceptance_probability(message, sets) == Fraction(len(coins), protocol.coins)


def test_the_empty_universe_is_disjoint():
    protocol = PROTOCOLS["k=2, T=1"]
    empty = np.zeros((2, 0), dtype=int)
    assert not protocol.honest_message(empty).any()
    assert protocol.acceptance_probability([0, 0, 0, 0], empty) == 1


def test_weights_with_a_zero_sum_would_be_unsound(model):
    # Why they are refused: T = p blocks that all meet in one place leave no trace in W.
    protocol = PROTOCOLS["k=2, T=2"]
    unsound = object.__new__(SetDisjointness)
    for name, value in (("code", protocol.code), ("blocks", 2), ("players", 2), ("weights", (2, 3))):
        object.__setattr__(unsound, name, value)
    crossing = [[1, 0, 1, 0], [1, 0, 1, 0]]
    assert not any(unsound.sum_word(crossing))
    assert unsound.acceptance_probability([0, 0, 0, 0], crossing) == 1
    assert max(protocol.acceptance_probability(message, crossing) for message in protocol.messages()) == Fraction(1, 2)


@pytest.mark.parametrize("name", PROTOCOLS)
def test_predicted_sizes_are_those_of_the_protocol(name):
    """Also over a code that is none of the library's families; the messages are counted on their basis."""
    protocol = PROTOCOLS[name]
    sizes = protocol.sizes
    assert sizes.messages == protocol.message_count == sum(1 for _ in protocol.messages())
    assert (sizes.soundness, sizes.universe) == (protocol.soundness_bound, protocol.universe)
    assert (sizes.length, sizes.blocks, sizes.players) == (protocol.coins, protocol.blocks, protocol.players)


def test_bits_are_counted_exactly():
    # F_7: 49 messages take 6 bits, 6 coins 3, a pair of symbols 6.
    protocol = SetDisjointness(ReedSolomon(7, 6, 2), 2, 3)
    assert protocol.bits == {"merlin": 6, "coins": 3, "player 2": 6, "player 3": 6}
    # Powers of two are not rounded up: 4 messages take 2 bits, 4 coins 2, two symbols of F_4 4.
    assert PROTOCOLS["F_4, T at the limit"].bits == {"merlin": 2, "coins": 2, "player 2": 4}
    assert PROTOCOLS["kappa=1"].bits["merlin"] == 0  # a single message


def test_dictionaries_and_equality():
    for protocol in PROTOCOLS.values():
        again = SetDisjointness.from_dict(protocol.to_dict())
        assert again == protocol
        assert hash(again) == hash(protocol)
        assert again.weights == protocol.weights
    assert PROTOCOLS["k=2, T=1"] != PROTOCOLS["k=2, T=2"]
    data = PROTOCOLS["weights"].to_dict()
    for change in [{"weights": "24"}, {"weights": [2, None]}, {"weights": [2, 4.0]}, {"weights": [2, 5]}, {"more": 1}]:
        with pytest.raises(ValueError, match=r"weights|keys"):
            SetDisjointness.from_dict({**data, **change})
    with pytest.raises(ValueError, match="keys"):
        SetDisjointness.from_dict(7)


@pytest.mark.parametrize(
    ("sets", "message"),
    [
        ([[1, 0]], "sets must have the shape (2, m), one row per player, got (1, 2)"),
        ([1, 0], "sets must have the shape (2, m), one row per player, got (2,)"),
        ([[2, 0], [2, 0]], "entries from 0 to 2"),
        ([[1, -1], [0, 0]], "entries from -1 to 1"),
        ([[0.0, 1.0], [0.0, 0.0]], "booleans or integers of at most 64 bits, got dtype float64"),
        ([["1"], ["0"]], "booleans or integers of at most 64 bits, got dtype <U1"),
        (np.zeros((2, 5), int), "vectors of length 5 do not fit: blocks x dimension = 2 x 2 = 4"),
    ],
)
def test_bad_sets_are_named_wherever_they_enter(sets, message):
    protocol = PROTOCOLS["k=2, T=2"]
    never = pytest.fail
    for call in (
        protocol.checked_sets,
        protocol.sum_word,
        protocol.honest_message,
        lambda bits: protocol.accepting_coins([0, 0, 0, 0], bits),
        lambda bits: protocol.run(bits, seed=1),
        lambda bits: protocol.run(bits, merlin=lambda *_: never("Merlin was asked"), seed=1),
    ):
        with pytest.raises(ValueError, match=re.escape(message)):
            call(sets)


def test_runs_follow_the_coin():
    protocol = PROTOCOLS["k=3, T=1"]
    crossing = [[1, 1], [1, 0], [1, 1]]
    message = protocol.message_block(17, 18)[0]
    coins = set(protocol.accepting_coins(message, crossing).tolist())
    seen = {}
    for seed in range(60):
        run = protocol.run(crossing, merlin=message, seed=seed)
        assert run.accepted == (run.coin in coins)
        seen[run.coin] = run.accepted
    assert set(seen) == set(range(6))
    assert protocol.run(crossing, merlin=message, seed=3) == protocol.run(crossing, merlin=message, seed=3)
    disjoint = [[1, 1], [1, 0], [0, 1]]
    assert all(protocol.run(disjoint, seed=seed).accepted for seed in range(12))
    assert (protocol.run(disjoint, seed=1).message == protocol.honest_message(disjoint)).all()
    drawn = protocol.run(
        disjoint,
        merlin=lambda p, sets, rng: p.message_block(int(rng.integers(49)), 49)[0],
        seed=np.random.default_rng(8),
    )
    assert protocol.checked_message(drawn.message) is not None
    with pytest.raises(ValueError, match=r"merlin must be .*, got 'dishonest'; did you mean honest"):
        protocol.run(disjoint, merlin="dishonest")
    with pytest.raises(ValueError, match="intersect in \\[0\\]"):
        protocol.run(crossing)


@pytest.mark.parametrize("name", ["k=2, T=2", "k=3, T=1", "m < T kappa"])
@pytest.mark.parametrize("intersecting", [False, True])
def test_random_sets_have_no_common_element_or_exactly_one(name, intersecting):
    protocol, common = PROTOCOLS[name], set()
    for seed in range(80):
        sets = protocol.random_sets(seed, intersecting)
        assert sets.shape == (protocol.players, protocol.universe)
        (elements,) = np.nonzero(sets.all(axis=0))
        assert len(elements) == intersecting
        common.update(elements.tolist())
        assert (protocol.random_sets(seed, intersecting) == sets).all()
    assert common == (set(range(protocol.universe)) if intersecting else set())
    assert len({protocol.random_sets(seed).tobytes() for seed in range(80)}) > 10
