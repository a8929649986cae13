"""An instance reduced by a chain: every step is applied once, and paths through the steps can be traced."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from algorithms.display import display, fields_repr
from algorithms.immutable import Immutable, value_of
from hardness.arguments import short_repr
from hardness.markup import html
from hardness.problems.base import Problem
from hardness.reductions.base import Kind, Reduced, Reduction

_MANY_ONE = (Kind.KARP, Kind.LEVIN)


class Steps(Protocol):
    """What is needed of a chain here."""

    @property
    def steps(self) -> tuple[Reduction[Any, Any], ...]:
        """The reductions in a row."""


@dataclass(frozen=True, eq=False)
class Trace(Immutable):
    """One path through a chain: the instance before each step, the advice taken there, and the last target.

    Attributes
    ----------
    chain : Chain
        The chain.
    reduced : tuple of Reduced
        The results of the steps; ``reduced[i].source`` is the instance before step i.
    advice : tuple
        The advice taken at each step.
    target : Problem
        The instance at the end.
    """

    chain: Steps
    reduced: tuple[Reduced[Any, Any], ...]
    advice: tuple[Any, ...]
    target: Any

    @property
    def instances(self) -> tuple[Problem[Any], ...]:
        """Every instance on the path, from source to target."""
        return (*(step.source for step in self.reduced), self.target)

    def follow_back(self, witness: Any) -> tuple[Any, ...]:
        """Map a witness of the target back step by step: one witness for each of `instances`, source first."""
        witnesses = [witness]
        for step, advice in zip(reversed(self.reduced), reversed(self.advice), strict=True):
            witnesses.append(step.map_back(advice, witnesses[-1]))
        return tuple(reversed(witnesses))

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


@dataclass(frozen=True, eq=False)
class Path(Immutable):
    """The steps of a chain on one instance: the result of the first step, and of the later ones on the last branch.

    An advice has one entry per step, None for a many-one step. A prefix of it names a branch of an earlier step. A step
    is applied once to each branch as long as no other branch is requested.

    Parameters
    ----------
    chain : Chain
        The chain.
    first : Reduced
        The result of its first step on the instance.
    """

    chain: Steps
    first: Reduced[Any, Any]

    __repr__ = fields_repr

    @cached_property
    def _kept(self) -> list[tuple[tuple[Any, Any], ...]]:
        """The last branch: at step i the advice taken there, as a value, and what the next step made of that branch.

        A tuple that is replaced as a whole: threads that ask for different branches each go on with their own.
        """
        return [()]

    def _follow(self, advice: tuple[Any, ...]) -> Any:
        """Return what step number len(advice) made of the branch that ``advice`` names; after all steps, the target."""
        steps, kept, here = self.chain.steps, self._kept[0], self.first
        for number, entry in enumerate(advice):
            key = value_of(entry)
            if number == len(kept) or kept[number][0] != key:
                self._kept[0] = kept = kept[:number]  # frees the branch before, which may be large
                branch = here.branch(entry)
                last = number + 1 == len(steps)
                kept = (*kept, (key, branch if last else steps[number + 1].apply(branch)))
            here = kept[number][1]
        self._kept[0] = kept
        return here

    def step(self, advice: tuple[Any, ...]) -> Reduced[Any, Any]:
        """Return the result of the step after ``advice``, which has one entry per earlier step, on that branch."""
        reduced: Reduced[Any, Any] = self._follow(advice)
        return reduced

    def whole(self, advice: tuple[Any, ...] | None) -> tuple[Any, ...]:
        """Return an advice with one entry per step; None represents the only advice.

        Raises
        ------
        ValueError
            If it has another number of entries, or is None although there are several branches.
        """
        if advice is None:
            if self.branch_count != 1:
                raise ValueError(f"advice must name one of {self.branch_count} branches, got None")
            return next(self.advices())
        if not isinstance(advice, tuple | list):
            raise ValueError(f"advice must be a tuple with one entry per step, got {short_repr(advice)}")
        if len(advice) != len(self.chain.steps):
            raise ValueError(f"advice has {len(advice)} entries; the chain has {len(self.chain.steps)} steps")
        many_one = (step.kind in _MANY_ONE for step in self.chain.steps)
        return tuple(None if single else entry for single, entry in zip(many_one, advice, strict=True))

    @cached_property
    def branch_count(self) -> int:
        """The number of branches; a step with several branches is applied to all branches before it."""
        num_branches = 1
        for number, step in enumerate(self.chain.steps):
            if step.kind not in _MANY_ONE:
                num_branches = sum(self.step(prefix).branch_count for prefix in self._prefixes(number))
        return num_branches

    def _prefixes(self, length: int) -> Iterator[tuple[Any, ...]]:
        """Yield the advices of the first steps, without applying a many-one step for it."""
        if length == 0:
            yield ()
            return
        for before in self._prefixes(length - 1):
            single = self.chain.steps[length - 1].kind in _MANY_ONE
            for entry in (None,) if single else self.step(before).advices():
                yield (*before, entry)

    def advices(self) -> Iterator[tuple[Any, ...]]:
        """Yield the advice of every branch, lazily."""
        return self._prefixes(len(self.chain.steps))

    def several(self) -> int | None:
        """Return the number of the only step that has several branches; None if there is not one such step."""
        kinds = [step.kind in _MANY_ONE for step in self.chain.steps]
        return kinds.index(False) if kinds.count(False) == 1 else None

    def branch(self, advice: tuple[Any, ...] | None) -> Any:
        """Return the target of one branch."""
        return self._follow(self.whole(advice))

    def forward(self, witness: Any) -> tuple[tuple[Any, ...], Any]:
        """Return the advice of the branch that a witness of the source maps to, and the witness there."""
        advice: tuple[Any, ...] = ()
        for step in self.chain.steps:
            entry, witness = self.step(advice).forward(witness)
            advice = (*advice, None if step.kind in _MANY_ONE else entry)
        return advice, witness

    def back(self, advice: tuple[Any, ...] | None, witness: Any) -> Any:
        """Return the witness of the source that a witness of one branch maps to."""
        whole = self.whole(advice)
        for number in reversed(range(len(whole))):
            witness = self.step(whole[:number]).back(whole[number], witness)
        return witness


@dataclass(frozen=True, eq=False, repr=False)
class ReducedChain(Reduced[Any, Any]):
    """An instance that a chain has reduced: its branches, the maps through all steps, and traces.

    An advice has one entry per step (None for a many-one step). If there is only one branch, None may replace the whole
    advice. On each branch every step reduces once. Only the last branch requested is kept.

    Attributes
    ----------
    path : Path
        The results of the steps.

    Examples
    --------
    >>> from hardness.problems import CNF
    >>> from hardness.reductions import Chain, OrthogonalVectorsToGapMaxIP, SatToOrthogonalVectors
    >>> reduced = Chain(SatToOrthogonalVectors(2), OrthogonalVectorsToGapMaxIP()).apply(CNF(2, [(1, 2)]))
    >>> reduced
    <2-CNF: N=2, M=1, reduced by 2 steps to 5 branches>
    >>> reduced.trace(witness={1: True, 2: False})
    <2-CNF: N=2, M=1>
     -> <2-OV: n=(2, 2), d=1>
     -> <implicit Gap-MaxIP_2: n=(2, 2), d=20, t=4, eps=1/2>
    """

    path: Path

    @classmethod
    def of(cls, chain: Steps, first: Reduced[Any, Any]) -> "ReducedChain":
        """Continue after the first step of a chain; the later ones are applied on demand."""
        path = Path(chain, first)
        return cls(first.source, path.branch_count, path.advices, path.branch, path.forward, path.back, path)

    @property
    def chain(self) -> Steps:
        """The chain."""
        return self.path.chain

    def advice(self, number: int) -> tuple[Any, ...]:
        """Return advice number ``number``: at once if one step alone has several branches, else by counting."""
        several = self.path.several()
        if several is None:
            whole: tuple[Any, ...] = super().advice(number)
            return whole
        entry = self.path.step((None,) * several).advice(number)
        return tuple(entry if place == several else None for place in range(len(self.chain.steps)))

    def trace(self, advice: tuple[Any, ...] | None = None, witness: Any = None) -> Trace:
        """Return every instance on the path to one branch.

        Parameters
        ----------
        advice : tuple, optional
            One advice per step, to select the branch that it names.
        witness : optional
            A witness of the source, to select the branch that it maps to. If neither is given, the first branch is
            selected.

        Raises
        ------
        ValueError
            If a step refuses its instance, the witness does not solve the source, the advice does not have one entry
            per step, or both are given.
        """
        if witness is not None and advice is not None:
            raise ValueError("witness and advice both name a branch; give one of them")
        if witness is not None:
            advice = self.map_forward(witness)[0]
        whole = self.advice(0) if advice is None else self.path.whole(advice)
        target = self.path.branch(whole)
        steps = tuple(self.path.step(whole[:number]) for number in range(len(whole)))
        return Trace(self.chain, steps, whole, target)

    @display
    def __repr__(self) -> str:
        steps, count = len(self.chain.steps), self.branch_count
        many = f"{steps} step{'s' if steps > 1 else ''} to {short_repr(count)} branch{'' if count == 1 else 'es'}"
        return f"<{repr(self.source).strip('<>')}, reduced by {many}>"
