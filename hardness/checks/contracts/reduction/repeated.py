"""Checks that reduce again: the same instance, its copy from JSON, and instances with the same answer."""

from collections.abc import Mapping
from contextlib import suppress
from copy import deepcopy
from typing import Any

from hardness.checks.contracts.reduction.case import ReductionCase, ReductionRun, branches_of, some_of
from hardness.checks.engine.runner import Blocked, Check, Violation, raised
from hardness.checks.instances.symmetries import symmetries_of
from hardness.codec import plain, safe_repr
from hardness.problems.base import Problem, problem_from_json
from hardness.reductions.base import Reduced


def pure(case: ReductionCase) -> int:
    """Check that reducing again, also by a copy of the object, gives the same result and keeps the source."""
    if not case.examined:
        return 0
    branches, maps = case.branches, _maps(case, case.reduced)
    reduction = case.run.reduction
    if case.run.another is not None:
        with suppress(Exception):  # that instance need not be supported
            reduction.apply(case.run.another)
        if _maps(case, case.reduced) != maps:
            raise Violation("the witness maps change when another instance is reduced", other=case.run.another)
    for name, again in (("again", reduction), ("by a copy of the reduction", deepcopy(reduction))):
        second = again.apply(case.instance)
        repeated = branches_of(second, case.run)
        for number, ((advice, target), (other_advice, other)) in enumerate(zip(branches, repeated, strict=False)):
            if plain(advice) != plain(other_advice) or target != other:
                raise Violation(f"branch {number} is different when reduced {name}", advice=advice)
        if len(branches) != len(repeated):
            raise Violation(f"has {len(branches)} branches, and {len(repeated)} when reduced {name}")
        if _maps(case, second) != maps:
            raise Violation(f"the witness maps are different when reduced {name}")
    if case.instance.to_json() != case.before:
        raise Violation("the reduction changes its source", was=case.before)
    return 2


def _maps(case: ReductionCase, reduced: Reduced[Any, Any]) -> list[Any]:
    """Return the images of some witnesses of the source and of the branches under the witness maps."""
    if not (case.run.maps_witnesses and case.answer):
        return []
    pairs = list(zip(case.branches, case.solutions, strict=True))
    forward = [_outcome(reduced.forward, witness) for witness in some_of(case.witnesses)]
    back = [_outcome(reduced.back, advice, w) for (advice, _), solutions in pairs for w in some_of(solutions)]
    return [*forward, *back]


def _outcome(function: Any, *arguments: Any) -> Any:
    """Return the value of a map, or the type of its error: other checks report that one."""
    try:
        return plain(function(*arguments))
    except Exception as error:
        return type(error)


def instance_round_trip(case: ReductionCase) -> int:
    """Check that source and targets come back from JSON equal and with the same solutions."""
    if not case.examined:
        return 0
    decoded = _decoded(case.instance, "the source", {})
    if (next(iter(decoded.solutions()), None) is not None) != case.answer:
        raise Violation("the source is decided differently after JSON")
    pairs = list(zip(case.branches, case.solutions, strict=True))
    selected = some_of(pairs)
    for (advice, target), solutions in selected:
        again = _decoded(target, "a target", {"advice": advice})
        if plain(list(again.solutions())) != plain(solutions):
            raise Violation("a target is decided differently after JSON", advice=advice)
    return 1 + len(selected)


def _decoded(instance: Problem[Any], what: str, values: Mapping[str, Any]) -> Problem[Any]:
    try:
        decoded = problem_from_json(instance.to_json())
    except Exception as error:
        raise Violation(f"{what} does not come back from JSON: it {raised(error)}", **values) from error
    if decoded != instance:
        raise Violation(f"{what} comes back from JSON as {safe_repr(decoded)}", **values)
    return decoded


def metamorphic(case: ReductionCase) -> int:
    """Check that no symmetry of the source, such as a permutation or a renaming, changes the answer of the targets."""
    if not case.examined:
        return 0
    count, before = 0, case.target_answer
    for name, transformed in symmetries_of(case.instance):
        try:
            branches = branches_of(case.run.reduction.apply(transformed), case.run)
            answer = any(next(iter(target.solutions()), None) is not None for _, target in branches)
        except Blocked as blocked:
            raise Violation(f"after {name}: {blocked.message}", transformed=transformed) from blocked
        except Exception as error:
            raise Violation(f"after {name} it {raised(error)}", transformed=transformed) from error
        if answer != before:
            was, now = ("YES", "NO") if before else ("NO", "YES")
            raise Violation(f"the targets are {was}, and after {name} {now}", transformed=transformed)
        count += 1
    return count


def _without_symmetries(run: ReductionRun) -> str | None:
    from hardness.checks.instances.symmetries import has_symmetries

    source = run.reduction.source_type
    return None if has_symmetries(source) else f"no symmetries of {source.__name__} are registered"


PURE = Check("pure", "the reduction is a pure function, deterministic and without state", pure)
JSON = Check("json", "instances survive JSON with their solutions", instance_round_trip)
METAMORPHIC = Check("metamorphic", "symmetries of the source change no answer", metamorphic, _without_symmetries)
