"""Values of size expressions: exact, real, and compared without floats."""

from collections.abc import Mapping
from fractions import Fraction
from numbers import Rational
from typing import Any

import numpy as np

from hardness.arguments import short_repr

MAX_BITS = 2**22
"""The most binary digits of integers that are compared; numbers with more than twice as many are not written out."""

_DIGITS = 1000  # the precision at which two irrational numbers are compared unless they are recognised as equal


def size_expression(value: Any) -> Any:
    """Return a sympy expression, an int or a Fraction as an exact, finite sympy expression.

    Raises
    ------
    ValueError
        For anything else: floats, because they are not exact, text, conditions, infinity.

    Examples
    --------
    >>> size_expression(3)
    3
    >>> size_expression(1.5)
    Traceback (most recent call last):
    ...
    ValueError: expression must be exact, got 1.5: write sympy.Rational(3, 2) for 1.5
    """
    import sympy as sp

    floats = [value] if isinstance(value, float | np.floating) else []
    if isinstance(value, sp.Expr):
        floats = sorted(value.atoms(sp.Float), key=str)
    if floats:
        try:
            exact = "sympy.Rational({}, {})".format(
                *Fraction(str(floats[0])).limit_denominator(1000).as_integer_ratio()
            )
        except (ValueError, OverflowError):
            exact = "a rational number"
        raise ValueError(f"expression must be exact, got {short_repr(value)}: write {exact} for {floats[0]}")
    number = isinstance(value, Rational | np.integer) and not isinstance(value, bool)
    if not number and not isinstance(value, sp.Expr):
        raise ValueError(f"expression must be a sympy expression, an int or a Fraction, got {short_repr(value)}")
    expression = sp.sympify(Fraction(value) if number and not isinstance(value, sp.Expr) else value)
    if expression.has(sp.oo, -sp.oo, sp.zoo, sp.nan):
        raise ValueError(f"expression must be finite, got {short_repr(value)}")
    return expression


def value_at(name: str, expression: Any, sizes: Mapping[str, int]) -> Any:
    """Return the exact real value of the overhead of ``name`` at these sizes, matching symbols by name.

    Returns
    -------
    sympy.Expr
        An integer if the value is one. ``oo`` represents a number that is too large to be written out.

    Raises
    ------
    ValueError
        If the expression has a symbol that is no size, or one whose assumptions contradict the size; if its value is
        not real; or if it depends on numbers that are too large to be written out in a way that cannot be evaluated.
    """
    import sympy as sp

    at = f"at the sizes {short_repr(dict(sizes))}"
    values = {symbol: _size(name, symbol, sizes) for symbol in expression.free_symbols if symbol.name in sizes}
    foreign = sorted(map(str, expression.free_symbols - values.keys()))
    try:
        result = _evaluated(expression, values)
    except _NotFollowed as error:
        if not foreign:
            raise ValueError(f"overhead of {name} is not known {at}: {error}") from None
        result = expression
    except Exception as error:  # a user's function, or a part of sympy that does not accept these arguments
        message = f"{type(error).__name__}: {error}"
        raise ValueError(f"overhead of {name} cannot be computed {at}: {message}") from error
    if foreign:
        raise ValueError(
            f"overhead of {name} is {short_repr(result)} {at}: {', '.join(foreign)} is no size of the source, which "
            f"has {', '.join(sizes)}; size_symbols({list(sizes)}) makes the symbols of these"
        )
    if result.is_extended_real is not True or result.has(sp.nan, sp.zoo):
        raise ValueError(f"overhead of {name} is {short_repr(result)} {at}, not a real number")
    return _as_integer(result)


def _size(name: str, symbol: Any, sizes: Mapping[str, int]) -> Any:
    """Return the size of a symbol; ValueError if the assumptions on the symbol contradict the size."""
    import sympy as sp

    value = sp.Integer(int(sizes[symbol.name]))
    for assumption, truth in symbol.assumptions0.items():
        if getattr(value, f"is_{assumption}", truth) is not truth:
            raise ValueError(
                f"overhead of {name} assumes that {symbol} is {'' if truth else 'not '}{assumption}, but it is "
                f"{short_repr(sizes[symbol.name])}: size_symbols({list(sizes)}) makes symbols for all sizes"
            )
    return value


