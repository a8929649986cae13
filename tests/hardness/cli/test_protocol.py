"""``hardness protocol``: runs, soundness, transcripts and refusals."""

import re

import pytest


def test_the_protocol_is_run_and_its_soundness_exact(hardness):
    status, out, _ = hardness("protocol", "--code", "hermitian:2,2", "--blocks", "2", "--players", "2", "--seed", "1")
    assert status == 0
    for shown in (
        r"code C +Hermitian code \[8, 2",
        r"exact soundness +1/2, which is the bound",
        "accepted with probability 1",
    ):
        assert re.search(shown, out), shown
    status, out, _ = hardness(
        "protocol", "--merlin", "best", "--sets", "1000,1111,1001", "--trials", "200", "--seed", "3"
    )
    assert status == 0
    assert "this message     is accepted with probability 1/2" in out
    assert re.search(r"sampled +best Merlin: \d+ of 200 accepted", out)


def test_a_pole_bound_left_out_gives_soundness_one_half(hardness):
    status, out, _ = hardness("protocol", "--code", "gs:3,2", "--budget", "0", "--players", "2", "--blocks", "1")
    assert status == 0
    # N = 18 and u = 18/4, of which 3 is the largest pole order: d(C) = 15, and 6 zeros of the 18 in C'.
    assert re.search(r"code C +GS code \[18, 2, 15\]", out)
    assert re.search(r"soundness +1/3", out)
    status, out, _ = hardness("solve", "--example", "pigeonhole-4-3", "--code", "gs:11,2", "-q", "--merlin", "honest")
    assert status == 0  # that nothing is proved is an answer
    assert out.startswith("UNDECIDED\n")


def test_a_transcript_as_json_replays(hardness):
    from hardness.protocols import Transcript

    status, out, _ = hardness("protocol", "--code", "gs:3,2,3", "--sets", "10,01,11", "--json", "--seed", "2")
    assert status == 0
    run = Transcript.from_json(out)
    assert run.sets.tolist() == [[1, 0], [0, 1], [1, 1]]
    assert run.replay() == run


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--sets", "12,11,11"], "rows of 0s and 1s"),
        (["--sets", "101,11,11"], "one length"),
        (["--sets", "11,11,11"], "sets intersect in"),
        (["--sets", "11,11"], "sets must have the shape"),
        (["--blocks", "9"], "blocks must be in 1..6 (more have no weights without a zero sub-sum over F_7), got 9"),
        (["--code", "gs:3"], "gs:"),
        (["--merlin", "wizard"], "got 'wizard'"),
    ],
)
def test_errors_of_the_protocol_command_are_one_line(one_line_error, hardness, arguments, reason):
    one_line_error(hardness("protocol", *arguments), reason)
