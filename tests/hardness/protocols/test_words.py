"""Code words of sets, their sum and Merlin's messages: by their definition, and what is refused."""

import re
from itertools import product

import numpy as np
import pytest

from hardness.codes import ReedSolomon
from hardness.protocols import SetDisjointness
from hardness.protocols.words import Words


def test_words_are_codewords_equal_to_the_blocks():
    protocol = SetDisjointness(ReedSolomon(7, 6, 2), 3, 3)
    vectors = np.random.default_rng(0).integers(0, 2, (4, 5))
    words = protocol.encode(vectors)
    assert words.shape == (4, 3, 6)
    assert protocol.code.contains(words).all()
    padded = np.hstack([vectors, np.zeros((4, 1), int)]).reshape(4, 3, 2)
    assert (words[:, :, protocol.code.information_set] == padded).all()


def test_blocks_beyond_the_limit_are_refused():
    code = ReedSolomon(5, 4, 2)
    with pytest.raises(
        ValueError,
        match=re.escape("blocks must be in 1..4 (more have no weights without a zero sub-sum over F_5), got 5"),
    ):
        SetDisjointness(code, 5, 2)
    with pytest.raises(
        ValueError,
        match=re.escape("blocks must be in 1..4 (more have no weights without a zero sub-sum over F_5), got 5"),
    ):
        SetDisjointness(code, 5, 2, weights=[1] * 5)
    # T = p - 1 is the most that unit weights allow, and over F_9 p - 1 = 2 although T = 4 is possible.
    assert SetDisjointness(code, 4, 2, weights=[1] * 4).weights == (1, 1, 1, 1)
    ternary = ReedSolomon(9, 4, 2)
    assert SetDisjointness(ternary, 4, 2).blocks == 4
    with pytest.raises(
        ValueError, match=re.escape("weights must be such that no nonempty sub-sum is zero in F_9, got (1, 1, 1)")
    ):
        SetDisjointness(ternary, 3, 2, weights=[1, 1, 1])


