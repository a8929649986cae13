"""Folding loses nothing: the words stay whole and in order, whatever the width."""

from hypothesis import given, settings
from hypothesis import strategies as st

from hardness.layout import fold, listing, sections, table

WORDS = st.text("ab,1.^-(", min_size=1, max_size=12)
TEXTS = st.lists(WORDS, max_size=8).map(" ".join)


def fits(lines, width):
    return all(len(line) <= width or len(line.split()) <= 2 for line in lines)  # a label and one long word


@settings(deadline=None)
@given(TEXTS, st.integers(0, 8), st.integers(1, 40))
def test_folded_lines_hold_the_same_words(text, indent, width):
    line = " " * indent + text
    assert fold(line, None) == [line]
    folded = fold(line, width)
    assert " ".join(folded).split() == text.split()
    assert all(len(part) <= max(width, indent + 3) or len(part.split()) == 1 for part in folded)


@settings(deadline=None)
@given(st.lists(st.tuples(WORDS, TEXTS), max_size=5), st.integers(12, 60))
def test_a_list_of_any_width_holds_all_labels_and_values(entries, width):
    words = [word for label, value in entries for word in [label, *value.split()]]
    for lines in (listing(entries), listing(entries, width)):
        assert " ".join(lines).split() == words
    assert len(listing(entries)) == len(entries)
    assert fits(listing(entries, width), width)


@settings(deadline=None)
@given(st.lists(st.tuples(WORDS, st.dictionaries(WORDS, TEXTS, min_size=1, max_size=3)), max_size=3))
def test_sections_show_every_title_once(groups):
    words = [
        word
        for title, entries in groups
        for i, (name, value) in enumerate(entries.items())
        for word in [*([title] if i == 0 else []), name, *value.split()]
    ]
    for width in (None, 200, 30):
        assert " ".join(sections(groups, width)).split() == words


def test_a_table_that_is_too_wide_becomes_a_list_for_each_row():
    header, rows = ["m", "family", "d"], [["1,000", "rs", "2^331.8"], ["10", "tower", "2^80.1"]]
    wide = table(header, rows, left=["family"])
    assert wide == ["    m  family        d", "1,000  rs      2^331.8", "   10  tower    2^80.1"]
    assert table(header, rows, len(wide[0]), left=["family"]) == wide
    assert table(header, rows, len(wide[0]) - 1) == [
        "m       1,000",
        "family  rs",
        "d       2^331.8",
        "",
        "m       10",
        "family  tower",
        "d       2^80.1",
    ]
    assert table(header, []) == ["m  family  d"]
