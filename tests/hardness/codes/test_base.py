"""What every code offers, on a code that is of no family."""

import copy
import itertools
import pickle

import numpy as np
import pytest

from hardness.codes import Code, ReedSolomon, finite_field


def all_messages(code):
    return np.array(list(itertools.product(range(code.field_order), repeat=code.dimension)))


def test_contains_rejects_every_change_of_one_symbol():
    code = ReedSolomon(7, 6, 2)
    word = code.encode([3, 5])
    for position in range(6):
        for change in range(1, 7):
            other = word.copy()
            other[position] = (other[position] + change) % 7
            assert code.contains(other) is False
    words = np.array(list(itertools.product(range(7), repeat=4)))
    short = ReedSolomon(7, 4, 2)
    assert np.count_nonzero(short.contains(words)) == 7**2
    H = short.parity_check_matrix()
    assert H.shape == (2, 4)
    np.testing.assert_array_equal(short.contains(words), ~short.arithmetic.matmul(words, H.T).any(axis=1))


@pytest.mark.parametrize("positions", [[], [0], [5, 2], [1, 1, 3], [0, 1, 2, 3], range(6)])
def test_shortened_basis_spans_the_words_that_vanish(positions):
    code = ReedSolomon(7, 6, 4)
    basis = code.shortened_basis(positions)
    words = code.encode(all_messages(code))
    vanishing = words[~words[:, list(positions)].any(axis=1)]
    assert 7 ** len(basis) == len(vanishing)
    assert basis.shape == (len(basis), 6)
    assert np.all(code.contains(basis)) if len(basis) else True
    assert not basis[:, list(positions)].any()
    assert code.arithmetic.rank(basis) == len(basis) if len(basis) else True


def test_cached_arrays_are_read_only():
    code = ReedSolomon(7, 6, 2)
    for array in (code.generator, code.information_set, code.points):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    G = code.generator_matrix()
    G[0, 0] = 5  # the user's copy
    assert code.generator[0, 0] == 1


def test_too_large_matrices_are_refused_before_allocation(monkeypatch):
    monkeypatch.setattr("hardness.memory.memory_limit", lambda: 2**20)
    with pytest.raises(ValueError, match="bytes"):
        ReedSolomon(65521, 50_000, 20_000).evaluation_matrix()


class Given(Code):
    """The code that some rows span; it is of no family, so it enters no registry."""

    title = "given"

    def __init__(self, order, rows, designed_distance=1):
        self.arithmetic, self.rows = finite_field(order), np.array(rows)
        self.dimension, self.length = self.rows.shape
        self.genus, self.designed_distance = 0, designed_distance
        self.family = "given"  # not of the class, which would enter it

    def evaluation_matrix(self):
        return self.arithmetic.asarray(self.rows, "rows")

    def star_power(self, k):
        self._check_factors(k)
        products = [np.prod([self.rows[i] for i in rows], axis=0) for rows in itertools.product(*[range(2)] * k)]
        reduced, pivots = self.arithmetic.row_reduce(np.array(products) % self.field_order)
        return type(self)(self.field_order, reduced[: len(pivots)])

    def to_dict(self):
        return {"family": "given", "order": self.field_order, "rows": self.rows.tolist()}

    @classmethod
    def from_dict(cls, data):
        return cls(**data)

    @classmethod
    def from_numbers(cls, numbers):
        raise NotImplementedError


# The first two columns are proportional, so the second carries no information.
ROWS = [[1, 2, 3, 4, 0], [2, 4, 1, 1, 1]]


def test_the_information_set_is_the_first_one_from_the_left():
    code = Given(5, ROWS)
    assert code.information_set.tolist() == [0, 3]  # column 2 is three times column 0 as well
    assert code.generator[:, [0, 3]].tolist() == [[1, 0], [0, 1]]
    words = {tuple(word) for word in code.encode(all_messages(code)).tolist()}
    spanned = {tuple(word) for word in (all_messages(code) @ np.array(ROWS) % 5).tolist()}
    assert words == spanned
    assert {tuple(word) for word in code.evaluate(all_messages(code)).tolist()} == spanned
    assert {tuple(word) for word in itertools.product(range(5), repeat=5) if code.contains(word)} == spanned
    for message, word in zip(all_messages(code), code.encode(all_messages(code)), strict=True):
        assert word[[0, 3]].tolist() == message.tolist()


def test_predicted_sizes_count_the_messages_that_vanish_on_the_information_set():
    code = Given(5, ROWS)
    sizes = code.sizes(players=2, blocks=3)
    power = code.star_power(2)
    words = power.encode(all_messages(power))
    vanishing = words[~words[:, code.information_set].any(axis=1)]
    assert 5**sizes.message_dimension == len(vanishing)
    assert (sizes.length, sizes.dimension, sizes.blocks, sizes.zeros) == (5, 2, 3, power.max_zeros)
    assert power.max_zeros == 4  # what a distance of at least 1 says
    for arguments in ({"players": 1}, {"players": 2, "blocks": 0}):
        with pytest.raises(ValueError, match="must be an integer >="):
            code.sizes(**arguments)


def test_rows_that_depend_on_each_other_are_a_mistake_of_the_family():
    with pytest.raises(AssertionError, match="rank 1, not 2"):
        _ = Given(5, [[1, 2, 3], [2, 4, 1]]).generator


def test_equality_follows_the_parameters_and_pickles_hold_no_matrix():
    code = Given(5, ROWS)
    _ = code.generator
    assert code == Given(5, ROWS) != Given(5, ROWS[::-1])
    assert hash(code) == hash(Given(5, ROWS))
    assert code != "given"
    again = pickle.loads(pickle.dumps(code))
    assert again == code
    assert "_systematic" not in vars(again)
    assert copy.copy(code) is code is copy.deepcopy(code)


def test_a_subclass_is_another_code_whatever_its_parameters():
    """Protocols are cached by their code: what a subclass promises must not come back for its base."""
    promises = type("Promises", (ReedSolomon,), {"star_power": lambda self, k: self})
    code, other = ReedSolomon(7, 6, 2), promises(7, 6, 2)
    assert code.to_dict() == other.to_dict()
    assert code != other
    assert other != code
    assert other == promises(7, 6, 2)
    assert len({code, other, promises(7, 6, 2)}) == 2


def test_the_notation_says_whether_the_distance_is_exact():
    assert repr(Given(5, ROWS, 2)) == "<given code [5, 2, >=2] over GF(5)>"
    exact = type("Exact", (Given,), {"exact_distance": 3})
    assert repr(exact(5, ROWS)) == "<given code [5, 2, 3] over GF(5)>"


def test_bad_arguments_are_refused():
    code = Given(5, ROWS)
    for call, name in [
        (lambda: code.encode([1, 2, 3]), r"messages must have shape \(\.\.\., 2\), got \(3,\)"),
        (lambda: code.evaluate([1]), "coefficients"),
        (lambda: code.contains([1] * 4), r"words must have shape \(\.\.\., 5\)"),
        (lambda: code.shortened_basis([5]), r"positions must lie in \[0, 5\), got 5\.\.5"),
        (lambda: code.shortened_basis([[0]]), "positions must be a sequence of integers"),
        (lambda: code.star_power(0), "k must"),
    ]:
        with pytest.raises(ValueError, match=name):
            call()


def test_a_family_has_one_class_and_an_abstract_one_has_no_name():
    assert Given not in Code._families.values()
    with pytest.raises(TypeError, match="two families are named 'rs': ReedSolomon and "):
        type("Mine", (Given,), {"family": "rs"})
    assert Code._families["rs"] is ReedSolomon
