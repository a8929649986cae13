"""The contract of a code: counts with a reason, refusals."""

import pytest

from hardness.checks import CODE_CHECKS, check_code
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
