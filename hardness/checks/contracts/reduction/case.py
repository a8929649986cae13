"""One instance of a reduction: its answer, its branches and their solutions, computed on first use."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from algorithms.display import fields_repr
from hardness.checks.engine.runner import Blocked, raised
from hardness.codec import safe_repr
from hardness.problems import Promise
from hardness.problems.base import Problem
from hardness.reductions.base import Kind, Overhead, Reduced, Reduction, UnsupportedInstanceError

V = TypeVar("V")


@dataclass
class ReductionRun:
    """Data that all cases of one run share.

    Attributes
    ----------
    reduction : Reduction
        The reduction under test.
    max_branches : int
        The largest number of branches of one instance.
    another : Problem or None
        An instance to reduce in between, which exposes a reduction that keeps state.
    """

    reduction: Reduction[Any, Any]
    max_branches: int
    another: Problem[Any] | None = None
    predicted: dict[Any, dict[str, int]] = field(default_factory=dict)  # sizes by sizes of the source

    __repr__ = fields_repr

    @property
    def maps_witnesses(self) -> bool:
        """Whether the reduction claims to map witnesses."""
        return self.reduction.kind is not Kind.KARP

    def overhead(self) -> Overhead:
        """Return the declared overhead, computed once."""
        if not hasattr(self, "_overhead"):
            self._overhead = self.reduction.overhead
        return self._overhead


class ReductionCase:
    """One instance and all data about it that checks need.

    If a part fails, only the check that owns it reports the failure; the others are `Blocked` on this instance.
    """

    def __init__(self, run: ReductionRun, instance: Problem[Any]) -> None:
        self.run, self.instance = run, instance
        self.busy: str | None = None
        self.before = ""  # the instance as it was before it was reduced
        self._parts: dict[str, Any] = {}

    def context(self) -> Mapping[str, Any]:
        """Return the instance."""
        return {"instance": self.instance}

    def _part(self, name: str, owner: str, build: Callable[[], V]) -> V:
        """Build a part once; an error becomes `Blocked` by the owner, the same one at every request."""
        if name not in self._parts:
            before, self.busy = self.busy, owner
            try:
                self._parts[name] = build()
            except Blocked as blocked:
                self._parts[name] = blocked
            except (Exception, SystemExit) as error:
                self._parts[name] = Blocked(owner, raised(error))
            self.busy = before
        part = self._parts[name]
        if isinstance(part, Blocked):
            raise part
        return part

    @property
    def promise_kept(self) -> bool:
        """Whether the instance keeps the promise of its problem, if there is one; otherwise nothing is claimed."""
        return self._part("promise", "accepted", lambda: self._promise() is not Promise.VIOLATED)

    @property
    def answer(self) -> bool:
        """Whether the instance is a YES instance, by the definition of its problem."""
        return self._part("answer", "accepted", lambda: next(iter(self.instance.solutions()), None) is not None)

    def _promise(self) -> Promise | None:
        promise = getattr(self.instance, "promise", None)
        return promise() if callable(promise) else None

    @property
    def refusal(self) -> str | None:
        """The reason why the reduction does not support the instance, or None if it does."""
        _ = self._applied
        return self._parts["applied"][1]

    @property
    def _applied(self) -> tuple[Any, str | None]:
        def build() -> tuple[Any, str | None]:
            self.before = self.instance.to_json()
            try:
                return self.run.reduction.apply(self.instance), None
            except UnsupportedInstanceError as refused:
                return None, str(refused) or "no reason given"

        return self._part("applied", "accepted", build)

    @property
    def examined(self) -> bool:
        """Whether there is something to check: the promise is kept and the instance is not refused."""
        return self.promise_kept and self.refusal is None

    @property
    def reduced(self) -> Reduced[Any, Any]:
        """The object that the reduction returned."""

        def build() -> Reduced[Any, Any]:
            result = self._applied[0]
            if not isinstance(result, Reduced):
                raise Blocked("well-formed", "apply must return a Reduced", {"returned": safe_repr(result)})
            return result

        return self._part("reduced", "well-formed", build)

    @property
    def branches(self) -> list[tuple[Any, Problem[Any]]]:
        """All pairs of advice and target."""
        return self._part("branches", "well-formed", lambda: branches_of(self.reduced, self.run))

    @property
    def solutions(self) -> list[list[Any]]:
        """Every solution of every branch, over the full search space of the target."""
        return self._part("solutions", "well-formed", lambda: [list(target.solutions()) for _, target in self.branches])

    @property
    def target_answer(self) -> bool:
        """Whether some branch has a solution."""
        return any(self.solutions)

    @property
    def witnesses(self) -> list[Any]:
        """Every solution of the instance."""
        return self._part("witnesses", "accepted", lambda: list(self.instance.solutions()))


def branches_of(reduced: Reduced[Any, Any], run: ReductionRun) -> list[tuple[Any, Problem[Any]]]:
    """Return all branches; Blocked by "well-formed" if there are too many, or one has a wrong type."""
    count = reduced.branch_count
    if isinstance(count, bool) or not isinstance(count, int) or count < 0:
        raise Blocked("well-formed", "branch_count must be an integer >= 0", {"branch_count": count})
    if count > run.max_branches:
        raise Blocked(
            "well-formed", f"branch_count exceeds the budget of {run.max_branches:,} branches", {"branch_count": count}
        )
    advices = list(islice(reduced.advices(), count + 1))  # one more than declared is enough to disprove the count
    if len(advices) != count:
        more = f"more than {count}" if len(advices) > count else str(len(advices))
        raise Blocked("well-formed", f"branch_count is {count}, but there are {more} advices", {"branch_count": count})
    branches = [(advice, reduced.branch(advice)) for advice in advices]
    wanted = run.reduction.target_type
    for advice, target in branches:
        if not isinstance(target, wanted):
            raise Blocked(
                "well-formed",
                f"a target must be of type {wanted.__name__}",
                {"advice": advice, "target": safe_repr(target)},
            )
    return branches


def some_of(things: list[V], most: int = 3) -> list[V]:
    """Return the first, the last and some items in between, for checks too slow for thousands of branches."""
    if len(things) <= most:
        return things
    return [things[i * (len(things) - 1) // (most - 1)] for i in range(most)]
