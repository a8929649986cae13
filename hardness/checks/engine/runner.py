"""Checks as small named functions, and the loop that runs them case by case."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from algorithms.display import fields_repr
from hardness.arguments import one_of
from hardness.checks.engine.guard import DeadlinePassed, Guard
from hardness.checks.engine.report import CheckResult, Report, Status
from hardness.codec import plain


class Case(Protocol):
    """The input of a check: one instance with all data derived from it, computed on first use."""

    busy: str | None  # the check that owns the running computation, if that is not the running check

    def context(self) -> Mapping[str, Any]:
        """Return the values that reproduce the case, for every counterexample."""


def _always(_subject: Any) -> None:
    """Return None: the check always applies."""


@dataclass(frozen=True)
class Check:
    """One check: its statement, and the function that examines a case.

    ``run(case)`` returns the number of examined cases, which is 0 if the check says nothing about this one. It raises
    `Violation` with a counterexample. ``applies(subject)`` returns the reason why the check never applies, or None.
    """

    name: str
    statement: str
    run: Callable[[Any], int]
    applies: Callable[[Any], str | None] = _always

    __repr__ = fields_repr


class Violation(Exception):  # noqa: N818 - a finding, not an error
    """A counterexample."""

    def __init__(self, message: str, /, **values: Any) -> None:
        super().__init__(message)
        self.message, self.values = message, values


class Blocked(Exception):  # noqa: N818
    """A case cannot be examined because of a failure that the check ``owner`` reports."""

    def __init__(self, owner: str, message: str, values: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.owner, self.message, self.values = owner, message, dict(values or {})

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.owner, self.message, self.values)


class Unexamined(Exception):  # noqa: N818
    """A case is too large to examine."""


def selected_checks(registry: Mapping[str, Check], names: Iterable[str] | None) -> list[Check]:
    """Return the checks with these names, or all, in the order of the registry; ValueError for an unknown name."""
    if names is None:
        return list(registry.values())
    wanted = [names] if isinstance(names, str) else list(names)
    if not wanted:
        raise ValueError(f"checks must name some of {', '.join(registry)}, got none")
    for name in wanted:
        one_of("checks", name, registry)
    return [check for name, check in registry.items() if name in wanted]


def run_checks(subject: Any, checks: list[Check], cases: Iterable[Any], seconds: float, title: str) -> Report:
    """Run every check on every case until it fails; an error of the code under test is a failure too.

    Each check has ``seconds`` for each case. The first check that does not finish ends the run, because code that
    hangs once would hang again. The other checks then count as untested.
    """
    results = {check.name: _initial(check, subject) for check in checks}
    guard = Guard(seconds)
    try:
        for case in cases:
            for check in checks:
                if results[check.name].status in (Status.FAILS, Status.INAPPLICABLE):
                    continue
                try:
                    result = _examine(check, case, guard)
                except DeadlinePassed as passed:
                    owner = case.busy if case.busy in results else check.name
                    _end(results, str(owner), CheckResult(str(owner), Status.FAILS, 1, str(passed), _context(case)))
                    return Report(title, tuple(results.values()))
                results[check.name] += result
    finally:
        guard.close()
    return Report(title, tuple(results.values()))


def _initial(check: Check, subject: Any) -> CheckResult:
    if reason := check.applies(subject):
        return CheckResult(check.name, Status.INAPPLICABLE, message=reason)
    return CheckResult(check.name, Status.UNTESTED)


def _examine(check: Check, case: Case, guard: Guard) -> CheckResult:
    try:
        count = guard.call(check.run, case)
    except DeadlinePassed:
        raise
    except Violation as violation:
        return _failure(check, case, violation.message, violation.values)
    except Blocked as blocked:
        if blocked.owner == check.name:
            return _failure(check, case, blocked.message, blocked.values)
        message = f"some cases are not examined, see {blocked.owner}: {blocked.message}"
        return CheckResult(check.name, Status.UNTESTED, message=message)
    except Unexamined as reason:
        return CheckResult(check.name, Status.UNTESTED, message=f"some cases are not examined: {reason}")
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return _failure(check, case, raised(error), {})
    return CheckResult(check.name, Status.HOLDS if count else Status.UNTESTED, count)


def raised(error: BaseException) -> str:
    """Report on one line what was raised and where."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {frames[-1].name} ({frames[-1].filename}:{frames[-1].lineno})" if frames else ""
    message = " ".join(str(error).split())
    return f"raises {type(error).__name__}{': ' + message[:200] if message else ''}{where}"


def _failure(check: Check, case: Case, message: str, values: Mapping[str, Any]) -> CheckResult:
    counterexample = {**_context(case), **{name: plain(value) for name, value in values.items()}}
    return CheckResult(check.name, Status.FAILS, 1, message, counterexample)


def _context(case: Case) -> dict[str, Any]:
    return {name: plain(value) for name, value in case.context().items()}


def _end(results: dict[str, CheckResult], owner: str, failure: CheckResult) -> None:
    results[owner] += failure
    for name, result in results.items():
        if name != owner and result.status in (Status.HOLDS, Status.UNTESTED):
            message = f"the run ended early, see {owner}"
            results[name] = CheckResult(name, Status.UNTESTED, result.cases, message)
