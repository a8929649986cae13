"""Chains of reductions: a chain is itself a reduction and gives access to its intermediate instances."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, cast

from algorithms.display import fields_repr
from hardness.problems.base import Problem
from hardness.reductions.base import Kind, Overhead, Reduction
from hardness.reductions.overhead import checked, compose
from hardness.reductions.reduced_chain import ReducedChain, Trace

__all__ = ["Chain", "ReducedChain", "Trace"]


@dataclass(frozen=True, init=False)
class Chain(Reduction[Any, Any]):
    """Apply reductions one after the other.

    An advice of the chain is a tuple with one advice per step (None for a many-one step); a branch of the chain is a
    branch of the last step on a branch of the one before, and so on. Witness maps compose.

    Parameters
    ----------
    *steps : Reduction
        At least one reduction. The target of each step is the source of the next.

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
        """Return why the first step, or already the second, refuses, or None; a later step may refuse on a branch."""
        first, *later = self.steps
        return first.refuses(instance) or (later[0].refuses_target_of(first, instance) if later else None)

    def apply(self, instance: Any) -> ReducedChain:
        """Reduce an instance; the branches of later steps are built on demand.

        Raises
        ------
        UnsupportedInstanceError
            If the instance is not of the source problem, or a step refuses it.
        """
        return cast(ReducedChain, super().apply(instance))

    def reduce(self, instance: Any) -> ReducedChain:
        """Apply the first step; the later ones are applied to a branch on demand."""
        return ReducedChain.of(self, self.steps[0].reduce(instance))

    def trace(self, instance: Any, witness: Any = None, advice: tuple[Any, ...] | None = None) -> Trace:
        """Reduce an instance and keep every intermediate one on the way to one branch: see `ReducedChain.trace`.

        Parameters
        ----------
        instance : Problem
            The instance to reduce.
        witness : optional
            A witness of ``instance``, to select the branch that it maps to.
        advice : tuple, optional
            One advice per step, to select the branch that it names. If neither is given, the first branch is selected.
        """
        return self.apply(instance).trace(advice, witness)
