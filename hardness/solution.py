"""What `solve` returns: the decision, the way back, and a comparison of attention routines."""

from dataclasses import dataclass

from algorithms.immutable import Immutable
from hardness.reductions import Trace
from hardness.sweep import SweepResult


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

    @property
    def passed(self) -> bool:
        """Whether every output was within what is allowed and every row decided rightly."""
        return self.wrong_rows == 0 and self.largest_error <= self.allowed


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

    def __repr__(self) -> str:
        answer = {True: "YES", False: "NO", None: "undecided"}[self.satisfiable]
        return f"<solution: {answer}; {self.sweep.coverage}>"
