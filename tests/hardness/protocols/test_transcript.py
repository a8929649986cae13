import json
import re
from dataclasses import replace

import numpy as np
import pytest

from hardness.codes import ReedSolomon
from hardness.protocols import SetDisjointness, Transcript

PROTOCOL = SetDisjointness(ReedSolomon(7, 6, 2), 2, 3)
DISJOINT = [[1, 1, 0, 1], [1, 0, 1, 1], [0, 1, 1, 0]]
CROSSING = [[1, 1, 0, 1], [1, 0, 1, 1], [0, 1, 1, 1]]


def honest():
    return PROTOCOL.run(DISJOINT, seed=4)


def lying(accepted):
    for seed in range(100):
        run = PROTOCOL.run(CROSSING, merlin=PROTOCOL.message_block(30, 31)[0], seed=seed)
        if run.accepted == accepted:
            return run
    raise AssertionError("no such run")


@pytest.mark.parametrize("run", [honest(), lying(True), lying(False)], ids=["honest", "lucky liar", "caught liar"])
def test_records_of_runs_are_consistent_and_survive_json(run, model):
    assert run.inconsistencies() == []
    assert run.replay() == run
    again = Transcript.from_json(run.to_json())
    assert again == run
    assert hash(again) == hash(run)
    assert again.replay() == run
    # The symbols and the verdict follow from the definitions.
    reference = model(PROTOCOL)
    W = reference.word(run.sets.tolist())
    assert run.accepted == (W[run.coin] == run.message[run.coin])
    assert run.expected == W[run.coin]
    for symbols, bits in zip(run.symbols.tolist(), run.sets[1:].tolist(), strict=True):
        assert symbols == [reference.encode(tuple(bits[t : t + 2]))[run.coin] for t in (0, 2)]


def test_every_single_change_of_what_was_sent_is_found():
    run = honest()
    for i, t in np.ndindex(run.symbols.shape):
        for value in set(range(-1, 9)) - {int(run.symbols[i, t])}:
            symbols = run.symbols.astype(int)
            symbols[i, t] = value
            assert "symbols are" in replace(run, symbols=symbols).inconsistencies()[0]
    assert "accepted is False; the verdict of player 1 is True" in replace(run, accepted=False).inconsistencies()
    for shape in [run.symbols[:1], run.symbols[:, :1], run.symbols[0], run.symbols.T[:, :, None]]:
        assert replace(run, symbols=shape).inconsistencies()


def test_a_change_of_the_message_is_found_unless_it_is_another_true_record(model):
    run = honest()
    for position in range(6):
        for value in range(-1, 8):
            message = run.message.astype(int)
            if value == message[position]:
                continue
            message[position] = value
            # One position only: never a word of C'_0, whose nonzero words have at least 3 nonzero positions.
            assert "message" in replace(run, message=message).inconsistencies()[0]
    for number in range(49):
        message = PROTOCOL.message_block(number, number + 1)[0]
        found = replace(run, message=message).inconsistencies()
        assert bool(found) == (message[run.coin] != run.message[run.coin])  # the verdict would be another


def test_a_change_of_the_coin_or_of_a_set_is_found_where_the_record_depends_on_it(model):
    run, reference = honest(), model(PROTOCOL)
    for coin in (-1, 6, 100):
        assert f"coin must be in 0..5, got {coin}" in replace(run, coin=coin).inconsistencies()[0]

    def says(sets, coin):
        sent = [[reference.encode(tuple(bits[t : t + 2]))[coin] for t in (0, 2)] for bits in sets[1:]]
        return sent, reference.word(sets)[coin] == run.message[coin]

    record = (run.symbols.tolist(), run.accepted)
    flips = 0
    for coin in range(6):
        assert bool(replace(run, coin=coin).inconsistencies()) == (says(run.sets.tolist(), coin) != record)
    for i, element in np.ndindex(run.sets.shape):
        sets = run.sets.copy()
        sets[i, element] ^= 1
        expected = says(sets.tolist(), run.coin) != record
        assert bool(replace(run, sets=sets).inconsistencies()) == expected
        flips += expected
    assert flips >= 8  # at least all of players 2 and 3 unless a symbol is 0 at the coin
    for sets in [run.sets[:2], run.sets + 1, np.zeros((3, 9), np.uint8)]:
        assert replace(run, sets=sets).inconsistencies()


