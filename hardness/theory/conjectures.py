"""The conjectures of fine-grained complexity that the lower bounds rest on, as objects with exact statements."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

from algorithms.display import display, fields_repr
from algorithms.immutable import Immutable
from hardness.arguments import integer
from hardness.problems import CNF, OrthogonalVectors
from hardness.problems.base import Problem
from hardness.problems.gap_max_ip.base import AbstractGapMaxIP
from hardness.reductions.overhead import Exact, Overhead, UpperBound
from hardness.theory.assumptions import MAX_ORDER, Assumption, algorithm, power

if TYPE_CHECKING:
    import sympy as sp


@dataclass(frozen=True, eq=False)
class Conjecture(Immutable):
    """The conjecture that a problem, in some regime of its sizes, has no algorithm with a better exponent.

    In units of the scale x, "exponent e" means time 2^(e x): x is N for satisfiability and lg n for problems on
    n vectors, so that n^k has exponent k. The conjecture denies every exponent below ``exponent`` by a constant.

    Attributes
    ----------
    name, statement : str
        Its name and its statement.
    problem : type of Problem
        The hard problem.
    order : int or None
        k, if the problem has an order.
    scale : str
        The meaning of x.
    exponent : int
        The best exponent that the conjecture allows.
    sizes : callable
        ``sizes(x)``: the sizes of the hard instances, an overhead in the symbol x and the constants.
    gap : str or None
        Name of the constant relative gap of the instances, for a promise problem.
    symbols : tuple of pairs of str
        Each symbol in ``sizes``, with its meaning.
    randomised : bool
        Whether the denied algorithms may toss coins and err with probability 1/3. This is the stronger conjecture,
        ``dataclasses.replace(SETH, randomised=True)``, which lower bounds for randomised algorithms need.
    sparse : bool
        Whether the hard formulas have linearly many clauses, so that no sparsification is needed.
    assumption : Assumption or None
        The assumption on k-OV that it stands for or implies. It denies one exponent, not every one below ``exponent``.
    """

    name: str
    statement: str
    problem: type[Problem[Any]]
    order: int | None
    scale: str
    exponent: int
    sizes: "Callable[[sp.Symbol], Overhead]"
    gap: str | None = None
    symbols: tuple[tuple[str, str], ...] = ()
    randomised: bool = False
    sparse: bool = False
    assumption: Assumption | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.assumption is not None and self.assumption.randomised != self.randomised:
            denied = algorithm(self.assumption.randomised)
            raise ValueError(f"randomised must be {self.assumption.randomised} with an assumption on a {denied}")

    __repr__ = fields_repr

    @property
    def least_saving(self) -> Fraction | None:
        """The least q' for which an algorithm with exponent (1 - q') N or k - q' is denied; None if every q' > 0 is."""
        if self.assumption is None:
            return None
        return self.assumption.slack if self.order else self.assumption.slack / self.assumption.order

    @display
    def __str__(self) -> str:
        return f"{self.name}: {self.statement} Here an algorithm is a {algorithm(self.randomised)}."


def constant(name: str) -> "sp.Symbol":
    """Return the symbol of a positive real constant of an asymptotic statement."""
    import sympy as sp

    return sp.Symbol(name, positive=True)


def _sat_sizes(x: "sp.Symbol") -> Overhead:
    import sympy as sp

    # A w-CNF has at most (2N)^w clauses, and w is any constant.
    return {"N": Exact(x), "M": UpperBound((2 * x) ** (2 + constant("w"))), "branch_count": Exact(sp.Integer(1))}


def _sparse_sat_sizes(x: "sp.Symbol", clauses: Fraction) -> Overhead:
    import sympy as sp

    return {"N": Exact(x), "M": UpperBound(_exact(clauses) * x), "branch_count": Exact(sp.Integer(1))}


def _ov_sizes(x: "sp.Symbol", order: int, density: Fraction | None) -> Overhead:
    import sympy as sp

    c = constant("c") if density is None else _exact(density)
    one = sp.Integer(1)
    return {
        "n_OV": Exact(2**x), "d_OV": UpperBound(c * x), "k": Exact(order * one), "branch_count": Exact(one),
    }  # fmt: skip


def _max_ip_sizes(x: "sp.Symbol", order: int) -> Overhead:
    import sympy as sp

    one = sp.Integer(1)
    return {
        "n_MaxIP": Exact(2**x), "d_MaxIP": Exact(constant("C") * x), "t_MaxIP": Exact(constant("b") * x),
        "k": Exact(order * one), "branch_count": Exact(one),
    }  # fmt: skip


def _exact(value: Fraction) -> "sp.Rational":
    import sympy as sp

    return sp.Rational(*value.as_integer_ratio())


SETH = Conjecture(
    name="SETH",
    statement="For every eps > 0 there is a width w such that no algorithm decides, for all N, the satisfiability of "
    "w-CNF formulas with N variables in time O(2^((1 - eps) N)).",
    problem=CNF,
    order=None,
    scale="N",
    exponent=1,
    sizes=_sat_sizes,
    symbols=(("x", "N"), ("w", "the width of the formulas, which SETH gives for eps")),
)
"""The strong exponential time hypothesis of Impagliazzo and Paturi (2001)."""


def k_ovc(order: int) -> Conjecture:
    """Return the k-orthogonal-vectors conjecture; SETH implies it [Wil05]_.

    References
    ----------
    .. [Wil05] R. Williams, *A new algorithm for optimal 2-constraint satisfaction and its implications*, TCS 348
       (2005).

    Examples
    --------
    >>> print(k_ovc(3))  # doctest: +ELLIPSIS
    3-OVC: For every eps > 0 there is a c such that no algorithm decides, for all n, whether 3 sets ...
    """
    integer("order", order, 2, MAX_ORDER)
    return Conjecture(
        name=f"{order}-OVC",
        statement=f"For every eps > 0 there is a c such that no algorithm decides, for all n, whether {order} sets of "
        f"n vectors in {{0,1}}^(c lg n) hold an orthogonal tuple in time O(n^({order} - eps)).",
        problem=OrthogonalVectors,
        order=order,
        scale="lg n",
        exponent=order,
        sizes=partial(_ov_sizes, order=order, density=None),
        symbols=(("x", "lg n"), ("c", f"the k-OV instances have c lg n coordinates; {order}-OVC gives it for eps")),
    )


def at_density(assumption: Assumption) -> Conjecture:
    """Return an assumption on k-OV, with a number for c, as a conjecture.

    Examples
    --------
    >>> at_density(Assumption(3, 4, "11/4")).name
    'the assumption on 3-OV in 4 lg n coordinates'
    """
    k, c = assumption.order, assumption.density
    return Conjecture(
        name=f"the assumption on {k}-OV in {power(c)} lg n coordinates",
        statement=assumption.statement,
        problem=OrthogonalVectors,
        order=k,
        scale="lg n",
        exponent=k,
        sizes=partial(_ov_sizes, order=k, density=c),
        symbols=(
            ("x", "lg n"),
            ("c", f"the k-OV instances have c lg n coordinates, c = {c}"),
            *_of_every_density(assumption),
        ),
        randomised=assumption.randomised,
        assumption=assumption,
    )


def at_clause_density(assumption: Assumption) -> Conjecture:
    """Return the assumption on satisfiability that implies one on k-OV: at most s N clauses, s = c / k.

    Split into k parts, a formula with N variables and s N clauses becomes k-OV with n = 2^(N/k) in s N = k s lg n
    coordinates, and n^(k - slack') = 2^((1 - slack'/k) N).

    Examples
    --------
    >>> at_clause_density(Assumption(3, 12, "11/4")).statement  # doctest: +NORMALIZE_WHITESPACE
    'No deterministic algorithm decides, for all N, the satisfiability of CNF formulas with N variables and at most
    4 N clauses in time O(2^((1 - 1/12) N)).'
    """
    k, s = assumption.order, assumption.density / assumption.order
    return Conjecture(
        name=f"SETH with at most {power(s)} N clauses",
        statement=f"No {algorithm(assumption.randomised)} decides, for all N, the satisfiability of CNF formulas with "
        f"N variables and at most {power(s)} N clauses in time O(2^((1 - {assumption.slack / k}) N)).",
        problem=CNF,
        order=None,
        scale="N",
        exponent=1,
        sizes=partial(_sparse_sat_sizes, clauses=s),
        symbols=(
            ("x", "N"),
            ("s", f"the formulas have at most s N clauses, s = {s}"),
            ("c", f"the k-OV instances have c lg n coordinates, c = {assumption.density}"),
            *_of_every_density(assumption),
        ),
        randomised=assumption.randomised,
        sparse=True,
        assumption=assumption,
    )


def _of_every_density(assumption: Assumption) -> tuple[tuple[str, str], ...]:
    return (
        ("slack'", f"the assumption denies time O(n^({assumption.order} - slack')), slack' = {assumption.slack}"),
        ("w", "the width of CNF formulas, any number"),
    )


def k_max_ip(order: int) -> Conjecture:
    """Return the conjecture on approximate maximum inner products; SETH implies it [Rub18]_, [AS24]_.

    References
    ----------
    .. [Rub18] A. Rubinstein, *Hardness of approximate nearest neighbor search*, STOC 2018.
    .. [AS24] J. Alman and Z. Song, *How to Capture Higher-order Correlations?*, ICLR 2024.

    Examples
    --------
    >>> k_max_ip(3).exponent
    3
    """
    integer("order", order, 2, MAX_ORDER)
    return Conjecture(
        name=f"{order}-MaxIP",
        statement=f"For every eps > 0 there are constants C, b and a gap g > 0 such that no algorithm decides, for all "
        f"n, Gap-MaxIP_{order} with n vectors per set in C lg n dimensions, threshold b lg n and gap g in time "
        f"O(n^({order} - eps)).",
        problem=AbstractGapMaxIP,  # type: ignore[type-abstract]  # explicit, implicit or compressed
        order=order,
        scale="lg n",
        exponent=order,
        sizes=partial(_max_ip_sizes, order=order),
        gap="g",
        symbols=(
            ("x", "lg n"),
            ("C", f"the Gap-MaxIP instances have C lg n coordinates; {order}-MaxIP gives C, b and g for eps"),
            ("b", "the threshold of the Gap-MaxIP instances is b lg n"),
            ("g", "the relative gap of the Gap-MaxIP instances"),
        ),
    )
