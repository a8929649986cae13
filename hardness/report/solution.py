"""A solution of `solve` as text: its stages with their parameters, and the lines of the SAT competitions."""

from collections.abc import Iterator
from typing import Any

from hardness.arguments import short_repr
from hardness.layout import sections
from hardness.numbers import format_exponential, format_integer
from hardness.problems import CNF, OrthogonalVectors
from hardness.protocols import SetDisjointness
from hardness.protocols.implicit_gap_max_ip import ImplicitGapMaxIP
from hardness.reductions.padded_attention import PaddedAttention
from hardness.report.protocol import parameters
from hardness.runs.solution import Solution
from hardness.runs.stages import Stage

Stages = list[tuple[str, dict[str, str]]]


def report_stages(solution: Solution) -> Stages:
    """Return pairs (name of a stage, its parameters as text) in the order of the chain."""
    texts = [(stage.name, _text(stage)) for stage in solution.stages]
    return [*texts, ("decision", _decision(solution))]


def _text(stage: Stage) -> dict[str, str]:
    """Write the numbers of a stage as text."""
    subject, values = stage.subject, stage.values
    if isinstance(subject, CNF):
        return {"N": str(values["variables"]), "M": str(values["clauses"])}
    if isinstance(subject, OrthogonalVectors):
        return {"n": str(values["sizes"]), "d": str(values["dimension"])}
    if isinstance(subject, SetDisjointness):
        return parameters(subject)
    if isinstance(subject, ImplicitGapMaxIP):
        return _gap(subject, values)
    if isinstance(subject, PaddedAttention):
        return _attention(subject, values)
    return {name: format_integer(value) for name, value in values.items()}


def _gap(gap: ImplicitGapMaxIP, values: dict[str, Any]) -> dict[str, str]:
    protocol = gap.protocol
    power = f"{protocol.coins} x {protocol.code.field_order}^{(protocol.players - 1) * protocol.blocks}"
    return {
        "n": f"{values['sizes']}, one instance per message",
        "d": f"{power} = {format_integer(values['dimension'])}",
        "d compressed": f"{format_integer(values['compressed_dimension'])} coordinates occur (may grow with n)",
        "t": str(values["t"]),
        "eps": str(values["eps"]),
    }


def _attention(target: PaddedAttention, values: dict[str, Any]) -> dict[str, str]:
    small = values["compressed"]
    compressed = f"d = {format_integer(small['dimension'])}, B = {format_exponential(small['log_entry_bound'])}"
    return {
        "n": f"{values['queries']} queries, {' x '.join(map(str, values['keys']))} keys",
        "d": format_integer(values["dimension"]),
        "B": format_exponential(values["log_entry_bound"]),
        **({"compressed": compressed} if isinstance(target.gap, ImplicitGapMaxIP) else {}),
        "outputs": f"YES >= {format_exponential(values['log_yes'])}, NO <= {format_exponential(values['log_no'])}",
        "threshold": f"{values['threshold']:.4g}",
        "tolerance": format_exponential(values["log_tolerance"]),
    }


def _decision(solution: Solution) -> dict[str, str]:
    sweep = solution.sweep
    entries = {
        "tried": sweep.coverage,
        "above threshold": f"{len(sweep.yes):,} pairs of message and row",
    }
    if sweep.least_yes is not None:
        entries["least YES output"] = f"{sweep.least_yes:.6g}"
    if sweep.largest_no is not None:
        entries["largest NO output"] = f"{sweep.largest_no:.6g}"
    if (audit := solution.audit) is not None:
        entries["dense matrices"] = (
            f"{audit.messages} messages, largest difference {audit.largest_error:.3g} (allowed {audit.allowed:.3g}), "
            f"{audit.wrong_rows} rows decided differently"
        )
    entries["reason"] = solution.reason
    return entries


def lines(solution: Solution, name: str, seed: int | None = None, width: int | None = None) -> list[str]:
    """Return all lines about a solution: the instance, the stages, the verdict and its check.

    Parameters
    ----------
    solution : Solution
        The solution.
    name : str
        The source from which the instance was read.
    seed : int, optional
        The seed that drew the verified messages.
    width : int, optional
        Columns of the terminal; without it, the lines are complete.
    """
    drawn = {} if seed is None else {"seed": str(seed)}
    *before, (title, decision) = report_stages(solution)
    stage_lines = sections([("instance", {"read from": name}), *before, (title, {**decision, **drawn})], width)
    return [*stage_lines, "", *verdict_lines(solution, check=True)]


def verdict_lines(solution: Solution, check: bool) -> list[str]:
    """Return the verdict with the assignment, the tuple or the reason; ``check`` adds a check against the formula."""
    text_lines = [solution.verdict]
    instance = solution.trace.instances[0]
    if solution.assignment is not None and isinstance(instance, CNF):
        text_lines.append(f"assignment: {' '.join(map(str, solution.literals or []))}".rstrip())
        if check:
            satisfied = len(instance.clauses) - len(instance.falsified(solution.assignment))
            text_lines.append(f"check: {satisfied} of {len(instance.clauses)} clauses are satisfied")
    elif solution.witness is not None:
        vectors = isinstance(instance, CNF | OrthogonalVectors)
        text = " ".join(map(str, solution.witness)) if vectors else short_repr(solution.witness, 1000)
        text_lines.append(f"{'orthogonal tuple' if vectors else 'solution'}: {text}")
    elif solution.satisfiable is None:
        text_lines.append(f"reason: {solution.reason}")
    return text_lines


def competition_lines(solution: Solution, name: str, seed: int | None = None) -> Iterator[str]:
    """Yield comments that describe the run, then the s and v lines of the SAT competitions."""
    comments = [f"instance: {name}", *([] if seed is None else [f"seed: {seed}"]), f"reason: {solution.reason}"]
    for comment in comments:
        yield f"c {' '.join(comment.split())}"
    word = {True: "SATISFIABLE", False: "UNSATISFIABLE", None: "UNKNOWN"}[solution.satisfiable]
    yield f"s {word}"
    if solution.literals is not None:
        yield from _value_lines(solution.literals)


def _value_lines(literals: list[int], width: int = 78) -> Iterator[str]:
    """Yield the assignment as v lines, terminated by 0."""
    line = "v"
    for word in [*map(str, literals), "0"]:
        if len(line) + 1 + len(word) > width:
            yield line
            line = "v"
        line += f" {word}"
    yield line
