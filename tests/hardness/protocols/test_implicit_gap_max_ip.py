import json
import pickle
import re
from fractions import Fraction
from itertools import combinations_with_replacement, product

import numpy as np
import pytest

from hardness.codes import ReedSolomon
from hardness.problems import CompressedGapMaxIP, GapMaxIP, Promise, problem_from_json
from hardness.protocols import SetDisjointness
from hardness.protocols.encoded import EncodedSets
from hardness.protocols.implicit_gap_max_ip import ImplicitGapMaxIP

# Small enough that N |F|^((k-1)T) coordinates can be written out, all numbers different where they can be.
PROTOCOLS = {
    "k=2": SetDisjointness(ReedSolomon(5, 4, 2), 1, 2),
    "k=2, T=2": SetDisjointness(ReedSolomon(5, 4, 2), 2, 2),
    "k=3": SetDisjointness(ReedSolomon(7, 6, 2), 1, 3),
    "k=4": SetDisjointness(ReedSolomon(5, 5, 2), 1, 4),
    "F_4": SetDisjointness(ReedSolomon(4, 3, 2), 2, 2),
    "F_9, points": SetDisjointness(ReedSolomon(9, 5, 2, points=[8, 2, 0, 5, 3]), 1, 3),
    "kappa=1": SetDisjointness(ReedSolomon(5, 3, 1), 2, 2),
    "weights": SetDisjointness(ReedSolomon(7, 4, 2), 2, 2, weights=[2, 4]),
}


def inner_products(vectors, row):
    """The generalised inner products of one row by the definition: a product over sets, a sum over coordinates."""
    total = vectors[0][row].astype(np.int64)
    for array in vectors[1:]:
        total = total[..., None, :] * array
    return total.sum(axis=-1)


def check_representations(implicit, W_of, z):
    """All representations agree on everything, and with the number of coins that accept."""
    N = implicit.protocol.coins
    explicit, compressed = implicit.explicit(), implicit.compress()
    assert isinstance(explicit, GapMaxIP)
    assert isinstance(compressed, CompressedGapMaxIP)
    vectors, kept = implicit.vectors(), compressed.vectors()
    occurring = np.ones(implicit.dimension, dtype=bool)
    for array in vectors[1:]:
        occurring &= array.any(axis=0)
    assert all((few == array[:, occurring]).all() for few, array in zip(kept, vectors, strict=True))
    assert implicit.compressed_dimension == compressed.dimension == occurring.sum()
    for instance in (implicit, explicit, compressed):
        assert (instance.t, instance.eps) == (N, 1 - Fraction(z, N))
        assert instance.sizes == implicit.sizes
    assert explicit.dimension == implicit.dimension
    for row in range(implicit.sizes[0]):
        products = implicit.inner_products(row)
        for instance in (explicit, compressed, compressed.explicit()):
            assert (instance.inner_products(row) == products).all()
        assert (inner_products(vectors, row) == products).all()
        for rest in product(*map(range, implicit.sizes[1:])):
            word = W_of(row, rest)
            assert products[rest] == sum(a == b for a, b in zip(word, implicit.message.tolist(), strict=True))
        assert set(products.ravel().tolist()) <= {*range(z + 1), N}
        kinds = {instance.promise(row) for instance in (implicit, explicit, compressed)}
        assert kinds == {Promise.YES if (products == N).any() else Promise.NO}
    levels = implicit.inner_product_histogram()
    assert levels.shape == (implicit.sizes[0], N + 1)
    for instance in (explicit, compressed):
        other = instance.inner_product_histogram()
        assert (other == levels[:, : other.shape[1]]).all()
        assert not levels[:, other.shape[1] :].any()
    assert list(implicit.solutions()) == list(explicit.solutions()) == list(compressed.solutions())


