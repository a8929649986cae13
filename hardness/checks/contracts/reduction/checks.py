"""The promises of a reduction as small checks: answers, witness maps, sizes, promise."""

from typing import Any

from hardness.arguments import short_repr
from hardness.checks.contracts.reduction.case import ReductionCase, ReductionRun
from hardness.checks.engine.runner import Check, Violation, raised
from hardness.problems import Promise
from hardness.reductions.evaluation import format_value
from hardness.reductions.overhead import checked, predicted_sizes


def accepted(case: ReductionCase) -> int:
    """Check that the reduction accepts every instance that keeps the promise."""
    if not case.promise_kept:
        return 0
    if case.refusal is not None:
        raise Violation(f"refuses the instance: {case.refusal}")
    return 1


def well_formed(case: ReductionCase) -> int:
    """Check that targets have the declared type and sizes, and that the number of distinct advices is as declared."""
    if not case.examined:
        return 0
    distinct = {_hashable(advice) for advice, _ in case.branches}
    if len(distinct) != len(case.branches):
        raise Violation(
            f"branch_count is {len(case.branches)}, but only {len(distinct)} advices are different",
            advices=[advice for advice, _ in case.branches],
        )
    for advice, target in case.branches:
        sizes = target.size()
        if set(sizes) != set(target.SIZE):
            raise Violation(f"size() has the keys {sorted(sizes)}, SIZE says {sorted(target.SIZE)}", advice=advice)
        if bad := [name for name, size in sizes.items() if isinstance(size, bool) or not isinstance(size, int)]:
            raise Violation(f"the sizes {bad} are not integers", advice=advice, sizes=dict(sizes))
    return len(case.branches)


def yes_to_yes(case: ReductionCase) -> int:
    """Check that a YES instance has a branch with a solution."""
    if not case.examined or not case.answer:
        return 0
    if not case.target_answer:
        raise Violation("is a YES instance, but no branch has a solution")
    return 1


def no_to_no(case: ReductionCase) -> int:
    """Check that no branch of a NO instance has a solution anywhere in its search space."""
    if not case.examined or case.answer:
        return 0
    for (advice, _), solutions in zip(case.branches, case.solutions, strict=True):
        if solutions:
            raise Violation("is a NO instance, but a branch has a solution", advice=advice, target_witness=solutions[0])
    return len(case.branches)


def forward(case: ReductionCase) -> int:
    """Check that every witness maps to an advice and to a witness of the branch of that advice."""
    if not case.examined:
        return 0
    by_advice = {_hashable(advice): target for advice, target in case.branches}
    for witness in case.witnesses:
        try:
            advice, mapped = case.reduced.forward(witness)
        except Exception as error:
            raise Violation(f"map_forward {raised(error)}", witness=witness) from error
        target = by_advice.get(_hashable(advice))
        if target is None:
            raise Violation("map_forward names a branch that does not exist", witness=witness, advice=advice)
        if not target.verify(mapped):
            raise Violation(
                "map_forward gives no solution of the branch", witness=witness, advice=advice, target_witness=mapped
            )
    return len(case.witnesses)


def backward(case: ReductionCase) -> int:
    """Check that, for a YES instance, every witness of every branch maps to a witness of the instance."""
    if not case.examined or not case.answer:
        return 0  # a target witness of a NO instance is reported by the check "no"
    count = 0
    for (advice, _), solutions in zip(case.branches, case.solutions, strict=True):
        for witness in solutions:
            try:
                mapped = case.reduced.back(advice, witness)
            except Exception as error:
                raise Violation(f"map_back {raised(error)}", advice=advice, target_witness=witness) from error
            if not case.instance.verify(mapped):
                raise Violation(
                    "map_back gives no solution of the instance",
                    advice=advice,
                    target_witness=witness,
                    witness=mapped,
                )
            count += 1
    return count


def overhead(case: ReductionCase) -> int:
    """Check every measured size against the declared overhead: equal if exact, not larger if an upper bound."""
    if not case.examined:
        return 0
    declared = checked(case.run.overhead())
    wanted = {*case.run.reduction.target_type.SIZE, "branch_count"}
    if set(declared) != wanted:
        missing, unknown = sorted(wanted - set(declared)), sorted(set(declared) - wanted, key=str)
        raise Violation(f"the overhead lacks {missing} and has unknown {unknown}")
    sizes = case.instance.size()
    key = tuple(sorted(sizes.items()))
    if key not in case.run.predicted:
        case.run.predicted[key] = predicted_sizes(declared, sizes)
    predicted = case.run.predicted[key]
    measured = [(None, "branch_count", case.reduced.branch_count)]
    measured += [(advice, name, size) for advice, target in case.branches for name, size in target.size().items()]
    for advice, name, size in measured:
        if name in predicted and not declared[name].holds(size, predicted[name]):
            kind = type(declared[name]).__name__
            raise Violation(
                f"{name} is {short_repr(size)}; the overhead says "
                f"{kind}({declared[name].expression}) = {format_value(predicted[name])}",
                advice=advice,
            )
    return len(measured)


def promise(case: ReductionCase) -> int:
    """Check that every branch keeps the promise of the target problem."""
    if not case.examined:
        return 0
    for advice, target in case.branches:
        if target.promise() is Promise.VIOLATED:  # type: ignore[attr-defined]
            rows = [i for i in range(_rows(target)) if target.promise(i) is Promise.VIOLATED]  # type: ignore[attr-defined]
            raise Violation("a branch violates the promise", advice=advice, rows=rows)
    return len(case.branches)


def _rows(target: Any) -> int:
    return int(target.rows if hasattr(target, "rows") else target.sizes[0])


def _hashable(advice: Any) -> Any:
    from hardness.codec import plain

    advice = plain(advice)
    try:
        hash(advice)
    except TypeError:
        return repr(advice)
    return advice


def _without_witness_maps(run: ReductionRun) -> str | None:
    return None if run.maps_witnesses else "a many-one reduction (KARP) claims no witness maps"


def _without_promise(run: ReductionRun) -> str | None:
    target = run.reduction.target_type
    return None if hasattr(target, "promise") else f"{target.NAME} has no promise"


ANSWER_CHECKS = (
    Check("accepted", "every instance that keeps the promise is accepted", accepted),
    Check("well-formed", "targets have the declared type, sizes and number", well_formed),
    Check("yes", "YES instances become YES", yes_to_yes),
    Check("no", "NO instances become NO, over the full search space of every branch", no_to_no),
    Check("forward", "every witness maps forward to a witness", forward, _without_witness_maps),
    Check("backward", "every witness of every branch maps back to a witness", backward, _without_witness_maps),
    Check("overhead", "measured sizes are those of the overhead", overhead),
    Check("promise", "no branch violates the promise of the target", promise, _without_promise),
)
