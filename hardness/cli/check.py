"""``hardness check``: the contracts on everything in the project, or on one object of the user."""

from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from hardness.cli.options import AsCsv, AsJson, completing, exclude
from hardness.cli.output import print_csv, print_json, show, width

if TYPE_CHECKING:
    from hardness.checks.engine.report import Report
    from hardness.checks.subjects import Subject


class Checked(NamedTuple):
    """A subject, its report, and how long the checks took."""

    subject: "Subject"
    report: "Report"
    wall_seconds: float

    def record(self) -> dict[str, Any]:
        """Return the row of the table."""
        from hardness.checks.engine.report import Status

        return {
            "kind": self.subject.kind,
            "subject": self.subject.name,
            "holds": bool(self.report),
            "checks_held": sum(result.status is Status.HOLDS for result in self.report),
            "checks_applying": sum(result.status is not Status.INAPPLICABLE for result in self.report),
            "cases": self.report.cases,
            "wall_seconds": self.wall_seconds,
            "failing": [r.name for r in self.report if r.status in (Status.FAILS, Status.UNTESTED)],
        }


def _subjects() -> list[str]:
    from hardness.checks.subjects import subject_names

    return subject_names()


def _checks() -> list[str]:
    from hardness.checks.subjects import CHECKS_BY_KIND

    return sorted({name for checks in CHECKS_BY_KIND.values() for name in checks})


def check(
    name: Annotated[
        str | None,
        typer.Argument(
            help="Subject to check: a reduction, code, protocol, family, kind or module:object. By default, all.",
            autocompletion=completing(_subjects),
        ),
    ] = None,
    max_n: Annotated[
        int | None,
        typer.Option(
            "--max-n", min=1, help="Size of the largest instances on which reductions are checked; 2 by default."
        ),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only", help="Run only this check; the option may be repeated.", autocompletion=completing(_checks)
        ),
    ] = None,
    seconds: Annotated[float, typer.Option(help="Time limit for one check on one instance, in seconds.")] = 30.0,
    save: Annotated[Path | None, typer.Option(help="Write the first counterexample to this file.")] = None,
    replay: Annotated[Path | None, typer.Option(help="Rerun only the counterexample in this file.")] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Check reductions, codes and protocols on small instances; the exit status is 1 if a check fails."""
    exclude(as_json=as_json, as_csv=as_csv)
    if not seconds > 0:
        raise ValueError(f"--seconds must be positive, got {seconds:g}")
    if replay is not None:
        if name is not None or save is not None or only or max_n is not None or as_csv:
            raise ValueError("--replay takes no NAME, --only, --max-n, --save or --csv: its file says what is rerun")
        _replay(replay, seconds, as_json)
        return
    from hardness.checks.subjects import find_subjects
    from hardness.numbers import document

    subjects = _with_checks(find_subjects(name), only)
    done = _run(subjects, max_n or 2, only, seconds, quiet=as_json or as_csv or len(subjects) == 1)
    failed = [checked for checked in done if not checked.report]
    if as_json:
        print_json(document("check", subjects=[{**each.record(), "report": each.report.to_dict()} for each in done]))
    elif as_csv:
        print_csv({**each.record(), "failing": " ".join(each.record()["failing"])} for each in done)
    else:
        for checked in done if len(subjects) == 1 else failed:
            show(checked.report.lines(width()))
    if save is not None:
        _save(save, failed, report=not (as_json or as_csv))
    if failed:
        raise typer.Exit(1)


def _replay(path: Path, seconds: float, as_json: bool) -> None:
    from hardness.checks.replay import read_counterexample

    report = read_counterexample(path).replay(seconds=seconds)
    if as_json:
        print_json(report.to_dict())
    else:
        show(report.lines(width()))
    if not report:
        raise typer.Exit(1)


def _run(subjects: "list[Subject]", max_n: int, only: list[str] | None, seconds: float, quiet: bool) -> list[Checked]:
    """Check every subject and print its line of the table as soon as it is done."""
    names = max(len(subject.name) for subject in subjects)
    done = []
    if not quiet:
        show(f"{'kind':<10} {'subject':<{names}} {'checks':>7} {'cases':>9} {'seconds':>8}  result")
    for subject in subjects:
        start = monotonic()
        report = _checked(subject, max_n, only, seconds)
        done.append(Checked(subject, report, monotonic() - start))
        if not quiet:
            row = done[-1].record()
            verdict = "holds" if report else f"FAILS {', '.join(row['failing'])}"
            show(
                f"{subject.kind:<10} {subject.name:<{names}} {row['checks_held']:>3}/{row['checks_applying']:<3} "
                f"{report.cases:>9,} {row['wall_seconds']:>8.1f}  {verdict}"
            )
    return done


def _with_checks(subjects: "list[Subject]", only: list[str] | None) -> "list[Subject]":
    """Keep the subjects that have one of the checks; ValueError if none has, or a check has no such name."""
    from hardness.arguments import one_of
    from hardness.checks.subjects import CHECKS_BY_KIND

    known = sorted({name for subject in subjects for name in CHECKS_BY_KIND[subject.kind]})
    for check in only or []:
        one_of("--only", check, known)
    return [subject for subject in subjects if not only or set(only) & set(CHECKS_BY_KIND[subject.kind])]


def _checked(subject: "Subject", max_n: int, only: list[str] | None, seconds: float) -> "Report":
    """Check one subject. A subject that cannot even be constructed fails, and the others are still checked."""
    from hardness.checks.engine.report import CheckResult, Report, Status
    from hardness.checks.subjects import CHECKS_BY_KIND

    options: dict[str, Any] = {"seconds": seconds}
    if only:
        options["checks"] = [check for check in only if check in CHECKS_BY_KIND[subject.kind]]
    try:
        return subject.check(max_n, **options)
    except ValueError as error:
        return Report(subject.name, (CheckResult("accepted", Status.FAILS, message=str(error)),))


def _save(path: Path, failed: list[Checked], report: bool) -> None:
    from hardness.checks.replay import Counterexample
    from hardness.files import write_text

    examples: list[Counterexample] = [
        Counterexample(checked.subject.name, checked.subject.kind, result)
        for checked in failed
        for result in checked.report.failures
        if result.counterexample
    ]
    if examples:
        write_text(path, examples[0].to_json() + "\n")
    if report:
        show(f"{examples[0].result.name}: counterexample in {path}" if examples else "nothing fails; nothing saved")
