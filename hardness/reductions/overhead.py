"""Overheads: the sizes of a target as symbolic expressions in the sizes of its source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from algorithms.display import fields_repr
from hardness.arguments import short_repr
from hardness.reductions.evaluation import compare, format_value, size_expression, value_at

if TYPE_CHECKING:
    import sympy as sp


@dataclass(frozen=True)
class _Declaration:
    expression: Any

    def __post_init__(self) -> None:
        object.__setattr__(self, "expression", size_expression(self.expression))


@dataclass(frozen=True)
class Exact(_Declaration):
    """A target size that equals ``expression`` in the source's size symbols.

    Parameters
    ----------
    expression : sympy.Expr, int or Fraction
        An exact and finite expression. Its symbols are matched with the sizes by name.

    Raises
    ------
    ValueError
        If the expression is none of these, or has a float in it.
    """

    __repr__ = fields_repr

    def holds(self, measured: int, predicted: Any) -> bool:
        """Return whether a measured size agrees with the declaration, whose value `predicted_sizes` returns."""
        return compare(predicted, measured) == 0


@dataclass(frozen=True)
class UpperBound(_Declaration):
    """A target size that is at most ``expression`` in the source's size symbols.

    The bound of an integer may be any real number. Parameters and errors are those of `Exact`.

    Examples
    --------
    >>> import sympy as sp
    >>> N, M = size_symbols(["N", "M"])
    >>> bound = UpperBound(M * sp.sqrt(N + 1))
    >>> value = predicted_sizes({"d": bound}, {"N": 1, "M": 5})["d"]
    >>> value, bound.holds(7, value), bound.holds(8, value)
    (5*sqrt(2), True, False)
    """

    __repr__ = fields_repr

    def holds(self, measured: int, predicted: Any) -> bool:
        """Return whether a measured size agrees with the declaration, whose value `predicted_sizes` returns."""
        return compare(predicted, measured) >= 0


Overhead = Mapping[str, Exact | UpperBound]
"""One entry per size symbol of the target, and one named ``branch_count``."""


def size_symbols(names: Iterable[str]) -> "tuple[sp.Symbol, ...]":
    """Return the symbols of the sizes called ``names``: nonnegative integers, equal for equal names."""
    import sympy as sp

    return tuple(sp.Symbol(name, integer=True, nonnegative=True) for name in names)


def least_prime_function() -> Any:
    """Return the sympy function ``least_prime(x)``: the least prime >= x, evaluated at numbers, monotone in x."""
    from hardness.reductions.least_prime import least_prime

    return least_prime


def compose(first: Overhead, second: Overhead, constants: "Iterable[sp.Symbol]" = ()) -> Overhead:
    """Substitute the sizes of ``first`` into those of ``second``: the overhead of the two steps in sequence.

    Every declared size map is nondecreasing in every symbol, so an upper bound substituted into another size gives an
    upper bound. The result is exact iff all its parts are. The branch counts multiply.

    Parameters
    ----------
    first, second : Overhead
        ``second`` uses sizes that ``first`` declares.
    constants : iterable of sympy.Symbol
        Symbols of ``second`` that are not sizes and remain: the constants of an asymptotic statement.

    Raises
    ------
    ValueError
        If ``second`` uses a size that ``first`` does not declare (an unknown size is an error, never 0), or if one of
        them is no overhead or lacks ``branch_count``.

    Examples
    --------
    >>> n, = size_symbols(["n"]); m, = size_symbols(["m"])
    >>> twice = {"m": Exact(2 * n), "branch_count": Exact(n**0)}
    >>> square = {"p": UpperBound(m**2), "branch_count": Exact(m)}
    >>> compose(twice, square)
    {'p': UpperBound(expression=4*n**2), 'branch_count': Exact(expression=2*n)}
    """
    for overhead in (checked(first), checked(second)):
        if "branch_count" not in overhead:
            raise ValueError(f"overhead lacks branch_count, it has {short_repr(list(overhead))}")
    declared = {name: entry for name, entry in first.items() if name != "branch_count"}

    def substituted(entry: Exact | UpperBound) -> Exact | UpperBound:
        symbols = {symbol: symbol.name for symbol in entry.expression.free_symbols - set(constants)}
        if unknown := set(symbols.values()) - declared.keys():
            raise ValueError(f"overhead uses sizes {sorted(unknown)} that are not declared: {sorted(declared)}")
        expression = entry.expression.subs(
            {symbol: declared[name].expression for symbol, name in symbols.items()}, simultaneous=True
        )
        loose = isinstance(entry, UpperBound) or any(
            isinstance(declared[name], UpperBound) for name in symbols.values()
        )
        return UpperBound(expression) if loose else Exact(expression)

    composed = {name: substituted(entry) for name, entry in second.items()}
    before, after = first["branch_count"], composed["branch_count"]
    product = before.expression * after.expression
    loose = isinstance(before, UpperBound) or isinstance(after, UpperBound)
    return {**composed, "branch_count": UpperBound(product) if loose else Exact(product)}


def predicted_sizes(overhead: Overhead, source_size: Mapping[str, int]) -> dict[str, Any]:
    """Evaluate an overhead at the sizes of one source instance.

    Returns
    -------
    dict
        An int for every value that is an integer. An upper bound may be any real number, as a sympy expression. A
        number of more than 2^23 binary digits is not written out: sympy's ``oo`` represents it.

    Raises
    ------
    ValueError
        If an expression uses a symbol that is not a size of the source, or is not real there, or is declared exact
        and is not an integer.
    """
    sizes = {}
    for name, entry in checked(overhead).items():
        value = value_at(name, entry.expression, source_size)
        if isinstance(entry, Exact) and not value.is_Integer and not value.is_infinite:
            raise ValueError(
                f"overhead of {name} is {format_value(value)} at the sizes {dict(source_size)}, not an integer"
            )
        sizes[name] = int(value) if value.is_Integer else value
    return sizes


def checked(overhead: Any) -> Overhead:
    """Return the overhead; ValueError unless it is a mapping and each of its entries is a declaration."""
    if not isinstance(overhead, Mapping):
        raise ValueError(f"overhead must be a dict of Exact(...) and UpperBound(...), got {short_repr(overhead)}")
    for name, entry in overhead.items():
        if not isinstance(entry, Exact | UpperBound):
            raise ValueError(f"overhead of {name} must be Exact(...) or UpperBound(...), got {short_repr(entry)}")
    return overhead
