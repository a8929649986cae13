"""``hardness check``: the contracts on everything in the project, or on an object of the user's."""

from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from hardness.checks.report import Report
    from hardness.checks.subjects import Subject


def check(
    name: Annotated[
        str | None,
        typer.Argument(help="A reduction, code or protocol, a family, a kind, or module:object; all if not given."),
    ] = None,
    max_n: Annotated[int, typer.Option("--max-n", min=1, help="Size of the largest instances of a reduction.")] = 2,
    only: Annotated[list[str] | None, typer.Option("--only", help="Run this check only; may be repeated.")] = None,
    seconds: Annotated[float, typer.Option(help="How long one check may take on one instance.")] = 30.0,
    save: Annotated[Path | None, typer.Option(help="Write the first counterexample to this file.")] = None,
    replay: Annotated[
        Path | None, typer.Option(help="Rerun the counterexample in this file, and nothing else.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the reports as JSON.")] = False,
) -> None:
    """Check reductions, codes and protocols at a small scope; exit status 1 if anything fails."""
    from hardness.checks.replay import read_counterexample
    from hardness.checks.subjects import find_subjects

    if not seconds > 0:
        raise ValueError(f"--seconds {seconds:g}; it must be positive")
    if replay is not None:
        if name is not None or save is not None or only:
            raise ValueError("--replay reruns what its file says; it takes no NAME, --only or --save")
        found = read_counterexample(replay)
        report = found.replay(seconds=seconds)
        print(report.to_json() if as_json else report)
        if not report:
            raise typer.Exit(1)
        return
    subjects = _with_checks(find_subjects(name), only)
    reports = _run(subjects, max_n, only, seconds, quiet=as_json or len(subjects) == 1)
    if as_json:
        print("[" + ",\n".join(report.to_json() for _, report in reports) + "]")
    elif len(subjects) == 1:
        print(reports[0][1])
    failed = [(subject, report) for subject, report in reports if not report]
    if not as_json and len(subjects) > 1:
        for _, report in failed:
            print(report)
    if save is not None:
        _save(save, failed, said=not as_json)
    if failed:
        raise typer.Exit(1)


def _run(
    subjects: "list[Subject]", max_n: int, only: list[str] | None, seconds: float, quiet: bool
) -> "list[tuple[Subject, Report]]":
    """Check every subject and print one line of a table for each as it is done."""
    width = max(len(subject.name) for subject in subjects)
    reports = []
    if not quiet:
        print(f"{'kind':<10} {'subject':<{width}} {'checks':>7} {'cases':>9} {'seconds':>8}  result")
    for subject in subjects:
        start = monotonic()
        report = _checked(subject, max_n, only, seconds)
        reports.append((subject, report))
        if not quiet:
            from hardness.checks.report import Status

            held = sum(result.status is Status.HOLDS for result in report)
            applying = sum(result.status is not Status.INAPPLICABLE for result in report)
            bad = [result.name for result in report if result.status in (Status.FAILS, Status.UNTESTED)]
            verdict = "holds" if report else f"FAILS {', '.join(bad)}"
            print(
                f"{subject.kind:<10} {subject.name:<{width}} {held:>3}/{applying:<3} {report.cases:>9,} "
                f"{monotonic() - start:>8.1f}  {verdict}",
                flush=True,
            )
    return reports


def _with_checks(subjects: "list[Subject]", only: list[str] | None) -> "list[Subject]":
    """Keep the subjects that have one of the checks; ValueError if none has, or a check has no such name."""
    from hardness.checks.subjects import KINDS

    for check in only or []:
        if not any(check in KINDS[subject.kind] for subject in subjects):
            names = sorted({name for subject in subjects for name in KINDS[subject.kind]})
            raise ValueError(f"--only {check}: the checks are {', '.join(names)}")
    return [subject for subject in subjects if not only or set(only) & set(KINDS[subject.kind])]


def _checked(subject: "Subject", max_n: int, only: list[str] | None, seconds: float) -> "Report":
    """Check one subject; one that cannot even be made fails, and the others are still checked."""
    from hardness.checks.report import CheckResult, Report, Status
    from hardness.checks.subjects import KINDS

    options: dict[str, Any] = {"seconds": seconds}
    if only:
        options["checks"] = [check for check in only if check in KINDS[subject.kind]]
    try:
        return subject.check(max_n, **options)
    except ValueError as error:
        return Report(subject.name, (CheckResult("accepted", Status.FAILS, message=str(error)),))


def _save(path: Path, failed: "list[tuple[Subject, Report]]", said: bool) -> None:
    from hardness.checks.replay import Counterexample
    from hardness.files import write_text

    examples: list[Counterexample] = [
        Counterexample(subject.name, subject.kind, result)
        for subject, report in failed
        for result in report.failures
        if result.counterexample
    ]
    if examples:
        write_text(path, examples[0].to_json() + "\n")
    if said:
        print(f"{examples[0].result.name}: counterexample in {path}" if examples else "nothing fails; nothing saved")
