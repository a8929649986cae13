"""Limits of declared sizes: rounding is replaced by bounds, and sympy does the rest."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sympy as sp


def scale() -> "sp.Symbol":
    """Return the symbol x that tends to infinity."""
    import sympy as sp

    return sp.Symbol("x", positive=True)


def smooth(expression: "sp.Expr", upper: bool) -> "sp.Expr":
    """Replace rounding and the function ``least_prime`` by bounds from above or from below.

    The expression must be nondecreasing in the replaced parts, as all declared sizes are. ceil(y) lies in [y, y + 1],
    floor(y) in [y - 1, y], the least prime from y >= 1 on in [y, 2 y] (Bertrand), and Max(y, z) in [z, y + z] for
    y >= 0.

    Raises
    ------
    ValueError
        For a Min, whose alternatives `limit` examines one by one.

    Examples
    --------
    >>> import sympy as sp
    >>> smooth(2 ** sp.ceiling(scale() / 3), upper=True)
    2**(x/3 + 1)
    """
    import sympy as sp

    from hardness.reductions.overhead import least_prime_function

    if not expression.args:
        return expression
    parts = [smooth(part, upper) for part in expression.args]
    head = expression.func
    if head is sp.ceiling:
        return parts[0] + (1 if upper else 0)
    if head is sp.floor:
        return parts[0] - (0 if upper else 1)
    if head is least_prime_function():
        return parts[0] * (2 if upper else 1)
    if head is sp.Max:
        return sp.Add(*parts) if upper else parts[-1]
    if head is sp.Min:
        raise ValueError(f"{expression} has alternatives; take the limit of each")
    return head(*parts)


def alternatives(expression: "sp.Expr") -> "list[sp.Expr]":
    """Return the expressions whose minimum is ``expression``: one for each choice in every Min."""
    import sympy as sp

    minima = expression.atoms(sp.Min)
    if not minima:
        return [expression]
    first = next(iter(sorted(minima, key=sp.default_sort_key)))
    return [final for choice in first.args for final in alternatives(expression.xreplace({first: choice}))]


def limit(numerator: "sp.Expr", denominator: "sp.Expr" = 1) -> Any:
    """Return a bound on lim sup of numerator/denominator for x -> oo, as a sympy number, constant expression or oo.

    Roundings are replaced by bounds in the unfavourable direction, and a Min by its best alternative. So a finite value
    is proven, and infinity means that the declared bounds do not give a finite one.

    Raises
    ------
    ArithmeticError
        If sympy does not find the limit.

    Examples
    --------
    >>> import sympy as sp
    >>> x = scale()
    >>> limit(log2(2 * 2 ** sp.ceiling(x / 3)), x)
    1/3
    """
    import sympy as sp

    bottom = smooth(sp.sympify(denominator), upper=False)
    limits = [
        sp.simplify(sp.limit(smooth(choice, upper=True) / bottom, scale(), sp.oo))
        for choice in alternatives(sp.sympify(numerator))
    ]
    if undecided := [value for value in limits if value.has(sp.Limit, sp.nan, sp.zoo, scale())]:
        raise ArithmeticError(f"sympy does not find the limit of ({numerator})/({denominator}): {undecided[0]}")
    return next((value for value in limits if value != sp.oo), sp.oo)


def log2(expression: "sp.Expr") -> "sp.Expr":
    """Return the binary logarithm, expanded so that limits see exponents."""
    import sympy as sp

    return sp.expand_log(sp.log(expression), force=True) / sp.log(2)
