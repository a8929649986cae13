"""Reports: which checks hold, on how many cases, and the counterexamples to those that fail."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from algorithms.display import display, fields_repr
from hardness.arguments import integer
from hardness.codec import from_json_value, safe_repr, to_json_value, with_keys
from hardness.json_text import parse_json
from hardness.layout import listing
from hardness.markup import html
from hardness.numbers import document


class Status(Enum):
    """The status of a check."""

    HOLDS = "holds"
    FAILS = "FAILS"
    UNTESTED = "untested"  # it applies, but no case was examined, or some could not be
    INAPPLICABLE = "not applicable"


@dataclass(frozen=True)
class CheckResult:
    """The outcome of one check.

    Attributes
    ----------
    name : str
        Name of the check, as ``checks=`` selects it.
    status : Status
        Whether it holds.
    cases : int
        How many cases were examined: instances, witnesses, rows, messages or words, as the check says.
    message : str
        The reason why it fails, was not tested or does not apply; "" if it holds.
    counterexample : dict
        Values by name (the instance, the advice, the witness, ...), as objects, not as text; empty unless the check
        fails.
    """

    name: str
    status: Status
    cases: int = 0
    message: str = ""
    counterexample: Mapping[str, Any] = field(default_factory=dict)

    __repr__ = fields_repr

    def __add__(self, other: "CheckResult") -> "CheckResult":
        """Add the cases; the worse status and the first counterexample are kept."""
        if self.name != other.name:
            raise ValueError(f"results of {self.name!r} and {other.name!r} are of different checks")
        cases = self.cases + other.cases
        if (Status.HOLDS, Status.UNTESTED) in ((self.status, other.status), (other.status, self.status)):
            # An examined part makes up for an untested one without cases, but not for a blocked one.
            held, rest = (self, other) if self.status is Status.HOLDS else (other, self)
            worse = rest if rest.message else held
        else:
            ranked = (Status.FAILS, Status.UNTESTED, Status.HOLDS, Status.INAPPLICABLE)
            worse = min(self, other, key=lambda result: (ranked.index(result.status), not result.message))
        return CheckResult(self.name, worse.status, cases, worse.message, worse.counterexample)


@dataclass(frozen=True, repr=False)
class Report:
    """Results of checks on one subject; true iff every check that applies holds and was examined.

    A check without cases is *untested*, and then the report is not true: a reduction that was run only on YES
    instances has not been checked. Reports on the same subject can be added.

    Attributes
    ----------
    subject : str
        The subject of the checks.
    results : tuple of CheckResult
        One result per check, in the order in which they ran.

    Examples
    --------
    >>> good = CheckResult("linear", Status.HOLDS, 40)
    >>> bad = CheckResult("json", Status.FAILS, 1, "comes back different", {"message": (1, 2)})
    >>> report = Report("<RS code [6, 2, 5] over GF(7)>", (good, bad))
    >>> bool(report), report["json"].counterexample
    (False, {'message': (1, 2)})
    >>> Report.from_json(report.to_json()) == report
    True
    """

    subject: str
    results: tuple[CheckResult, ...]

    def __bool__(self) -> bool:
        return all(result.status in (Status.HOLDS, Status.INAPPLICABLE) for result in self.results) and any(
            result.status is Status.HOLDS for result in self.results
        )

    def __getitem__(self, name: str) -> CheckResult:
        """Return the result of one check."""
        for result in self.results:
            if result.name == name:
                return result
        raise KeyError(f"no check {name!r} in this report; it has {[result.name for result in self.results]}")

    def __iter__(self) -> Iterator[CheckResult]:
        return iter(self.results)

    def __add__(self, other: "Report") -> "Report":
        """Add up two reports on the same subject, check by check."""
        names = [result.name for result in self.results]
        if self.subject != other.subject or names != [result.name for result in other.results]:
            raise ValueError(f"reports on {self.subject} and {other.subject} differ in subject or checks")
        return Report(self.subject, tuple(a + b for a, b in zip(self.results, other.results, strict=True)))

    @property
    def failures(self) -> tuple[CheckResult, ...]:
        """The checks that fail."""
        return tuple(result for result in self.results if result.status is Status.FAILS)

    @property
    def cases(self) -> int:
        """The number of cases examined, over all checks."""
        return sum(result.cases for result in self.results)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as JSON values, including the counterexamples."""
        results = [
            {
                "name": result.name,
                "status": result.status.value,
                "cases": result.cases,
                "message": result.message,
                "counterexample": {key: to_json_value(value) for key, value in result.counterexample.items()},
            }
            for result in self.results
        ]
        return document("report", report=self.subject, results=results)

    def to_json(self) -> str:
        """Return the report as JSON text, including the counterexamples."""
        return json.dumps(self.to_dict(), allow_nan=False)

    @classmethod
    def from_json(cls, text: str | bytes) -> "Report":
        """Rebuild a report from the output of `to_json`; ValueError with the reason for anything else."""
        try:
            data = parse_json(text)
            if isinstance(data, dict):
                data = {key: value for key, value in data.items() if key not in document("")}
            data = with_keys(data, ["report", "results"], "it")
            if not isinstance(data["report"], str):
                raise ValueError(f"report must be a text, got {safe_repr(data['report'])}")
            return cls(data["report"], tuple(_result(entry) for entry in data["results"]))
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
            raise ValueError(f"not a report: {error}") from error

    def lines(self, width: int | None = None) -> list[str]:
        """Return the report as complete lines of text, or as lines folded to the width of a terminal."""
        heads = [(result.name, result.status.value, f"{result.cases:,}") for result in self.results]
        names, states, counts = (
            max(map(len, column)) for column in zip(("check", "status", "cases"), *heads, strict=True)
        )
        entries = [(f"{'check':<{names}}  {'status':<{states}}  {'cases':>{counts}}", "message")]
        for (name, state, count), result in zip(heads, self.results, strict=True):
            entries.append((f"{name:<{names}}  {state:<{states}}  {count:>{counts}}", " ".join(result.message.split())))
            entries += [("", value) for value in _lines(result)]
        return [self.subject, *listing(entries, width)]

    @display
    def __str__(self) -> str:
        return "\n".join(self.lines())

    @display
    def __repr__(self) -> str:
        held = sum(result.status is Status.HOLDS for result in self.results)
        verdict = f"fails {', '.join(result.name for result in self.failures)}" if self.failures else f"{held} hold"
        return f"<report on {self.subject}: {verdict}, {self.cases:,} cases>"

    @display
    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{html(result.name)}</td><td>{html(result.status.value)}</td><td>{result.cases:,}</td>"
            f"<td>{'<br>'.join(html(line) for line in [result.message, *_lines(result)])}</td></tr>"
            for result in self.results
        )
        head = "<tr><th>check</th><th>status</th><th>cases</th><th>message</th></tr>"
        return f"<table><caption>{html(self.subject)}</caption>{head}{rows}</table>"


def _lines(result: CheckResult) -> list[str]:
    return [f"{name} = {_described(value)}" for name, value in result.counterexample.items()]


def _described(value: Any) -> str:
    """Return a value as text; a problem instance, whose repr has only its sizes, is followed by short contents."""
    from hardness.problems.base import Problem

    text = safe_repr(value)
    if isinstance(value, Problem):
        data = to_json_value(value).get("instance")
        if data is not None and len(contents := json.dumps({k: v for k, v in data.items() if k != "problem"})) <= 300:
            return f"{text} {contents}"
    return text


def _result(entry: Any) -> CheckResult:
    values = {str(key): from_json_value(value) for key, value in entry["counterexample"].items()}
    cases, name, message = integer("cases", entry["cases"], 0), entry["name"], entry["message"]
    if not isinstance(name, str) or not isinstance(message, str):
        raise ValueError(f"corrupt result {safe_repr(entry)}")
    return CheckResult(name, Status(entry["status"]), cases, message, values)
