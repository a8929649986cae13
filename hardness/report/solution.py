"""A solution of `solve` as stages with their parameters, for tables and JSON."""

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from hardness.problems import CNF, OrthogonalVectors
from hardness.protocols.gap_max_ip import ImplicitGapMaxIP
from hardness.reductions.gap_max_ip_to_attention import PaddedAttention
from hardness.report.numbers import shown_exponential, shown_integer
from hardness.report.protocol import parameters
from hardness.solution import Solution

if TYPE_CHECKING:
    from rich.console import Console

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
        "n": f"{gap.sizes}, one instance a message",
        "d": f"{power} = {shown_integer(gap.dimension)}",
        "d compressed": f"{shown_integer(gap.compressed_dimension)} coordinates occur (may grow with n)",
        "t": str(gap.t),
        "eps": str(gap.eps),
    }


def _attention(target: PaddedAttention) -> tuple[str, dict[str, str]]:
    padding = target.padding
    shown = {
        "n": f"{padding.padded_sizes[0]} queries, {' x '.join(map(str, padding.padded_sizes[1:]))} keys",
        "d": shown_integer(padding.padded_dimension),
        "B": shown_exponential(padding.log_entry_bound),
    }
    if isinstance(target.gap, ImplicitGapMaxIP):
        small = replace(padding, dimension=target.gap.compressed_dimension)
        shown["compressed"] = (
            f"d = {shown_integer(small.padded_dimension)}, B = {shown_exponential(small.log_entry_bound)}"
        )
    return f"attention of order {padding.order}", {
        **shown,
        "outputs": f"YES >= {shown_exponential(padding.log_yes)}, NO <= {shown_exponential(padding.log_no)}",
        "threshold": f"{padding.threshold:.4g}",
        "tolerance": shown_exponential(target.log_tolerance),
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


def literals(assignment: dict[int, bool]) -> list[int]:
    """Return an assignment as signed literals in the order of the variables."""
    return [v if value else -v for v, value in sorted(assignment.items())]


def verdict(solution: Solution, formula: CNF | None) -> str:
    """Say the decision in the vocabulary of the instance."""
    yes, no = ("SATISFIABLE", "UNSATISFIABLE") if formula is not None else ("ORTHOGONAL TUPLE", "NO ORTHOGONAL TUPLE")
    return {True: yes, False: no, None: "UNDECIDED"}[solution.satisfiable]


def as_json(solution: Solution) -> dict[str, Any]:
    """Return the solution as JSON values."""
    return {
        "satisfiable": solution.satisfiable,
        "assignment": None if solution.assignment is None else literals(solution.assignment),
        "witness": None if solution.witness is None else list(solution.witness),
        "reason": solution.reason,
        "stages": [{"stage": name, **shown} for name, shown in stages(solution)],
        "sweep": asdict(solution.sweep),
        "audit": None if solution.audit is None else asdict(solution.audit),
    }


def print_solution(console: "Console", solution: Solution, formula: CNF | None, quiet: bool) -> None:
    """Print the stages as a table, then the verdict, the assignment and its check against the formula."""
    if not quiet:
        from rich import box
        from rich.table import Table

        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        table.add_column("stage", style="bold", no_wrap=True)
        table.add_column("parameter", no_wrap=True)
        table.add_column("value", overflow="fold")
        for name, shown in stages(solution):
            for i, (key, value) in enumerate(shown.items()):
                table.add_row(name if i == 0 else "", key, value)
            table.add_section()
        console.print(table, highlight=False)
    console.print(verdict(solution, formula), style="bold")
    if solution.assignment is not None and formula is not None:
        said = " ".join(map(str, literals(solution.assignment)))
        console.print(f"assignment: {said}", soft_wrap=True, highlight=False)
        if not quiet:
            satisfied = len(formula.clauses) - len(formula.falsified(solution.assignment))
            console.print(f"check: {satisfied} of {len(formula.clauses)} clauses are satisfied", highlight=False)
    elif solution.witness is not None:
        console.print("orthogonal tuple:", *solution.witness, highlight=False)
