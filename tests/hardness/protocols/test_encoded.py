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