def test_a_record_of_another_protocol_is_found():
    other = SetDisjointness(ReedSolomon(7, 6, 2, points=[0, 1, 2, 3, 4, 6]), 2, 3)
    assert replace(honest(), protocol=other).inconsistencies()
    assert replace(honest(), protocol=SetDisjointness(ReedSolomon(7, 6, 2), 1, 3)).inconsistencies()


@pytest.mark.parametrize(
    "change",
    [
        {"coin": True},
        {"coin": 1.0},
        {"coin": None},
        {"accepted": 1},
        {"accepted": "yes"},
        {"message": [0.5] * 6},
        {"message": "000000"},
        {"message": [10**30] * 6},
        {"symbols": [[1], [1, 2]]},
        {"sets": [[True, None]]},
        {"protocol": {}},
        {"protocol": None},
        {"extra": 1},
    ],
)
def test_json_that_is_no_transcript(change):
    data = {**json.loads(honest().to_json()), **change}
    with pytest.raises(ValueError, match="not a transcript"):
        Transcript.from_json(json.dumps(data))


def test_json_with_a_missing_key_or_none_at_all():
    data = json.loads(honest().to_json())
    for key in data:
        with pytest.raises(ValueError, match="not a transcript"):
            Transcript.from_json(json.dumps({k: v for k, v in data.items() if k != key}))
    for text in ["", "[]", "7", "{", honest().to_json()[:-5], "[" * 100_000]:
        with pytest.raises(ValueError, match="not a transcript"):
            Transcript.from_json(text)


def test_a_false_record_is_loaded_and_then_found_out():
    data = json.loads(honest().to_json())
    forged = Transcript.from_json(json.dumps({**data, "accepted": False}))
    assert forged.inconsistencies() == ["accepted is False; the verdict of player 1 is True"]
    assert re.search(r"player 1 rejects, although (\d) = \1$", str(forged))


def test_text_and_html_say_who_sent_what():
    run = honest()
    lines = str(run).splitlines()
    assert lines[0] == f"Merlin sends {run.message.tolist()}  (6 bits)"
    assert lines[1] == f"coin r = {run.coin}  (3 bits)"
    assert lines[2] == f"player 2 sends {run.symbols[0].tolist()}  (6 bits)"
    assert lines[3] == f"player 3 sends {run.symbols[1].tolist()}  (6 bits)"
    assert re.fullmatch(r"player 1 accepts: (\d) = \1", lines[4])
    assert "rejects" in str(lying(False))
    assert repr(run) == f"<transcript: coin {run.coin}, 21 bits, accepted>"
    html = run._repr_html_()
    assert html.count("<tr>") == 6
    for round_ in run.rounds:
        assert f"<td>{round_.sender}</td><td><code>{round_.content}</code></td><td>{round_.bits}</td>" in html


def test_records_are_read_only():
    run = honest()
    for array in (run.sets, run.message, run.symbols):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_what_the_command_prints_is_read():
    run = honest()
    printed = {"kind": "protocol", "transcript": json.loads(run.to_json())}
    assert Transcript.from_json(json.dumps(printed)) == run
    assert run != json.loads(run.to_json())


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"coin": 6}, r"coin 6 for a message of shape \(6,\)"),
        ({"message": [[0] * 6]}, r"coin \d for a message of shape \(1, 6\)"),
        ({"symbols": [[0, 7], [0, 0]]}, "not 2 x 2 elements of F_7"),
        ({"symbols": [[0, 0]]}, "not 2 x 2 elements of F_7"),
        ({"sets": [[1, 0]]}, r"sets must have the shape \(3, m\)"),
    ],
)
def test_a_record_of_no_run_is_printed_with_the_reason(changes, reason):
    data = json.loads(honest().to_json())
    text = str(Transcript.from_json(json.dumps({**data, **changes})))
    assert re.search(f"but there is no such run: .*{reason}", text)


def test_a_verdict_that_does_not_follow_is_printed_as_one():
    run = honest()
    assert "player 1 accepts: " in str(run)
    assert "player 1 rejects, although " in str(replace(run, accepted=False))
