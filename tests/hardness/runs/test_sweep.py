import json
from fractions import Fraction

import numpy as np
import pytest

import hardness.runs.sweep as module
from hardness.codes import ReedSolomon
from hardness.generators import planted_orthogonal_vectors, random_orthogonal_vectors
from hardness.problems import OrthogonalVectors
from hardness.protocols import SetDisjointness
from hardness.protocols.encoded import EncodedSets
from hardness.protocols.implicit_gap_max_ip import ImplicitGapMaxIP
from hardness.reductions import GapMaxIPToAttention
from hardness.runs.checkpoint import fingerprint
from hardness.runs.sweep import sweep


def prepared(vectors, code=None, blocks=2, reduction=None):
    protocol = SetDisjointness(code or ReedSolomon(7, 6, 2), blocks, vectors.order)
    encoded = EncodedSets(protocol, vectors.sets)
    gap = ImplicitGapMaxIP.from_encoded(encoded, protocol.message_block(0, 1)[0])
    return encoded, (reduction or GapMaxIPToAttention()).padding(gap)


YES = planted_orthogonal_vectors((5, 4, 3), 4, density=0.8, seed=6)
NO = OrthogonalVectors([np.ones((n, 4), int) for n in (5, 4, 3)])


def by_definition(encoded, padding):
    """The (message, row) pairs that a tuple solves, and all outputs, one message at a time."""
    pairs, outputs = [], []
    for number, message in enumerate(encoded.protocol.messages()):
        gap = ImplicitGapMaxIP.from_encoded(encoded, message)
        found = padding.outputs(gap.inner_product_histogram())
        outputs.append(found)
        reached = [(gap.inner_products(row) == gap.t).any() for row in range(encoded.sizes[0])]
        pairs += [(number, row) for row, yes in enumerate(reached) if yes]
    return pairs, np.array(outputs)


@pytest.fixture
def small_cells(monkeypatch):
    """Cells of two rows and seven messages, so that a sweep of 5 rows and 49 messages has 21 of them."""
    monkeypatch.setattr("hardness.protocols.encoded._WORD_BYTES", 2 * 6 * 12)
    monkeypatch.setattr(module, "_COUNT_BYTES", 7 * 8 * 2 * 7)


@pytest.mark.parametrize("vectors", [YES, NO], ids=["YES", "NO"])
def test_pairs_above_the_threshold_are_those_that_a_tuple_solves(vectors, small_cells):
    encoded, padding = prepared(vectors)
    progress = []
    result = sweep(encoded, padding, progress=lambda done, total: progress.append((done, total)))
    pairs, outputs = by_definition(encoded, padding)
    assert list(result.yes) == pairs
    assert bool(pairs) == (vectors is YES)
    assert (result.messages, result.rows, result.tried, result.complete) == (49, 5, 245, True)
    above = outputs >= padding.threshold
    # Blocks of other sizes may be added in another order.
    assert result.least_yes == (pytest.approx(outputs[above].min(), rel=1e-13) if above.any() else None)
    assert result.largest_no == pytest.approx(outputs[~above].max(), rel=1e-13)
    done = [d for d, _ in progress]
    assert len(done) == 3 * 7
    assert done == sorted(set(done))
    assert progress[-1] == (245, 245)


def test_the_size_of_the_cells_does_not_matter(monkeypatch):
    encoded, padding = prepared(YES)
    whole = sweep(encoded, padding)
    for height, block in [(1, 1), (2, 10), (3, 49), (5, 3)]:
        monkeypatch.setattr("hardness.protocols.encoded._WORD_BYTES", height * 6 * 12)
        monkeypatch.setattr(module, "_COUNT_BYTES", block * 8 * height * 7)
        assert EncodedSets(encoded.protocol, encoded.sets).chunk_height == height
        found = sweep(encoded, padding)
        assert (found.yes, found.tried, found.complete) == (whole.yes, whole.tried, True)
        # Products of matrices of other sizes may add in another order.
        assert found.least_yes == pytest.approx(whole.least_yes, rel=1e-13)
        assert found.largest_no == pytest.approx(whole.largest_no, rel=1e-13)


