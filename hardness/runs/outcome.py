"""The outcome of a run, and the way back to a solution."""

from typing import NamedTuple

from hardness.problems import CNF, OrthogonalVectors
from hardness.reductions import Trace
from hardness.runs.audit import Audit
from hardness.runs.result import SweepResult
from hardness.runs.solution import Solution


class Outcome(NamedTuple):
    """The answer, the path to the branch that decided, and the row there that is above the threshold, if any."""

    satisfiable: bool | None
    path: Trace
    row: int | None
    reason: str
    result: SweepResult
    audit: Audit | None = None

    def solution(self) -> Solution:
        """Map the row back to a solution of the instance.

        Raises
        ------
        AssertionError
            If the result does not solve the instance.
        """
        if self.row is None:
            return Solution(self.satisfiable, None, None, self.reason, self.path, self.result, self.audit)
        instances, witnesses = self.path.instances, self.path.follow_back(self.row)
        if not instances[0].verify(witnesses[0]):
            raise AssertionError(f"{witnesses[0]} came back for row {self.row}, but does not solve {instances[0]!r}")
        formula = isinstance(instances[0], CNF)
        tuples = [
            w for instance, w in zip(instances, witnesses, strict=True) if isinstance(instance, OrthogonalVectors)
        ]
        witness = tuples[0] if tuples else None if formula else witnesses[0]
        assignment = witnesses[0] if formula else None
        return Solution(True, assignment, witness, self.reason, self.path, self.result, self.audit)
