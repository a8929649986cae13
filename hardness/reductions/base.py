"""Reductions as objects: they map an instance to target instances, and solutions back."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import partial
from itertools import islice
from typing import Any, ClassVar, Generic, TypeVar

from algorithms.deprecated import renamed_names
from algorithms.display import fields_repr
from algorithms.immutable import Immutable
from hardness.arguments import integer
from hardness.memory import memory_refusal
from hardness.problems.base import Problem
from hardness.reductions.overhead import Exact, Overhead, UpperBound

__all__ = [
    "Exact",
    "Kind",
    "Overhead",
    "Reduced",
    "Reduction",
    "UnsupportedInstanceError",
    "UpperBound",
    "memory_refusal",
]

S = TypeVar("S", bound=Problem[Any])
T = TypeVar("T", bound=Problem[Any])


class Kind(Enum):
    """How a reduction calls its target."""

    KARP = "many-one"
    LEVIN = "many-one, with witness maps both ways"
    DISJUNCTIVE = "disjunctive: YES iff some branch is YES"
    ORACLE = "oracle"


class UnsupportedInstanceError(ValueError):
    """The reduction does not accept this instance. The message gives the reason."""


@dataclass(frozen=True, eq=False)
class Reduced(Immutable, Generic[S, T]):
    """One reduced instance: the target branches, and the way back to the source.

    The source is a YES instance iff some branch is. An *advice* names a branch (Merlin's message, or None if there is
    a single branch). ``branch`` builds the target of one advice without building the others.

    The object is equal by value and pickles if its maps do. Functions of a module, methods of frozen objects and
    `functools.partial` of these do, and the reductions here use only these. A lambda does not.

    Attributes
    ----------
    source : Problem
        The instance that was reduced.
    branch_count : int
        The number of branches that :meth:`branches` yields. It may be astronomically large.
    advices : callable
        Yields every advice once, lazily.
    branch : callable
        ``branch(advice)`` is the target instance of that branch.
    forward, back : callable
        ``forward(witness)`` is ``(advice, target witness)``; ``back(advice, target witness)`` is a source witness.
    """

    source: S
    branch_count: int
    advices: Callable[[], Iterator[Any]]
    branch: Callable[[Any], T]
    forward: Callable[[Any], tuple[Any, Any]]
    back: Callable[[Any, Any], Any]

    __repr__ = fields_repr

    @classmethod
    def one(cls, source: S, target: T, forward: Callable[[Any], Any], back: Callable[[Any], Any]) -> "Reduced[S, T]":
        """Build the result of a many-one reduction: one branch, whose advice is None."""
        return cls(
            source=source,
            branch_count=1,
            advices=partial(iter, (None,)),
            branch=partial(_target, target),
            forward=partial(_forward, forward),
            back=partial(_back, back),
        )

    @property
    def target(self) -> T:
        """The only target of a many-one reduction; ValueError when there are several branches."""
        if self.branch_count != 1:
            raise ValueError(f"target is defined for one branch; this instance has {self.branch_count}")
        return self.branch(next(self.advices()))

    def branches(self) -> Iterator[tuple[Any, T]]:
        """Yield every ``(advice, target)`` pair, lazily."""
        for advice in self.advices():
            yield advice, self.branch(advice)

    def advice(self, number: int) -> Any:
        """Return advice number ``number`` in the order of ``advices``, by counting; ValueError if there are fewer."""
        for advice in islice(self.advices(), integer("number", number, 0), None):
            return advice
        raise ValueError(f"number must be below the number of branches, {self.branch_count}, got {number}")

    def map_forward(self, witness: Any) -> tuple[Any, Any]:
        """Return ``(advice, target witness)`` for a witness of the source.

        Raises
        ------
        ValueError
            If ``witness`` does not solve the source.
        """
        if not self.source.verify(witness):
            raise ValueError(f"witness {witness!r} does not solve {self.source!r}")
        return self.forward(witness)

    def map_back(self, advice: Any, witness: Any) -> Any:
        """Return a witness of the source for a witness of the branch that ``advice`` names.

        Raises
        ------
        ValueError
            If ``witness`` does not solve that branch.
        """
        target = self.branch(advice)
        if not target.verify(witness):
            raise ValueError(f"witness {witness!r} does not solve {target!r}")
        return self.back(advice, witness)


def _target(target: T, _advice: None) -> T:
    return target


def _forward(forward: Callable[[Any], Any], witness: Any) -> tuple[None, Any]:
    return None, forward(witness)


def _back(back: Callable[[Any], Any], _advice: None, witness: Any) -> Any:
    return back(witness)


class Reduction(ABC, Generic[S, T]):
    """A reduction between two problem classes: a pure function with a declared size law.

    A subclass is a frozen dataclass of parameters. It declares the two problems (``source_type``, ``target_type``), the
    kind of reduction (``kind``), the statement that it implements (``theorem``) and the growth of sizes
    (``overhead``), and it builds the target in ``reduce``. The returned :class:`Reduced` holds everything that the way
    back needs. The reduction itself keeps no state.
    """

    source_type: ClassVar[type[Problem[Any]]]
    target_type: ClassVar[type[Problem[Any]]]
    kind: ClassVar[Kind]
    theorem: ClassVar[str]

    @property
    @abstractmethod
    def overhead(self) -> Overhead:
        """Each size of the target, and ``branch_count``, in the size symbols of the source."""

    @abstractmethod
    def reduce(self, instance: S) -> Reduced[S, T]:
        """Build the branches of an instance that :meth:`refuses` accepts."""

    def refuses(self, instance: S) -> str | None:
        """Return the reason why this instance is refused, before any long work, or None if it is accepted."""
        return None

    def refuses_target_of(self, step: "Reduction[Any, S]", instance: Any) -> str | None:
        """Return the reason why this reduction will refuse the target of ``step`` on ``instance``, if already known.

        A chain calls this before its first step does any long work. None if no such reason is known yet.
        """
        return None

    def apply(self, instance: S) -> Reduced[S, T]:
        """Reduce ``instance``.

        Raises
        ------
        UnsupportedInstanceError
            If ``instance`` is not of the source problem, or :meth:`refuses` gives a reason.
        """
        if not isinstance(instance, self.source_type):
            source = getattr(self.source_type, "NAME", self.source_type.__name__)  # an abstract problem has no name
            raise UnsupportedInstanceError(f"{type(self).__name__} reduces {source} instances, not {instance!r}")
        if reason := self.refuses(instance):
            raise UnsupportedInstanceError(reason)
        return self.reduce(instance)


__getattr__ = renamed_names(globals(), {"ReductionRefused": "UnsupportedInstanceError"})
