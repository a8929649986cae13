"""Every text comes out of every language as it went in."""

import re
from html import unescape
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardness.markup import html, markdown, markdown_code, mathtext, mermaid_label

HOSTILE = [
    'pad "one" unit',
    "#quot; #35; &quot; &amp; &#0;",
    "<script>alert('x')</script>",
    "</td></table><!-- -->]]>",
    "two\nlines\r\nthree",
    "end",
    "graph LR; A-->B",
    "%% comment",
    "%%{init: {}}%%",
    "`code` ``more``",
    "a|b|c",
    "style a:b #fill;",
    "$$x^2$$ and $5",
    "fa:fa-car",
    "1. list",
    "- list",
    "[a](b) {c} (d)",
    "\\n \\u0022 \\",
    "κ ≥ ½ … 日本語",
    "ﬂ°°35¶ß",
    "2**ceiling(N/2) <= M",
    "_a_ b_c *d*",
    "",
    " ",
]


def label(text):
    """Return what a reader sees of a Mermaid label: `#name;` is Mermaid's way to write an entity, <br/> a new line."""
    entities = re.sub(r"#([a-z]+);", r"&\1;", re.sub(r"#(\d+);", r"&#\1;", text.replace("<br/>", "\n")))
    return unescape(entities)


@pytest.mark.parametrize("text", HOSTILE)
def test_mermaid_labels_say_what_was_given_and_end_no_label(text):
    made = mermaid_label(text)
    assert label(made).strip() == "\n".join(text.splitlines()).strip()
    assert made  # an empty label is a syntax error
    assert not re.search(r'["\\`$%|{}\[\]:]', made)
    assert not re.search(r"[<>&\n]", made.replace("<br/>", ""))
    assert not re.search(r"#(?!\w+;)", made)


@given(st.text())
@settings(deadline=None)
def test_mermaid_keeps_any_text(text):
    made = mermaid_label(text)
    assert not re.search(r'["`\n]', made)
    if not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]", text):
        assert label(made).strip() == text.strip() or not text.strip()


@given(st.text())
@settings(deadline=None)
def test_html_is_xml_and_keeps_any_text(text):
    made = html(text)
    root = ElementTree.fromstring(f"<p a='{made}' b=\"{made}\">{made}</p>")
    if not re.search("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", text):
        assert (root.text or "") == root.get("a") == root.get("b") == text


@pytest.mark.parametrize("text", HOSTILE)
def test_html_opens_no_element(text):
    seen = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag, attrs):
            seen.append(tag)

        def handle_endtag(self, tag):
            seen.append(tag)

        def handle_data(self, data):
            kept.append(data)

    kept: list[str] = []
    Parser().feed(f"<td>{html(text)}</td>")
    assert seen == ["td", "td"]
    assert "".join(kept) == text


@pytest.mark.parametrize("text", [*HOSTILE, "$", "$a$", r"\$a$", "$\\frac{$", "\x00"])
def test_mathtext_is_no_formula(text):
    from matplotlib.cbook import is_math_text
    from matplotlib.figure import Figure

    made = mathtext(text)
    assert not is_math_text(made)
    figure = Figure()
    drawn = figure.text(0, 0, made)
    assert drawn._preprocess_math(made) == (text.replace("\x00", "\ufffd"), False)


def test_a_tab_which_fonts_lack_is_drawn_as_a_space():
    assert mathtext("a\tb") == "a b"


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_stays_within_its_line_and_cell(text):
    line = markdown(text)
    assert "\n" not in line
    assert not re.search(r"(?<!\\)(\\\\)*[|`*\[\]<>]", line)
    assert re.sub(r"\\([^\w\s])|\\(_)", r"\1\2", line) == " ".join(text.split())


@pytest.mark.parametrize("text", [*HOSTILE, "`", "``", "a`", "```x``"])
def test_markdown_code_is_one_span(text):
    made = markdown_code(text)
    fence = re.match("`+", made).group()
    inside = made[len(fence) : -len(fence)]
    assert made.endswith(fence)
    assert len(fence) not in map(len, re.findall("`+", inside))
    assert inside.strip() == " ".join(text.split())
