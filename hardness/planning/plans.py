"""Planning a run: the best code, blocks and padding for an instance, with the reasons."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import log2
from typing import Any

from algorithms.display import display, fields_repr
from hardness.arguments import integer, one_of, rational, short_repr
from hardness.codes import Code, finite_field
from hardness.numbers import document, format_exponential, format_integer
from hardness.planning.choice import Choice
from hardness.planning.designs import designs, without_merlin
from hardness.problems import CNF, OrthogonalVectors
from hardness.protocols.zero_sum import zero_sum_free_limit
from hardness.reductions.orthogonal_vectors_to_gap_max_ip import MAX_SETS
from hardness.reductions.sat_to_orthogonal_vectors import SatToOrthogonalVectors, order_of

OBJECTIVES = ("work", "dimension", "entries")


@dataclass(frozen=True)
class Plan:
    """The best choice for an instance, its alternatives, and the reasons.

    Attributes
    ----------
    objective : str
        The minimised quantity: "work", "dimension" or "entries".
    coordinates : int
        The dimension m of the vectors.
    soundness : Fraction
        The largest z/N allowed.
    budget : int or None
        The largest work allowed.
    choice : Choice
        The best choice.
    runners_up : tuple of Choice
        The next best choices, one per code dimension and family.
    """

    objective: str
    coordinates: int
    soundness: Fraction
    budget: int | None
    choice: Choice
    runners_up: tuple[Choice, ...]

    __repr__ = fields_repr

    @property
    def code(self) -> Code:
        """The code C of the protocol."""
        return self.choice.design.code

    @property
    def blocks(self) -> int:
        """The number T of blocks."""
        return self.choice.design.blocks

    @property
    def set_aside(self) -> Choice | None:
        """The degenerate choice kappa = 1, in which Merlin has only one message; None if no field allows it."""
        silent = without_merlin(self.coordinates, len(self.choice.sizes))
        return None if silent is None else Choice(silent, self.choice.sizes)

    def records(self) -> list[dict[str, Any]]:
        """Return one flat record of JSON values per choice, the best first: the rows of a table."""
        ranked = [("chosen", self.choice), *(("runner-up", other) for other in self.runners_up)]
        if self.set_aside is not None:
            ranked.append(("set aside", self.set_aside))
        return [{"rank": rank, **choice.to_dict()} for rank, choice in ranked]

    def to_dict(self) -> dict[str, Any]:
        """Return the plan as JSON values: the question, and the choices with every size.

        Examples
        --------
        >>> data = plan((128, 91, 3)).to_dict()
        >>> data["sizes"], data["choices"][0]["code"], data["choices"][0]["messages"]
        ([128, 128, 128], 'rs:47,6,2', 2209)
        """
        return document(
            "plan",
            objective=self.objective,
            order=len(self.choice.sizes),
            sizes=self.choice.sizes,
            coordinates=self.coordinates,
            soundness=self.soundness,
            budget=self.budget,
            choices=self.records(),
        )

    def to_json(self) -> str:
        """Return the plan as JSON text."""
        return json.dumps(self.to_dict(), allow_nan=False)

    @display
    def __str__(self) -> str:
        choice, sizes = self.choice, self.choice.sizes
        within = "" if self.budget is None else f" within {format_integer(self.budget)} operations"
        goal = {"work": "least work", "dimension": "least d", "entries": "least B"}[self.objective]
        lines = [
            f"{len(sizes)}-OV with n = ({', '.join(map(format_integer, sizes))}), m = {self.coordinates}: "
            f"{goal} at soundness at most {self.soundness}{within}",
            f"chosen: {choice}",
            *(f"  {line}" for line in self._reasons()),
        ]
        lines += [f"runner-up: {other}" for other in self.runners_up]
        if self.set_aside is not None:
            lines += [
                f"set aside: {self.set_aside}",
                "  kappa = 1 is degenerate: with one message and one coin the run is brute force over all tuples and "
                "does not use the theorem",
            ]
        return "\n".join(lines)

    def _reasons(self) -> list[str]:
        """Explain the parts of the choice that are the same for every objective."""
        choice = self.choice
        design, paper = choice.design, choice.padding("paper")
        q, N, T = design.field_order, design.length, design.blocks
        weights = zero_sum_free_limit(finite_field(q))
        return [
            f"kappa = {design.dimension}: T = {T} blocks hold {T * design.dimension} >= {self.coordinates} coordinates",
            f"field: F_{q} has weights for {weights} blocks; N = {N} makes z/N = {design.soundness}",
            f"attention: n = {format_integer(choice.attention['n_Att'])}, d = "
            f"{format_integer(choice.attention['d_Att'])}, calibrated padding (the paper's needs "
            f"{format_integer(paper.padded_dimension)} columns, B = {format_exponential(paper.log_entry_bound)})",
            f"representation: implicit, {N} symbols per inner product instead of d = "
            f"{format_integer(design.gap_dimension)} coordinates (compressed ones are {N} or more)",
        ]


def plan(
    instance: CNF | OrthogonalVectors | tuple[int, int, int],
    order: int | None = None,
    *,
    objective: str = "work",
    soundness: int | Fraction | str = Fraction(1, 2),
    budget: int | None = None,
) -> Plan:
    r"""Choose the protocol and the padding for an instance.

    **Construction.** All `hardness.planning.designs` are compared by exact numbers: the operations of a sweep over
    all messages and rows, the dimension d of the Gap-MaxIP instances, or the bound B on the entries of the attention
    instances. Ties go to fewer messages. The remaining choices need no comparison. The calibrated padding has d + t
    columns, the paper's has 2d >= d + t, and B grows with the columns. The implicit representation evaluates an inner
    product from N symbols, while an explicit or compressed vector has at least one coordinate for each of the N coins.

    **Observations.** The following are observations, with their range in the map of theorems (``hardness theorems
    planning``), and not theorems. The least work was at kappa = 2, because each further coordinate per block multiplies
    the messages by about q^(k-1). The least d was at the other end, mostly with one block, over a curve or a
    Reed-Solomon code depending on m, with too many messages to run. A budget interpolates between the two.

    Parameters
    ----------
    instance : CNF, OrthogonalVectors or (n, m, order)
        The instance to run, or the sizes of k sets of n vectors of m coordinates.
    order : int, optional
        The order k for a formula, by default 3. Vectors determine their order.
    objective : {"work", "dimension", "entries"}
        The quantity to minimise.
    soundness : int, Fraction or str
        sigma in (0, 1), the largest z/N allowed.
    budget : int, optional
        The largest number of operations that the sweep may take.

    Returns
    -------
    Plan
        The plan with its ``code`` and ``blocks``. Printing it explains the choice.

    Raises
    ------
    ValueError
        If an argument is out of range, or no design is within the budget. The message then gives the least work.

    Examples
    --------
    >>> best = plan((128, 91, 3))
    >>> best.code, best.blocks, best.choice.design.messages
    (<RS code [6, 2, 5] over GF(47)>, 46, 2209)
    >>> plan((128, 91, 3), objective="dimension").choice.design.code_name
    'gs:8,3,531'
    """
    sizes, coordinates = _sizes(instance, order)
    one_of("objective", objective, OBJECTIVES)
    bound = rational("soundness", soundness)
    if not 0 < bound < 1:
        raise ValueError(f"soundness must lie strictly between 0 and 1, got {soundness}")
    budget = None if budget is None else integer("budget", budget, 1)
    choices = [Choice(design, sizes) for design in designs(coordinates, len(sizes), bound)]
    if not choices:
        raise ValueError(f"no field of up to 2^16 elements carries {coordinates} coordinates at soundness {bound}")
    if budget is not None:
        choices = [choice for choice in choices if _at_least(choice) <= log2(budget) + 1 and choice.work <= budget]
    if not choices:
        least = plan(instance, order, soundness=bound).choice
        raise ValueError(f"budget={budget:,} operations are too few; the least work is {least}")
    ranked = _by_work(choices) if objective == "work" else sorted(choices, key=_key(objective))
    return Plan(objective, coordinates, bound, budget, ranked[0], _others(ranked))


def _sizes(instance: Any, order: int | None) -> tuple[tuple[int, ...], int]:
    """Return the sizes of the sets and the dimension of the vectors."""
    if isinstance(instance, CNF | OrthogonalVectors):
        k = order_of(instance, order)
        integer("order", k, 2, MAX_SETS)
        if isinstance(instance, OrthogonalVectors):
            return instance.sizes, instance.dimension
        return SatToOrthogonalVectors(k).set_sizes(instance), len(instance.clauses)
    if not isinstance(instance, tuple) or len(instance) != 3:
        allowed = "a CNF, OrthogonalVectors or three integers (n, m, order)"
        raise ValueError(f"instance must be {allowed}, got {short_repr(instance)}")
    n, m = integer("n in (n, m, order)", instance[0], 1), integer("m in (n, m, order)", instance[1], 0)
    k = integer("order in (n, m, order)", instance[2], 2, MAX_SETS)
    if order is not None and integer("order", order, 2) != k:
        raise ValueError(f"order must be {k}, that of {short_repr(instance)}, got {order}")
    return (n,) * k, m


def _at_least(choice: Choice) -> float:
    """Return a lower bound on the binary logarithm of the work, without computing the number of messages."""
    return choice.design.lg_messages + log2(choice.sizes[0])


def _key(objective: str) -> Callable[[Choice], tuple[Any, ...]]:
    if objective == "dimension":
        return lambda choice: (choice.design.gap_dimension, choice.design.lg_messages, choice.design.code_name)
    return lambda choice: (choice.entries, choice.design.lg_messages, choice.design.code_name)


def _by_work(choices: list[Choice]) -> list[Choice]:
    """Sort by work; choices with too many messages to come first follow, sorted by their messages."""
    near: list[Choice] = []
    rest: list[Choice] = []
    least = min(choices, key=_at_least).work
    for choice in choices:
        # A choice with 2^20 times the work of another one can be neither first nor a useful runner-up.
        (near if _at_least(choice) <= log2(least) + 20 else rest).append(choice)
    return sorted(near, key=lambda choice: (choice.work, choice.design.lg_messages, choice.design.code_name)) + rest


def _others(ranked: list[Choice], num_others: int = 3) -> tuple[Choice, ...]:
    """Return the next best choices of other code dimensions, families or fields than those before them."""
    seen = {_kind(ranked[0])}
    selected: list[Choice] = []
    for choice in ranked[1:]:
        if _kind(choice) not in seen and len(selected) < num_others:
            seen.add(_kind(choice))
            selected.append(choice)
    return tuple(selected)


def _kind(choice: Choice) -> tuple[Any, ...]:
    design = choice.design
    return design.family, design.field_order, design.dimension
