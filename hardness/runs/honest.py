"""Only the branch of an honest Merlin, on the row of his solution."""

from typing import Any

from hardness.reductions import ReducedChain
from hardness.runs.audit import AttentionRoutine, Audit, trial, verify_dense
from hardness.runs.branches import before_last_step
from hardness.runs.evaluation import candidate_rows, dense_instance, evaluate
from hardness.runs.oracles import oracle
from hardness.runs.outcome import Outcome
from hardness.runs.result import SweepResult


def by_honest_merlin(
    reduced: ReducedChain, attention: AttentionRoutine | None = None, verify: bool = False, seed: Any = None
) -> Outcome:
    """Follow the solution of an oracle: one row of one branch suffices for YES, and NO is never proved.

    Parameters
    ----------
    reduced : ReducedChain
        The instance, reduced to attention.
    attention : callable, optional
        A routine that decides all rows of that branch instead.
    verify : bool
        Whether to recompute that branch on explicit dense matrices.
    seed : int, Generator or None
        The randomness of a draw of branches, which has no effect here because there is only one branch.
    """
    before_last_step(reduced)
    num_branches, witness = reduced.branch_count, oracle(reduced.source)
    if witness is None:
        path = reduced.trace()
        reason = "the oracle found no solution, so there is no honest message; this proves nothing"
        return Outcome(None, path, None, reason, SweepResult(num_branches, candidate_rows(path.target)))
    audit: Audit | None
    advice, row = reduced.map_forward(witness)
    path = reduced.trace(advice)
    if attention is not None:
        result, audit = trial(attention, [path], num_branches)[:2]
    else:
        if verify:
            dense_instance(path.target)
        outputs, above = evaluate(path.target, [row])
        result = SweepResult(num_branches, candidate_rows(path.target)).add(0, row, outputs[None], above[None])
        audit = verify_dense(reduced, path.target, 0, 1, seed) if verify else None
    if not result.yes or (audit is not None and not audit.passed):
        reason = f"the attention routine fails on the honest message: {audit}"
        return Outcome(None, path, None, reason, result, audit)
    row = result.yes[0][1]
    reason = f"row {row} is above the threshold for the message of an honest Merlin"
    return Outcome(True, path, row, reason, result, audit)
