"""Overheads: how the sizes of a target follow from the sizes of its source, as symbolic expressions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sympy as sp


@dataclass(frozen=True)
class Exact:
    """A target size that equals ``expression`` in the source's size symbols."""

    expression: "sp.Expr"

    def holds(self, measured: int, predicted: int) -> bool:
        """Whether a measured size is what the declaration says."""
        return measured == predicted


@dataclass(frozen=True)
class UpperBound:
    """A target size that is at most ``expression`` in the source's size symbols."""

    expression: "sp.Expr"

    def holds(self, measured: int, predicted: int) -> bool:
        """Whether a measured size is what the declaration says."""
        return measured <= predicted


Overhead = Mapping[str, Exact | UpperBound]
"""One entry a size symbol of the target, and one named ``branch_count``."""


def size_symbols(names: Iterable[str]) -> "tuple[sp.Symbol, ...]":
    """Return the symbols of the sizes called ``names``: nonnegative integers, equal for equal names."""
    import sympy as sp

    return tuple(sp.Symbol(name, integer=True, nonnegative=True) for name in names)


def least_prime() -> Any:
    """Return the sympy function ``least_prime(x)``: the least prime >= x, evaluated at integers, monotone in x."""
    from hardness.theory.least_prime import least_prime

    return least_prime


def compose(first: Overhead, second: Overhead, constants: "Iterable[sp.Symbol]" = ()) -> Overhead:
    """Substitute the sizes of ``first`` into those of ``second``: the overhead of the two steps in a row.

    Every declared size map is nondecreasing in every symbol, so that an upper bound substituted into another size
    gives an upper bound; the result is exact iff all that went into it was. The branch counts multiply.

    Parameters
    ----------
    first, second : Overhead
        The sizes that ``second`` uses are those that ``first`` declares.
    constants : iterable of sympy.Symbol
        Symbols of ``second`` that are no sizes and stay: the constants of an asymptotic statement.

    Raises
    ------
    ValueError
        If ``second`` uses a size that ``first`` does not declare: an unknown size is an error, never 0.

    Examples
    --------
    >>> n, = size_symbols(["n"]); m, = size_symbols(["m"])
    >>> twice = {"m": Exact(2 * n), "branch_count": Exact(n**0)}
    >>> square = {"p": UpperBound(m**2), "branch_count": Exact(m)}
    >>> compose(twice, square)
    {'p': UpperBound(expression=4*n**2), 'branch_count': Exact(expression=2*n)}
    """
    declared = {name: entry for name, entry in first.items() if name != "branch_count"}
    symbols = dict(zip(declared, size_symbols(declared), strict=True))

    def substituted(entry: Exact | UpperBound) -> Exact | UpperBound:
        used = {symbol.name for symbol in entry.expression.free_symbols - set(constants)}
        if unknown := used - declared.keys():
            raise ValueError(f"overhead uses sizes {sorted(unknown)} that are not declared: {sorted(declared)}")
        expression = entry.expression.subs(
            {symbols[name]: declared[name].expression for name in used}, simultaneous=True
        )
        loose = isinstance(entry, UpperBound) or any(isinstance(declared[name], UpperBound) for name in used)
        return UpperBound(expression) if loose else Exact(expression)

    composed = {name: substituted(entry) for name, entry in second.items()}
    before, after = first["branch_count"], composed["branch_count"]
    product = before.expression * after.expression
    loose = isinstance(before, UpperBound) or isinstance(after, UpperBound)
    return {**composed, "branch_count": UpperBound(product) if loose else Exact(product)}


def predicted_sizes(overhead: Overhead, source_size: Mapping[str, int]) -> dict[str, int]:
    """Evaluate an overhead at the sizes of one source instance.

    Raises
    ------
    ValueError
        If an expression uses a symbol that is not a size of the source, or is not an integer there.
    """
    values = dict(zip(size_symbols(source_size), source_size.values(), strict=True))
    sizes = {}
    for name, entry in overhead.items():
        value = entry.expression.subs(values)
        if not value.is_Integer:
            raise ValueError(f"overhead of {name} is {value} at the sizes {dict(source_size)}, not an integer")
        sizes[name] = int(value)
    return sizes
