"""Comparison of attention routines on dense matrices with exact outputs: our own, which must agree, and a user's."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np

from algorithms.arrays import plain_array
from algorithms.attention import AttentionInputs
from algorithms.display import fields_repr
from hardness.arguments import generator
from hardness.numbers import json_value
from hardness.problems.attention import AbstractApproximateAttention
from hardness.reductions import ReducedChain, Trace
from hardness.runs.evaluation import candidate_rows, dense_instance, evaluate
from hardness.runs.result import SweepResult
from hardness.runs.sweep import Progress

AttentionRoutine = Callable[[AttentionInputs], Any]


@dataclass(frozen=True)
class Audit:
    """The comparison of the outputs of an attention routine on dense matrices with the exact ones.

    Attributes
    ----------
    messages : int
        The number of Merlin's messages on which the routine was run.
    largest_error : float
        The largest deviation from the exact outputs; inf if an output is not a number.
    allowed : float
        The largest error allowed: the tolerance of the instance for a user's routine, the proven rounding bound for our
        own.
    wrong_rows : int
        The number of rows that the routine decided differently.
    """

    messages: int
    largest_error: float
    allowed: float
    wrong_rows: int

    __repr__ = fields_repr

    @property
    def passed(self) -> bool:
        """Whether every error was allowed and every row was decided correctly."""
        return self.wrong_rows == 0 and self.largest_error <= self.allowed

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as JSON values."""
        return {**json_value(asdict(self)), "passed": self.passed}

    def to_json(self) -> str:
        """Return the comparison as JSON text."""
        return json.dumps(self.to_dict(), allow_nan=False)


class Trial(NamedTuple):
    """The decision of a routine, its audit, and the paths to the first branch and to the first YES branch."""

    result: SweepResult
    audit: Audit
    first: Trace
    yes: Trace | None


def trial(
    attention: AttentionRoutine, paths: Iterable[Trace], num_branches: int, progress: Progress | None = None
) -> Trial:
    """Decide the dense instances at the end of paths by a routine, and compare it with the exact outputs.

    Parameters
    ----------
    attention : callable
        A function from `AttentionInputs` to outputs.
    paths : iterable of Trace
        Paths to branches, at least one.
    count : int
        The total number of branches.
    progress : callable, optional
        Called as ``progress(done, total)``.
    """
    result, audit = SweepResult(num_branches, 0), Audit(0, 0.0, 0.0, 0)
    first: Trace | None = None
    yes: Trace | None = None
    for number, path in enumerate(paths):
        target = dense_instance(path.target)
        outputs = plain_array(attention(target.inputs), "outputs of the attention routine").astype(np.float64)
        decided = target.decide(outputs)  # refuses outputs of a wrong shape
        logs = target.log_outputs()
        errors = np.abs(outputs.reshape(-1) - np.exp(logs))
        audit = Audit(
            number + 1,
            max(audit.largest_error, float(np.where(np.isnan(errors), np.inf, errors).max())),
            target.tolerance,
            audit.wrong_rows + int((decided != target.decide_log(logs)).sum()),
        )
        rows = candidate_rows(target)
        result = result.add_branch(number, outputs.reshape(-1)[:rows], decided[:rows])
        first = path if first is None else first
        yes = path if yes is None and result.yes else yes
        if progress is not None:
            progress(result.tried, result.messages * result.rows)
    assert first is not None  # a chain has a branch
    return Trial(result, audit, first, yes)


def verify_dense(
    reduced: ReducedChain, first: AbstractApproximateAttention, number: int, num_branches: int, seed: Any
) -> Audit:
    """Recompute branch ``number``, which is ``first``, and random other ones by `exact_attention`.

    Raises
    ------
    AssertionError
        If dense and structured outputs differ by more than the proven rounding error.
    """
    num_branches = min(num_branches, reduced.branch_count)
    rng, numbers = generator(seed), {number}
    while len(numbers) < num_branches:
        numbers.add(int(rng.integers(reduced.branch_count)))
    others = (reduced.branch(reduced.advice(other)) for other in sorted(numbers - {number}))
    audit = Audit(0, 0.0, 0.0, 0)
    for target in (first, *others):
        audit = _compared(audit, target)
    if not audit.passed:
        raise AssertionError(f"dense and structured attention differ: {audit}")
    return audit


def _compared(audit: Audit, target: AbstractApproximateAttention) -> Audit:
    from algorithms.attention import exact_attention, exact_error_bound

    small = dense_instance(target)
    # If the padding depends on the dimension, the threshold differs there, and so do the outputs.
    structured, above = evaluate(target if target.log_threshold == small.log_threshold else small)
    outputs = exact_attention(small.inputs)[:, 0]
    rows = len(structured)
    return Audit(
        audit.messages + 1,
        max(audit.largest_error, float(np.abs(outputs[:rows] - structured).max())),
        # The entries of the dense matrices are rounded too, k of them in a product, which adds the same error again.
        max(audit.allowed, 2 * float(exact_error_bound(small.inputs).max())),
        audit.wrong_rows + int((small.decide(outputs)[:rows] != above).sum()),
    )