def compare(value: Any, measured: int) -> int:
    """Return the sign of ``value - measured`` for an exact real number and an integer.

    Intervals of growing precision decide. Two numbers that agree in 1,000 digits must be equal by algebra.

    Raises
    ------
    ValueError
        If neither method decides.

    Examples
    --------
    >>> import sympy as sp
    >>> compare(sp.log(8) / sp.log(2), 3), compare(sp.sqrt(10**400 + 1), 10**200)
    (0, 1)
    """
    measured = int(measured)
    if isinstance(value, int):
        return (value > measured) - (value < measured)
    import sympy as sp
    from sympy.core.evalf import PrecisionExhausted

    difference = sp.sympify(value) - measured
    if difference.is_infinite and measured.bit_length() > MAX_BITS:
        raise ValueError(f"numbers of more than {MAX_BITS} binary digits are not compared")
    if difference.is_Rational or difference.is_infinite:
        return int(sp.sign(difference))
    for digits in (50, _DIGITS + measured.bit_length() // 3):
        try:
            return int(sp.sign(difference.evalf(5, maxn=digits, strict=True)))
        except PrecisionExhausted:
            if difference.equals(0):
                return 0
    raise ValueError(
        f"{short_repr(value)} and {short_repr(measured)} agree in {_DIGITS} digits, but their equality is not proved"
    )


def format_value(value: Any) -> str:
    """Return the text of a value for a message: shortened, or in words if it is too large to be written out."""
    if not getattr(value, "is_infinite", False):
        return short_repr(value)
    return f"{'-' if value < 0 else ''}2^n for an n beyond {2 * MAX_BITS:,}"


class _NotFollowed(Exception):  # noqa: N818 - a reason, not a fault
    """The reason why a value cannot be computed within `MAX_BITS`."""


def _evaluated(expression: Any, values: Mapping[Any, Any]) -> Any:
    """Evaluate from the leaves up; ``oo`` represents numbers too large to write out."""
    import sympy as sp

    if expression.is_Symbol:
        return values.get(expression, expression)  # a bound variable of a sum stays
    if not expression.args:
        return expression
    if isinstance(expression, sp.Piecewise):
        for piece, condition in expression.args:
            holds = _evaluated(condition, values)
            if holds == sp.true:
                return _evaluated(piece, values)
            if holds != sp.false:
                raise _NotFollowed(f"{condition} is not decided")
        return sp.nan
    arguments = [_evaluated(argument, values) for argument in expression.args]
    if sp.oo in arguments or -sp.oo in arguments:
        return _with_large(expression, arguments)
    if _is_large(expression, arguments):
        return sp.oo
    if _takes_long(expression, arguments):
        raise _NotFollowed(f"{type(expression).__name__} of numbers of this size takes too long")
    result = expression.func(*arguments)
    return result if result.is_Atom or result.free_symbols else result.doit()


def _is_large(expression: Any, arguments: list[Any]) -> bool:
    """Return whether a power or a factorial of ordinary numbers has about 2 `MAX_BITS` binary digits, or more."""
    import sympy as sp

    if any(argument.free_symbols for argument in arguments):
        return False
    if isinstance(expression, sp.factorial):
        return bool(arguments[0].is_Integer and arguments[0] > 2**19)  # 2^19! has more than 9 * 10^6 digits
    if not isinstance(expression, sp.Pow | sp.exp):
        return False
    base, exponent = arguments if isinstance(expression, sp.Pow) else (sp.E, arguments[0])
    if not (base.is_Rational or base == sp.E) or not exponent.is_extended_real:
        return False
    written = sp.log(max(abs(base.p), base.q), 2) if base.is_Rational else 2  # digits of the base
    if (abs(exponent) * written).evalf(5) <= 2 * MAX_BITS:
        return False
    if base > 1 and (exponent * sp.log(base, 2)).evalf(5) > 2 * MAX_BITS:
        return True
    raise _NotFollowed(f"{short_repr(base)}^({short_repr(exponent)}) has too many digits")


def _takes_long(expression: Any, arguments: list[Any]) -> bool:
    """Return whether a function, such as a binomial coefficient, may compute for minutes without interruption."""
    import sympy as sp

    from hardness.primes import MAX_SEARCHED
    from hardness.reductions.least_prime import least_prime

    quick = sp.exp | sp.log | sp.floor | sp.ceiling | sp.Abs | sp.sign | sp.Mod | sp.factorial
    if not isinstance(expression, sp.Function | sp.Product) or isinstance(expression, quick):
        return False
    limit = MAX_SEARCHED if isinstance(expression, least_prime) else 2**20
    return any(abs(number) > limit for argument in arguments for number in argument.atoms(sp.Rational))


def _with_large(expression: Any, arguments: list[Any]) -> Any:
    """Apply an operation to ``oo`` if it maps every number of about 2 `MAX_BITS` digits to one of that size."""
    import sympy as sp

    ordinary = [argument for argument in arguments if not argument.is_infinite]
    if any(argument.free_symbols for argument in ordinary):
        raise _NotFollowed(f"{expression} has symbols without a value")
    follows = isinstance(expression, sp.Min | sp.Max | sp.ceiling | sp.floor)
    if isinstance(expression, sp.Add):
        follows = all(abs(argument) < sp.Integer(2) ** MAX_BITS for argument in ordinary)
    elif isinstance(expression, sp.Mul):
        follows = all(abs(argument) >= sp.Rational(1, 2**1000) for argument in ordinary)
    elif isinstance(expression, sp.Pow):
        base, exponent = arguments
        follows = bool(base > 1 and exponent >= 1)
    elif isinstance(expression, sp.factorial | sp.exp):
        follows = arguments[0] == sp.oo
    result = expression.func(*arguments) if follows else sp.nan
    if result is sp.nan or not result.is_extended_real:
        raise _NotFollowed(f"{expression} has parts of more than {MAX_BITS} binary digits")
    return result


def _as_integer(value: Any) -> Any:
    """Return a number that equals an integer as that integer."""
    import sympy as sp

    if value.is_Rational or value.is_infinite:
        return value
    digits = int(sp.log(abs(value) + 1, 10).evalf(5)) + 15
    if digits > _DIGITS:
        return value
    nearest = sp.Integer(round(value.evalf(digits)))
    return nearest if compare(value, int(nearest)) == 0 else value
