"""Decide a formula, orthogonal vectors, or any instance that a chain reduces to tensor attention, and map it back."""

from pathlib import Path
from typing import Any

import numpy as np

from algorithms.deprecated import renamed_argument
from hardness.arguments import integer, one_of, short_repr
from hardness.codes import Code
from hardness.planning.plans import plan
from hardness.problems import CNF, OrthogonalVectors, Problem
from hardness.problems.attention import AbstractApproximateAttention
from hardness.reductions import (
    Chain,
    GapMaxIPToAttention,
    OrthogonalVectorsToGapMaxIP,
    SatToOrthogonalVectors,
)
from hardness.reductions.sat_to_orthogonal_vectors import order_of
from hardness.runs.audit import AttentionRoutine
from hardness.runs.exhaustive import exhaustive
from hardness.runs.honest import by_honest_merlin
from hardness.runs.routine import by_routine
from hardness.runs.solution import Solution
from hardness.runs.sweep import Progress

_MERLINS = ("exhaustive", "honest")


@renamed_argument("confidence", "separation")
def solve(
    instance: Problem[Any],
    order: int | None = None,
    merlin: str = "exhaustive",
    attention: AttentionRoutine | None = None,
    *,
    chain: Chain | None = None,
    code: Code | None = None,
    blocks: int | None = None,
    separation: float | None = None,
    verify: int = 0,
    seed: "int | np.random.Generator | None" = None,
    progress: Progress | None = None,
    checkpoint: str | Path | None = None,
) -> Solution:
    """Decide an instance through the whole chain, by comparing attention outputs with a threshold.

    **Correctness.** A satisfying assignment corresponds to an orthogonal tuple (`SatToOrthogonalVectors`). The row of
    an orthogonal tuple is a YES row for the message W of that tuple, and a row is a YES row for some message only if it
    is the row of an orthogonal tuple (`OrthogonalVectorsToGapMaxIP`). Exactly the YES rows have outputs above the
    threshold (`GapMaxIPToAttention`). Trying every message decides YES and NO. A row above the threshold holds a tuple
    that is verified and mapped back.

    Parameters
    ----------
    instance : CNF, OrthogonalVectors or any other problem
        The instance to decide. Any other problem needs a chain.
    order : int, optional
        The order k of the attention for a formula, by default 3. Orthogonal vectors determine their order.
    merlin : {"exhaustive", "honest"}
        "exhaustive" tries every message of Merlin, which decides YES and NO. "honest" tries only the message of a
        solution that an oracle finds (python-sat for a formula, brute force otherwise). It never proves NO.
    attention : callable, optional
        Any routine from `AttentionInputs` to outputs, run on the dense matrices of every message instead of the
        structured evaluation. Its outputs decide. They are also compared with the exact ones, and a routine that
        leaves the tolerance proves nothing.
    chain : Chain, optional
        The reductions to apply, from the class of the instance to attention, in any representation, with any padding
        and with user-defined steps. It replaces order, code, blocks and separation.
    code, blocks : Code, int, optional
        The code and the number of blocks of the protocol. If neither is given, `hardness.planning.plans.plan` chooses
        those of the least work.
    separation : float, optional
        sep of the padding.
    verify : int
        The number of random messages to recompute on explicit dense matrices by `exact_attention`.
    seed : int, Generator or None
        The randomness of that draw.
    progress : callable, optional
        Called as ``progress(done, total)``, in units of one message on one row.
    checkpoint : path, optional
        A file that keeps the state of an interrupted exhaustive sweep and from which it resumes.

    Returns
    -------
    Solution

    Raises
    ------
    ValueError
        If an argument is out of range, or a step refuses its instance. The message names the limit.

    Notes
    -----
    A `Solution` pickles, so that ``ProcessPoolExecutor().map(solve, formulas)`` solves many formulas at a time.

    Examples
    --------
    >>> from hardness.generators import sign_patterns
    >>> solve(sign_patterns(3)).satisfiable                 # all 8 clauses on 3 variables
    False
    >>> solve(sign_patterns(3, drop=5)).assignment          # one of them dropped
    {1: True, 2: False, 3: True}

    Any chain that ends in attention decides, here with the paper's padding on explicit vectors:

    >>> from hardness.codes import ReedSolomon
    >>> from hardness.reductions import GapMaxIPToAttention, SatToOrthogonalVectors
    >>> first, last = SatToOrthogonalVectors(2), GapMaxIPToAttention("paper")
    >>> explicit = OrthogonalVectorsToGapMaxIP(ReedSolomon(5, 4, 2), 1, representation="explicit")
    >>> solve(CNF(2, [(1,), (-2,)]), chain=Chain(first, explicit, last)).assignment
    {1: True, 2: False}
    """
    verify = _validate(merlin, attention, verify, checkpoint)
    if chain is not None:
        _excluding(chain, order=order, code=code, blocks=blocks, separation=separation)
    else:
        chain = _planned(instance, order, code, blocks, separation)
    reduced = chain.apply(instance)
    if not reduced.branch_count:
        raise ValueError(f"chain must reduce the instance to at least one branch, got none from {reduced!r}")
    if merlin == "honest":
        outcome = by_honest_merlin(reduced, attention, verify > 0, seed)
    elif attention is not None:
        outcome = by_routine(reduced, attention, progress)
    else:
        outcome = exhaustive(reduced, verify, seed, progress, None if checkpoint is None else Path(checkpoint))
    return outcome.solution()


def _validate(merlin: Any, attention: Any, verify: Any, checkpoint: Any) -> int:
    """Refuse invalid arguments and combinations without a meaning; return ``verify`` as an integer."""
    one_of("merlin", merlin, _MERLINS)
    count = integer("verify", verify, 0)
    if checkpoint is not None and (merlin == "honest" or attention is not None):
        raise ValueError("checkpoint is for the exhaustive sweep without an attention routine; no other run can resume")
    if count and attention is not None:
        raise ValueError("verify is for the structured evaluation; an attention routine already runs on dense matrices")
    return count


def _planned(
    instance: Any, order: int | None, code: Code | None, blocks: int | None, separation: float | None
) -> Chain:
    """Return the chain of a formula or of vectors, with the protocol of the least work if none is given."""
    if not isinstance(instance, CNF | OrthogonalVectors):
        raise ValueError(f"instance must be a CNF or OrthogonalVectors, got {type(instance).__name__}")
    if code is None and blocks is None:
        best = plan(instance, order)
        code, blocks = best.code, best.blocks
    order = order_of(instance, order)
    listing = (SatToOrthogonalVectors(order),) if isinstance(instance, CNF) else ()
    return Chain(*listing, OrthogonalVectorsToGapMaxIP(code, blocks), GapMaxIPToAttention(separation=separation))


def _excluding(chain: Any, **others: Any) -> None:
    """Refuse a value that is no chain to attention, and every argument that a chain replaces."""
    if not isinstance(chain, Chain) or not issubclass(chain.target_type, AbstractApproximateAttention):
        raise ValueError(f"chain must be a Chain that ends in attention, got {short_repr(chain)}")
    for name, value in others.items():
        if value is not None:
            raise ValueError(f"chain and {name} exclude each other, got {name}={short_repr(value)} beside {chain!r}")
