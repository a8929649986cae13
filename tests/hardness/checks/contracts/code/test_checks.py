"""Each check of a code on its own: what it counts on a right code, and the one change that it finds."""

from typing import ClassVar

import galois
import numpy as np
import pytest

from hardness.checks import CODE_CHECKS, Status, check_code
from hardness.checks.contracts.code import checks
from hardness.checks.contracts.code.case import CodeCase
from hardness.checks.engine.runner import Violation
from hardness.codes import ReedSolomon


class AnotherRepresentation(ReedSolomon):
    """A generator over GF(8) with another irreducible polynomial than the one that encodes."""

    family: ClassVar[str] = "wrong: another representation"
    other = galois.GF(8, irreducible_poly="x^3 + x^2 + 1")

    def generator_matrix(self):
        return self.other(self.generator)


def test_a_generator_in_another_representation_is_noticed():
    result = check_code(AnotherRepresentation(8, 6, 2), checks=["encoding"])["encoding"]
    assert result.status is Status.FAILS
    assert "got elements of GF(2^3) with x^3 + x^2 + 1" in result.message


def test_star_products_are_all_multisets_of_rows_for_every_k_that_exists():
    # dimension 2, length 4: k = 1, 2, 3 exist (k + 1 <= 4); C(k + 1, k) = k + 1 multisets of k rows
    assert check_code(ReedSolomon(5, 4, 2), checks=["star"])["star"].cases == 2 + 3 + 4


def test_membership_is_enumerated_where_words_are_few():
    assert check_code(ReedSolomon(3, 3, 2), checks=["contains"])["contains"].cases == 3**3


class Changed(ReedSolomon):
    """A Reed-Solomon code with methods replaced; it is of no family of its own."""

    def __init__(self, methods):
        super().__init__(7, 6, 2)
        for name, method in methods.items():
            vars(self)[name] = method


RIGHT = ReedSolomon(7, 6, 2)


def swapped(words):
    return np.asarray(words)[..., [1, 0, 2, 3, 4, 5]]


def doubled(message):
    """Encode right unless the first symbol of the message is 6."""
    word = RIGHT.encode(message)
    return np.where(np.asarray(message)[..., :1] == 6, word * 2 % 7, word).astype(word.dtype)


@pytest.mark.parametrize(
    ("check", "methods", "message"),
    [
        (
            checks.dimension,
            {"generator_matrix": lambda: RIGHT.generator_matrix()[1:]},
            r"generator_matrix\(\) has the shape \(1, 6\), not \(dimension, length\) = \(2, 6\)",
        ),
        (
            checks.dimension,
            {
                "generator_matrix": RIGHT.generator_matrix,
                "evaluation_matrix": lambda: RIGHT.evaluation_matrix()[[1, 1]],
            },
            r"evaluation_matrix\(\) has rank 1, the dimension is 2",
        ),
        (
            checks.dimension,
            {
                "generator_matrix": RIGHT.generator_matrix,
                "evaluation_matrix": lambda: RIGHT.evaluation_matrix() ** 2 % 7,
            },
            "spans another code",
        ),
        (checks.encoding, {"encode": lambda m: swapped(RIGHT.encode(m))}, "not multiplication by the generator"),
        (checks.linear, {"encode": doubled}, r"encode\(x \+ a y\) differs"),
        (checks.linear, {"encode": lambda m: (RIGHT.encode(m) + 1) % 7}, "differs from|zero message is not encoded"),
        (checks.information_set, {"encode": lambda m: swapped(RIGHT.encode(m))}, "differs from its message"),
        (checks.star_products, {"star_power": lambda k: RIGHT}, "a product of 2 codewords is outside"),
        (checks.star_products, {"star_power": lambda k: ReedSolomon(7, 5, 2)}, "of another length or field"),
        (checks.distance, {"designed_distance": 6}, "a nonzero word has weight 5; the designed distance is 6"),
        (checks.distance, {"designed_distance": 0}, "designed_distance is 0; it must be at least 1"),
        (checks.contains, {"contains": lambda w: np.ones(len(w), bool)}, "wrong about a word outside the code"),
        (checks.contains, {"contains": lambda w: np.zeros(len(w), bool)}, "wrong about a word inside the code"),
        (
            checks.contains,
            {"parity_check_matrix": lambda: RIGHT.parity_check_matrix()[1:]},
            "is not a basis of the dual code",
        ),
        (checks.code_round_trip, {"to_dict": lambda: ReedSolomon(7, 5, 2).to_dict()}, "comes back from JSON as <RS"),
    ],
)
def test_one_change_is_found_by_its_check(check, methods, message):
    assert check(CodeCase(RIGHT)) > 0
    with pytest.raises(Violation, match=message):
        check(CodeCase(Changed(methods)))


def test_a_family_that_refuses_its_own_code_as_a_power_is_found():
    def refuse(k):
        raise ValueError("k must be even")

    with pytest.raises(Violation, match=r"star_power\(1\) is refused: k must be even"):
        checks.star_products(CodeCase(Changed({"star_power": refuse})))


def test_distances_beyond_enumeration_are_looked_for_among_light_words():
    # 13^7 words; a word that vanishes at 6 of 12 positions weighs 6, the true distance
    code = ReedSolomon(13, 12, 7)
    assert checks.distance(CodeCase(code)) == 8 * 7
    code.designed_distance = 7
    with pytest.raises(Violation, match="a nonzero word has weight 6; the designed distance is 7"):
        checks.distance(CodeCase(code))


def test_products_of_many_rows_are_sampled(monkeypatch):
    monkeypatch.setattr(checks, "_MAX_PRODUCTS", 5)
    # k = 1: 3 rows; k = 2: C(4, 2) = 6 > 5 multisets, a sample of 5; k = 3 would exceed the length
    assert checks.star_products(CodeCase(ReedSolomon(5, 5, 3))) == 3 + 5


def test_checks_are_listed_under_their_names():
    assert [(name, check.name) for name, check in CODE_CHECKS.items()] == [(name, name) for name in CODE_CHECKS]
    assert all(check.statement and check.applies(RIGHT) is None for check in CODE_CHECKS.values())
