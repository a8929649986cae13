"""The optimal cheating strategy and the exact soundness, against all messages, all cosets and all inputs."""

import itertools
import re
from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hardness.codes import ReedSolomon
from hardness.protocols import SetDisjointness
from hardness.protocols.exact import ErrorSearch, extremal_inputs, word_through


def optimum_by_brute_force(protocol, messages, word):
    return Fraction(int((messages == word).sum(axis=1).max()), protocol.coins)


def restriction(protocol, sets):
    return tuple(protocol.sum_word(sets)[protocol.code.information_set].tolist())


def inputs_of_all_cosets(protocol):
    """For each nonzero value of W on I one input with it: at each place of I, any set of blocks where all intersect."""
    found = {}
    patterns = list(itertools.product((0, 1), repeat=protocol.blocks))
    for columns in itertools.product(patterns, repeat=protocol.code.dimension):
        bits = np.array(columns).T.reshape(-1)  # (T, kappa), block after block
        sets = np.tile(bits, (protocol.players, 1))
        if bits.any():
            found.setdefault(restriction(protocol, sets), sets)
    return found


def test_best_message_on_every_coset(protocol, all_messages):
    messages = all_messages(protocol)
    cosets = inputs_of_all_cosets(protocol)
    assert tuple([0] * protocol.code.dimension) not in cosets  # no zero sums
    for sets in cosets.values():
        message, probability = protocol.best_message(sets)
        assert probability == optimum_by_brute_force(protocol, messages, protocol.sum_word(sets))
        assert probability == protocol.acceptance_probability(message, sets)  # which refuses words outside C'_0


def test_best_message_on_random_inputs_depends_on_the_coset_only(protocol, all_messages, random_sets):
    messages = all_messages(protocol)
    by_coset = {}
    intersecting = 0
    for sets in random_sets(protocol, 200, seed=3):
        expected = optimum_by_brute_force(protocol, messages, protocol.sum_word(sets))
        message, probability = protocol.best_message(sets)
        assert probability == expected == protocol.acceptance_probability(message, sets)
        assert by_coset.setdefault(restriction(protocol, sets), expected) == expected
        if sets.all(axis=0).any():
            intersecting += 1
            assert probability <= protocol.soundness_bound
        else:
            assert probability == 1
            assert (message == protocol.honest_message(sets)).all()
    assert 60 <= intersecting <= 180


def test_worst_case_against_all_messages_and_cosets(protocol, all_messages):
    messages = all_messages(protocol)
    found = protocol.worst_case()
    assert found.probability == max(
        optimum_by_brute_force(protocol, messages, protocol.sum_word(sets))
        for sets in inputs_of_all_cosets(protocol).values()
    )
    assert found.sets.shape == (protocol.players, protocol.universe)
    assert found.sets.all(axis=0).any()  # a lie
    assert found.probability == protocol.acceptance_probability(found.message, found.sets)
    assert str(found.probability) in repr(found)
    for array in (found.sets, found.message):
        assert not array.flags.writeable


@pytest.mark.parametrize(
    ("order", "length", "dimension", "blocks", "players"), [(5, 5, 2, 2, 2), (7, 6, 2, 2, 2), (4, 4, 2, 2, 3)]
)
def test_worst_case_against_all_inputs(order, length, dimension, blocks, players, all_messages):
    protocol = SetDisjointness(ReedSolomon(order, length, dimension), blocks, players)
    messages = all_messages(protocol)
    best = Fraction(0)
    for bits in itertools.product((0, 1), repeat=players * protocol.universe):
        sets = np.array(bits).reshape(players, protocol.universe)
        if sets.all(axis=0).any():
            best = max(best, optimum_by_brute_force(protocol, messages, protocol.sum_word(sets)))
    assert protocol.worst_case().probability == best


RS_PARAMETERS = [
    # order, length, dimension, blocks, players
    *[(7, 6, 2, 3, 3), (5, 4, 2, 2, 2), (5, 5, 2, 4, 3), (11, 11, 4, 1, 2), (13, 9, 3, 12, 4), (8, 8, 2, 3, 3)],
    *[(9, 9, 3, 4, 2), (9, 7, 2, 2, 4), (16, 16, 4, 2, 4), (16, 10, 3, 4, 3), (25, 24, 5, 8, 3), (27, 14, 2, 6, 2)],
    *[(49, 40, 6, 12, 4), (64, 64, 11, 6, 4), (101, 50, 20, 100, 2), (127, 100, 33, 3, 3), (251, 31, 8, 10, 4)],
    *[(256, 256, 40, 8, 2), (257, 257, 86, 20, 3), (289, 200, 30, 32, 4), (343, 57, 15, 18, 4), (512, 99, 7, 9, 2)],
    *[(1021, 10, 4, 5, 3), (65536, 300, 50, 16, 3), (7, 5, 1, 2, 4), (3, 3, 2, 2, 2), (23, 22, 7, 1, 3)],
]


