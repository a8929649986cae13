"""The branches of a reduced instance: what they are called, and whether the last step will take them."""

from typing import Any

from hardness.reductions import ReducedChain, Trace, UnsupportedInstanceError
from hardness.reductions.orthogonal_vectors_to_gap_max_ip import MerlinBranches


def before_last_step(reduced: ReducedChain) -> Any:
    """Return the instance before the last step on the first branch, which is not reduced for it.

    Raises
    ------
    UnsupportedInstanceError
        If a step refuses that branch: known now, before an oracle or a sweep does long work.
    """
    *before, last = reduced.chain.steps
    if not before:
        return reduced.source  # the chain has asked its only step
    prefix = next(reduced.advices())[:-1]
    instance = reduced.path.step(prefix[:-1]).branch(prefix[-1])
    if reason := last.refuses(instance):
        raise UnsupportedInstanceError(reason)
    return instance


def branch_name(path: Trace) -> tuple[str, str]:
    """Return what a branch of the chain is called, one and many: Merlin's branches are his messages."""
    merlin = any(isinstance(step, MerlinBranches) for step in path.reduced)
    return ("message", "messages") if merlin else ("branch", "branches")
