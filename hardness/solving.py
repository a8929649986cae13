"""Decide a formula, or orthogonal vectors, by tensor attention, and walk the answer back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from algorithms.arrays import plain_array
from algorithms.attention import AttentionInputs, exact_attention, exact_error_bound
from hardness.arguments import generator, integer, one_of
from hardness.codes import Code
from hardness.planning.plans import plan
from hardness.problems import CNF, OrthogonalVectors
from hardness.protocols.encoded import encoding_refusal
from hardness.protocols.implicit_gap_max_ip import ImplicitGapMaxIP
from hardness.reductions import Chain, GapMaxIPToAttention, OrthogonalVectorsToGapMaxIP, SatToOrthogonalVectors
from hardness.reductions.orthogonal_vectors_to_gap_max_ip import MerlinBranches
from hardness.reductions.padded_attention import PaddedAttention
from hardness.reductions.sat_to_orthogonal_vectors import order_of
from hardness.runs.solution import Audit, Solution
from hardness.runs.sweep import Progress, SweepResult, sweep

MERLINS = ("exhaustive", "honest")

AttentionRoutine = Callable[[AttentionInputs], Any]


def solve(
    instance: CNF | OrthogonalVectors,
    order: int | None = None,
    merlin: str = "exhaustive",
    attention: AttentionRoutine | None = None,
    *,
    code: Code | None = None,
    blocks: int | None = None,
    confidence: float | None = None,
    verify: int = 0,
    seed: int | np.random.Generator | None = None,
    progress: Progress | None = None,
    checkpoint: str | Path | None = None,
) -> Solution:
    """Decide an instance through the whole chain, by comparing attention outputs with a threshold.

    **Correctness.** A satisfying assignment is an orthogonal tuple (`SatToOrthogonalVectors`), which makes its row a
    YES row for the message W of that tuple, and only such a row is one for any message (`OrthogonalVectorsToGapMaxIP`);
    exactly the YES rows have outputs above the threshold (`GapMaxIPToAttention`). Trying every message decides both
    ways, and a row above the threshold holds a tuple that is checked and walked back.

    Parameters
    ----------
    instance : CNF or OrthogonalVectors
        What to decide.
    order : int, optional
        The order k of the attention, for a formula, 3 if not given; orthogonal vectors have an order of their own.
    merlin : {"exhaustive", "honest"}
        Try every message of Merlin, which decides both ways; or only the message that proves a solution found by an
        oracle (python-sat for a formula, brute force for vectors). An honest Merlin never proves NO.
    attention : callable, optional
        Any routine from `AttentionInputs` to outputs, run on the dense matrices of every message instead of the
        structured evaluation. Its outputs decide; they are also compared with the exact ones, and a routine that
        leaves the tolerance proves nothing.
    code, blocks : Code, int, optional
        Of the protocol; if neither is given, those of the least work by `hardness.theory.plan`.
    confidence : float, optional
        kap of the padding.
    verify : int
        Recompute that many messages, drawn at random, on explicit dense matrices by `exact_attention`.
    seed : int, Generator or None
        Of that draw.
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
        If an argument is out of range, or a step refuses its instance: the message says which limit was met.

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
    """
    if not isinstance(instance, CNF | OrthogonalVectors):
        raise ValueError(f"instance must be a CNF or OrthogonalVectors, got {type(instance).__name__}")
    one_of("merlin", merlin, MERLINS)
    verify = integer("verify", verify, 0)
    if checkpoint is not None and (merlin == "honest" or attention is not None):
        raise ValueError("checkpoint is for the exhaustive sweep without an attention routine: nothing else is resumed")
    if verify and attention is not None:
        raise ValueError("verify is for the structured evaluation: an attention routine runs on dense matrices anyway")
    path = None if checkpoint is None else Path(checkpoint)
    order = order_of(instance, order)
    run = _Run(instance, order, code, blocks, confidence)
    if merlin == "honest":
        return run.honest(attention, verify, seed)
    if attention is not None:
        return run.by_routine(attention, progress)
    return run.exhaustive(verify, seed, progress, path)


class _Run:
    """One call of `solve`: the chain, applied up to the branches of Merlin's messages."""

    prefix: tuple[None, ...]  # the advice of the steps before Merlin's

    def __init__(
        self,
        instance: CNF | OrthogonalVectors,
        order: int,
        code: Code | None,
        blocks: int | None,
        confidence: float | None,
    ) -> None:
        self.instance = instance
        first = SatToOrthogonalVectors(order)
        if isinstance(instance, CNF) and (reason := first.refuses(instance)):
            raise ValueError(reason)
        if code is None and blocks is None:
            chosen = plan(instance, order)
            code, blocks = chosen.code, chosen.blocks
        self.disjunction = OrthogonalVectorsToGapMaxIP(code, blocks)
        self.pad = GapMaxIPToAttention(confidence=confidence)
        if isinstance(instance, CNF):
            self.chain, self.prefix = Chain(first, self.disjunction, self.pad), (None,)
            protocol = self.disjunction.protocol(order, len(instance.clauses))
            if reason := encoding_refusal(protocol, first.set_sizes(instance)):
                raise ValueError(reason)  # before the vectors are listed, which alone may take minutes
            vectors = first.apply(instance).target
        else:
            self.chain, self.prefix = Chain(self.disjunction, self.pad), ()
            vectors = instance
        if reason := self.disjunction.refuses(vectors):
            raise ValueError(reason)
        self.branches: MerlinBranches = self.disjunction.reduce(vectors)
        self.protocol = self.branches.encoded.protocol
        sample = self._gap(self._message(0))
        if reason := self.pad.refuses(sample):
            raise ValueError(reason)
        self.padding = self.pad.padding(sample)

    def exhaustive(
        self, verify: int, seed: int | np.random.Generator | None, progress: Progress | None, checkpoint: Path | None
    ) -> Solution:
        found = sweep(self.branches.encoded, self.padding, progress, checkpoint)
        number, row = found.yes[0] if found.yes else (0, None)
        message = self._message(number)
        audit = self._verify(message, verify, seed) if verify else None
        if row is None:
            reason = f"none of the {found.messages} messages has an output above the threshold"
            return self._solution(False, None, message, reason, found, audit)
        reason = f"row {row} is above the threshold for message {number}"
        return self._solution(True, row, message, reason, found, audit)

    def honest(
        self, attention: AttentionRoutine | None, verify: int, seed: int | np.random.Generator | None
    ) -> Solution:
        from hardness.runs.oracles import sat_oracle

        witness = sat_oracle(self.instance) if isinstance(self.instance, CNF) else self.instance.brute_force()
        found = SweepResult(self.protocol.message_count, self.branches.encoded.sizes[0])
        if witness is None:
            reason = "the oracle found no solution, so an honest Merlin has no message; this proves nothing"
            return self._solution(None, None, self._message(0), reason, found, None)
        advice, row = self.chain.apply(self.instance).map_forward(witness)
        message = np.array(advice[len(self.prefix)])
        if attention is not None:
            audit: Audit | None
            found, audit = self._trial(attention, [message], found, None)
        else:
            # The row that the witness names is enough for YES, and NO is not to be had.
            outputs = self.padding.outputs(self._gap(message).levels([row]))[None]
            found = found.add(0, row, outputs, self.padding.threshold)
            audit = self._verify(message, 1, seed) if verify else None
        if not found.yes or (audit is not None and not audit.passed):
            reason = f"the attention routine fails on the honest message: {audit}"
            return self._solution(None, None, message, reason, found, audit)
        row = found.yes[0][1]
        reason = f"row {row} is above the threshold for the message of an honest Merlin"
        return self._solution(True, row, message, reason, found, audit)

    def by_routine(self, attention: AttentionRoutine, progress: Progress | None) -> Solution:
        count = self.protocol.message_count
        found = SweepResult(count, self.branches.encoded.sizes[0])
        found, audit = self._trial(attention, self.protocol.messages(), found, progress)
        if not audit.passed:
            reason = (
                f"the attention routine proves nothing: error {audit.largest_error:.3g}, tolerance "
                f"{audit.allowed:.3g}, {audit.wrong_rows} rows decided wrongly"
            )
            return self._solution(None, None, self._message(0), reason, found, audit)
        if not found.yes:
            reason = f"none of the {count} messages has an output of the given routine above the threshold"
            return self._solution(False, None, self._message(0), reason, found, audit)
        number, row = found.yes[0]
        reason = f"the given routine puts row {row} above the threshold for message {number}"
        return self._solution(True, row, self._message(number), reason, found, audit)

    def _message(self, number: int) -> np.ndarray:
        return self.protocol.message_block(number, number + 1)[0]

    def _dense(self, message: np.ndarray) -> PaddedAttention:
        """Return the compressed instance of a message, whose matrices are small enough to write out."""
        return PaddedAttention(self._gap(message).compress(), self.pad)

    def _gap(self, message: np.ndarray) -> ImplicitGapMaxIP:
        return ImplicitGapMaxIP.of(self.branches.encoded, message)

    def _trial(
        self, attention: AttentionRoutine, messages: Any, found: SweepResult, progress: Progress | None
    ) -> tuple[SweepResult, Audit]:
        """Let a routine decide the dense instance of every message; compare it with the exact outputs."""
        largest, wrong, count, allowed = 0.0, 0, 0, 0.0
        for number, message in enumerate(messages):
            target = self._dense(message)
            outputs = plain_array(attention(target.inputs), "outputs of the attention routine").astype(np.float64)
            decided = target.decide(outputs)  # refuses outputs of a wrong shape
            exact = np.exp(target.log_outputs())
            errors = np.abs(outputs.reshape(-1) - exact)
            largest = max(largest, float(np.where(np.isnan(errors), np.inf, errors).max()))
            wrong += int((decided != target.decide_log(target.log_outputs())).sum())
            allowed, count = target.tolerance, count + 1
            found = found.add(number, 0, outputs.reshape(1, -1), target.threshold)
            if progress is not None:
                progress(found.tried, found.messages * found.rows)
        return found, Audit(count, largest, allowed, wrong)

    def _verify(self, first: np.ndarray, count: int, seed: int | np.random.Generator | None) -> Audit:
        """Recompute ``first`` and random other messages on dense matrices by `exact_attention`.

        The structured outputs must agree with them up to the proven rounding error.
        """
        count = min(count, self.protocol.message_count)
        rng, chosen = generator(seed), {tuple(first.tolist())}
        while len(chosen) < count:
            chosen.add(tuple(self._message(int(rng.integers(self.protocol.message_count))).tolist()))
        largest, wrong, allowed = 0.0, 0, 0.0
        for message in chosen:
            target = self._dense(np.array(message))
            structured = self.padding.outputs(self._gap(np.array(message)).levels())
            outputs = exact_attention(target.inputs)[:, 0]
            wrong += int((target.decide(outputs) != (structured >= self.padding.threshold)).sum())
            largest = max(largest, float(np.abs(outputs - structured).max()))
            # The entries of the dense matrices are rounded too, k of them in a product: once more the same error.
            allowed = max(allowed, 2 * float(exact_error_bound(target.inputs).max()))
        audit = Audit(count, largest, allowed, wrong)
        if not audit.passed:
            raise AssertionError(f"dense and structured attention differ: {audit}")
        return audit

    def _solution(
        self,
        satisfiable: bool | None,
        row: int | None,
        message: np.ndarray,
        reason: str,
        found: SweepResult,
        audit: Audit | None,
    ) -> Solution:
        """Trace the chain to a message and, for YES, walk the row back to a verified solution."""
        trace = self.chain.trace(self.instance, advice=(*self.prefix, tuple(message.tolist()), None))
        if row is None:
            return Solution(satisfiable, None, None, reason, trace, found, audit)
        walked = trace.follow_back(row)
        if not self.instance.verify(walked[0]):
            raise AssertionError(f"{walked[0]} came back for row {row}, but does not solve {self.instance!r}")
        assignment = walked[0] if isinstance(self.instance, CNF) else None
        return Solution(True, assignment, walked[len(self.prefix)], reason, trace, found, audit)
