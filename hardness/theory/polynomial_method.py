"""Asymptotics of the upper bound: degree, rank and exponent of the polynomial method, and the end of n^(1 + o(1))."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from algorithms.deprecated import RenamedAttribute
from algorithms.display import fields_repr
from hardness.arguments import integer, short_repr
from hardness.theory.assumptions import positive
from hardness.theory.asymptotics import scale
from hardness.theory.conjectures import constant

if TYPE_CHECKING:
    import sympy as sp


def row_count() -> "sp.Symbol":
    """Return the symbol n in which entry bounds and dimensions are given."""
    import sympy as sp

    return sp.Symbol("n", positive=True)


@dataclass(frozen=True)
class FastAlgorithm:
    """Degree, rank and time of the polynomial method for attention of order k, to leading order in n.

    They describe *this method* on inputs that attain scores of order B^k. A smaller R on actual data costs less, and
    another algorithm may cost less on any data.

    Attributes
    ----------
    order : int
        k.
    degree : sympy expression in n
        Asymptotically equal to the least degree with additive error n^-kappa e^-R for e^x on [-R, R], R = B^k. That
        implies relative error n^-kappa; for R = Theta(log n) a weighted polynomial may save a constant factor.
    log_rank : sympy expression in n
        d log(1 + g/d) + g log(1 + d/g), asymptotically equal to the logarithm of the rank binom(d + g, g).
    exponent : sympy number or expression, or oo
        The limit of lg(time) / lg n, time = n x rank: the algorithm runs in n^(exponent + o(1)).
    """

    order: int
    degree: "sp.Expr"
    log_rank: "sp.Expr"
    exponent: "sp.Expr"

    __repr__ = fields_repr

    @property
    def almost_linear(self) -> bool:
        """Whether the time is n^(1 + o(1))."""
        return bool(self.exponent == 1)

    @property
    def statement(self) -> str:
        """The result as text."""
        import sympy as sp

        if self.exponent == sp.oo:
            return f"order {self.order}: degree ~ {_short(self.degree)}; the rank exceeds every power of n"
        time = "n^(1 + o(1))" if self.almost_linear else f"n^({_short(self.exponent)} + o(1))"
        known = not self.exponent.free_symbols
        brute = f", not below the n^{self.order} of brute force" if known and self.exponent >= self.order else ""
        return f"order {self.order}: degree ~ {_short(self.degree)}, time {time}{brute}"


def degree_factor(ratio: Any) -> Any:
    r"""Return nu such that the least degree for e^x on [0, W] with error e^(-L), L = ratio W, is nu W (1 + o(1)).

    It is the root of h(nu) = ratio for :math:`h(\nu)=\nu\,\mathrm{asinh}(2\nu)-\sqrt{\nu^2+1/4}-1/2`, which increases
    from -1 at 0 since h' = asinh(2 nu).

    **Regimes**, for W >= 1 and max(W, L) -> oo. L = o(W): nu -> 1.1167.., so the degree is of the order of W alone.
    L/W -> lambda: the degree is nu(lambda) W, of the order of W and of L. L/W -> oo: nu W is asymptotically
    L / log(L/W). That quotient means nothing near L = W; max(W, L / log(L/W)) is the order of the degree if it is read
    as W for L < e W.

    **Correctness.** The least error of degree g lies between :math:`\frac\pi4` of the Chebyshev coefficient
    :math:`2e^{W/2}I_{g+1}(W/2)` and the sum of the later ones (`algorithms.attention.certificate.exponential`), whose
    ratios are below 1/2 from nu = 1.11 on. By the uniform expansion of Bessel functions [DLMF]_ the logarithm of the
    coefficient is -h(nu) W up to O(log g). So the degree is right up to O(log g).

    References
    ----------
    .. [DLMF] NIST Digital Library of Mathematical Functions, 10.41.3.

    Parameters
    ----------
    ratio : sympy number
        L / W >= 0, where the error is e^-L.

    Examples
    --------
    >>> degree_factor(0).n(6)
    1.11671
    """
    import mpmath
    import sympy as sp

    def h(nu: Any) -> Any:
        return nu * mpmath.asinh(2 * nu) - mpmath.sqrt(nu**2 + mpmath.mpf(1) / 4) - mpmath.mpf(1) / 2

    with mpmath.workdps(40):
        value = mpmath.mpf(str(sp.N(ratio, 40)))
        low, high = mpmath.mpf(0), mpmath.mpf(1)
        while h(high) < value:
            high *= 2
        for _ in range(140):
            middle = (low + high) / 2
            low, high = (middle, high) if h(middle) < value else (low, middle)
        return sp.Float(mpmath.nstr(high, 35), 30)


def fast_algorithm(
    entry_bound: Any, dimension: Any, order: int = 3, error_exponent: int | Fraction | str = 1
) -> FastAlgorithm:
    r"""Analyse the polynomial method for entries up to B = f(n) in d = g(n) dimensions, error n^-kappa.

    Scores are at most R = B^k (the scale is d). With W = 2R and L = kappa log n, the least degree is asymptotically
    L / log(L/R) if R = o(L), nu W with nu from :func:`degree_factor` if R and L are proportional, and 1.1167.. W if
    L = o(R), where R is attained and R -> oo or L -> oo. The rank is binom(d + g, g), the time n times the rank.

    Parameters
    ----------
    entry_bound, dimension : sympy expression or str
        Functions of n, the symbol :func:`row_count`, e.g. ``"log(n)**(1/4)"``; other symbols are positive constants.
    order : int
        k >= 2.
    error_exponent : int, Fraction or str
        kappa > 0.

    Raises
    ------
    ValueError
        If an argument is out of range, or not a function of n that sympy can compare with log n.

    Examples
    --------
    >>> fast_algorithm("log(n)**(1/4)", "7*log(n)", order=3).statement
    'order 3: degree ~ 4*log(n)/log(log(n)), time n^(1 + o(1))'
    >>> fast_algorithm("log(n)**(1/2)", "7*log(n)", order=3).exponent
    oo
    """
    import sympy as sp

    order = integer("order", order, 2)
    kappa = positive("error_exponent", error_exponent)
    x, n, nu = scale(), row_count(), constant("nu")  # limits are taken with a symbol for nu: sympy wants exact numbers
    B, d = (
        _function(name, value).subs(n, sp.exp(x))
        for name, value in (("entry_bound", entry_bound), ("dimension", dimension))
    )
    R, L = sp.powdenest(B**order, force=True), sp.Rational(*kappa.as_integer_ratio()) * x

    ratio = _limit("entry_bound", R / L)
    if ratio == 0:
        g, factor = sp.simplify(L / sp.logcombine(sp.expand_log(sp.log(L / R), force=True))), nu
        if (least := _limit("entry_bound", g)) != sp.oo:
            raise ValueError(f"entry_bound must be larger, got {entry_bound}: a degree of {least} + o(1) is enough")
    elif ratio == sp.oo:
        g, factor = 2 * nu * R, degree_factor(0)
    elif ratio.free_symbols:
        wanted = f"entry_bound must make B^{order} / log n tend to a number or to oo"
        raise ValueError(f"{wanted}, got {entry_bound}, for which it tends to {ratio}")
    else:
        g, factor = 2 * nu * ratio * L, degree_factor(1 / (2 * ratio))
    log_rank = d * sp.log(1 + g / d) + g * sp.log(1 + d / g)
    exponent = 1 + _exponent_of_rank(d, g, x).subs(nu, factor)
    back = {x: sp.log(n), nu: factor}
    return FastAlgorithm(order, g.subs(back), log_rank.subs(back), exponent)


@dataclass(frozen=True)
class Transition:
    """The point at which the polynomial method stops being almost linear, for d = c log n and error n^-kappa.

    This is a statement about this method on inputs that attain scores of order B^k. It bounds no other algorithm from
    below.

    Attributes
    ----------
    order : int
        k.
    critical : Rational
        The exponent 1/k: B = (log n)^critical.
    below_power, below_any : sympy number
        Exponent of the time for B = (log n)^(critical - eta), eta > 0, and for *any* B = o((log n)^critical).
    at : sympy expression
        Exponent for B = (theta log n)^critical, in c and g = degree / log n > 0: above 1.
    above_power, above_any : sympy number
        Exponent for B = (log n)^(critical + eta), and for any B with B / (log n)^critical -> oo.
    """

    order: int
    critical: "sp.Rational"
    below_power: "sp.Expr"
    below_any: "sp.Expr"
    at: "sp.Expr"
    above_any: "sp.Expr"
    above_power: "sp.Expr"

    below = RenamedAttribute("below_power")
    beneath = RenamedAttribute("below_any")
    beyond = RenamedAttribute("above_any")
    above = RenamedAttribute("above_power")

    __repr__ = fields_repr


def transition(order: int) -> Transition:
    """Compute the transition of the polynomial method at B = (log n)^(1/k) for symbolic c, kappa and eta.

    "Any" B is treated by B^k = log n / w and B^k = w log n with w -> oo in place of n: exponents then depend on n
    through w only.

    Examples
    --------
    >>> t = transition(3)
    >>> t.critical, t.below_power, t.below_any, t.above_any, t.above_power
    (1/3, 1, 1, oo, oo)
    """
    import sympy as sp

    x, c, kappa, eta, g = scale(), constant("c"), constant("kappa"), constant("eta"), constant("g")
    order = integer("order", order, 2)
    critical = sp.Rational(1, order)
    nu = constant("nu")  # above, the degree is 2 nu R for the nu of degree_factor(0)

    # log(L/R) for R = x^(k (1/k -+ eta)) is order eta log x + log kappa; R replaces it above, where R/L -> oo
    gentle = kappa * x / (order * eta * sp.log(x) + sp.log(kappa))
    steep = 2 * nu * x ** (1 + order * eta)
    # per log n: with log w = x for R = log n / w, and w = x for R = w log n
    return Transition(
        order=order,
        critical=critical,
        below_power=1 + _exponent_of_rank(c * x, gentle, x),
        below_any=1 + _exponent_of_rank(c, kappa / (x + sp.log(kappa)), sp.Integer(1)),
        at=1 + c * sp.log(1 + g / c) + g * sp.log(1 + c / g),
        above_any=1 + _exponent_of_rank(c, 2 * nu * x, sp.Integer(1)),
        above_power=1 + _exponent_of_rank(c * x, steep, x),
    )


def _exponent_of_rank(d: Any, g: Any, unit: Any) -> Any:
    """Return the limit of log binom(d + g, g) / unit; its two terms are nonnegative, so one infinite limit decides."""
    import sympy as sp

    first = _limit("dimension", d * sp.log(1 + g / d) / unit)
    return first if first == sp.oo else first + _limit("dimension", g * sp.log(1 + d / g) / unit)


def _function(name: str, value: Any) -> Any:
    import sympy as sp

    try:
        expression = sp.sympify(value, locals={"n": row_count()}, rational=True)
    except (sp.SympifyError, SyntaxError, TypeError) as error:
        raise ValueError(f"{name} must be an expression in n, got {short_repr(value)}") from error
    others = {s: constant(s.name) for s in expression.free_symbols if s.name != "n"}
    return expression.subs({**others, **{s: row_count() for s in expression.free_symbols if s.name == "n"}})


def _limit(name: str, expression: Any) -> Any:
    import sympy as sp

    value = sp.simplify(sp.limit(expression, scale(), sp.oo))
    if value.has(sp.Limit, sp.nan, sp.zoo, scale()) or value.is_negative:
        raise ValueError(
            f"{name} must be comparable with log n, got {value} for the limit of {expression}, x = log n -> oo"
        )
    return value


def _short(value: Any) -> str:
    import sympy as sp

    return str(value.xreplace({number: number.round(4) for number in value.atoms(sp.Float)}))
