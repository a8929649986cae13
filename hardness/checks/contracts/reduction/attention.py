"""The promises of a reduction to attention beyond its answers: a margin, and matrices that give its outputs."""

from typing import Any

import numpy as np

from hardness.checks.contracts.reduction.case import ReductionCase, ReductionRun, some_of
from hardness.checks.engine.runner import Check, Violation
from hardness.problems import ApproximateAttention, Promise
from hardness.problems.attention import AbstractApproximateAttention
from hardness.problems.gap_max_ip.base import AbstractGapMaxIP

_MAX_ENTRIES = 1 << 20  # of dense matrices
_MAX_SCORES = 1 << 22


def margin(case: ReductionCase) -> int:
    r"""Check that outputs that are off by the whole tolerance, in either direction, still decide every row correctly.

    The decision compares each output with a threshold, so it is monotone: if Att - tol and Att + tol both decide a row
    correctly, so does every output in between. The truth of a row comes from the Gap-MaxIP source if there is one, and
    otherwise from the exact output. All computations use logarithms, because outputs may underflow.
    """
    if not case.examined:
        return 0
    count = 0
    for advice, target in _attention(case.branches):
        exact, truth = target.log_outputs(), _truth(case, target)
        slack = _slack(target, advice)
        lower, upper = _perturbed(exact, target.log_tolerance)
        for name, outputs in (("minus", lower), ("plus", upper)):
            # An output that is on the threshold up to rounding may fall on either side: move it to the correct one.
            kind = np.where(truth, slack, -slack)
            decided = target.decide_log(outputs + kind)
            if (wrong := np.flatnonzero(decided != truth)).size:
                row = int(wrong[0])
                raise Violation(
                    f"row {row} is {'YES' if truth[row] else 'NO'}; its output {name} the tolerance decides otherwise",
                    advice=advice,
                    row=row,
                    log_output=float(exact[row]),
                    log_threshold=float(target.log_threshold),
                    log_tolerance=float(target.log_tolerance),
                )
        count += 2 * len(truth)
    return count


def _attention(branches: Any) -> list[tuple[Any, AbstractApproximateAttention]]:
    """Return the branches with the type that `_not_attention` guarantees."""
    return list(branches)


def _truth(case: ReductionCase, target: AbstractApproximateAttention) -> np.ndarray:
    source = case.instance
    if isinstance(source, AbstractGapMaxIP):
        rows = [source.promise(row) is Promise.YES for row in range(source.sizes[0])]
        return np.array(rows + [False] * (target.rows - len(rows)))
    return np.array([target.promise(row) is Promise.YES for row in range(target.rows)])


def _slack(target: AbstractApproximateAttention, advice: Any) -> float:
    """Bound the rounding of log(Att +- tol): the derivative of log(x - tol) is at most 2 at a YES output."""
    rounding = float(target.rounding())
    if not 0 <= 8 * rounding < target.log_yes - target.log_no:
        raise Violation(
            f"the rounding bound {rounding:g} of the outputs is not small against log yes - log no = "
            f"{target.log_yes - target.log_no:g}",
            advice=advice,
        )
    return 4 * rounding + 8 * float(np.spacing(abs(target.log_threshold)))


def _perturbed(exact: np.ndarray, log_tolerance: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the logarithms of Att - tol (-inf if that is not positive) and of Att + tol."""
    ratio = np.exp(np.minimum(log_tolerance - exact, 0.0))
    with np.errstate(divide="ignore"):
        lower = np.where(log_tolerance < exact, exact + np.log1p(-ratio), -np.inf)
    return lower, np.logaddexp(exact, log_tolerance)


def dense(case: ReductionCase) -> int:
    """Check that the claimed outputs are those of exact attention on the matrices, and that entries are at most B."""
    if not case.examined:
        return 0
    count = 0
    for advice, target in some_of([pair for pair in _attention(case.branches) if _fits(pair[1])]):
        inputs = target.inputs
        plain = ApproximateAttention(inputs, log_yes=target.log_yes, log_no=target.log_no)
        claimed, true = target.log_outputs(), plain.log_outputs()
        allowed = target.rounding() + plain.rounding()
        with np.errstate(invalid="ignore"):
            same = (claimed == true) | (np.abs(claimed - true) <= allowed)  # -inf equals -inf
        if (wrong := np.flatnonzero(~same)).size:
            row = int(wrong[0])
            raise Violation(
                f"the log output of row {row} is {claimed[row]:.9g}; its matrices give {true[row]:.9g}",
                advice=advice,
                row=row,
            )
        if plain.log_entry_bound > target.log_entry_bound + 1e-9:
            raise Violation(
                f"the matrices have an entry e^{plain.log_entry_bound:.9g}, above the bound "
                f"e^{target.log_entry_bound:.9g}",
                advice=advice,
            )
        count += len(claimed)
    return count


def _fits(target: AbstractApproximateAttention) -> bool:
    size = target.size()
    n, d, k = (size[name] for name in AbstractApproximateAttention.SIZE)
    return bool(n * d <= _MAX_ENTRIES and n**k * max(1, min(d, 64)) <= _MAX_SCORES)


def _not_attention(run: ReductionRun) -> str | None:
    if issubclass(run.reduction.target_type, AbstractApproximateAttention):
        return None
    return f"{run.reduction.target_type.__name__} is not attention"


MARGIN = Check("margin", "outputs that are off by the tolerance decide every row correctly", margin, _not_attention)
DENSE = Check("dense", "claimed outputs are those of the dense matrices", dense, _not_attention)
