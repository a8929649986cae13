"""Conditional lower bounds: follow a path of reductions, and turn a fast algorithm at its end into one at its start."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from algorithms.display import display, fields_repr
from hardness.problems.attention import AbstractApproximateAttention
from hardness.reductions import GapMaxIPToAttention, SatToOrthogonalVectors
from hardness.reductions.base import Reduction
from hardness.theory.asymptotic_steps import AsymptoticStep, MerlinArthurProtocol, SideCondition, Sparsification
from hardness.theory.asymptotics import lg, limit, scale
from hardness.theory.conjectures import SETH, Conjecture, constant
from hardness.theory.constants import exact, theorem_constants
from hardness.theory.overhead import Overhead, compose, size_symbols
from hardness.theory.tower_constants import TowerConstants

if TYPE_CHECKING:
    import sympy as sp

Step = Reduction[Any, Any] | AsymptoticStep


class TransferRefused(ValueError):  # noqa: N818 - it is the transfer that refused
    """A path does not carry the lower bound; the message says which condition fails."""


@dataclass(frozen=True)
class Condition:
    """A side condition with the computed value that decides it."""

    name: str
    value: "sp.Expr"
    holds: bool
    remedy: str = ""

    __repr__ = fields_repr

    @display
    def __str__(self) -> str:
        return f"{self.name}: {'holds' if self.holds else 'FAILS'}, computed {self.value}"


@dataclass(frozen=True)
class ConditionalLowerBound:
    """What a conjecture says about attention, through a path of reductions.

    Attributes
    ----------
    conjecture : Conjecture
        What is assumed.
    path : tuple
        The steps from its problem to attention.
    order : int
        k of the attention.
    slack : sympy expression
        The q of "no n^(k - q) algorithm".
    saving : sympy expression
        q' of the absurd algorithm for the conjecture's problem: exponent (1 - q') N, or k - q'.
    overhead : Overhead
        Sizes of the attention instances, and their number, in the scale of the conjecture.
    conditions : tuple of Condition
        Every side condition, all of them holding.
    constants : TowerConstants or None
        The constants, if slack and density are numbers.
    """

    conjecture: Conjecture
    path: tuple[Step, ...]
    order: int
    slack: "sp.Expr"
    saving: "sp.Expr"
    overhead: Overhead
    conditions: tuple[Condition, ...]
    constants: TowerConstants | None

    __repr__ = fields_repr

    @property
    def statement(self) -> str:
        """The lower bound as one sentence."""
        k, paper = self.order, _padding(self.path).variant == "paper"
        if self.constants is None:
            columns, entries, error = "C log n", f"C_b (log n)^(1/{k})", "n^(-C_a)" if paper else "below a constant"
        else:
            c = self.constants
            lg_C, lg_C_b = (c.lg_C_paper, c.lg_C_b_paper) if paper else (c.lg_C, c.lg_C_b)
            columns, entries = f"2^({lg_C}) log n", f"2^({lg_C_b}) (log n)^(1/{k})"
            error = f"n^(-2^({c.lg_C_a}))" if paper else f"below {c.error}"
        absurd = {
            "SAT": f"satisfiability of w-CNFs on N variables would be decided in time 2^((1 - {self.saving}) N)",
            "OV": f"{k}-OV would be decided in time n^({k} - {self.saving})",
            "MaxIP": f"Gap-MaxIP_{k} would be decided in time n^({k} - {self.saving})",
        }[_kind_of_problem(self.conjecture)]
        return (
            f"If attention of order {k} on n key rows with d = {columns}, entries at most {entries} and additive error "
            f"{error} ran in time n^({k} - {self.slack}), then {absurd}, against {self.conjecture.name}."
        )

    @display
    def __str__(self) -> str:
        return "\n".join([self.statement, *(f"  {condition}" for condition in self.conditions)])


def hardness_path(order: int, slack: Any = None, variant: str = "calibrated") -> tuple[Step, ...]:
    """Return the path of the theorem: sparsify, split and list, protocol over the tower, padding.

    Half of the slack q goes to Merlin's messages, a quarter to the sparsification; without a number q is a symbol.

    Examples
    --------
    >>> [type(step).__name__ for step in hardness_path(3)]
    ['Sparsification', 'SatToOrthogonalVectors', 'MerlinArthurProtocol', 'GapMaxIPToAttention']
    """
    q = _slack(slack)
    return (
        Sparsification(q / (4 * order)),
        SatToOrthogonalVectors(order),
        MerlinArthurProtocol(q / 2),
        GapMaxIPToAttention(variant),
    )


def conditional_lower_bound(
    path: Sequence[Step] | None = None,
    conjecture: Conjecture = SETH,
    order: int = 3,
    slack: int | Fraction | str | None = None,
    density: int | Fraction | str | None = None,
) -> ConditionalLowerBound:
    """Follow a path from the problem of a conjecture to attention, and state the lower bound that it proves.

    Suppose attention of order k ran in time n^(k - q) at the sizes that the path reaches. Calling it for every branch
    decides the conjecture's problem in time (branches) x (writing + n^(k - q)); the conjecture forbids this if the
    exponent is below its own by a constant. Sizes are composed by substitution, and each condition is a limit that
    is computed: columns O(log n), entries O((log n)^{1/k}), writing below n^(k - q), and what the steps ask.

    Parameters
    ----------
    path : sequence of steps, optional
        Reductions and asymptotic steps; by default the part of :func:`hardness_path` that starts at the conjecture.
    conjecture : Conjecture
        SETH, k_ovc(k) or k_max_ip(k).
    order : int
        k >= 2.
    slack : int, Fraction or str, optional
        q in (0, k - 1); a symbol by default, and then the statement is for every such q.
    density : int, Fraction or str, optional
        c of the hard k-OV instances: with a slack and the default path, the constants are computed too.

    Raises
    ------
    TransferRefused
        If the steps do not fit together, or a side condition does not hold: the reason, with the computed value.
    ValueError
        If the order or slack is out of range.

    Examples
    --------
    >>> print(conditional_lower_bound(order=3).saving)
    q/12
    >>> print(conditional_lower_bound(order=2, slack="1/2").statement)  # doctest: +NORMALIZE_WHITESPACE
    If attention of order 2 on n key rows with d = C log n, entries at most C_b (log n)^(1/2) and additive error
    below a constant ran in time n^(2 - 1/2), then satisfiability of w-CNFs on N variables would be
    decided in time 2^((1 - 1/16) N), against SETH.
    """
    import sympy as sp

    if not isinstance(order, int) or isinstance(order, bool) or order < 2:
        raise ValueError(f"order = {order!r} must be an integer >= 2")
    q = _slack(slack)
    if slack is not None and not 0 < q < order - 1:
        raise ValueError(f"slack = {slack} must be in (0, k - 1) = (0, {order - 1})")
    standard = path is None
    steps = _from(conjecture, hardness_path(order, slack)) if path is None else tuple(path)
    _check_fit(steps, conjecture)

    x = scale()
    sizes, least, gap = conjecture.sizes(x), dict[str, Any](), conjecture.gap and constant(conjecture.gap)
    conditions: list[Condition] = []
    for step in steps:
        asymptotic = step if isinstance(step, AsymptoticStep) else None
        asked = asymptotic.side_conditions() if asymptotic else ()
        conditions += [_bounded(condition, sizes) for condition in asked]
        _refuse_failing(conditions)
        if isinstance(step, GapMaxIPToAttention):
            before, lower = sizes, least
        least = {n: _at(e, sizes) for n, e in asymptotic.at_least.items()} if asymptotic else {}
        gap = getattr(step, "gap", gap)
        known = {symbol for entry in sizes.values() for symbol in entry.expression.free_symbols}
        constants = {*known, *asymptotic.constants} if asymptotic else known
        sizes = compose(sizes, step.overhead, constants)

    n, d = (sizes[name].expression for name in ("n_Att", "d_Att"))
    if (reached := sizes["k"].expression) != order:
        raise TransferRefused(f"the path ends at attention of order {reached}, not {order}")
    columns = limit(d, lg(n))
    conditions.append(_finite("d_Att = O(log n_Att)", columns, "take codes over a fixed field: the tower"))
    _refuse_failing(conditions)
    if gap is None:
        raise TransferRefused(
            "the gap of the Gap-MaxIP instances is not declared by any step, so the entries have no bound"
        )
    scores = _largest_score(steps, before, lower, gap)
    conditions.append(
        _finite(f"B^{order} = O(log n)", limit(scores, lg(n)), "the gap and t / log n must be bounded below")
    )

    margin = order - q  # the exponent of the supposed algorithm
    conditions.append(
        _positive("writing an instance takes n^(1 + o(1)) <= n^(k - q)", margin - limit(lg(n * d), lg(n)), q, order)
    )
    branches = limit(lg(sizes["branch_count"].expression), x)
    conditions.append(_finite("the number of branches is 2^(O(x))", branches, "use fewer messages or branches"))
    _refuse_failing(conditions)
    total = sp.simplify(branches + margin * limit(lg(n), x))
    saving = sp.simplify(conjecture.exponent - total)
    conditions.append(
        _positive(
            f"branches x n^(k - q) beats {conjecture.name}", saving, q, order, "use fewer branches: delta and epsilon"
        )
    )
    _refuse_failing(conditions)

    numbers = (
        theorem_constants(exact("slack", slack), density, order)
        if standard and slack is not None and density is not None
        else None
    )
    return ConditionalLowerBound(
        conjecture, steps, order, q, saving, sizes, tuple(conditions),
        numbers if isinstance(numbers, TowerConstants) else None,
    )  # fmt: skip


def _slack(slack: Any) -> "sp.Expr":
    import sympy as sp

    if slack is None:
        return constant("q")
    return sp.Rational(*exact("slack", slack).as_integer_ratio())


def _kind_of_problem(conjecture: Conjecture) -> str:
    return "SAT" if conjecture.order is None else "MaxIP" if conjecture.gap else "OV"


def _padding(path: Sequence[Step]) -> GapMaxIPToAttention:
    last = path[-1]
    assert isinstance(last, GapMaxIPToAttention)
    return last


def _from(conjecture: Conjecture, path: tuple[Step, ...]) -> tuple[Step, ...]:
    start = next(i for i, step in enumerate(path) if step.source_type is conjecture.problem)
    return path[start:]


def _check_fit(steps: tuple[Step, ...], conjecture: Conjecture) -> None:
    if not steps:
        raise TransferRefused("the path has no step")
    here, what = conjecture.problem, conjecture.name
    for step in steps:
        if not issubclass(here, step.source_type):
            raise TransferRefused(
                f"{type(step).__name__} starts from {step.source_type.__name__}, but {what} ends at {here.__name__}"
            )
        here, what = step.target_type, type(step).__name__
    if not issubclass(here, AbstractApproximateAttention) or not isinstance(steps[-1], GapMaxIPToAttention):
        raise TransferRefused(f"the path ends at {here.__name__} by {what}, not at attention by GapMaxIPToAttention")


def _at(expression: Any, sizes: Overhead) -> Any:
    names = [name for name in sizes if name != "branch_count"]
    values = {symbol: sizes[name].expression for name, symbol in zip(names, size_symbols(names), strict=True)}
    return expression.subs(values, simultaneous=True)


def _largest_score(steps: tuple[Step, ...], sizes: Overhead, lower: dict[str, Any], gap: Any) -> Any:
    """Return beta = s (log P + log kap) / (eps t), the k-th power of the largest entry, with kap a constant."""
    import sympy as sp

    n, d, k = (sizes[name].expression for name in ("n_MaxIP", "d_MaxIP", "k"))
    t = sizes["t_MaxIP"].expression
    columns = d + t if _padding(steps).variant == "calibrated" else 2 * d
    logs = (k - 1) * sp.log(n) + sp.log(sp.Max(16, 4 ** (k - 1)))
    return columns * logs / (sp.sympify(gap) * lower.get("t_MaxIP", t))


def _bounded(condition: SideCondition, sizes: Overhead) -> Condition:
    value = limit(_at(condition.numerator, sizes), _at(condition.denominator, sizes))
    return _finite(condition.name, value, condition.remedy)


def _finite(name: str, value: Any, remedy: str) -> Condition:
    import sympy as sp

    return Condition(name, value, value != sp.oo, remedy)


def _positive(name: str, value: Any, q: Any, order: int, remedy: str = "") -> Condition:
    """Decide whether ``value`` is positive, for every q in (0, k - 1) if q is a symbol."""
    import sympy as sp

    if q.is_Symbol:
        u = constant("u")  # (k - 1) u / (1 + u) runs through (0, k - 1)
        verdict = sp.factor(sp.together(value.subs(q, (order - 1) * u / (1 + u)))).is_positive
    else:
        verdict = value.is_positive
    return Condition(name, value, bool(verdict), remedy)


def _refuse_failing(conditions: list[Condition]) -> None:
    for condition in conditions:
        if not condition.holds:
            remedy = f"; {condition.remedy}" if condition.remedy else ""
            raise TransferRefused(f"{condition.name} does not hold: computed {condition.value}{remedy}")
