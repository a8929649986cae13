"""The contract of a code, for its author."""

from collections.abc import Iterable
from contextlib import suppress

from hardness.checks.contracts.code.case import CodeCase
from hardness.checks.contracts.code.checks import CODE_CHECKS
from hardness.checks.engine.report import Report
from hardness.checks.engine.runner import run_checks, selected_checks
from hardness.codec import safe_repr
from hardness.codes import Code


def check_code(code: Code, *, checks: Iterable[str] | None = None, seconds: float = 30.0) -> Report:
    """Check the promises of a code to the protocols that are built on it.

    Linear algebra decides the dimension, membership, the information set and the star products. Distances are found by
    enumeration up to 2^18 words, and bounded from above by light words beyond that. `CODE_CHECKS` lists the checks.

    Parameters
    ----------
    code : Code
        The code.
    checks : iterable of str, optional
        Names of the checks to run; all by default.
    seconds : float
        Time limit of one check.

    Raises
    ------
    ValueError
        If ``code`` is not a `Code`, a check is unknown, or ``seconds`` is not positive.

    Examples
    --------
    >>> from hardness.codes import ReedSolomon
    >>> report = check_code(ReedSolomon(7, 6, 2))
    >>> bool(report), report["distance"].cases                  # (7^2 - 1)/(7 - 1) words up to scalars
    (True, 8)
    """
    if not isinstance(code, Code):
        raise ValueError(f"code must be an object of a subclass of Code, got {safe_repr(code)}")
    selected = selected_checks(CODE_CHECKS, checks)
    with suppress(Exception):
        _ = code.field  # galois compiles a new field for seconds, which is not the code's fault
    return run_checks(code, selected, [CodeCase(code)], seconds, safe_repr(code))
