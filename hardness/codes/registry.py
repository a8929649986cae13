"""Codes by their family: from text and from JSON values, with the families that other packages declare."""

from fractions import Fraction
from operator import methodcaller
from typing import Any

from hardness.arguments import one_of, short_repr
from hardness.codec import register
from hardness.codes.base import Code
from hardness.codes.sizes import largest_pole_bound
from hardness.plugins import Plugins


def code_from_dict(data: dict[str, Any]) -> Code:
    """Return the code that ``to_dict`` describes; ValueError if the data describe no code.

    Examples
    --------
    >>> code_from_dict({"family": "rs", "order": 7, "length": 6, "dimension": 2})
    <RS code [6, 2, 5] over GF(7)>
    """
    family = data.get("family") if isinstance(data, dict) else None
    cls = _family(family)
    try:
        return cls.from_dict({key: value for key, value in data.items() if key != "family"})
    except TypeError as error:
        raise ValueError(f"not the parameters of a code of family {family!r}: {error}") from None


register("code", Code, methodcaller("to_dict"), code_from_dict)


def parse_code(text: str, players: int | None = None) -> Code:
    """Return the code that the command line writes as ``family:number,number,...``.

    Parameters
    ----------
    text : str
        ``rs:order,length,dimension``, ``hermitian:q,pole_bound`` or ``gs:q,level,pole_bound``.
    players : int, optional
        If given, the pole bound may be omitted. It is then the largest u with k u <= N/2 for k players and length N,
        so that the protocol has soundness 1/2.

    Raises
    ------
    ValueError
        If the text describes no code.

    Examples
    --------
    >>> parse_code("rs:7,6,2")
    <RS code [6, 2, 5] over GF(7)>
    >>> parse_code("hermitian:4", players=3)
    <Hermitian code [64, 6, 54] over GF(2^4)>
    """
    if not isinstance(text, str):
        raise ValueError(f"code must be written as family:number,number,..., got {short_repr(text)}")
    family, _, rest = text.partition(":")
    cls = _family(family.strip().lower())
    try:
        numbers = [int(part) for part in rest.split(",")] if rest.strip() else []
    except ValueError:
        raise ValueError(f"code must be written as family:number,number,..., got {short_repr(text)}") from None
    if players is not None and 0 < len(numbers) == cls.curve_numbers:
        length = cls.from_numbers([*numbers, 0]).length
        numbers = [*numbers, largest_pole_bound(length, players, Fraction(1, 2))]
    return cls.from_numbers(numbers)


PLUGINS = Plugins("hardness.codes", Code, "family")
"""Families of other packages."""


def code_families() -> list[str]:
    """Return the names of all families, including those of installed packages, without loading these packages.

    Examples
    --------
    >>> {"gs", "hermitian", "rs"} <= set(code_families())
    True
    """
    return sorted({*Code._families, *PLUGINS.names()})


def _family(family: Any) -> type[Code]:
    if family not in list(Code._families):  # a list: the family may be any JSON value
        PLUGINS.load(one_of("family", family, code_families()))
    return Code._families[family]
