"""The branches of a reduced instance: their names, and whether the last step accepts them."""

from typing import Any

from hardness.reductions import ReducedChain, Trace, UnsupportedInstanceError
from hardness.reductions.orthogonal_vectors_to_gap_max_ip import MerlinBranches


def before_last_step(reduced: ReducedChain) -> Any:
    """Return the instance before the last step on the first branch, without applying the last step.

    Raises
    ------
    UnsupportedInstanceError
        If a step refuses that branch. This is known before an oracle or a sweep does long work.
    """
    *before, last = reduced.chain.steps
    if not before:
        return reduced.source  # the chain has checked its only step
    prefix = next(reduced.advices())[:-1]
    instance = reduced.path.step(prefix[:-1]).branch(prefix[-1])
    if reason := last.refuses(instance):
        raise UnsupportedInstanceError(reason)
    return instance


def branch_name(path: Trace) -> tuple[str, str]:
    """Return the words for one branch of the chain and for many: the branches of Merlin are messages."""
    merlin = any(isinstance(step, MerlinBranches) for step in path.reduced)
    return ("message", "messages") if merlin else ("branch", "branches")
