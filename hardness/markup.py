"""Escaped text for other languages: one function per language, used wherever text enters it."""

import re
from html import escape

_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")  # characters that XML forbids
_MARKS = re.compile(r"[^\w ,()/'-]|(?<!\w)[_-]|[_-](?!\w)")  # all but letters, digits, harmless marks, and a_b, a-b


def html(text: str) -> str:
    """Escape text for an element or a quoted attribute of HTML, SVG and XML.

    Examples
    --------
    >>> html('<b> & "c"')
    '&lt;b&gt; &amp; &quot;c&quot;'
    """
    return escape(_NOT_TEXT.sub("\ufffd", text))


def mermaid_label(text: str) -> str:
    """Escape text for a double-quoted label of a Mermaid diagram; line breaks are kept.

    Letters, digits and a few marks stay. Any other character could be syntax of Mermaid, of its Markdown, formulas or
    icons, or of the HTML that it generates. It becomes an entity, which Mermaid writes without an ampersand.

    Examples
    --------
    >>> mermaid_label('pad "one" unit')
    'pad #quot;one#quot; unit'
    """
    lines = _NOT_TEXT.sub("\ufffd", text).splitlines() or [""]
    return "<br/>".join(_MARKS.sub(_entity, line) for line in lines) or " "  # an empty label is a syntax error


def mathtext(text: str) -> str:
    r"""Escape text for a label of matplotlib, where dollar signs would enclose a formula.

    Examples
    --------
    >>> mathtext("$5 and $6")
    '\\$5 and \\$6'
    """
    return _NOT_TEXT.sub("\ufffd", text).replace("\t", " ").replace("$", r"\$")


def markdown(text: str) -> str:
    r"""Escape text for a line, a link or a table cell in Markdown.

    Examples
    --------
    >>> markdown("a|b, *c*, <d>")
    'a\\|b, \\*c\\*, \\<d\\>'
    """
    return re.sub(r"([\\`*\[\]<>|&~$])|(?<!\w)_|_(?!\w)", r"\\\g<0>", _one_line(text))


def markdown_code(text: str) -> str:
    """Return text as inline code in Markdown, enclosed in as many backticks as needed.

    Examples
    --------
    >>> markdown_code("a"), markdown_code("a`b")
    ('`a`', '``a`b``')
    """
    line = _one_line(text)
    fence = "`" * (max(map(len, re.findall("`+", line)), default=0) + 1)
    space = " " if line.startswith("`") or line.endswith("`") or not line else ""
    return f"{fence}{space}{line}{space}{fence}"


def _entity(match: re.Match[str]) -> str:
    names = {'"': "quot", "<": "lt", ">": "gt", "&": "amp"}
    return f"#{names.get(match[0], ord(match[0]))};"


def _one_line(text: str) -> str:
    return " ".join(_NOT_TEXT.sub("\ufffd", text).split())
