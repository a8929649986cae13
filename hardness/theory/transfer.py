"""Conditional lower bounds: follow a path of reductions, and turn a fast algorithm at its end into one at its start."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from hardness.arguments import integer
from hardness.problems.attention import AbstractApproximateAttention
from hardness.reductions import GapMaxIPToAttention, SatToOrthogonalVectors
from hardness.reductions.overhead import Overhead, compose, size_symbols
from hardness.theory.assumptions import MAX_ORDER, Assumption, positive
from hardness.theory.asymptotics import lg, limit, scale
from hardness.theory.bounds import Condition, ConditionalLowerBound, Step, TransferRefused
from hardness.theory.conjectures import SETH, Conjecture, at_clause_density, at_density, constant
from hardness.theory.constants.parameters import theorem_constants
from hardness.theory.constants.search import slack_below
from hardness.theory.constants.tower import TowerConstants
from hardness.theory.steps import AsymptoticStep, MerlinArthurProtocol, SideCondition, Sparsification

if TYPE_CHECKING:
    import sympy as sp

__all__ = ["Condition", "ConditionalLowerBound", "Step", "TransferRefused", "conditional_lower_bound", "hardness_path"]


def hardness_path(order: int, slack: Any = None, variant: str = "calibrated") -> tuple[Step, ...]:
    """Return the path of the theorem: sparsify, split and list, protocol over the tower, padding.

    Half of the slack q goes to Merlin's messages, a quarter to the sparsification; without a number q is a symbol.

    Examples
    --------
    >>> [type(step).__name__ for step in hardness_path(3)]
    ['Sparsification', 'SatToOrthogonalVectors', 'MerlinArthurProtocol', 'GapMaxIPToAttention']
    """
    q = _slack(slack, integer("order", order, 2, MAX_ORDER))
    return (
        Sparsification(q / (4 * order)),
        SatToOrthogonalVectors(order),
        MerlinArthurProtocol(q / 2),
        GapMaxIPToAttention(variant),
    )


def path_from(conjecture: Conjecture, order: int, slack: Any = None, variant: str = "calibrated") -> tuple[Step, ...]:
    """Return the part of `hardness_path` that starts at a conjecture; formulas that are sparse stay as they are.

    Examples
    --------
    >>> from hardness.theory import k_ovc
    >>> [type(step).__name__ for step in path_from(k_ovc(3), 3)]
    ['MerlinArthurProtocol', 'GapMaxIPToAttention']
    """
    path = hardness_path(order, slack, variant)
    if conjecture.sparse:
        path = path[1:]
    return path[next(i for i, step in enumerate(path) if step.source_type is conjecture.problem) :]


def conditional_lower_bound(
    path: Sequence[Step] | None = None,
    conjecture: Conjecture = SETH,
    order: int = 3,
    slack: int | Fraction | str | None = None,
    density: int | Fraction | str | None = None,
    clauses: int | Fraction | str | None = None,
) -> ConditionalLowerBound:
    """Follow a path from the problem of a conjecture to attention, and state the lower bound that it proves.

    Suppose attention of order k ran in time n^(k - q) at the sizes that the path reaches. Calling it for every branch
    decides the conjecture's problem in time (branches) x (writing + n^(k - q)); the conjecture forbids this if the
    exponent is below its own by a constant. Sizes are composed by substitution, and each condition is a limit that
    is computed: columns O(log n), entries O((log n)^{1/k}), writing below n^(k - q), and what the steps ask.

    Numbers for the constants need a number for the density c of the k-OV instances, which no conjecture gives. Then
    the conclusion is about k-OV in c lg n coordinates, whether SETH or k_ovc(k) is named: neither is contradicted
    unless c is a constant that it gives. A clause density s is for SETH: the conclusion is then about formulas with at
    most s N clauses, and c = k s.

    Parameters
    ----------
    path : sequence of steps, optional
        Reductions and asymptotic steps; by default the part of :func:`hardness_path` that starts at the conjecture.
    conjecture : Conjecture
        SETH, k_ovc(k) or k_max_ip(k); ``dataclasses.replace(.., randomised=True)`` for randomised algorithms.
    order : int
        k, from 2 to 64.
    slack : int, Fraction or str, optional
        q in (0, k - 1); a symbol by default, and then the statement is for every such q.
    density : int, Fraction or str, optional
        c of the hard k-OV instances: with a slack and the default path, the constants are computed too.
    clauses : int, Fraction or str, optional
        s of the hard formulas with at most s N clauses, instead of a density: c = k s.

    Raises
    ------
    TransferRefused
        If the steps do not fit together, or a side condition does not hold: the reason, with the computed value.
    ValueError
        If an argument is out of range or goes with no other, or superset sums refute the density.

    Examples
    --------
    >>> print(conditional_lower_bound(order=3).saving)
    q/12
    >>> print(conditional_lower_bound(order=2, slack="1/2").statement)  # doctest: +NORMALIZE_WHITESPACE
    If a deterministic algorithm computes attention of order 2 on n key rows with C_d log n columns, entries at most
    C_b (log n)^(1/2) and an additive error below a constant, in time O(n^(2 - 1/2)), for all large n, then a
    deterministic algorithm decides the satisfiability of w-CNF formulas with N variables in time O(2^((1 - 1/16) N)),
    for all large N, against SETH. If the first is so fast for infinitely many n only, so is the second for infinitely
    many N, which is not denied.
    >>> conditional_lower_bound(order=3, slack="1/2", density=4).conjecture.name
    'the assumption on 3-OV in 4 lg n coordinates'
    """
    import sympy as sp

    order = integer("order", order, 2, MAX_ORDER)
    q = _slack(slack, order)
    assumption = _assumption(path, conjecture, order, slack, density, clauses)
    if assumption is not None:
        conjecture = at_density(assumption) if clauses is None else at_clause_density(assumption)
    elif conjecture.assumption is not None and (refutation := conjecture.assumption.refuted_by()) is not None:
        raise TransferRefused(f"{conjecture.name} is refuted by {refutation}")
    steps = path_from(conjecture, order, slack) if path is None else tuple(path)
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
    if (denied := conjecture.least_saving) is not None and not (saving.is_number and saving >= denied):
        raise TransferRefused(f"{conjecture.name} denies savings from {denied} on, and the path saves {saving} only")

    numbers: TowerConstants | None = None
    if assumption is not None:
        found = theorem_constants(2 * assumption.slack, assumption.density, order)  # half of it goes to the messages
        assert isinstance(found, TowerConstants)
        numbers = found
    return ConditionalLowerBound(conjecture, steps, order, q, saving, sizes, tuple(conditions), numbers)


def _assumption(
    path: Any, conjecture: Conjecture, order: int, slack: Any, density: Any, clauses: Any
) -> Assumption | None:
    """Return the assumption on k-OV that numbers for the density or the clause density make, unless it is refuted."""
    given = {"density": density, "clauses": clauses}
    named = [name for name, value in given.items() if value is not None]
    if not named:
        return None
    name = named[0]
    if conjecture.assumption is not None:
        raise ValueError(f"{name} must be left out with {conjecture.name}, which has its own, got {given[name]}")
    if len(named) > 1:
        raise ValueError(f"clauses must be left out with a density, got {clauses}: c = k s")
    if slack is None:
        raise ValueError(f"slack must be given with {name}: the constants are those of one slack")
    if path is not None:
        raise ValueError(f"{name} must be left out with a path: the constants are those of the default path")
    if conjecture.gap is not None:
        raise ValueError(
            f"{name} must be left out with {conjecture.name}, got {given[name]}: its instances of Gap-MaxIP have "
            f"C lg n coordinates and a threshold b lg n, and no density; that is c of k-OV in c lg n coordinates"
        )
    if clauses is not None and conjecture.order is not None:
        raise ValueError(f"clauses must be left out with {conjecture.name}, which is not about formulas, got {clauses}")
    if conjecture.order not in (None, order):
        raise TransferRefused(f"{conjecture.name} is about order {conjecture.order}, not {order}")
    factor = 1 if clauses is None else order
    exponent = order - slack_below(slack, order) / 2
    assumption = Assumption(order, factor * positive(name, given[name]), exponent, conjecture.randomised)
    assumption.require(name, factor)
    return assumption


def _slack(slack: Any, order: int) -> "sp.Expr":
    import sympy as sp

    return constant("q") if slack is None else sp.Rational(*slack_below(slack, order).as_integer_ratio())


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
    assert isinstance(steps[-1], GapMaxIPToAttention)
    columns = d + t if steps[-1].variant == "calibrated" else 2 * d
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