@pytest.mark.parametrize(("order", "length", "dimension", "blocks", "players"), RS_PARAMETERS)
def test_soundness_of_reed_solomon_protocols_is_attained(order, length, dimension, blocks, players):
    protocol = SetDisjointness(ReedSolomon(order, length, dimension), blocks, players)
    found = protocol.worst_case(budget=0)  # no search at all
    assert found.probability == Fraction(players * (dimension - 1), length)
    assert found.probability == protocol.acceptance_probability(found.message, found.sets)
    assert found.sets.all(axis=0).any()


def test_a_bound_that_is_not_attained_is_searched_to_the_end(protocol):
    # wherever z/N is not reached, a budget for all but one word must not be enough
    attained = protocol.worst_case().probability
    if attained == protocol.soundness_bound:
        return
    sizes = [ErrorSearch(protocol, protocol.sum_word(sets)).size for sets in extremal_inputs(protocol)]
    assert protocol.worst_case(budget=sum(sizes)).probability == attained
    lines = sum(protocol.code.field_order**i for i in range(protocol.code.dimension))  # of W on I up to a factor
    classes = min(lines, len(inputs_of_all_cosets(protocol)))
    complaint = f"budget={sum(sizes) - 1:,} is spent .* bound {protocol.soundness_bound};.* at most {classes} classes"
    with pytest.raises(ValueError, match=complaint):
        protocol.worst_case(budget=sum(sizes) - 1)


def test_some_protocol_does_not_attain_its_bound():
    from hardness.codes import code_from_dict

    code = code_from_dict({"family": "test-plane", "order": 3, "degree": 1, "slack": 1})
    protocol = SetDisjointness(code, 2, 2)
    # a polynomial of degree 2 has at most 2 q zeros in the plane; two parallel lines attain it
    assert protocol.worst_case().probability == Fraction(6, 9) < protocol.soundness_bound == Fraction(7, 9)


def test_extremal_inputs_are_one_a_class(protocol):
    field = protocol.code.arithmetic
    values = list(inputs_of_all_cosets(protocol))
    constants = np.arange(1, field.order)
    classes = {frozenset(map(tuple, field.mul(constants[:, None], np.array(value)).tolist())) for value in values}
    found = [restriction(protocol, sets) for sets in extremal_inputs(protocol)]
    assert len(found) == len(classes)
    assert all(sum(value in members for value in found) == 1 for members in classes)
    weights = [np.count_nonzero(value) for value in found]
    assert weights == sorted(weights)


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_bracket_and_both_searches(data):
    order = data.draw(st.sampled_from([3, 4, 5, 7, 8, 9, 11, 13, 16]))
    players = data.draw(st.integers(2, 4))
    dimension = data.draw(st.integers(1, 3))
    big = players * (dimension - 1) + 1
    assume(big <= order)
    length = data.draw(st.integers(big, order))
    points = data.draw(st.permutations(range(order)))[:length]
    code = ReedSolomon(order, length, dimension, points)
    limit = code.arithmetic.degree * (code.arithmetic.characteristic - 1)
    protocol = SetDisjointness(code, data.draw(st.integers(1, min(limit, 3))), players)
    assume(protocol.message_count <= 10**6)
    shape = (players, protocol.universe)
    bits = np.array(data.draw(st.lists(st.booleans(), min_size=shape[1], max_size=shape[1]).filter(any)))
    others = data.draw(st.lists(st.booleans(), min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]))
    sets = (np.array(others).reshape(shape) | bits).astype(int)  # all hold the elements of ``bits``

    word = protocol.sum_word(sets)
    search = ErrorSearch(protocol, word)
    zeros = int((word[search.on] == 0).sum())
    values = []
    for unit, size in (("words", protocol.message_count), ("sets of roots", None)):
        search.unit, search.size = unit, size
        values.append(protocol.acceptance_probability(search.message(), sets))
    assert values[0] == values[1] == protocol.best_message(sets)[1]
    assert Fraction(zeros + big - dimension, length) <= values[0] <= Fraction(big - 1, length)


