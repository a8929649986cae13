"""A solution of `solve` as stages with their parameters: text for people, and lines for the SAT competitions."""

from collections.abc import Iterator
from dataclasses import replace

from hardness.numbers import format_exponential, format_integer
from hardness.problems import CNF, OrthogonalVectors
from hardness.protocols.implicit_gap_max_ip import ImplicitGapMaxIP
from hardness.reductions.padded_attention import PaddedAttention
from hardness.report.layout import sections
from hardness.report.protocol import parameters
from hardness.runs.solution import Solution

Stages = list[tuple[str, dict[str, str]]]


def stages(solution: Solution) -> Stages:
    """Return (name of the stage, its parameters as text) in the order of the chain."""
    found: Stages = []
    for instance in solution.trace.instances:
        if isinstance(instance, CNF):
            found.append(("CNF", {"N": str(instance.num_variables), "M": str(len(instance.clauses))}))
        elif isinstance(instance, OrthogonalVectors):
            sizes = {"n": str(instance.sizes), "d": str(instance.dimension)}
            found.append((f"{instance.order}-OV", sizes))
        elif isinstance(instance, ImplicitGapMaxIP):
            found += [("Merlin-Arthur protocol", parameters(instance.protocol)), _gap(instance)]
        elif isinstance(instance, PaddedAttention):
            found.append(_attention(instance))
    return [*found, ("decision", _decision(solution))]


def _gap(gap: ImplicitGapMaxIP) -> tuple[str, dict[str, str]]:
    protocol = gap.protocol
    power = f"{protocol.coins} x {protocol.code.order}^{(protocol.players - 1) * protocol.blocks}"
    return f"Gap-MaxIP_{gap.order}", {
        "n": f"{gap.sizes}, one instance per message",
        "d": f"{power} = {format_integer(gap.dimension)}",
        "d compressed": f"{format_integer(gap.compressed_dimension)} coordinates occur (may grow with n)",
        "t": str(gap.t),
        "eps": str(gap.eps),
    }


def _attention(target: PaddedAttention) -> tuple[str, dict[str, str]]:
    padding = target.padding
    shown = {
        "n": f"{padding.padded_sizes[0]} queries, {' x '.join(map(str, padding.padded_sizes[1:]))} keys",
        "d": format_integer(padding.padded_dimension),
        "B": format_exponential(padding.log_entry_bound),
    }
    if isinstance(target.gap, ImplicitGapMaxIP):
        small = replace(padding, dimension=target.gap.compressed_dimension)
        shown["compressed"] = (
            f"d = {format_integer(small.padded_dimension)}, B = {format_exponential(small.log_entry_bound)}"
        )
    return f"attention of order {padding.order}", {
        **shown,
        "outputs": f"YES >= {format_exponential(padding.log_yes)}, NO <= {format_exponential(padding.log_no)}",
        "threshold": f"{padding.threshold:.4g}",
        "tolerance": format_exponential(target.log_tolerance),
    }


def _decision(solution: Solution) -> dict[str, str]:
    found = solution.sweep
    shown = {
        "tried": found.coverage,
        "above threshold": f"{len(found.yes):,} pairs of message and row",
    }
    if found.least_yes is not None:
        shown["least YES output"] = f"{found.least_yes:.6g}"
    if found.largest_no is not None:
        shown["largest NO output"] = f"{found.largest_no:.6g}"
    if (audit := solution.audit) is not None:
        shown["dense matrices"] = (
            f"{audit.messages} messages, largest difference {audit.largest_error:.3g} (allowed {audit.allowed:.3g}), "
            f"{audit.wrong_rows} rows decided differently"
        )
    shown["reason"] = solution.reason
    return shown


def lines(solution: Solution, name: str, seed: int | None = None, width: int | None = None) -> list[str]:
    """Return everything about a solution: what was solved, the stages, the verdict and its check.

    Parameters
    ----------
    solution : Solution
        The solution.
    name : str
        What the instance was read from.
    seed : int, optional
        Of the messages that were verified.
    width : int, optional
        Columns of the terminal; complete lines without it.
    """
    drawn = {} if seed is None else {"seed": str(seed)}
    *before, (title, decision) = stages(solution)
    shown = sections([("instance", {"read from": name}), *before, (title, {**decision, **drawn})], width)
    return [*shown, "", *verdict_lines(solution, check=True)]


def verdict_lines(solution: Solution, check: bool) -> list[str]:
    """Return the verdict, then the assignment or the tuple, or why nothing is proved; with the formula's own check."""
    found = [solution.verdict]
    instance = solution.trace.instances[0]
    if solution.assignment is not None and isinstance(instance, CNF):
        found.append(f"assignment: {' '.join(map(str, solution.literals or []))}".rstrip())
        if check:
            satisfied = len(instance.clauses) - len(instance.falsified(solution.assignment))
            found.append(f"check: {satisfied} of {len(instance.clauses)} clauses are satisfied")
    elif solution.witness is not None:
        found.append(f"orthogonal tuple: {' '.join(map(str, solution.witness))}")
    elif solution.satisfiable is None:
        found.append(f"reason: {solution.reason}")
    return found


def competition_lines(solution: Solution, name: str, seed: int | None = None) -> Iterator[str]:
    """Yield the s and v lines of the SAT competitions after comments that say what was solved, and how."""
    comments = [f"instance: {name}", *([] if seed is None else [f"seed: {seed}"]), f"reason: {solution.reason}"]
    for comment in comments:
        yield f"c {' '.join(comment.split())}"
    word = {True: "SATISFIABLE", False: "UNSATISFIABLE", None: "UNKNOWN"}[solution.satisfiable]
    yield f"s {word}"
    if solution.literals is not None:
        yield from _value_lines(solution.literals)


def _value_lines(literals: list[int], width: int = 78) -> Iterator[str]:
    """Break the assignment into v lines, ended by 0."""
    line = "v"
    for word in [*map(str, literals), "0"]:
        if len(line) + 1 + len(word) > width:
            yield line
            line = "v"
        line += f" {word}"
    yield line
