"""Codes from dictionaries and from the text of the command line."""

import pytest

from hardness.codec import from_json_value, to_json_value
from hardness.codes import GarciaStichtenothCode, HermitianCode, ReedSolomon
from hardness.codes.registry import code_families, code_from_dict, parse_code

CODES = {
    "rs:7,6,2": ReedSolomon(7, 6, 2),
    "hermitian:3,4": HermitianCode(3, 4),
    "gs:3,2,7": GarciaStichtenothCode(3, 2, 7),
}


@pytest.mark.parametrize("text", CODES)
def test_text_dictionary_and_tagged_json_name_the_same_code(text):
    code = CODES[text]
    assert parse_code(text) == parse_code(f" {text.upper()} ".replace(",", ", ")) == code
    assert code_from_dict(code.to_dict()) == code
    assert type(code_from_dict(code.to_dict())) is type(code)
    assert from_json_value(to_json_value(code)) == code
    assert code.family in code_families()


@pytest.mark.parametrize(("text", "length"), [("hermitian:3", 27), ("gs:3,2", 18)])
@pytest.mark.parametrize("players", [2, 3])
def test_a_pole_bound_that_is_left_out_is_the_largest_of_soundness_one_half(text, length, players):
    code = parse_code(text, players)
    assert code.length == length
    bound = length // (2 * players)
    assert code == parse_code(f"{text},{bound}")
    assert 2 * players * bound <= length < 2 * players * (bound + 1)
    with pytest.raises(ValueError, match="is written"):
        parse_code(text)
    assert parse_code("rs:7,6,2", players) == CODES["rs:7,6,2"]  # nothing is left out


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"family": "turbo"}, "family must be one of"),
        ({"family": ["rs"]}, "family must be one of"),
        ({}, "family must be one of"),
        ([], "family must be one of"),
        ({"family": "rs", "order": 7}, "not the parameters of a code of family 'rs'"),
        ({"family": "rs", "order": 7, "length": 6, "dimension": 2, "more": 1}, "family 'rs'"),
        ({"family": "rs", "order": 7, "length": 6, "dimension": 8}, "dimension must be"),
    ],
)
def test_dictionaries_of_no_code_are_refused(data, reason):
    with pytest.raises(ValueError, match=reason):
        code_from_dict(data)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("rs:7,6", "rs:order,length,dimension"), ("rs:a", "family:number"), ("rs:7,6,2.0", "family:number"),
        ("6,2", "family must be one of"), ("", "family must be one of"), (7, "family:number,number,..., got 7"),
        (None, "family:number"), ("rs:", "rs:order,length,dimension"),
    ],
)  # fmt: skip
def test_texts_of_no_code_are_refused(text, reason):
    with pytest.raises(ValueError, match=reason):
        parse_code(text)
