"""JSON of others: every size is bounded before anything is computed."""

import bz2
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardness.arguments import MAX_DIGITS
from hardness.checks.engine.report import Report
from hardness.codes import ReedSolomon
from hardness.json_text import MAX_DEPTH, parse_json
from hardness.problems import CNF, GapMaxIP, OrthogonalVectors, problem_from_json
from hardness.protocols import SetDisjointness, Transcript

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@settings(deadline=None)
@given(VALUES, st.booleans(), st.sampled_from([None, 1]))
def test_it_reads_what_json_writes(value, ascii_only, indent):
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    assert parse_json(text) == value
    if ascii_only:  # lone surrogates are no UTF-8
        assert parse_json(bz2.compress(b"\xef\xbb\xbf" + text.encode())) == value


def test_brackets_in_strings_are_no_nesting():
    strings = ["[" * 1000, '"[{' * 1000, "\\" * 999, '\\"[' * 500]
    assert parse_json(json.dumps(strings)) == strings


@pytest.mark.parametrize(("begin", "end"), [("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")])
def test_depth(begin, end):
    levels = MAX_DEPTH // begin.count("[") // (1 + begin.count("[{")) if "[" in begin else MAX_DEPTH
    parse_json(begin * levels + "0" + end * levels)
    with pytest.raises(ValueError, match=f"nested more than {MAX_DEPTH} deep"):
        parse_json(begin * (levels + 1) + "0" + end * (levels + 1))


@pytest.mark.parametrize("text", ["[" * 10**6, '{"a":' * 10**5, '"' + '\\"' * 10**6, "9" * 10**6, '{"a":1,' * 10**5])
@pytest.mark.usefixtures("at_once")
def test_hostile_text_is_refused_at_once(text):
    with pytest.raises(ValueError, match=r"nested|digits|Expecting|Unterminated|Invalid"):
        parse_json(text)


def test_digits():
    assert parse_json("9" * MAX_DIGITS) == 10**MAX_DIGITS - 1
    with pytest.raises(ValueError, match="an integer has 1,001 digits; at most 1000 are read"):
        parse_json("9" * (MAX_DIGITS + 1))


PROTOCOL = SetDisjointness(ReedSolomon(5, 4, 2), blocks=1, players=2)


@pytest.mark.parametrize(
    "thing",
    [
        CNF(2, [(1, -2)]),
        OrthogonalVectors([[[1, 0]], [[0, 1], [1, 1]]]),
        GapMaxIP([[[1, 0]], [[0, 1]]], 2, "1/2"),
        PROTOCOL.run([[1, 0], [0, 1]], seed=1),
        Report("nothing", ()),
    ],
    ids=lambda thing: type(thing).__name__,
)
def test_every_reader_takes_a_byte_order_mark_and_packed_bytes(thing):
    read = {Transcript: Transcript.from_json, Report: Report.from_json}.get(type(thing), problem_from_json)
    text = thing.to_json()
    for data in (text, "\ufeff" + text, text.encode("utf-8-sig"), bz2.compress(text.encode())):
        assert read(data) == thing
    with pytest.raises(ValueError, match="UTF-16"):
        read(text.encode("utf-16"))
    doubled = text.replace("{", '{"twice": 1, "twice": 2, ', 1)
    with pytest.raises(ValueError, match="a key occurs twice in one object: 'twice'"):
        read(doubled)
