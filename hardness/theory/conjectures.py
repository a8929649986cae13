"""The conjectures of fine-grained complexity that the lower bounds rest on, as objects with exact statements."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from algorithms.display import display, fields_repr
from algorithms.immutable import Immutable
from hardness.problems import CNF, OrthogonalVectors
from hardness.problems.base import Problem
from hardness.problems.gap_max_ip import AbstractGapMaxIP
from hardness.theory.overhead import Exact, Overhead, UpperBound

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
        How it is called and what it says.
    problem : type of Problem
        The hard problem.
    order : int or None
        k, where the problem has one.
    scale : str
        What x is.
    exponent : int
        The best exponent that is conjectured possible.
    sizes : callable
        ``sizes(x)``: the sizes of the hard instances, an overhead in the symbol x and the constants.
    gap : str or None
        Name of the constant relative gap of the instances, for a promise problem.
    """

    name: str
    statement: str
    problem: type[Problem[Any]]
    order: int | None
    scale: str
    exponent: int
    sizes: "Callable[[sp.Symbol], Overhead]"
    gap: str | None = None

    __repr__ = fields_repr

    @display
    def __str__(self) -> str:
        return f"{self.name}: {self.statement}"


def constant(name: str) -> "sp.Symbol":
    """Return the symbol of a positive real constant of an asymptotic statement."""
    import sympy as sp

    return sp.Symbol(name, positive=True)


def _sat_sizes(x: "sp.Symbol") -> Overhead:
    import sympy as sp

    # A w-CNF has at most (2N)^w clauses, and w is any constant.
    return {"N": Exact(x), "M": UpperBound((2 * x) ** (2 + constant("w"))), "branch_count": Exact(sp.Integer(1))}


SETH = Conjecture(
    name="SETH",
    statement="For every eps > 0 there is a width w such that no algorithm decides the satisfiability of w-CNF "
    "formulas with N variables in time O(2^((1 - eps) N)).",
    problem=CNF,
    order=None,
    scale="N",
    exponent=1,
    sizes=_sat_sizes,
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
    3-OVC: For every eps > 0 there is a c such that no algorithm decides whether 3 sets of n vectors ...
    """
    _check_order(order)
    return Conjecture(
        name=f"{order}-OVC",
        statement=f"For every eps > 0 there is a c such that no algorithm decides whether {order} sets of n vectors in "
        f"{{0,1}}^(c lg n) hold an orthogonal tuple in time O(n^({order} - eps)).",
        problem=OrthogonalVectors,
        order=order,
        scale="lg n",
        exponent=order,
        sizes=partial(_ov_sizes, order),
    )


def _ov_sizes(order: int, x: "sp.Symbol") -> Overhead:
    import sympy as sp

    n, one = 2**x, sp.Integer(1)
    return {
        "n_OV": Exact(n),
        "d_OV": UpperBound(constant("c") * x),
        "k": Exact(order * one),
        "branch_count": Exact(one),
    }


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
    _check_order(order)
    return Conjecture(
        name=f"{order}-MaxIP",
        statement=f"For every eps > 0 there are constants C, b and a gap g > 0 such that no algorithm decides "
        f"Gap-MaxIP_{order} with n vectors a set in C lg n dimensions, threshold b lg n and gap g in time "
        f"O(n^({order} - eps)).",
        problem=AbstractGapMaxIP,  # type: ignore[type-abstract]  # explicit, implicit or compressed
        order=order,
        scale="lg n",
        exponent=order,
        sizes=partial(_max_ip_sizes, order),
        gap="g",
    )


def _max_ip_sizes(order: int, x: "sp.Symbol") -> Overhead:
    import sympy as sp

    one = sp.Integer(1)
    return {
        "n_MaxIP": Exact(2**x), "d_MaxIP": Exact(constant("C") * x), "t_MaxIP": Exact(constant("b") * x),
        "k": Exact(order * one), "branch_count": Exact(one),
    }  # fmt: skip


def _check_order(order: int) -> None:
    if not isinstance(order, int) or isinstance(order, bool) or order < 2:
        raise ValueError(f"order = {order!r} must be an integer >= 2")
