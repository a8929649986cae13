"""The common base of the constants over every family of codes: assumption, statement and output."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from algorithms.display import display
from hardness.numbers import document
from hardness.theory.assumptions import FORMULA_ONLY, Assumption
from hardness.theory.constants.inequalities import Inequality, Value
from hardness.theory.constants.proof import LETTERS
from hardness.theory.constants.request import Request
from hardness.theory.json_document import JsonDocument


class Constants(JsonDocument):
    """The constants of a lower bound for attention, over one family of codes.

    Whether the assumption is refuted is computed from the numbers, not stored. If it is, repr, str and JSON begin with
    `FORMULA_ONLY`, however the object was made.
    """

    request: Request

    @property
    def order(self) -> int:
        """The order k of the attention."""
        return self.request.order

    @property
    def gap(self) -> Fraction:
        """The relative gap eps = 1 - sigma of the Gap-MaxIP instances."""
        return 1 - self.request.soundness

    @property
    def assumption(self) -> Assumption:
        """The assumption of the lower bound."""
        return self.request.assumption

    @property
    def formula_only(self) -> bool:
        """Whether the assumption is refuted, so that nothing follows from it."""
        return self.assumption.refuted_by() is not None

    @property
    def status(self) -> str:
        """`FORMULA_ONLY` if superset sums refute the assumption, otherwise what is known about it."""
        if self.formula_only:
            return FORMULA_ONLY
        if (published := self.assumption.published_refutation()) is not None:
            return f"vacuous, the assumption is refuted by {published.method}"
        return "conditional, superset sums do not refute the assumption"

    @property
    def statement(self) -> str:
        """The lower bound with its assumption in full; if the assumption is false, that nothing follows."""
        if self.formula_only:
            return f"{FORMULA_ONLY}: nothing about attention follows. {self.assumption}"
        if self.assumption.published_refutation() is not None:
            return f"Nothing about attention follows from a false assumption. Assumption: {self.assumption}"
        k, slack = self.order, self.request.slack
        with_coins = replace(self.assumption, randomised=True).published_refutation()
        return (
            f"Assumption: {self.assumption} Then no deterministic algorithm computes, for all large n, attention of "
            f"order {k} on n key rows {self._instances} in time O(n^({k} - {slack})). "
            f"The same holds with randomised algorithms in both places and time O(n^({k} - {slack}) / log n)"
            f"{'.' if with_coins is None else f', but says nothing, for the assumption is false there: {with_coins}.'}"
        )

    @property
    @abstractmethod
    def parameters(self) -> dict[str, Any]:
        """The family and the parameters chosen in it."""

    @property
    @abstractmethod
    def proof(self) -> dict[int, str]:
        """The lines of the proof, by number."""

    @property
    @abstractmethod
    def _instances(self) -> str:
        """The instances of attention that are hard, in words."""

    @property
    @abstractmethod
    def scope(self) -> str:
        """The scope of `verify`: what it checks and what it does not."""

    @abstractmethod
    def values(self) -> list[Value]:
        """Return the constants as a table: symbol, value, meaning and line of the proof."""

    @abstractmethod
    def verify(self) -> list[Inequality]:
        """Substitute the constants into inequalities of the proof; `scope` says which."""

    def to_dict(self, inequalities: Sequence[Inequality] = ()) -> dict[str, Any]:
        """Return everything as a JSON object of the kind "constants"; its first entry is the `status`.

        Parameters
        ----------
        inequalities : sequence of Inequality
            The result of `verify`, added under "check" with its scope.
        """
        request = self.request
        content: dict[str, Any] = {
            "statement": self.statement, "assumption": self.assumption.to_dict(), "order": request.order,
            "slack": request.slack, "density": request.density, "soundness": request.soundness,
            "message_exponent": request.message_exponent, **self.parameters,
            "values": {value.key or value.symbol: value.to_json_value() for value in self.values()},
            "proof": self.proof, "letters": LETTERS,
        }  # fmt: skip
        if inequalities:
            content["check"] = {
                "scope": self.scope,
                "holds": all(inequality.holds for inequality in inequalities),
                "inequalities": [inequality.to_json_value() for inequality in inequalities],
            }
        return {"status": self.status, **document("constants", **content)}

    def records(self) -> list[dict[str, Any]]:
        """Return one record per constant, for a table: status, key, lower, upper, meaning, line."""
        return [{"status": self.status, **value.record()} for value in self.values()]

    @display
    def __repr__(self) -> str:
        request, family = self.request, self.parameters["family"]
        text = f"<constants over {family} codes: k={request.order}, slack {request.slack}, density {request.density}>"
        return f"{FORMULA_ONLY}: {text}" if self.formula_only else text

    @display
    def __str__(self) -> str:
        return "\n".join([self.statement, *map(str, self.values())])
