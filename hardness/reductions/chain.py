"""Reductions in a row: a reduction itself, whose intermediate instances can be looked at."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from algorithms.display import display, fields_repr
from algorithms.immutable import Immutable
from hardness.arguments import short_repr
from hardness.markup import html
from hardness.problems.base import Problem
from hardness.reductions.base import Kind, Overhead, Reduced, Reduction
from hardness.reductions.overhead import checked, compose

_MANY_ONE = (Kind.KARP, Kind.LEVIN)


@dataclass(frozen=True, init=False)
class Chain(Reduction[Any, Any]):
    """Apply reductions one after the other.

    An advice of the chain is a tuple with one advice a step (None for a many-one step); a branch of the chain is a
    branch of the last step on a branch of the one before, and so on. Witness maps compose.

    Parameters
    ----------
    *steps : Reduction
        At least one; the target of each is the source of the next.

    Raises
    ------
    ValueError
        If there is no step, one is no reduction, or two neighbours do not fit.

    Examples
    --------
    >>> from hardness.problems import CNF
    >>> from hardness.reductions import GapMaxIPToAttention, OrthogonalVectorsToGapMaxIP, SatToOrthogonalVectors
    >>> chain = Chain(SatToOrthogonalVectors(3), OrthogonalVectorsToGapMaxIP(), GapMaxIPToAttention())
    >>> reduced = chain.apply(CNF(2, [(1, 2), (-1, 2)]))
    >>> advice, row = reduced.map_forward({1: True, 2: True})
    >>> reduced.map_back(advice, row)
    {1: True, 2: True}
    """

    steps: tuple[Reduction[Any, Any], ...]

    __repr__ = fields_repr

    def __init__(self, *steps: Reduction[Any, Any]) -> None:
        if not steps:
            raise ValueError("steps must hold at least one reduction")
        for step in steps:
            if not isinstance(step, Reduction):
                raise ValueError(f"steps must be reductions, got {step!r}")
        for before, after in pairwise(steps):
            if not issubclass(before.target_type, after.source_type):
                raise ValueError(
                    f"{type(before).__name__} ends in {before.target_type.__name__}, but {type(after).__name__} starts "
                    f"from {after.source_type.__name__}"
                )
        object.__setattr__(self, "steps", steps)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self.steps

    @property
    def source_type(self) -> type[Problem[Any]]:  # type: ignore[override]
        """The source of the first step."""
        return self.steps[0].source_type

    @property
    def target_type(self) -> type[Problem[Any]]:  # type: ignore[override]
        """The target of the last step."""
        return self.steps[-1].target_type

    @property
    def kind(self) -> Kind:  # type: ignore[override]
        """The most general kind among the steps."""
        ranked = [Kind.LEVIN, Kind.KARP, Kind.DISJUNCTIVE, Kind.ORACLE]
        return max((step.kind for step in self.steps), key=ranked.index)

    @property
    def theorem(self) -> str:  # type: ignore[override]
        """The keys of the statements that the steps implement, in order."""
        return " + ".join(step.theorem for step in self.steps)

    @property
    def overhead(self) -> Overhead:
        """The composed overhead."""
        total = checked(self.steps[0].overhead)
        for step in self.steps[1:]:
            total = compose(total, step.overhead)
        return total

    def refuses(self, instance: Any) -> str | None:
        """Say why the first step refuses; a later step may still refuse, when the chain is applied."""
        return self.steps[0].refuses(instance)

    def reduce(self, instance: Any) -> Reduced[Any, Any]:
        """Apply the steps; the branches of later steps are built only when asked for."""
        first = self.steps[0].apply(instance)
        total = _First(first).reduced(first.source, first.branch_count)
        for step in self.steps[1:]:
            total = _then(total, step)
        return total

    def trace(self, instance: Any, witness: Any = None, advice: tuple[Any, ...] | None = None) -> "Trace":
        """Keep every intermediate instance on the way to one branch.

        Parameters
        ----------
        instance : Problem
            The instance to reduce.
        witness : optional
            A witness of ``instance``: the branch is the one that it maps to.
        advice : tuple, optional
            One advice a step: the branch that it names. Without both, the first branch.

        Raises
        ------
        ValueError
            If a step refuses its instance, the witness does not solve ``instance``, the advice has not one entry a
            step, or both are given.
        """
        if witness is not None and advice is not None:
            raise ValueError("witness and advice both name a branch; give one of them")
        if advice is not None and len(advice) != len(self.steps):
            raise ValueError(f"advice has {len(advice)} entries; the chain has {len(self.steps)} steps")
        reduced: list[Reduced[Any, Any]] = []
        chosen: list[Any] = []
        current = instance
        for number, step in enumerate(self.steps):
            reduced.append(step.apply(current))
            if witness is not None:
                here, witness = reduced[-1].map_forward(witness)
            else:
                here = next(reduced[-1].advices()) if advice is None else advice[number]
            chosen.append(here)
            current = reduced[-1].branch(here)
        return Trace(self, tuple(reduced), tuple(chosen), current)


@dataclass(frozen=True, eq=False)
class Trace(Immutable):
    """One path through a chain: the instance before each step, the advice taken there, and the last target.

    Attributes
    ----------
    chain : Chain
        The chain.
    reduced : tuple of Reduced
        What each step returned; ``reduced[i].source`` is the instance before step i.
    advice : tuple
        The advice taken at each step.
    target : Problem
        The instance at the end.
    """

    chain: Chain
    reduced: tuple[Reduced[Any, Any], ...]
    advice: tuple[Any, ...]
    target: Problem[Any]

    @property
    def instances(self) -> tuple[Problem[Any], ...]:
        """Every instance on the path, from source to target."""
        return (*(step.source for step in self.reduced), self.target)

    def follow_back(self, witness: Any) -> tuple[Any, ...]:
        """Map a witness of the target back step by step: one witness for each of `instances`, source first."""
        found = [witness]
        for step, advice in zip(reversed(self.reduced), reversed(self.advice), strict=True):
            found.append(step.map_back(advice, found[-1]))
        return tuple(reversed(found))

    @display
    def __repr__(self) -> str:
        return "\n -> ".join(short_repr(instance, 1000) for instance in self.instances)

    @display
    def _repr_html_(self) -> str:
        names = ["", *(type(step).__name__ for step in self.chain.steps)]
        rows = "".join(
            f"<tr><td>{html(name)}</td><td><code>{html(short_repr(instance, 1000))}</code></td></tr>"
            for name, instance in zip(names, self.instances, strict=True)
        )
        return f"<table><tr><th>step</th><th>instance</th></tr>{rows}</table>"


class _Branches(Immutable):
    """The branches of a chain up to some step, and the maps through it; an advice has one entry a step."""

    def advices(self) -> Iterator[tuple[Any, ...]]:
        raise NotImplementedError

    def branch(self, advice: tuple[Any, ...]) -> Any:
        raise NotImplementedError

    def forward(self, witness: Any) -> tuple[tuple[Any, ...], Any]:
        raise NotImplementedError

    def back(self, advice: tuple[Any, ...], witness: Any) -> Any:
        raise NotImplementedError

    def reduced(self, source: Any, branch_count: int) -> Reduced[Any, Any]:
        return Reduced(source, branch_count, self.advices, self.branch, self.forward, self.back)


@dataclass(frozen=True, eq=False)
class _First(_Branches):
    """What the first step returned, its advice as a tuple of one."""

    first: Reduced[Any, Any]

    def advices(self) -> Iterator[tuple[Any, ...]]:
        return ((advice,) for advice in self.first.advices())

    def branch(self, advice: tuple[Any, ...]) -> Any:
        return self.first.branch(advice[0])

    def forward(self, witness: Any) -> tuple[tuple[Any, ...], Any]:
        advice, target = self.first.forward(witness)
        return (advice,), target

    def back(self, advice: tuple[Any, ...], witness: Any) -> Any:
        return self.first.back(advice[0], witness)


@dataclass(frozen=True, eq=False)
class _Then(_Branches):
    """One more step, applied to each branch of those before when it is asked for."""

    before: Reduced[Any, Any]
    step: Reduction[Any, Any]

    @cached_property
    def _last(self) -> list[tuple[Any, Any]]:
        return [(None, None)]  # branches of one message are asked for in a row, so the last one is kept

    def second(self, advice: tuple[Any, ...]) -> Reduced[Any, Any]:
        """Return what the step makes of one branch."""
        known, reduced = self._last[0]
        if known != advice:
            reduced = self.step.apply(self.before.branch(advice))
            self._last[0] = advice, reduced
        return reduced

    def advices(self) -> Iterator[tuple[Any, ...]]:
        for before in self.before.advices():
            for last in self.second(before).advices():
                yield (*before, last)

    def branch(self, advice: tuple[Any, ...]) -> Any:
        return self.second(advice[:-1]).branch(advice[-1])

    def forward(self, witness: Any) -> tuple[tuple[Any, ...], Any]:
        before, middle = self.before.forward(witness)
        last, end = self.second(before).forward(middle)
        return (*before, last), end

    def back(self, advice: tuple[Any, ...], witness: Any) -> Any:
        return self.before.back(advice[:-1], self.second(advice[:-1]).back(advice[-1], witness))


def _then(before: Reduced[Any, Any], step: Reduction[Any, Any]) -> Reduced[Any, Any]:
    together = _Then(before, step)
    if step.kind in _MANY_ONE:
        count = before.branch_count
    else:
        count = sum(together.second(advice).branch_count for advice in before.advices())
    return together.reduced(before.source, count)