def check_all_messages(protocol, sets, reference):
    chosen = {}
    for indices in product(*map(range, map(len, sets))):
        chosen[indices] = reference.word([sets[i][j] for i, j in enumerate(indices)])
    encoded = EncodedSets(protocol, tuple(np.array(vectors, dtype=np.uint8) for vectors in sets))
    for message in protocol.messages():
        implicit = ImplicitGapMaxIP.from_encoded(encoded, message)
        check_representations(implicit, lambda row, rest: chosen[(row, *rest)], reference.top)


@pytest.mark.parametrize("m", [0, 1, 2])
def test_all_sets_of_two_players(m, model):
    # Every pair of nonempty multisets of at most two vectors, every message.
    protocol = PROTOCOLS["k=2"]
    reference = model(protocol)
    vectors = list(product([0, 1], repeat=m))
    multisets = [c for size in (1, 2) for c in combinations_with_replacement(vectors, size)]
    for sets in product(multisets, repeat=2):
        check_all_messages(protocol, sets, reference)


@pytest.mark.parametrize("name", [name for name in PROTOCOLS if name != "k=2"])
def test_random_sets(name, model):
    protocol = PROTOCOLS[name]
    rng = np.random.default_rng(3)
    m = protocol.universe - (name == "weights")
    sizes = [2, 3, 1, 2][: protocol.players]
    sets = [(rng.random((n, m)) < 0.6).astype(int).tolist() for n in sizes]
    sets[0][0] = [0] * m  # a YES row for the message 0 at least
    messages = protocol.message_count
    check_all_messages(protocol, sets, model(protocol)) if messages <= 81 else check_some(protocol, sets, model)


def check_some(protocol, sets, model):
    reference = model(protocol)
    for number in (0, 1, protocol.message_count - 1):
        implicit = ImplicitGapMaxIP(protocol, sets, protocol.message_block(number, number + 1)[0])
        check_representations(
            implicit, lambda row, rest: reference.word([sets[i][j] for i, j in enumerate((row, *rest))]), reference.top
        )


def test_the_dimension_is_exact_however_large():
    protocol = SetDisjointness(ReedSolomon(47, 6, 2), 46, 3)
    rng = np.random.default_rng(0)
    sets = [rng.integers(0, 2, (n, 91)) for n in (3, 5, 4)]
    instance = ImplicitGapMaxIP(protocol, sets, [0] * 6)
    assert instance.dimension == 6 * 47**92
    assert instance.size() == {"n_MaxIP": 5, "d_MaxIP": 6 * 47**92, "t_MaxIP": 6, "k": 3}
    assert repr(instance) == "<implicit Gap-MaxIP_3: n=(3, 5, 4), d=2^513.., t=6, eps=1/2>"
    assert instance.compressed_dimension <= 6 * 5 * 4
    for call in (instance.vectors, instance.explicit):
        with pytest.raises(ValueError, match=r"vectors of .* need about 2\^517 bytes; the limit is"):
            call()


def test_memory_is_refused_before_it_is_taken(monkeypatch):
    protocol = PROTOCOLS["k=3"]
    sets = [np.ones((50, 2), int), np.ones((40, 2), int), np.ones((30, 2), int)]
    implicit = ImplicitGapMaxIP(protocol, sets, [0] * 6)
    monkeypatch.setattr("hardness.memory.memory_limit", lambda: 500)
    with pytest.raises(ValueError, match=re.escape("code words of 120 vectors need 720 bytes; the limit is 500")):
        ImplicitGapMaxIP(protocol, sets, [0] * 6)
    with pytest.raises(ValueError, match=r"the compressed vectors of .* need 600 bytes"):
        ImplicitGapMaxIP.compress(implicit)  # one symbol a coin: 6 coordinates, 50 rows, 2 bytes
    monkeypatch.setattr("hardness.memory.memory_limit", lambda: 10_000)
    with pytest.raises(ValueError, match=re.escape(f"words of 1200 tuples need {2 * 6 * 1200:,} bytes")):
        ImplicitGapMaxIP(protocol, sets, [0] * 6)


