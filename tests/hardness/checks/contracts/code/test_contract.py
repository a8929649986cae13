"""The contract of a code: counts with a reason, refusals."""

from typing import ClassVar

import galois
import pytest

from hardness.checks import CODE_CHECKS, Status, check_code
from hardness.codes import HermitianCode, ReedSolomon


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (ReedSolomon(7, 6, 2), (7**2 - 1) // 6),  # words up to scalars
        (ReedSolomon(2, 2, 2), 2**2 - 1),
        (ReedSolomon(3, 1, 1), 1),
        (ReedSolomon(9, 7, 4), (9**4 - 1) // 8),
        (ReedSolomon(13, 12, 7), 8 * 7),  # too many to enumerate: 8 systematic generators
        (HermitianCode(2, 3), (4**3 - 1) // 3),
    ],
    ids=repr,
)
def test_a_right_code_passes_and_its_words_are_counted(code, words):
    report = check_code(code)
    assert report, report
    assert report["distance"].cases == words
    assert [result.name for result in report] == list(CODE_CHECKS)


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


@pytest.mark.parametrize(
    ("code", "options", "match"),
    [
        ("rs:7,6,2", {}, "^code must be an object of a subclass of Code, got 'rs:7,6,2'"),
        (ReedSolomon, {}, "^code must be .*, got <class"),
        (ReedSolomon(5, 4, 2), {"checks": ["soundness"]}, "dimension, encoding"),
        (ReedSolomon(5, 4, 2), {"seconds": -1}, "^seconds must be a positive number, got -1"),
    ],
)
def test_wrong_arguments_of_check_code_are_refused(code, options, match):
    with pytest.raises(ValueError, match=match):
        check_code(code, **options)