def test_the_simple_formula_is_only_a_lower_bound():
    protocol = SetDisjointness(ReedSolomon(7, 6, 2), 3, 3)
    optima = {
        value: protocol.best_message(sets)[1]
        for value, sets in inputs_of_all_cosets(protocol).items()
        if 0 not in value  # z_I = 0
    }
    assert set(optima) == set(itertools.product((1, 2, 3), repeat=2))
    for value, optimum in optima.items():
        # errors are the cubics through (0, w_0) and (1, w_1)
        cubics = [m for m in itertools.product(range(7), repeat=4) if m[0] == value[0] and sum(m) % 7 == value[1]]
        roots = max(sum(sum(c * x**i for i, c in enumerate(m)) % 7 == 0 for x in range(6)) for m in cubics)
        assert optimum == Fraction(roots, 6)
    assert max(optima.values()) == Fraction(3, 6) > Fraction(0 + 4 - 2, 6)


def test_the_cheaper_search_is_chosen():
    # k' - kappa = 2, 6 coins off I: C(6, 3) sets of roots against 7^2 .. 257^2 words
    for order, size, unit in ((8, 20, "sets of roots"), (257, 20, "sets of roots")):
        protocol = SetDisjointness(ReedSolomon(order, 8, 2), 1, 3)
        search = ErrorSearch(protocol, protocol.sum_word([[1, 1]] * 3))
        assert (search.size, search.unit) == (size, unit) == (comb(6, 3), unit)
    # k = 2: k' - kappa = kappa - 1 = 2, and C(28, 3) + C(28, 4) sets against 31^2 words
    protocol = SetDisjointness(ReedSolomon(31, 31, 3), 1, 2)
    search = ErrorSearch(protocol, protocol.sum_word([[1, 1, 1]] * 2))
    assert (search.size, search.unit) == (31**2, "words")
    # two zeros on I leave nothing to search
    assert ErrorSearch(protocol, protocol.sum_word([[0, 1, 0]] * 2)).size == 0


def test_budgets_are_refused_before_the_search():
    protocol = SetDisjointness(ReedSolomon(257, 257, 40), 1, 3)
    crossing = np.ones((3, 40), dtype=int)
    with pytest.raises(
        ValueError, match=r"budget=1,000,000,000 is too small: the best message is one of 2\^\d+\.\d sets"
    ):
        protocol.best_message(crossing)
    small = SetDisjointness(ReedSolomon(7, 6, 2), 1, 3)
    with pytest.raises(ValueError, match=r"budget=3 is too small: the best message is one of 4 sets of roots"):
        small.best_message([[1, 1]] * 3, budget=3)
    assert small.best_message([[1, 1]] * 3, budget=4)[1] > 0
    # nothing is searched for disjoint sets, however large the message space is
    assert protocol.best_message(crossing * [[0], [1], [1]], budget=0)[1] == 1


@pytest.mark.parametrize("budget", [-1, 2.5, "many", None, True])
def test_malformed_budgets(budget):
    protocol = SetDisjointness(ReedSolomon(7, 6, 2), 1, 3)
    with pytest.raises(ValueError, match=re.escape(f"budget must be an integer >= 0, got {budget!r}")):
        protocol.best_message([[1, 1]] * 3, budget=budget)
    with pytest.raises(ValueError, match=re.escape(f"budget must be an integer >= 0, got {budget!r}")):
        protocol.worst_case(budget=budget)


def test_malformed_sets():
    with pytest.raises(ValueError, match="sets must have the shape"):
        SetDisjointness(ReedSolomon(7, 6, 2), 1, 3).best_message([[1, 1]] * 2)


def test_empty_universe_is_disjoint(protocol):
    message, probability = protocol.best_message(np.zeros((protocol.players, 0), dtype=int))
    assert probability == 1
    assert not message.any()


def test_word_through_given_values():
    code = ReedSolomon(11, 9, 4)
    rng = np.random.default_rng(5)
    word = code.encode(rng.integers(11, size=4))
    for count in (4, 6, 9):  # the positions determine the word; consistent values beyond dimension
        positions = rng.choice(9, count, replace=False)
        assert (word_through(code, positions, word[positions]) == word).all()
    positions = np.array([7, 2])
    found = word_through(code, positions, np.array([5, 0]))
    assert found[positions].tolist() == [5, 0]
    assert code.contains(found)


def test_bits_of_every_party(protocol):
    def bits_for(count):
        return next(b for b in itertools.count() if 2**b >= count)

    big = protocol.containing_code.dimension - protocol.code.dimension
    expected = {"merlin": bits_for(protocol.code.field_order**big), "coins": bits_for(protocol.coins)}
    for player in range(2, protocol.players + 1):
        expected[f"player {player}"] = bits_for(protocol.code.field_order**protocol.blocks)
    assert protocol.bits == expected
