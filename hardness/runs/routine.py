"""A user's attention routine on the dense matrices of every branch."""

from hardness.reductions import ReducedChain
from hardness.runs.audit import AttentionRoutine, trial
from hardness.runs.branches import branch_name
from hardness.runs.outcome import Outcome
from hardness.runs.sweep import Progress


def by_routine(reduced: ReducedChain, attention: AttentionRoutine, progress: Progress | None = None) -> Outcome:
    """Decide by the outputs of a routine, which prove nothing if they leave the tolerance of an instance.

    Parameters
    ----------
    reduced : ReducedChain
        The instance, reduced to attention.
    attention : callable
        A function from `AttentionInputs` to outputs.
    progress : callable, optional
        Called as ``progress(done, total)``, in units of one branch on one row.
    """
    num_branches = reduced.branch_count
    paths = (reduced.trace(advice) for advice in reduced.advices())
    result, audit, first, yes = trial(attention, paths, num_branches, progress)
    one, many = branch_name(first)
    if not audit.passed:
        reason = (
            f"the attention routine proves nothing: error {audit.largest_error:.3g}, tolerance "
            f"{audit.allowed:.3g}, {audit.wrong_rows} rows decided wrongly"
        )
        return Outcome(None, first, None, reason, result, audit)
    if yes is None:
        reason = f"none of the {num_branches} {many} has an output of the given routine above the threshold"
        return Outcome(False, first, None, reason, result, audit)
    number, row = result.yes[0]
    reason = f"the given routine puts row {row} above the threshold for {one} {number}"
    return Outcome(True, yes, row, reason, result, audit)
