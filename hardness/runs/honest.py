"""The branch of an honest Merlin alone, on the row that his solution is mapped to."""

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
    """Follow a solution that an oracle has found: one row of one branch is enough for YES, and NO is never proved.

    Parameters
    ----------
    reduced : ReducedChain
        The instance, reduced to attention.
    attention : callable, optional
        A routine that decides all rows of that branch instead.
    verify : bool
        Recompute that branch on explicit dense matrices.
    seed : int, Generator or None
        Of a draw of branches, of which there is none but this one.
    """
    before_last_step(reduced)
    count, witness = reduced.branch_count, oracle(reduced.source)
    if witness is None:
        path = reduced.trace()
        reason = "the oracle found no solution, so an honest Merlin has no message; this proves nothing"
        return Outcome(None, path, None, reason, SweepResult(count, candidate_rows(path.target)))
    audit: Audit | None
    advice, row = reduced.map_forward(witness)
    path = reduced.trace(advice)
    if attention is not None:
        result, audit = trial(attention, [path], count)[:2]
    else:
        if verify:
            dense_instance(path.target)
        outputs, above = evaluate(path.target, [row])
        result = SweepResult(count, candidate_rows(path.target)).add(0, row, outputs[None], above[None])
        audit = verify_dense(reduced, path.target, 0, 1, seed) if verify else None
    if not result.yes or (audit is not None and not audit.passed):
        reason = f"the attention routine fails on the honest message: {audit}"
        return Outcome(None, path, None, reason, result, audit)
    row = result.yes[0][1]
    reason = f"row {row} is above the threshold for the message of an honest Merlin"
    return Outcome(True, path, row, reason, result, audit)
