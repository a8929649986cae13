"""Conditional lower bounds: a path of reductions turns a fast algorithm at its end into one at its start."""

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from hardness.arguments import integer
from hardness.problems.attention import AbstractApproximateAttention
from hardness.reductions import GapMaxIPToAttention, SatToOrthogonalVectors
from hardness.theory.assumptions import MAX_ORDER, Assumption, positive
from hardness.theory.bounds import Condition, ConditionalLowerBound, Step, TransferRefused
from hardness.theory.conjectures import SETH, Conjecture, at_clause_density, at_density, constant
from hardness.theory.constants.parameters import theorem_constants
from hardness.theory.constants.request import slack_below
from hardness.theory.constants.tower import TowerConstants
from hardness.theory.stations import (
    follow,
    holding,
    positive_condition,
    size_conditions,
    time_conditions,
    total_exponent,
)
from hardness.theory.steps import MerlinArthurProtocol, Sparsification

if TYPE_CHECKING:
    import sympy as sp

__all__ = ["Condition", "ConditionalLowerBound", "Step", "TransferRefused", "conditional_lower_bound", "hardness_path"]


def hardness_path(order: int, slack: Any = None, variant: str = "calibrated") -> tuple[Step, ...]:
    """Return the path of the theorem: sparsify, split and list, protocol over the tower, padding.

    Half of the slack q goes to Merlin's messages, and a quarter to the sparsification. Without a number, q is a symbol.

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
    """Return the part of `hardness_path` that starts at a conjecture; sparse formulas are not sparsified again.

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
    padding = _check_fit(steps, conjecture)

    stations, conditions = follow(steps, conjecture)
    *_, gap_max_ip, attention = stations
    if (reached := attention["k"]) != order:
        raise TransferRefused(f"the path ends at attention of order {reached}, not {order}")
    conditions += holding(size_conditions(gap_max_ip, attention, padding))
    conditions += holding(time_conditions(attention, order, q))
    saving = sp.simplify(conjecture.exponent - total_exponent(attention, order, q))
    beats, remedy = f"branches x n^(k - q) beats {conjecture.name}", "use fewer branches: delta and epsilon"
    conditions += holding([positive_condition(beats, saving, q, order, remedy)])
    if (denied := conjecture.least_saving) is not None and not (saving.is_number and saving >= denied):
        raise TransferRefused(f"{conjecture.name} denies savings from {denied} on, and the path saves {saving} only")
    constants = None if assumption is None else _constants(assumption)
    return ConditionalLowerBound(conjecture, steps, order, q, saving, attention.sizes, tuple(conditions), constants)


def _constants(assumption: Assumption) -> TowerConstants:
    """Return the constants over the tower for an assumption: the slack is 2 slack', half of which goes to messages."""
    constants = theorem_constants(2 * assumption.slack, assumption.density, assumption.order)
    assert isinstance(constants, TowerConstants)
    return constants


def _assumption(
    path: Any, conjecture: Conjecture, order: int, slack: Any, density: Any, clauses: Any
) -> Assumption | None:
    """Return the assumption on k-OV for a given density or clause density; refuse one that is refuted."""
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


def _check_fit(steps: tuple[Step, ...], conjecture: Conjecture) -> GapMaxIPToAttention:
    """Return the padding, which is the last step of a path from the problem of a conjecture to attention."""
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
    return steps[-1]
