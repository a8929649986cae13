"""Every branch on every row, which decides YES and NO."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from hardness.numbers import format_integer
from hardness.reductions import ReducedChain, Trace
from hardness.reductions.padding import Padding, PaddingParameters
from hardness.runs.audit import verify_dense
from hardness.runs.branches import before_last_step, branch_name
from hardness.runs.evaluation import dense_instance, evaluate
from hardness.runs.outcome import Outcome
from hardness.runs.result import SweepResult
from hardness.runs.sweep import Progress, sweep

_MAX_BRANCHES = 10**9  # evaluated one after the other: days on one core


def exhaustive(
    reduced: ReducedChain,
    verify: int = 0,
    seed: Any = None,
    progress: Progress | None = None,
    checkpoint: Path | None = None,
) -> Outcome:
    """Decide every branch: all at once if a step offers a sweep (Merlin's messages), else one after the other.

    Parameters
    ----------
    reduced : ReducedChain
        The instance, reduced to attention.
    verify : int
        The number of random branches to recompute on explicit dense matrices.
    seed : int, Generator or None
        The randomness of that draw.
    progress : callable, optional
        Called as ``progress(done, total)``, in units of one branch on one row.
    checkpoint : Path, optional
        A file that keeps the state of an interrupted sweep.

    Raises
    ------
    ValueError
        If the work exceeds the limit, the dense matrices cannot decide, or a checkpoint is given without a sweep.
    """
    swept = _sweep_of(reduced)
    if swept is None and checkpoint is not None:
        raise ValueError(f"checkpoint is for the sweep over Merlin's messages, which {reduced.chain!r} does not allow")
    if verify and (swept is None or swept.padding.threshold < np.finfo(np.float64).tiny):
        dense_instance(reduced.trace().target)  # refuses before the work
    if swept is None:
        result, path = _one_by_one(reduced, progress)
    else:
        result = sweep(swept.branches.encoded, swept.padding, progress, checkpoint)
        path = reduced.trace(reduced.advice(result.yes[0][0] if result.yes else 0))
    number, row = result.yes[0] if result.yes else (0, None)
    audit = verify_dense(reduced, path.target, number, verify, seed) if verify else None
    one, many = branch_name(path)
    if row is None:
        reason = f"none of the {result.messages} {many} has an output above the threshold"
        return Outcome(False, path, None, reason, result, audit)
    return Outcome(True, path, row, f"row {row} is above the threshold for {one} {number}", result, audit)


class _Sweep(NamedTuple):
    branches: Any
    padding: Padding


def _sweep_of(reduced: ReducedChain) -> _Sweep | None:
    """Return the branches to sweep and their common padding, or None if the chain has no sweep."""
    gap, last = before_last_step(reduced), reduced.chain.steps[-1]
    if len(reduced.chain.steps) < 2 or not isinstance(last, PaddingParameters):
        return None
    branches = reduced.path.step(next(reduced.advices())[:-2])
    if not hasattr(branches, "sweep") or branches.branch_count != reduced.branch_count:
        return None
    return _Sweep(branches, last.padding(gap))


def _one_by_one(reduced: ReducedChain, progress: Progress | None) -> tuple[SweepResult, Trace]:
    """Evaluate one branch after the other; return the path to the first above the threshold, or else to the first."""
    num_branches = reduced.branch_count
    if num_branches > _MAX_BRANCHES:
        raise ValueError(
            f"{format_integer(num_branches)} branches are too many to evaluate; the limit is {_MAX_BRANCHES:,}"
        )
    result, path = SweepResult(num_branches, 0), None
    for number, advice in enumerate(reduced.advices()):
        here = reduced.trace(advice)
        known = bool(result.yes)
        result = result.add_branch(number, *evaluate(here.target))
        if path is None or (result.yes and not known):
            path = here
        if progress is not None:
            progress(result.tried, result.messages * result.rows)
    assert path is not None  # a chain has a branch
    return result, path
