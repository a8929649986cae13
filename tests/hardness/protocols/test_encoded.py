from itertools import product

import numpy as np
import pytest

from hardness.codes import ReedSolomon
from hardness.protocols import SetDisjointness
from hardness.protocols.encoded import EncodedSets


@pytest.mark.parametrize("kept", [0, 1 << 24])
def test_words_of_some_rows_whether_they_are_kept_or_not(monkeypatch, model, kept):
    # What is kept for the next message is a matter of size: both paths must give the rows that were asked for.
    monkeypatch.setattr("hardness.protocols.encoded._KEPT_BYTES", kept)
    protocol = SetDisjointness(ReedSolomon(7, 5, 2), 2, 3)
    rng = np.random.default_rng(1)
    sets = tuple(rng.integers(0, 2, (n, 3)).astype(np.uint8) for n in (4, 2, 3))
    encoded, reference = EncodedSets(protocol, sets), model(protocol)
    rows = np.array([2, 0, 3])
    words = encoded.sum_words(rows)
    assert words.shape == (3, 5, 6)
    for (place, row), i, j in product(enumerate(rows), range(2), range(3)):
        expected = reference.word([sets[0][row], sets[1][i], sets[2][j]])
        assert tuple(words[place, :, 3 * i + j].tolist()) == expected


@pytest.mark.parametrize("order", [7, 257])  # one byte and two bytes a symbol
def test_memory_of_a_row_is_what_its_words_take(order):
    protocol = SetDisjointness(ReedSolomon(order, 6, 2), 2, 3)
    sets = tuple(np.ones((n, 3), dtype=np.uint8) for n in (4, 5, 3))
    encoded = EncodedSets(protocol, sets)
    assert encoded.bytes_per_row() == encoded.sum_words(np.array([1])).nbytes == 6 * 5 * 3 * (1 if order == 7 else 2)


@pytest.mark.parametrize("limit", [0, 1 << 24])
def test_words_of_the_last_rows_are_kept_if_they_are_small(monkeypatch, limit):
    monkeypatch.setattr("hardness.protocols.encoded._KEPT_BYTES", 0)
    monkeypatch.setattr("hardness.protocols.encoded._LAST_BYTES", limit)
    made, original = [], EncodedSets._sum_words
    monkeypatch.setattr(EncodedSets, "_sum_words", lambda self, rows: made.append(list(rows)) or original(self, rows))
    protocol = SetDisjointness(ReedSolomon(7, 5, 2), 2, 3)
    encoded = EncodedSets(protocol, tuple(np.eye(n, 3, dtype=np.uint8) for n in (4, 2, 3)))
    for rows in ([1], [1], [2, 3], [2, 3], [1]):
        assert (encoded.sum_words(np.array(rows)) == original(encoded, np.array(rows))).all()
    assert made == ([[1], [2, 3], [1]] if limit else [[1], [1], [2, 3], [2, 3], [1]])


def test_the_message_of_a_tuple_is_that_of_its_sets():
    protocol = SetDisjointness(ReedSolomon(7, 5, 2), 2, 3)
    encoded = EncodedSets(protocol, tuple(np.eye(n, 3, dtype=np.uint8) for n in (3, 2, 3)))
    for indices in product(range(3), range(2), range(3)):
        sets = [vectors[i] for vectors, i in zip(encoded.sets, indices, strict=True)]
        assert encoded.honest_message(indices).tolist() == protocol.sum_word(sets).tolist()


def test_a_sweep_counts_every_cell_once():
    protocol = SetDisjointness(ReedSolomon(5, 4, 2), 2, 2)
    encoded = EncodedSets(protocol, tuple(np.eye(n, 4, dtype=np.uint8) for n in (4, 3)))
    cells = list(encoded.sweep(block=2))
    assert [(cell.first_message, cell.first_row) for cell in cells] == [(0, 0), (2, 0), (4, 0)]
    for first, _, counts in cells:
        for number, of_rows in enumerate(counts, start=first):
            agree = encoded.sum_words(np.arange(4)) == protocol.message_block(number, number + 1)[0][:, None]
            for row, histogram in enumerate(of_rows):
                assert histogram.tolist() == np.bincount(agree[row].sum(axis=0), minlength=5).tolist()
    assert [cell.first_message for cell in encoded.sweep(2, done=8)] == [2, 4]


@pytest.fixture
def encoded(monkeypatch):
    """Sets whose words are not all kept."""
    monkeypatch.setattr("hardness.protocols.encoded._KEPT_BYTES", 0)
    rng = np.random.default_rng(2)
    sets = tuple(rng.integers(0, 2, (n, 3)).astype(np.uint8) for n in (4, 2, 3))
    return EncodedSets(SetDisjointness(ReedSolomon(7, 5, 2), 2, 3), sets)


def test_words_asked_for_at_the_same_time_are_not_mixed_up(monkeypatch, encoded):
    # What another thread would do while words are made, in one thread: ask for those of another row.
    first, other = np.array([1]), np.array([3])
    expected, original, meanwhile = encoded.sum_words(first), EncodedSets._sum_words, []

    class Changing(dict):
        def __setitem__(self, key, value):
            super().__setitem__(key, value)
            if not meanwhile:
                meanwhile.append(None)
                meanwhile[0] = encoded.sum_words(other)

    encoded.__dict__["_last_words"] = Changing()
    assert (encoded.sum_words(first) == expected).all()
    assert (meanwhile[0] == original(encoded, other)).all()


def test_words_of_row_numbers_of_another_type(encoded):
    rows = np.array([1, 0], dtype=np.int32)  # the bytes of one number 1 of 64 bits
    assert encoded.sum_words(rows).shape[0] == 2
    assert encoded.sum_words(np.array([1], dtype=np.int64)).shape[0] == 1
