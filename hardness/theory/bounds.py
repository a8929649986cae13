"""Conditional lower bounds: the statement with every quantifier, condition and symbol."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from algorithms.display import display, fields_repr
from hardness.numbers import document
from hardness.reductions import GapMaxIPToAttention
from hardness.reductions.base import Reduction
from hardness.reductions.overhead import Overhead
from hardness.theory.assumptions import Assumption, algorithm, power
from hardness.theory.conjectures import Conjecture
from hardness.theory.constants.tower import TowerConstants
from hardness.theory.json_document import JsonDocument
from hardness.theory.steps import AsymptoticStep

if TYPE_CHECKING:
    import sympy as sp

Step = Reduction[Any, Any] | AsymptoticStep


class TransferRefused(ValueError):  # noqa: N818 - it is the transfer that refused
    """A path does not transfer the lower bound; the message says which condition fails."""


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
class ConditionalLowerBound(JsonDocument):
    """What a conjecture, or an assumption with numbers, implies for attention through a path of reductions.

    Attributes
    ----------
    conjecture : Conjecture
        The conjecture; at a given density, the assumption about that density takes its place.
    path : tuple
        The steps from its problem to attention.
    order : int
        k of the attention.
    slack : sympy expression
        The q of "no O(n^(k - q)) algorithm".
    saving : sympy expression
        q' of the algorithm that would contradict the conjecture: exponent (1 - q') N, or k - q'.
    overhead : Overhead
        Sizes of the attention instances, and their number, in the scale of the conjecture.
    conditions : tuple of Condition
        Every side condition, all of them holding.
    constants : TowerConstants or None
        The constants of the bound.

    Raises
    ------
    TransferRefused
        If the assumption, or that of the constants, is refuted, or the constants are those of another bound.
    """

    conjecture: Conjecture
    path: tuple[Step, ...]
    order: int
    slack: "sp.Expr"
    saving: "sp.Expr"
    overhead: Overhead = field(hash=False)
    conditions: tuple[Condition, ...]
    constants: TowerConstants | None = None

    __repr__ = fields_repr

    def __post_init__(self) -> None:
        for assumed in (self.assumption, None if self.constants is None else self.constants.assumption):
            if assumed is not None and (refutation := assumed.refuted_by()) is not None:
                raise TransferRefused(f"the assumption is refuted by {refutation}")
        if self.constants is not None:
            request, density = self.constants.request, self.assumption and self.assumption.density
            given = (request.order, str(request.slack), request.density)
            if given != (self.order, str(self.slack), density):
                raise TransferRefused(f"the constants are those of order, slack and density {given}, not of this bound")

    @property
    def assumption(self) -> Assumption | None:
        """The assumption on k-OV, if a density or a clause density is given; it is never refuted."""
        return self.conjecture.assumption

    @property
    def randomised(self) -> bool:
        """Whether assumption and conclusion are about randomised algorithms."""
        return self.conjecture.randomised

    @property
    def statement(self) -> str:
        """The lower bound with its quantifiers: what a fast algorithm for attention would imply."""
        k, who = self.order, f"a {algorithm(self.randomised)}"
        routine = f"{who} in each entry" if self.randomised else who
        time = f"O(n^({k} - {self.slack})" + (" / log n)" if self.randomised else ")")
        N = "N" if self._about_formulas else "n"
        start = "" if self.constants is None else f" The reduction exists for every n >= n_0 = 2^{self.least_lg_n}."
        return (
            f"If {routine} computes attention of order {k} on n key rows with {self._instances}, in time {time}, for "
            f"all large n, then {who} decides {self._contradiction}, for all large {N}, against "
            f"{self.conjecture.name}. If the first is so fast for infinitely many n only, so is the second for "
            f"infinitely many {N}, which is not denied.{start}"
        )

    @property
    def least_lg_n(self) -> int | None:
        """Lg n_0, if there are numbers."""
        return None if self.constants is None else self.constants.least_lg_n

    @property
    def basis(self) -> str:
        """The assumption and, if a density is given, its relation to SETH and to the k-OV conjecture."""
        if self.assumption is None:
            return str(self.conjecture)
        k, eps = self.assumption.order, self.assumption.slack
        if self._about_formulas:
            c, s = self.assumption.density, self.assumption.density / k
            return (
                f"Assumed: {self.conjecture.statement} By sparsification SETH implies this for some clause density, "
                f"without saying which; so this contradicts SETH only if {s} is one for the saving {eps / k}. It "
                f"implies the assumption on {k}-OV at density c = k s = {c}: {self.assumption}"
            )
        return (
            f"Assumed: {self.assumption} This is about {k}-OV in {power(self.assumption.density)} lg n coordinates. "
            f"{k}-OVC, which SETH implies, gives a c for eps = {eps} without saying which: {k}-OVC is contradicted "
            f"only if {self.assumption.density} is such a c. SETH for all w-CNFs is not: its c grows with w."
        )

    @property
    def symbols(self) -> dict[str, str]:
        """Every symbol in the statement, the conditions, the basis or a definition, with its meaning."""
        known, claims = dict(self._definitions()), " ".join([self.statement, *map(str, self.conditions), self.basis])
        text = claims
        while True:
            used = {name: meaning for name, meaning in known.items() if _occurs(name, text)}
            grown = f"{claims} {' '.join(used.values())}"
            if grown == text:
                return used
            text = grown

    @display
    def __str__(self) -> str:
        where = (f"  {name}: {meaning}" for name, meaning in self.symbols.items())
        conditions = (f"  {condition}" for condition in self.conditions)
        return "\n".join([self.statement, *conditions, "where", *where, self.basis])

    def to_dict(self) -> dict[str, Any]:
        """Return everything as a JSON object of the kind "bound"; expressions are text, no slack means every slack."""
        assumed = self.assumption
        return document(
            "bound",
            statement=self.statement, basis=self.basis, conjecture=self.conjecture.name, randomised=self.randomised,
            order=self.order, slack=Fraction(str(self.slack)) if self.slack.is_number else None,
            saving=str(self.saving),
            variant=self._padding.variant,
            path=[type(step).__name__ for step in self.path],
            conditions=[
                {"name": condition.name, "computed": str(condition.value), "holds": condition.holds}
                for condition in self.conditions
            ],
            symbols=self.symbols,
            about="formulas" if self._about_formulas else "Gap-MaxIP" if self.conjecture.gap else "k-OV",
            density=None if assumed is None else assumed.density,
            clauses=assumed.density / assumed.order if assumed and self._about_formulas else None,
            lg_n_0=self.least_lg_n,
            assumption=None if assumed is None else assumed.to_dict(),
            constants=None if self.constants is None else self.constants.to_dict(),
        )  # fmt: skip

    @property
    def _about_formulas(self) -> bool:
        return self.conjecture.order is None

    @property
    def _padding(self) -> GapMaxIPToAttention:
        last = self.path[-1]
        assert isinstance(last, GapMaxIPToAttention)
        return last

    @property
    def _instances(self) -> str:
        """The sizes of the attention instances in words."""
        k, paper, constants = self.order, self._padding.variant == "paper", self.constants
        if constants is None:
            error = "at most n^(-C_a)" if paper else "below a constant"
            return f"C_d log n columns, entries at most C_b (log n)^(1/{k}) and an additive error {error}"
        lg_C, lg_C_b = (constants.lg_C_paper, constants.lg_C_b_paper) if paper else (constants.lg_C, constants.lg_C_b)
        error = f"at most n^(-2^({constants.lg_C_a}))" if paper else f"below {constants.error}"
        return f"2^({lg_C}) log n columns, entries at most 2^({lg_C_b}) (log n)^(1/{k}) and an additive error {error}"

    @property
    def _contradiction(self) -> str:
        """The problem that would be decided, and the time."""
        k, saving = self.order, self.saving
        if self._about_formulas:
            which = "of w-CNF formulas with N variables"
            if self.assumption is not None:
                clauses = power(self.assumption.density / self.assumption.order)
                which = f"of CNF formulas with N variables and at most {clauses} N clauses"
            return f"the satisfiability {which} in time O(2^((1 - {saving}) N))"
        if self.conjecture.gap:
            which = f"Gap-MaxIP_{k} with n vectors per set in C lg n dimensions, threshold b lg n and gap g"
        else:
            c = "c" if self.assumption is None else power(self.assumption.density)
            which = f"{k}-OV with n vectors per set in {c} lg n coordinates"
        return f"{which} in time O(n^({k} - {saving}))"

    def _definitions(self) -> Iterator[tuple[str, str]]:
        """Yield every symbol that may occur, with its meaning; the sizes of a step's target follow its own."""
        k = self.order
        yield "n", "the number of key rows"
        if self._about_formulas:
            yield "N", "the number of variables"
        yield "k", f"the order, {k}"
        yield "q", f"the slack, {self.slack}" if self.slack.is_number else f"the slack, any number in (0, {k - 1})"
        computed = {condition.name: condition.value for condition in self.conditions}
        if (columns := computed.get("d_Att = O(log n_Att)")) is not None:
            yield "C_d", f"any constant above {_over_log_2(columns)}"
        if (scores := computed.get(f"B^{k} = O(log n)")) is not None:
            yield "C_b", f"any constant whose power C_b^{k} is above {_over_log_2(scores)}"
        yield "C_a", "a constant that depends on those of the columns and the threshold; theorem_constants computes it"
        yield "B", "the largest absolute value of an entry of the attention instances"
        yield "n_0", "the number of key rows from which on the reduction exists"
        yield "n_OV", "the number of vectors per set of the k-OV instances"
        yield "d_OV", "the number of coordinates of the k-OV instances"
        yield "n_Att", "the number of key rows of the attention instances, n"
        yield "d_Att", "the number of columns of the attention instances"
        yield from self.conjecture.symbols
        yield "eps", f"what the second algorithm saves, {self.saving}"
        for step in self.path:
            if isinstance(step, AsymptoticStep):
                yield from step.symbols
        yield "lg", "the binary logarithm"
        yield "log", "the natural logarithm"


def _over_log_2(value: "sp.Expr") -> "sp.Expr":
    """Convert a multiple of lg n into one of log n."""
    import sympy as sp

    return sp.simplify(value / sp.log(2))


def _occurs(name: str, text: str) -> bool:
    return re.search(rf"(?<![A-Za-z_]){re.escape(name)}(?![A-Za-z_])", text) is not None
