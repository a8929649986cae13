"""Reading foreign JSON: every size in it is bounded before anything is computed."""

import json
import re
from typing import Any

from hardness.arguments import MAX_DIGITS, short_repr
from hardness.files import decode

MAX_DEPTH = 100
"""The deepest nesting of lists and objects that is read."""

_STRING_OR_BRACKET = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[{]|[\]}]', re.DOTALL)


def parse_json(data: str | bytes) -> Any:
    r"""Return the value of a JSON text; bytes may be compressed and may begin with a byte order mark.

    Raises
    ------
    ValueError
        If the text is not JSON, an object has a key twice, an integer has more than `MAX_DIGITS` digits, or lists and
        objects are nested more than `MAX_DEPTH` deep.

    Examples
    --------
    >>> parse_json(b'\xef\xbb\xbf{"n": [1, 2]}')
    {'n': [1, 2]}
    >>> parse_json('{"n": 1, "n": 2}')
    Traceback (most recent call last):
    ...
    ValueError: a key occurs twice in one object: 'n'
    """
    text = decode(data)
    _refuse_deep(text)
    return json.loads(text, object_pairs_hook=_without_duplicates, parse_int=_bounded_integer)


def _refuse_deep(text: str) -> None:
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(text):
        if (character := match[0][0]) in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise ValueError(f"lists and objects are nested more than {MAX_DEPTH} deep")
        elif character in "]}":
            depth -= 1


def _bounded_integer(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise ValueError(f"an integer has {len(text):,} digits; at most {MAX_DIGITS} are read")
    return int(text)


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key, value in pairs:
        if key in data:
            raise ValueError(f"a key occurs twice in one object: {short_repr(key)}")
        data[key] = value
    return data
