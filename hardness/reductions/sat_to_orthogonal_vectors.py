"""SAT to k-Orthogonal-Vectors: split the variables, list the partial assignments."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

import numpy as np

from algorithms.display import fields_repr, written
from hardness.arguments import integer
from hardness.memory import memory_limit
from hardness.problems import CNF, OrthogonalVectors
from hardness.reductions.base import Exact, Kind, Overhead, Reduced, Reduction, memory_refusal
from hardness.reductions.overhead import size_symbols

_MAX_BITS = 4096
_SET_BYTES = 500  # of a set of one vector: an array and what leads to it


@dataclass(frozen=True)
class SatToOrthogonalVectors(Reduction[CNF, OrthogonalVectors]):
    r"""Reduce CNF satisfiability to k-OV by split and list [Wil05]_.

    **Construction.** Split the :math:`N` variables into ``order`` consecutive groups whose sizes differ by at most
    one. Group :math:`i` yields one vector per partial assignment :math:`\alpha`; coordinate :math:`l` is 1 iff
    :math:`\alpha` satisfies no literal of clause :math:`l`.

    **Correctness.** :math:`\sum_l \prod_i a_i[l]` counts the clauses that the joint assignment falsifies, so a
    tuple is orthogonal iff the joint assignment satisfies the formula.

    Parameters
    ----------
    order : int
        The number of vector sets, k >= 2. Groups may be empty if k > N. An empty group has one (empty) assignment.

    Raises
    ------
    ValueError
        If the order is not an integer >= 2.

    Notes
    -----
    Time and size are :math:`O(2^{\lceil N/k \rceil} k M)` for M clauses. Vector number j of a group assigns the highest
    bit of j to its first variable. After sparsification, SETH implies through this map that k-OV is hard.

    References
    ----------
    .. [Wil05] R. Williams, *A new algorithm for optimal 2-constraint satisfaction and its implications*, TCS 348
       (2005).

    Examples
    --------
    >>> formula = CNF(3, [(1, -2), (2, 3)])
    >>> reduced = SatToOrthogonalVectors(order=3).apply(formula)
    >>> reduced.target
    <3-OV: n=(2, 2, 2), d=2>
    >>> [reduced.map_back(None, witness) for witness in reduced.target.solutions()][-1]
    {1: True, 2: True, 3: True}
    """

    order: int = 3

    source_type = CNF
    target_type = OrthogonalVectors
    kind: ClassVar[Kind] = Kind.LEVIN
    theorem: ClassVar[str] = "split-and-list"

    __repr__ = fields_repr

    def __post_init__(self) -> None:
        object.__setattr__(self, "order", integer("order", self.order, 2))

    @property
    def overhead(self) -> Overhead:
        """The largest set, the dimension and the order of the target."""
        import sympy as sp

        N, M = size_symbols(CNF.SIZE)
        return {
            "n_OV": Exact(2 ** sp.ceiling(N / self.order)),
            "d_OV": Exact(M),
            "k": Exact(sp.Integer(self.order)),
            "branch_count": Exact(sp.Integer(1)),
        }

    def refuses(self, formula: CNF) -> str | None:
        """Refuse vectors that do not fit in memory."""
        if reason := self._beyond_counting(formula):
            return reason
        vectors = sum(self.set_sizes(formula))
        # Several bytes per coordinate while the vectors are built, and an object per vector even without clauses.
        need = 4 * vectors * max(1, len(formula.clauses))
        return memory_refusal(need, f"the vectors of {self.order}-OV for {formula.num_variables} variables")

    def set_sizes(self, formula: CNF) -> tuple[int, ...]:
        """Return the numbers of vectors of the k sets, without listing them.

        Raises ValueError if even these numbers, or the k sets, would not fit in memory.
        """
        if reason := self._beyond_counting(formula):
            raise ValueError(reason)
        return tuple(2 ** len(group) for group in self._groups(formula))

    def _beyond_counting(self, formula: CNF) -> str | None:
        """Refuse sets whose numbers of vectors would themselves take the memory."""
        if reason := memory_refusal(_SET_BYTES * self.order, f"{written(self.order)} sets of vectors"):
            return reason
        largest = -(-formula.num_variables // self.order)
        if largest <= _MAX_BITS:
            return None
        return (
            f"the vectors of {self.order}-OV for {formula.num_variables} variables need more than "
            f"2^{largest} bytes; the limit is {memory_limit():,} (half of the memory that this process may use)"
        )

    def reduce(self, formula: CNF) -> Reduced[CNF, OrthogonalVectors]:
        """List the partial assignments of every group."""
        groups = self._groups(formula)
        sets = tuple(_falsified(formula, group) for group in groups)
        return Reduced.one(formula, OrthogonalVectors(sets), partial(_indices, groups), partial(_assignment, groups))

    def _groups(self, formula: CNF) -> tuple[range, ...]:
        """Split the variables 1..N into consecutive groups, the larger ones first."""
        small, larger = divmod(formula.num_variables, self.order)
        groups, start = [], 1
        for i in range(self.order):
            size = small + (i < larger)
            groups.append(range(start, start + size))
            start += size
        return tuple(groups)


def order_of(instance: CNF | OrthogonalVectors, order: int | None = None) -> int:
    """Return the order k of the given k-OV instance or of the one that a formula is reduced to, by default 3.

    Raises
    ------
    ValueError
        If the order is not an integer >= 2, or differs from that of the vectors.

    Examples
    --------
    >>> order_of(CNF(1, [(1,)])), order_of(CNF(1, [(1,)]), 4), order_of(OrthogonalVectors([[[1]], [[0]]]))
    (3, 4, 2)
    >>> order_of(OrthogonalVectors([[[1]], [[0]]]), 3)
    Traceback (most recent call last):
    ...
    ValueError: order must be 2, that of <2-OV: n=(1, 1), d=1>, got 3
    """
    order = None if order is None else integer("order", order, 2)
    if isinstance(instance, CNF):
        return 3 if order is None else order
    if order not in (None, instance.order):
        raise ValueError(f"order must be {instance.order}, that of {instance!r}, got {order}")
    return instance.order


def _indices(groups: tuple[range, ...], assignment: Mapping[int, bool]) -> tuple[int, ...]:
    """Return the numbers of the partial assignments that make up an assignment."""
    return tuple(sum(int(assignment[v]) << place for place, v in enumerate(reversed(group))) for group in groups)


def _assignment(groups: tuple[range, ...], indices: tuple[int, ...]) -> dict[int, bool]:
    """Return the assignment that consists of partial assignments."""
    return {
        v: bool(int(index) >> place & 1)
        for group, index in zip(groups, indices, strict=True)
        for place, v in zip(reversed(range(len(group))), group, strict=True)
    }


def _falsified(formula: CNF, group: range) -> np.ndarray:
    """Return in row j, column l whether partial assignment j of the group satisfies no literal of clause l."""
    num_assignments = 2 ** len(group)
    falsified = np.ones((num_assignments, len(formula.clauses)), dtype=np.uint8)
    rows = np.arange(num_assignments)
    value_of = {v: (rows >> place & 1).astype(bool) for place, v in enumerate(reversed(group))}
    for column, clause in enumerate(formula.clauses):
        for literal in clause:
            if abs(literal) in value_of:
                falsified[value_of[abs(literal)] == (literal > 0), column] = 0
    return falsified
