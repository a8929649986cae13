"""The contract of a protocol for set disjointness, for changes of a protocol and for new codes."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from hardness.checks.contracts.protocol.case import ProtocolCase, ProtocolRun, default_inputs
from hardness.checks.contracts.protocol.checks import PROTOCOL_CHECKS
from hardness.checks.engine.report import Report
from hardness.checks.engine.runner import run_checks, selected_checks
from hardness.codec import safe_repr
from hardness.protocols import SetDisjointness


def check_protocol(
    protocol: SetDisjointness,
    inputs: Iterable[Any] | None = None,
    *,
    checks: Iterable[str] | None = None,
    seconds: float = 30.0,
) -> Report:
    """Check what a Merlin-Arthur protocol promises: messages, completeness, soundness, coins, bits and transcripts.

    Soundness is checked for an optimal one of *all* messages, by brute force. `PROTOCOL_CHECKS` lists the checks.

    Parameters
    ----------
    protocol : SetDisjointness
        The protocol, of this class or of a subclass.
    inputs : iterable of array_like, optional
        Inputs of shape (players, m), both disjoint and intersecting. By default, all inputs if there are at most 512;
        otherwise a fixed choice of disjoint inputs and of inputs that meet in one, several and all blocks.
    checks : iterable of str, optional
        Names of the checks to run; all by default.
    seconds : float
        Time limit of one check on one input.

    Raises
    ------
    ValueError
        If ``protocol`` is not a protocol, an input does not fit, a check is unknown, or ``seconds`` is not positive.

    Examples
    --------
    >>> from hardness.codes import ReedSolomon
    >>> report = check_protocol(SetDisjointness(ReedSolomon(5, 4, 2), blocks=1, players=2))
    >>> bool(report), report["completeness"].cases                 # 3^2 disjoint inputs, and the empty one
    (True, 10)
    """
    if not isinstance(protocol, SetDisjointness):
        raise ValueError(f"protocol must be a SetDisjointness, got {safe_repr(protocol)}")
    given = None if inputs is None else [protocol.checked_sets(sets) for sets in inputs]
    if given is not None and not given:
        raise ValueError("inputs must not be empty: nothing would be checked")
    run = ProtocolRun(protocol)
    return run_checks(run, selected_checks(PROTOCOL_CHECKS, checks), _cases(run, given), seconds, safe_repr(protocol))


def _cases(run: ProtocolRun, given: list[np.ndarray] | None) -> Iterator[ProtocolCase]:
    yield ProtocolCase(run, None)
    for sets in default_inputs(run.protocol) if given is None else given:
        yield ProtocolCase(run, sets)