def test_words_of_many_tuples_are_made_in_chunks(monkeypatch):
    protocol = SetDisjointness(ReedSolomon(11, 8, 2), 2, 4)
    rng = np.random.default_rng(2)
    sets = tuple(rng.integers(0, 2, (n, 4)).astype(np.uint8) for n in (3, 5, 4, 7))
    whole = EncodedSets(protocol, sets).sum_words(np.arange(3))
    assert whole.shape == (3, 8, 140)
    for indices in [(0, 0, 0, 0), (2, 4, 3, 6), (1, 2, 0, 5)]:
        word = protocol.sum_word([sets[i][j] for i, j in enumerate(indices)])
        assert (whole[indices[0], :, (indices[1] * 4 + indices[2]) * 7 + indices[3]] == word).all()
    monkeypatch.setattr("hardness.protocols.encoded._PRODUCTS", 2 * 9)
    assert (EncodedSets(protocol, sets).sum_words(np.arange(3)) == whole).all()


@pytest.mark.parametrize("name", ["k=3", "F_9, points", "weights"])
def test_json_both_ways(name):
    protocol = PROTOCOLS[name]
    rng = np.random.default_rng(9)
    sets = [rng.integers(0, 2, (n, 2)) for n in (2, 3, 1)[: protocol.players]]
    implicit = ImplicitGapMaxIP(protocol, sets, protocol.message_block(5, 6)[0])
    for instance in (implicit, implicit.compress(), implicit.explicit()):
        again = problem_from_json(instance.to_json())
        assert type(again) is type(instance)
        assert again == instance
        assert (again.inner_product_histogram() == instance.inner_product_histogram()).all()
    data = json.loads(implicit.to_json())
    for key, value in [("message", [1, 0]), ("message", None), ("encoded", {}), ("encoded", None)]:
        with pytest.raises(ValueError, match="corrupt instance of implicit Gap-MaxIP"):
            problem_from_json(json.dumps({**data, key: value}))


def test_what_does_not_fit_is_refused():
    protocol = PROTOCOLS["k=3"]
    good = [[[1, 0]], [[1, 1]], [[0, 1]]]
    for sets, message, reason in [
        (good[:2], [0] * 6, "sets has 2 entries; the protocol has 3 players"),
        ([[[1, 0, 1]]] * 3, [0] * 6, "vectors of length 3 do not fit"),
        (good, [0] * 5, "message must be a word of 6 elements"),
        (good, [1, 0, 0, 0, 0, 0], "not zero on the information set"),
    ]:
        with pytest.raises(ValueError, match=re.escape(reason)):
            ImplicitGapMaxIP(protocol, sets, message)
    instance = ImplicitGapMaxIP(protocol, good, [0] * 6)
    for each in (instance, instance.compress(), instance.explicit()):
        for row in (-1, 1, True, 0.0, None):
            with pytest.raises(ValueError, match=re.escape(f"row must be an integer in 0..0, got {row!r}")):
                each.inner_products(row)


def test_vectors_are_evidence_that_cannot_be_changed():
    instance = ImplicitGapMaxIP(PROTOCOLS["k=3"], [[[1, 0]], [[1, 1]], [[0, 1]]], [0] * 6)
    with pytest.raises(ValueError, match="read-only"):
        instance.message[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        instance.compress().symbols[0][0] = 1


def test_a_pickle_holds_the_vectors_and_the_message_alone():
    instance = ImplicitGapMaxIP(PROTOCOLS["k=2"], [[[1, 0]], [[0, 1], [1, 1]]], [0, 0, 0, 0])
    again = pickle.loads(pickle.dumps(instance))
    assert again == instance
    assert (again.inner_product_histogram() == instance.inner_product_histogram()).all()
    assert not again.message.flags.writeable


def test_a_protocol_without_a_gap_gives_no_instance():
    class Loose(ReedSolomon):
        def star_power(self, k):
            power = super().star_power(k)
            power.designed_distance = 0
            return power

    with pytest.raises(ValueError, match="has no gap: z/N = 1"):
        ImplicitGapMaxIP(SetDisjointness(Loose(5, 4, 2), 1, 2), [[[1, 0]], [[0, 1]]], [0, 0, 0, 0])
