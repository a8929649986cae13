"""Counterexamples in files: a failed check with its subject and its case, ready to be run again."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from algorithms.display import fields_repr
from hardness.checks.contracts.code.contract import check_code
from hardness.checks.contracts.protocol.contract import check_protocol
from hardness.checks.contracts.reduction.contract import check_reduction
from hardness.checks.engine.report import CheckResult, Report
from hardness.checks.subjects import CHECKS_BY_KIND, Subject, find_subjects
from hardness.codec import from_json_value, to_json_value, with_keys
from hardness.files import read
from hardness.json_text import parse_json
from hardness.problems.base import Problem

_FORMAT = "hardness counterexample 1"


@dataclass(frozen=True)
class Counterexample:
    """A failed check: the name of its subject, the check, and the values of the case."""

    subject: str
    kind: str
    result: CheckResult

    __repr__ = fields_repr

    def to_json(self) -> str:
        """Return the counterexample as JSON text."""
        values = {name: to_json_value(value) for name, value in self.result.counterexample.items()}
        return json.dumps(
            {
                "format": _FORMAT,
                "subject": self.subject,
                "kind": self.kind,
                "check": self.result.name,
                "message": self.result.message,
                "values": values,
            },
            indent=1,
        )

    def replay(self, **options: Any) -> Report:
        """Run this check on this case again.

        Raises
        ------
        ValueError
            If the subject is unknown, its kind has changed, or the values do not contain the case.
        """
        subjects = find_subjects(self.subject)
        if len(subjects) != 1 or subjects[0].kind != self.kind:
            named = f"{len(subjects)} ({', '.join(sorted({subject.kind for subject in subjects}))})"
            raise ValueError(f"subject must name one {self.kind}, got {self.subject!r}, which names {named}")
        return self._run(subjects[0], {"checks": [self.result.name], **options})

    def _run(self, subject: Subject, options: dict[str, Any]) -> Report:
        thing, values = subject.make(), self.result.counterexample
        if self.kind == "code":
            return check_code(thing, **options)
        if self.kind == "protocol":
            return check_protocol(thing, [values["sets"]] if "sets" in values else None, **options)
        instance = values.get("instance")
        if not isinstance(instance, Problem):
            raise ValueError(f"the counterexample has no instance to reduce, but {instance!r}")
        return check_reduction(thing, [instance], **options)


def read_counterexample(path: str | Path) -> Counterexample:
    """Read a file that `Counterexample.to_json` wrote; ValueError with the reason if it is anything else."""
    from hardness.checks.engine.report import Status

    try:
        data = parse_json(read(path))
        if not isinstance(data, dict) or data.get("format") != _FORMAT:
            raise ValueError(f'it is no JSON object with "format": "{_FORMAT}"')
        data = with_keys(data, ["format", "subject", "kind", "check", "message", "values"], "it")
        if not all(isinstance(data[key], str) for key in data if key != "values") or not isinstance(
            data["values"], dict
        ):
            raise ValueError("its entries are of wrong types")
        if data["kind"] not in CHECKS_BY_KIND or data["check"] not in CHECKS_BY_KIND[data["kind"]]:
            raise ValueError(f"there is no check {data['check']!r} of a {data['kind']!r}")
        values = {name: from_json_value(value) for name, value in data["values"].items()}
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path} is not a counterexample: {error}") from error
    return Counterexample(
        data["subject"], data["kind"], CheckResult(data["check"], Status.FAILS, 1, data["message"], values)
    )