class Interrupted(Exception):  # noqa: N818 - it is no error
    pass


@pytest.mark.parametrize("vectors", [YES, NO], ids=["YES", "NO"])
@pytest.mark.parametrize("kind", [Interrupted, KeyboardInterrupt])
def test_an_interrupted_sweep_resumes_to_the_same_result(vectors, kind, small_cells, tmp_path):
    encoded, padding = prepared(vectors)
    whole = sweep(encoded, padding)
    for stop in (1, 2, 7, 20):
        path, calls = tmp_path / f"sweep-{stop}", []

        def interrupt(done, total, stop=stop, calls=calls):
            calls.append(done)
            if len(calls) == stop:
                raise kind

        with pytest.raises(kind):
            sweep(encoded, padding, interrupt, path)
        saved = json.loads(path.read_text())
        assert saved["tried"] == calls[-1] < 245
        later = []
        assert sweep(encoded, padding, lambda done, total, later=later: later.append(done), path) == whole
        assert len(later) == 21 - stop  # what had been decided is not decided again
        assert not path.exists()
        assert list(tmp_path.iterdir()) == []


def test_a_sweep_can_be_interrupted_again_and_again(small_cells, tmp_path):
    encoded, padding = prepared(YES)
    whole, path, rounds = sweep(encoded, padding), tmp_path / "state", 0

    def interrupt(done, total):
        raise Interrupted

    while True:
        rounds += 1
        assert rounds < 30
        try:
            result = sweep(encoded, padding, interrupt, path)
        except Interrupted:
            continue
        break
    assert result == whole
    assert rounds == 22


def test_a_cell_counts_once_when_it_is_interrupted_while_it_is_recorded(small_cells, tmp_path, monkeypatch):
    # The result is a value: a cell is in it with pairs, count and nearest outputs, or not at all.
    encoded, padding = prepared(YES)
    whole, path, original = sweep(encoded, padding), tmp_path / "state", module.SweepResult.add

    def torn(self, first_message, first_row, outputs, threshold):
        result = original(self, first_message, first_row, outputs, threshold)
        if len(result.yes) == len(whole.yes):
            raise Interrupted
        return result

    monkeypatch.setattr(module.SweepResult, "add", torn)
    with pytest.raises(Interrupted):
        sweep(encoded, padding, None, path)
    monkeypatch.setattr(module.SweepResult, "add", original)
    assert len(json.loads(path.read_text())["yes"]) < len(whole.yes)
    assert sweep(encoded, padding, None, path) == whole


def test_too_much_work_and_memory_are_refused_at_the_start(monkeypatch):
    # 65521^4 messages take eons; the limit is in the message.
    vectors = random_orthogonal_vectors((2, 2, 2, 2, 2), 2, seed=0)
    with pytest.raises(ValueError, match=r"take about \d\.\de\+\d+ operations; the limit is 1e\+15"):
        sweep(*prepared(vectors, ReedSolomon(65521, 10, 2), blocks=1))
    encoded, padding = prepared(YES)
    monkeypatch.setattr("hardness.memory.memory_limit", lambda: 10)
    with pytest.raises(ValueError, match="bit vectors of the words of one row need"):
        sweep(encoded, padding)


def test_a_gap_of_one():
    # kappa = 1: a single message, z = 0, eps = 1.
    encoded, padding = prepared(YES, ReedSolomon(7, 3, 1), blocks=4)
    assert padding.eps == Fraction(1)
    result = sweep(encoded, padding)
    assert list(result.yes) == by_definition(encoded, padding)[0] != []
    assert result.messages == 1


def test_checkpoints_of_version_0_1_are_resumed():
    # What that version wrote for this sweep.
    assert fingerprint(*prepared(NO), 2, 7) == "81872ff4fa4cafa68b8c55c4bb5aa76d91928f92dd4e8486f08f04adc441e06f"
