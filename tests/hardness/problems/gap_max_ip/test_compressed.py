"""Gap-MaxIP on the coordinates that occur: inner products by hand, and what is refused."""

import re
from fractions import Fraction

import numpy as np
import pytest

from hardness.problems import CompressedGapMaxIP, problem_from_json

SYMBOLS = ([[0, 1], [1, 0], [0, 0]], [[0, 0], [0, 1]])  # three vectors, two vectors; two coins


ACCEPTS = (np.array([[[1], [0]]], bool), np.array([[[0, 1], [1, 1]]], bool))  # one row


def test_equality_of_compressed_instances_does_not_see_how_wide_integers_are():
    instance = CompressedGapMaxIP(SYMBOLS, ACCEPTS, "1/2")
    narrow = CompressedGapMaxIP([np.array(symbols, np.uint8) for symbols in SYMBOLS], ACCEPTS, "1/2")
    assert narrow == instance == CompressedGapMaxIP.from_json(narrow.to_json())


def test_compressed_inner_products_by_hand():
    instance = CompressedGapMaxIP(SYMBOLS, ACCEPTS, "1/2")
    assert (instance.sizes, instance.dimension, instance.t, instance.eps) == ((1, 3, 2), 2 + 4, 2, Fraction(1, 2))
    # coin 0 accepts iff set 2 sends symbol 0; coin 1 accepts unless both send 0
    expected = [[1 + 1, 1 + 1], [0 + 0, 0 + 1], [1 + 0, 1 + 1]]
    assert instance.inner_products(0).tolist() == expected
    assert instance.explicit().inner_products(0).tolist() == expected
    assert list(instance.solutions()) == [(0, 0, 0), (0, 0, 1), (0, 2, 1)]
    assert repr(instance) == "<compressed Gap-MaxIP_3: n=(1, 3, 2), d=6, t=2, eps=1/2>"
    assert problem_from_json(instance.to_json()) == instance


@pytest.mark.parametrize(
    ("symbols", "accepts", "message"),
    [
        ((), ACCEPTS, "symbols and accepts must not be empty"),
        (SYMBOLS, (), "symbols and accepts must not be empty"),
        (([[0], [1]], [[0], [0]]), ACCEPTS, "symbols[0] must be an integer array of shape (n, 2)"),
        (([[0.0, 1.0]], [[0, 0]]), ACCEPTS, "symbols[0] must hold integers of at most 64 bits, got dtype float64"),
        (([[True, 1]], [[0, 0]]), ACCEPTS, "symbols[0] must hold integers, got a boolean"),
        ((np.zeros((0, 2), int), [[0, 0]]), ACCEPTS, "symbols[0] must be an integer array"),
        (([[0, 2], [1, 0], [0, 0]], SYMBOLS[1]), ACCEPTS, "symbols at coin 1 must be numbered 0, 1, ... without gaps"),
        (([[-1, 1], [0, 0], [0, 0]], SYMBOLS[1]), ACCEPTS, "symbols at coin 0 must be numbered"),
        (SYMBOLS, (ACCEPTS[0], ACCEPTS[1].astype(int)), "accepts[1] must be a boolean array of shape (n_1, 2, 2)"),
        (SYMBOLS, (ACCEPTS[0], ACCEPTS[1][:, :1]), "accepts[1] must be a boolean array of shape (n_1, 2, 2)"),
        (SYMBOLS, (ACCEPTS[0], np.concatenate([ACCEPTS[1]] * 2)), "accepts[1] must be"),
        (SYMBOLS, (ACCEPTS[0][:0], ACCEPTS[1][:0]), "accepts[0] must be"),
        (SYMBOLS, (np.array(True), ACCEPTS[1]), "accepts[0] must be"),
    ],
)
def test_compressed_bad_input_is_named(symbols, accepts, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        CompressedGapMaxIP(symbols, accepts, "1/2")


def test_vectors_are_one_hot_at_every_coin_and_give_the_same_inner_products():
    rng = np.random.default_rng(4)
    used = [(2, 1), (3, 2), (1, 2)]  # symbols of sets 2 and 3 at three coins
    symbols = [np.stack([np.arange(5) % used[r][i] for r in range(3)], axis=1) for i in range(2)]
    accepts = [rng.integers(0, 2, (4, *shape)).astype(bool) for shape in used]
    instance = CompressedGapMaxIP(symbols, accepts, "1/3")
    first, *others = instance.vectors()
    assert first.shape == (4, instance.dimension) == (4, 2 + 6 + 2)
    blocks = np.split(np.arange(instance.dimension), np.cumsum([2, 6]))
    product = others[0][:, None] * others[1]
    for block in blocks:
        assert (product[..., block].sum(axis=-1) == 1).all()  # one symbol of each set
    for row in range(4):
        assert (instance.inner_products(row) == (first[row] * product).sum(axis=-1)).all()
    assert instance.t == 3
    for row in (-1, 4, True, "0"):
        with pytest.raises(ValueError, match=r"row must be an integer in 0\.\.3"):
            instance.inner_products(row)
