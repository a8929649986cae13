"""The result of `solve`: the decision, the solution, and every instance in between."""

import json
from dataclasses import dataclass
from typing import Any

from algorithms.display import display
from algorithms.immutable import Immutable
from hardness.numbers import document
from hardness.problems import CNF, OrthogonalVectors
from hardness.reductions import Trace
from hardness.runs.audit import Audit
from hardness.runs.result import SweepResult
from hardness.runs.stages import Stage, stages

__all__ = ["Audit", "Solution"]


@dataclass(frozen=True, eq=False)
class Solution(Immutable):
    """The decision of `solve`, the solution that was mapped back, and every instance in between.

    Attributes
    ----------
    satisfiable : bool or None
        True with a verified solution. False if every message was tried and no output is above the threshold. None if
        nothing is proved; ``reason`` then says why.
    assignment : dict or None
        The satisfying assignment of a formula.
    witness : object or None
        The orthogonal tuple on the way back, or a solution of the instance if the path has no k-OV instance.
    reason : str
        One sentence that explains the decision.
    trace : Trace
        The path through the chain to the message that decided (the first message if none did).
    sweep : SweepResult
        The messages and rows that were decided, and the outputs nearest to the threshold.
    audit : Audit or None
        The comparison of dense with structured outputs, if one was made.
    """

    satisfiable: bool | None
    assignment: dict[int, bool] | None
    witness: Any
    reason: str
    trace: Trace
    sweep: SweepResult
    audit: Audit | None = None

    @property
    def verdict(self) -> str:
        """The decision in the terms of the instance, in capitals."""
        words = {CNF: ("SATISFIABLE", "UNSATISFIABLE"), OrthogonalVectors: ("ORTHOGONAL TUPLE", "NO ORTHOGONAL TUPLE")}
        yes, no = words.get(type(self.trace.instances[0]), ("YES", "NO"))
        return {True: yes, False: no, None: "UNDECIDED"}[self.satisfiable]

    @property
    def literals(self) -> list[int] | None:
        """The assignment as signed literals in the order of the variables."""
        if self.assignment is None:
            return None
        return [v if value else -v for v, value in sorted(self.assignment.items())]

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages of the instances on the path, each with its numbers; a protocol precedes its Gap-MaxIP."""
        return tuple(stage for instance in self.trace.instances for stage in stages(instance))

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
        return document(
            "solution",
            verdict=self.verdict,
            satisfiable=self.satisfiable,
            assignment=self.literals,
            witness=self.witness,
            reason=self.reason,
            stages=[
                *({"stage": stage.name, **stage.values} for stage in self.stages),
                {"stage": "decision", "verdict": self.verdict, "reason": self.reason},
            ],
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
