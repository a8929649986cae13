"""What `solve` returns: the decision, the way back, and a comparison of attention routines."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from algorithms.display import display, fields_repr
from algorithms.immutable import Immutable
from hardness.numbers import document, json_value
from hardness.problems import CNF
from hardness.reductions import Trace
from hardness.runs.sweep import SweepResult


@dataclass(frozen=True)
class Audit:
    """How the outputs of an attention routine on dense matrices compare with the exact ones.

    Attributes
    ----------
    messages : int
        On how many of Merlin's messages it was run.
    largest_error : float
        The largest deviation from the exact outputs; inf if an output is not a number.
    allowed : float
        What the comparison allows: the tolerance of the instance for a routine under trial, the proven rounding bound
        for our own.
    wrong_rows : int
        How many rows it decided differently.
    """

    messages: int
    largest_error: float
    allowed: float
    wrong_rows: int

    __repr__ = fields_repr

    @property
    def passed(self) -> bool:
        """Whether every output was within what is allowed and every row decided rightly."""
        return self.wrong_rows == 0 and self.largest_error <= self.allowed

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as JSON values."""
        return {**json_value(asdict(self)), "passed": self.passed}

    def to_json(self) -> str:
        """Return the comparison as JSON text."""
        return json.dumps(self.to_dict(), allow_nan=False)


@dataclass(frozen=True, eq=False)
class Solution(Immutable):
    """The decision of `solve`, the solution that was walked back, and everything in between.

    Attributes
    ----------
    satisfiable : bool or None
        True with a verified solution; False when every message was tried and no output is above the threshold; None
        when nothing is proved, and ``reason`` says why.
    assignment : dict or None
        The satisfying assignment of a formula.
    witness : tuple or None
        The orthogonal tuple.
    reason : str
        One sentence on how the decision came about.
    trace : Trace
        The path through the chain to the message that decided (the first message if none did).
    sweep : SweepResult
        The messages and rows that were decided, and the outputs nearest to the threshold.
    audit : Audit or None
        The comparison of dense with structured outputs, where one was made.
    """

    satisfiable: bool | None
    assignment: dict[int, bool] | None
    witness: tuple[int, ...] | None
    reason: str
    trace: Trace
    sweep: SweepResult
    audit: Audit | None = None

    @property
    def verdict(self) -> str:
        """The decision in the vocabulary of the instance, in capitals."""
        formula = isinstance(self.trace.instances[0], CNF)
        yes, no = ("SATISFIABLE", "UNSATISFIABLE") if formula else ("ORTHOGONAL TUPLE", "NO ORTHOGONAL TUPLE")
        return {True: yes, False: no, None: "UNDECIDED"}[self.satisfiable]

    @property
    def literals(self) -> list[int] | None:
        """The assignment as signed literals in the order of the variables."""
        if self.assignment is None:
            return None
        return [v if value else -v for v, value in sorted(self.assignment.items())]

    def to_dict(self) -> dict[str, Any]:
        """Return the solution as JSON values: verdict, assignment, every stage with its sizes, sweep and audit.

        Numbers are written by `hardness.numbers.json_value`; ``log_...`` are natural logarithms.

        Examples
        --------
        >>> from hardness import CNF, solve
        >>> data = solve(CNF(2, [(1, -2), (2,)])).to_dict()
        >>> data["verdict"], data["assignment"], [stage["sizes"] for stage in data["stages"] if "sizes" in stage]
        ('SATISFIABLE', [1, 2], [[2, 2, 1], [2, 2, 1]])
        """
        from hardness.report.values import stage_values

        stages = [stage for instance in self.trace.instances for stage in stage_values(instance)]
        return document(
            "solution",
            verdict=self.verdict,
            satisfiable=self.satisfiable,
            assignment=self.literals,
            witness=self.witness,
            reason=self.reason,
            stages=[*stages, {"stage": "decision", "verdict": self.verdict, "reason": self.reason}],
            sweep=self.sweep.to_dict(),
            audit=None if self.audit is None else self.audit.to_dict(),
        )

    def to_json(self) -> str:
        """Return the solution as JSON text."""
        return json.dumps(self.to_dict(), allow_nan=False)

    @display
    def __repr__(self) -> str:
        answer = {True: "YES", False: "NO"}.get(self.satisfiable, "undecided")  # type: ignore[arg-type]
        return f"<solution: {answer}; {self.sweep.coverage}>"
