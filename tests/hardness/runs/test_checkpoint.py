"""The state of a sweep in a file: what is resumed, and what is refused."""

import json
import re

import pytest

import hardness.runs.sweep as module
from hardness.codes import ReedSolomon
from hardness.generators import planted_orthogonal_vectors
from hardness.problems import OrthogonalVectors
from hardness.protocols import SetDisjointness
from hardness.protocols.encoded import EncodedSets
from hardness.protocols.implicit_gap_max_ip import ImplicitGapMaxIP
from hardness.reductions import GapMaxIPToAttention
from hardness.runs.sweep import sweep


def prepared(vectors, code=None, blocks=2, reduction=None):
    protocol = SetDisjointness(code or ReedSolomon(7, 6, 2), blocks, vectors.order)
    encoded = EncodedSets(protocol, vectors.sets)
    gap = ImplicitGapMaxIP.from_encoded(encoded, protocol.message_block(0, 1)[0])
    return encoded, (reduction or GapMaxIPToAttention()).padding(gap)


YES = planted_orthogonal_vectors((5, 4, 3), 4, density=0.8, seed=6)


@pytest.fixture
def small_cells(monkeypatch):
    """Cells of two rows and seven messages, so that a sweep of 5 rows and 49 messages has 21 of them."""
    monkeypatch.setattr("hardness.protocols.encoded._WORD_BYTES", 2 * 6 * 12)
    monkeypatch.setattr(module, "_COUNT_BYTES", 7 * 8 * 2 * 7)


class Interrupted(Exception):  # noqa: N818 - it is no error
    pass


def interrupted(tmp_path, vectors=YES):
    encoded, padding = prepared(vectors)
    path, calls = tmp_path / "state", []

    def interrupt(done, total):
        calls.append(done)
        if len(calls) == 9:
            raise Interrupted

    with pytest.raises(Interrupted):
        sweep(encoded, padding, interrupt, path)
    return encoded, padding, path


def test_checkpoints_of_other_sweeps_are_refused(small_cells, tmp_path, monkeypatch):
    encoded, padding, path = interrupted(tmp_path)
    kept = path.read_text()
    flipped = [vectors.copy() for vectors in YES.sets]
    flipped[2][1, 3] ^= 1
    others = [
        prepared(OrthogonalVectors(flipped)),
        prepared(YES, ReedSolomon(7, 6, 2, points=[6, 0, 1, 2, 3, 4])),
        prepared(YES, ReedSolomon(7, 6, 2), blocks=3),
        prepared(YES, reduction=GapMaxIPToAttention(separation=17.0)),
    ]
    for other in others:
        with pytest.raises(ValueError, match="belongs to another instance or other parameters"):
            sweep(*other, None, path)
        assert path.read_text() == kept  # it is somebody's work
    monkeypatch.setattr(module, "_COUNT_BYTES", 5 * 8 * 2 * 7)
    with pytest.raises(ValueError, match="belongs to another instance or other parameters"):
        sweep(encoded, padding, None, path)


@pytest.mark.parametrize(
    "change",
    [
        {"tried": 245},
        {"tried": 14},
        {"yes": []},
        {"yes": [[0, 0]]},
        {"least_yes": 0.9},
        {"largest_no": None},
        {"messages": 50},
        {"digest": "0"},
    ],
)
def test_a_checkpoint_that_was_altered_is_refused(change, small_cells, tmp_path):
    encoded, padding, path = interrupted(tmp_path)
    data = json.loads(path.read_text())
    assert any(data[key] != value for key, value in change.items())
    path.write_text(json.dumps({**data, **change}))
    with pytest.raises(ValueError, match="corrupt"):
        sweep(encoded, padding, None, path)


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "null", "{}", '{"fingerprint": "x", "digest": "y"}', "\0\0"])
def test_a_file_that_is_no_checkpoint_is_refused(text, tmp_path):
    path = tmp_path / "state"
    path.write_text(text)
    with pytest.raises(ValueError, match=re.escape(f"checkpoint {path} is not the state of a sweep")):
        sweep(*prepared(YES), None, path)
    assert path.read_text() == text
    path.write_bytes(b"\xff\xfe\x80")
    with pytest.raises(ValueError, match="is not the state of a sweep"):
        sweep(*prepared(YES), None, path)


def test_a_truncated_checkpoint_is_refused(small_cells, tmp_path):
    encoded, padding, path = interrupted(tmp_path)
    path.write_text(path.read_text()[:-7])
    with pytest.raises(ValueError, match="is not the state of a sweep"):
        sweep(encoded, padding, None, path)


def test_a_folder_that_does_not_exist_is_refused_at_the_start(tmp_path):
    def never(done, total):
        raise AssertionError("the sweep has begun")

    with pytest.raises(ValueError, match="its folder does not exist"):
        sweep(*prepared(YES), never, tmp_path / "missing" / "state")
