"""What a mutant is: a wrong object, the mistake in it, and the checks that catch it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from hardness.checks import Report, Status


@dataclass(frozen=True)
class Mutant:
    """One plausible mistake.

    ``run(checks)`` runs the named checks (None: all) on the wrong object; ``caught_by`` are those that fail.
    """

    mistake: str
    run: Callable[[Iterable[str] | None], Report]
    caught_by: frozenset[str]

    def __repr__(self) -> str:
        return self.mistake


def mutants_of(check: Callable[..., Report], table: Iterable[tuple[Any, ...]], seconds: float = 60) -> list[Mutant]:
    """Rows (mistake, names of the checks that fail, maker of the object, *more arguments of ``check``).

    The time is ample because code that is compiled on first use counts too.
    """
    return [
        Mutant(
            mistake,
            lambda names, make=make, more=more: check(make(), *more, checks=names, seconds=seconds),
            frozenset(caught_by.split()),
        )
        for mistake, caught_by, make, *more in table
    ]


def failing(report: Report) -> set[str]:
    return {result.name for result in report if result.status is Status.FAILS}
