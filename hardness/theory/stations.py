"""Sizes along a path of steps, and the conditions under which a fast algorithm at its end is one at its start."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from algorithms.display import fields_repr
from hardness.reductions import GapMaxIPToAttention
from hardness.reductions.overhead import Overhead, compose, size_symbols
from hardness.reductions.separation import default_separation
from hardness.theory.asymptotics import limit, log2, scale
from hardness.theory.bounds import Condition, Step, TransferRefused
from hardness.theory.conjectures import Conjecture, constant
from hardness.theory.steps import AsymptoticStep

if TYPE_CHECKING:
    import sympy as sp


@dataclass(frozen=True)
class Station:
    """The instances between two steps of a path, in the scale x of the conjecture.

    Attributes
    ----------
    sizes : Overhead
        The sizes and the number of the instances.
    least : dict
        Lower bounds for sizes that are otherwise bounded only from above.
    gap : sympy expression or None
        The relative gap of a promise problem, if a step declares one.
    """

    sizes: Overhead
    least: "dict[str, sp.Expr]"
    gap: Any

    __repr__ = fields_repr

    def after(self, step: Step) -> "Station":
        """Return the instances that a step produces from these."""
        known = {symbol for entry in self.sizes.values() for symbol in entry.expression.free_symbols}
        least = {}
        if isinstance(step, AsymptoticStep):
            known.update(step.constants)
            least = {name: self.of(expression) for name, expression in step.at_least.items()}
        return Station(compose(self.sizes, step.overhead, known), least, getattr(step, "gap", self.gap))

    def of(self, expression: "sp.Expr") -> "sp.Expr":
        """Rewrite an expression in the size symbols of the problem as one in the scale."""
        names = [name for name in self.sizes if name != "branch_count"]
        symbols = zip(names, size_symbols(names), strict=True)
        return expression.subs({symbol: self[name] for name, symbol in symbols}, simultaneous=True)

    def __getitem__(self, name: str) -> "sp.Expr":
        return self.sizes[name].expression

    @cached_property
    def lg_branches(self) -> Any:
        """The limit of lg(number of instances) / x."""
        return limit(log2(self["branch_count"]), scale())


def follow(steps: Sequence[Step], conjecture: Conjecture) -> tuple[list[Station], list[Condition]]:
    """Return the instances of a conjecture and those after each step, and the side conditions of the steps.

    Raises
    ------
    TransferRefused
        If a side condition does not hold.
    """
    stations = [Station(conjecture.sizes(scale()), {}, conjecture.gap and constant(conjecture.gap))]
    conditions: list[Condition] = []
    for step in steps:
        here = stations[-1]
        if isinstance(step, AsymptoticStep):
            conditions += holding(
                _finite(asked.name, limit(here.of(asked.numerator), here.of(asked.denominator)), asked.remedy)
                for asked in step.side_conditions()
            )
        stations.append(here.after(step))
    return stations, conditions


def holding(conditions: Iterable[Condition]) -> Iterator[Condition]:
    """Yield the conditions up to the first one that fails, and raise TransferRefused for that one."""
    for condition in conditions:
        if not condition.holds:
            remedy = f"; {condition.remedy}" if condition.remedy else ""
            raise TransferRefused(f"{condition.name} does not hold: computed {condition.value}{remedy}")
        yield condition


def size_conditions(gap_max_ip: Station, attention: Station, padding: GapMaxIPToAttention) -> Iterator[Condition]:
    """Yield that the attention instances have O(log n) columns and entries O((log n)^{1/k}).

    The k-th power of the largest entry is beta = s (log P + log sep) / (eps t), with s columns, P tuples, sep a
    constant.

    Raises
    ------
    TransferRefused
        If no step declares the gap eps.
    """
    import sympy as sp

    lg_n = log2(attention["n_Att"])
    columns = limit(attention["d_Att"], lg_n)
    yield _finite("d_Att = O(log n_Att)", columns, "take codes over a fixed field: the tower")
    if attention.gap is None:
        raise TransferRefused(
            "the gap of the Gap-MaxIP instances is not declared by any step, so the entries have no bound"
        )
    n, d, t, k = (gap_max_ip[name] for name in ("n_MaxIP", "d_MaxIP", "t_MaxIP", "k"))
    padded = d + t if padding.variant == "calibrated" else 2 * d
    logs = (k - 1) * sp.log(n) + sp.log(default_separation(k))
    beta = padded * logs / (sp.sympify(attention.gap) * gap_max_ip.least.get("t_MaxIP", t))
    yield _finite(f"B^{k} = O(log n)", limit(beta, lg_n), "the gap and t / log n must be bounded below")


def time_conditions(attention: Station, order: int, slack: "sp.Expr") -> Iterator[Condition]:
    """Yield that writing a call takes less than n^(k - q), and that there are at most 2^(O(x)) calls."""
    lg_written = limit(log2(attention["n_Att"] * attention["d_Att"]), log2(attention["n_Att"]))
    yield positive_condition(
        "writing an instance takes n^(1 + o(1)) <= n^(k - q)", order - slack - lg_written, slack, order
    )
    yield _finite("the number of branches is 2^(O(x))", attention.lg_branches, "use fewer messages or branches")


def total_exponent(attention: Station, order: int, slack: "sp.Expr") -> "sp.Expr":
    """Return the limit of lg(time) / x for one call in time n^(k - q) for every branch."""
    import sympy as sp

    return sp.simplify(attention.lg_branches + (order - slack) * limit(log2(attention["n_Att"]), scale()))


def positive_condition(name: str, value: Any, slack: Any, order: int, remedy: str = "") -> Condition:
    """Decide whether ``value`` is positive; if the slack is a symbol, for every slack in (0, k - 1)."""
    import sympy as sp

    if slack.is_Symbol:
        u = constant("u")  # (k - 1) u / (1 + u) runs through (0, k - 1)
        verdict = sp.factor(sp.together(value.subs(slack, (order - 1) * u / (1 + u)))).is_positive
    else:
        verdict = value.is_positive
    return Condition(name, value, bool(verdict), remedy)


def _finite(name: str, value: Any, remedy: str) -> Condition:
    import sympy as sp

    return Condition(name, value, value != sp.oo, remedy)
