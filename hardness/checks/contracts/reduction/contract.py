"""The contract of a reduction, for its author."""

from collections.abc import Iterable, Iterator
from typing import Any

from hardness.arguments import integer
from hardness.checks.contracts.reduction.attention import DENSE, MARGIN
from hardness.checks.contracts.reduction.case import ReductionCase, ReductionRun
from hardness.checks.contracts.reduction.checks import ANSWER_CHECKS
from hardness.checks.contracts.reduction.repeated import JSON, METAMORPHIC, PURE
from hardness.checks.engine.guard import NOT_FINISHED
from hardness.checks.engine.report import Report, Status
from hardness.checks.engine.runner import Check, run_checks, selected_checks
from hardness.codec import safe_repr
from hardness.extras import optional
from hardness.problems.base import Problem
from hardness.reductions.base import Reduction

REDUCTION_CHECKS: dict[str, Check] = {
    check.name: check for check in (*ANSWER_CHECKS, MARGIN, DENSE, JSON, METAMORPHIC, PURE)
}
"""The checks by name, in the order in which they run."""

SECONDS = 10.0
MAX_BRANCHES = 10_000


def check_reduction(
    reduction: Reduction[Any, Any],
    instances: Iterable[Problem[Any]],
    *,
    checks: Iterable[str] | None = None,
    seconds: float = SECONDS,
    max_branches: int = MAX_BRANCHES,
) -> Report:
    """Check the promises of a reduction on instances that are small enough to enumerate.

    The answers come from brute force over the witnesses of the source and over the *full* search space of every branch.
    Both answers must occur, otherwise "yes" or "no" stays untested. `REDUCTION_CHECKS` lists the checks with their
    statements. If a reduction raises, returns another type, changes its source or never ends, a check fails and says
    so: the code runs in a worker thread with a deadline.

    Parameters
    ----------
    reduction : Reduction
        The reduction.
    instances : iterable of Problem
        Instances of its source. Those that break the promise of a promise problem are skipped.
    checks : iterable of str, optional
        Names of the checks to run; all by default.
    seconds : float
        Time limit of one check on one instance.
    max_branches : int
        The largest number of branches of one instance; with more, a check fails.

    Returns
    -------
    Report
        True iff every check that applies holds on at least one case.

    Raises
    ------
    ValueError
        If an argument has a wrong type, there is no instance, a check is unknown, or a budget is not positive.

    Examples
    --------
    >>> from hardness.problems import CNF
    >>> from hardness.reductions import SatToOrthogonalVectors
    >>> report = check_reduction(SatToOrthogonalVectors(2), [CNF(2, [(1, -2)]), CNF(1, [(1,), (-1,)])])
    >>> bool(report), report["backward"].cases
    (True, 3)
    """
    if not isinstance(reduction, Reduction):
        raise ValueError(f"reduction must be an object of a subclass of Reduction, got {safe_repr(reduction)}")
    max_branches = integer("max_branches", max_branches, 1)
    selected = selected_checks(REDUCTION_CHECKS, checks)
    run = ReductionRun(reduction, max_branches)
    cases = _Cases(run, instances)
    report = run_checks(run, selected, cases, seconds, safe_repr(reduction))
    if not cases.count:
        raise ValueError("instances must not be empty: nothing would be checked")
    return report


class _Cases:
    """One case per instance; the previous instance is the one that is reduced in between."""

    def __init__(self, run: ReductionRun, instances: Iterable[Problem[Any]]) -> None:
        self.run, self.instances, self.count = run, instances, 0

    def __iter__(self) -> Iterator[ReductionCase]:
        if isinstance(self.instances, (Problem, str)) or not isinstance(self.instances, Iterable):
            raise ValueError(f"instances must be an iterable of problem instances, got {safe_repr(self.instances)}")
        self.run.another = _first_of_scope(self.run.reduction)
        for instance in self.instances:
            if not isinstance(instance, Problem):
                raise ValueError(f"instances[{self.count}] must be a problem instance, got {safe_repr(instance)}")
            self.count += 1
            yield ReductionCase(self.run, instance)
            self.run.another = instance


def _first_of_scope(reduction: Reduction[Any, Any]) -> Problem[Any] | None:
    from hardness.checks.instances.scopes import source_scope

    scope = source_scope(reduction.source_type)
    return None if scope is None else next(iter(scope(2)), None)


def assert_reduction(
    reduction: Reduction[Any, Any],
    strategy: Any,
    *,
    checks: Iterable[str] | None = None,
    max_examples: int = 100,
    seconds: float = SECONDS,
    max_branches: int = MAX_BRANCHES,
) -> Report:
    """Check a reduction on instances that hypothesis draws, and shrink a failure to a small counterexample.

    Parameters
    ----------
    reduction : Reduction
        The reduction.
    strategy : hypothesis strategy
        A strategy for instances of the source; see `hardness.checks.strategies`.
    checks, seconds, max_branches
        As in `check_reduction`.
    max_examples : int
        The number of drawn instances. They are the same in every run.

    Returns
    -------
    Report
        The sum of the reports on all instances.

    Raises
    ------
    AssertionError
        If a check fails; the message prints the report on the smallest failing instance that was found. Also if a check
        that applies has no case in all examples, such as "no" for a strategy that draws only satisfiable formulas.

    Examples
    --------
    >>> from hardness.checks.strategies import cnfs
    >>> from hardness.reductions import SatToOrthogonalVectors
    >>> bool(assert_reduction(SatToOrthogonalVectors(2), cnfs(max_variables=3), max_examples=20))
    True
    """
    optional("hypothesis", "assert_reduction")
    from hypothesis import HealthCheck, given, settings

    total: list[Report] = []
    hung: dict[Problem[Any], str] = {}

    @settings(
        max_examples=max_examples,
        deadline=None,
        derandomize=True,
        database=None,
        report_multiple_bugs=False,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def examine(instance: Problem[Any]) -> None:
        message = hung.get(instance, "")
        if hung and not message:
            return  # shrinking would wait for the deadline a hundred times over
        if not message:
            report = check_reduction(reduction, [instance], checks=checks, seconds=seconds, max_branches=max_branches)
            if report.failures:
                message = str(report)
            if any(result.message.startswith(NOT_FINISHED) for result in report.failures):
                hung[instance] = message
        if message:
            raise AssertionError(message)
        total[:] = [total[0] + report] if total else [report]

    examine()
    report = total[0]
    if untested := [result.name for result in report if result.status is Status.UNTESTED]:
        raise AssertionError(f"{', '.join(untested)}: no case in {max_examples} examples\n{report}")
    return report