def test_messages_are_numbered_beyond_64_bits():
    protocol = SetDisjointness(ReedSolomon(251, 20, 2), 1, 12)
    rank = len(protocol.message_basis)
    assert (rank, protocol.message_count) == (11, 251**11)
    start = 251**11 - 2
    block = protocol.message_block(start, start + 2)
    for number, message in zip(range(start, start + 2), block, strict=True):
        digits = [number // 251**i % 251 for i in reversed(range(rank))]
        expected = np.array(digits, dtype=object) @ protocol.message_basis.astype(object) % 251
        assert message.tolist() == expected.tolist()
    assert protocol.message_block(7, 7).shape == (0, 20)
    for bad in [(-1, 2), (3, 2), (0, 251**11 + 1)]:
        with pytest.raises(ValueError, match="messages are numbered"):
            protocol.message_block(*bad)


@pytest.mark.parametrize(
    ("code", "start", "count"),
    [
        (ReedSolomon(9, 9, 3), 5, 800),  # a word for the last digit or two, cut at both ends
        (ReedSolomon(9, 9, 3), 80, 81),
        (ReedSolomon(8, 8, 3), 0, 512),
        (ReedSolomon(7, 7, 3), 48, 50),
        (ReedSolomon(8, 8, 3), 63, 64),
        (ReedSolomon(32, 32, 10), 2**63 - 100, 1100),  # numbers around the largest of 64 bits
    ],
)
def test_a_block_of_messages_holds_the_sums_that_its_numbers_say(code, start, count):
    protocol = SetDisjointness(code, 1, 3)
    field, basis = code.arithmetic, protocol.message_basis
    block = protocol.message_block(start, start + count)
    assert block.shape == (count, code.length)
    assert block.dtype == field.dtype
    assert block.flags.c_contiguous
    for number, message in zip(range(start, start + count), block, strict=True):
        total = np.zeros(code.length, field.dtype)
        for i, word in enumerate(reversed(basis)):
            total = field.add(total, field.mul(np.full(code.length, number // field.order**i % field.order), word))
        assert message.tolist() == total.tolist()


def test_blocks_of_messages_follow_their_order():
    protocol = SetDisjointness(ReedSolomon(11, 6, 2), 1, 4)  # 1331 messages: more than one block of the iterator
    messages = np.array(list(protocol.messages()))
    assert len(messages) == 11**3
    assert (messages[1000:1331] == protocol.message_block(1000, 1331)).all()
    assert len(np.unique(messages, axis=0)) == 11**3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"blocks": 0}, "blocks must be an integer >= 1, got 0"),
        ({"blocks": True}, "blocks must be an integer >= 1, got True"),
        ({"blocks": 1.0}, "blocks must be an integer >= 1, got 1.0"),
        ({"players": 1}, "players must be an integer in 2..1000, got 1"),
        ({"players": "2"}, "players must be an integer in 2..1000, got '2'"),
        ({"players": 4}, "k must be at most 3"),
        ({"weights": [1]}, "weights must have one entry for each of the 2 blocks, got 1"),
        ({"weights": [1, 0]}, "weights must be nonzero elements of F_5, got (1, 0)"),
        ({"weights": [1, 5]}, "weights must be nonzero elements of F_5, got (1, 5)"),
        ({"weights": [1, 4]}, "weights must be such that no nonempty sub-sum is zero in F_5, got (1, 4)"),
        ({"weights": [1.5, 1]}, "weights must hold integers of at most 64 bits, got dtype float64"),
        ({"weights": ["1", 1]}, "weights must hold integers of at most 64 bits, got dtype <U21"),
        ({"code": 7}, "code must be a Code, got 7"),
    ],
)
def test_bad_parameters_are_named(arguments, message):
    given = {"code": ReedSolomon(5, 4, 2), "blocks": 2, "players": 2, **arguments}
    with pytest.raises(ValueError, match=re.escape(message)):
        SetDisjointness(**given)


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ([0, 0, 0], "must be a word of 4 elements of F_5"),
        ([[0, 0, 0, 0]], "must be a word of 4 elements of F_5"),
        ([0, 0, 0, 5], "must be a word of 4 elements of F_5"),
        ([0, 0, 0, -1], "must be a word of 4 elements of F_5"),
        ([0.0, 0.0, 0.0, 0.0], "message must hold integers of at most 64 bits, got dtype float64"),
        (None, "message must hold integers of at most 64 bits, got dtype object"),
        ([1, 0, 0, 0], "not zero on the information set"),
        ([0, 0, 0, 1], "is no word of <RS code [4, 3, 2] over GF(5)>"),
    ],
)
def test_messages_outside_the_space_are_refused(message, reason):
    protocol = SetDisjointness(ReedSolomon(5, 4, 2), 1, 2)
    with pytest.raises(ValueError, match=re.escape(reason)):
        protocol.checked_message(message)
    with pytest.raises(ValueError, match=re.escape(reason)):
        protocol.run([[1, 0], [0, 1]], merlin=message)


def test_the_message_space_is_all_that_is_accepted():
    protocol = SetDisjointness(ReedSolomon(5, 4, 2), 1, 2)
    inside = {tuple(message.tolist()) for message in protocol.messages()}
    for word in product(range(5), repeat=4):
        if word in inside:
            assert tuple(protocol.checked_message(word).tolist()) == word
        else:
            with pytest.raises(ValueError, match="message is"):
                protocol.checked_message(word)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        (np.array([[1, 1]]), "weights must be a sequence of field elements, got"),
        (np.array([1, 1, 1]), "weights must have one entry for each of the 2 blocks, got 3"),
        (np.array(1), "weights must be a sequence of field elements, got"),
    ],
)
def test_weights_in_an_array_of_another_shape_are_refused(weights, message):
    with pytest.raises(ValueError, match=message):
        SetDisjointness(ReedSolomon(5, 4, 2), 2, 2, weights=weights)
    assert SetDisjointness(ReedSolomon(5, 4, 2), 2, 2, weights=np.array([1, 2])).weights == (1, 2)


def test_only_a_class_with_a_name_of_its_own_enters_the_protocols():
    known = dict(Words._protocols)
    type("Nameless", (SetDisjointness,), {})
    assert Words._protocols == known
    assert known[SetDisjointness.NAME] is SetDisjointness
