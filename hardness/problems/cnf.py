"""Boolean satisfiability in conjunctive normal form."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, ClassVar

import numpy as np

from algorithms.display import display
from hardness.arguments import as_integer, integer, short_repr
from hardness.memory import refuse_beyond_memory
from hardness.problems.base import Problem

MAX_VARIABLES = 10**18
_BYTES_PER_VARIABLE = 200  # of an assignment, and of the lists that a search keeps


@dataclass(frozen=True, eq=False, repr=False, init=False)
class CNF(Problem[dict[int, bool]]):
    """A formula in conjunctive normal form; a solution is an assignment that satisfies every clause.

    Literals are nonzero integers as in DIMACS: ``3`` is the third variable, ``-3`` its negation. Clauses are kept as
    given, with repeated literals, repeated clauses and tautologies. No assignment satisfies the empty clause. Every
    assignment satisfies the formula without clauses. With 0 variables there is one assignment, the empty one.

    Parameters
    ----------
    num_variables : int
        0 <= N <= 10^18; the variables are 1, ..., N, whether they occur or not.
    clauses : iterable of iterables of int
        M >= 0 clauses of literals l from 1..N and -N..-1; stored as a tuple of tuples.

    Raises
    ------
    ValueError
        If a literal is 0, out of range or no integer. The message names the clause and the literal.

    Notes
    -----
    A witness is a dictionary ``{variable: bool}`` with every variable as a key and nothing else.

    Examples
    --------
    >>> formula = CNF(3, [(1, -2), (2, 3), (-1,)])
    >>> formula
    <2-CNF: N=3, M=3>
    >>> formula.verify({1: False, 2: False, 3: True})
    True
    >>> formula.falsified({1: True, 2: False, 3: False})
    [1, 2]
    >>> CNF(3, [(1, -4)])
    Traceback (most recent call last):
    ...
    ValueError: clauses[0] must have literals in 1..3 or -3..-1 with num_variables=3, got -4
    """

    num_variables: int
    clauses: tuple[tuple[int, ...], ...]

    NAME: ClassVar[str] = "SAT"
    SIZE: ClassVar[tuple[str, ...]] = ("N", "M")

    def __init__(self, num_variables: int, clauses: Iterable[Iterable[int]]) -> None:
        N = integer("num_variables", num_variables, 0, MAX_VARIABLES)
        object.__setattr__(self, "num_variables", N)
        object.__setattr__(self, "clauses", tuple(_clauses(clauses, N)))

    @property
    def width(self) -> int:
        """Length of the longest clause, 0 if there is none."""
        return max(map(len, self.clauses), default=0)

    def size(self) -> dict[str, int]:
        """Return the numbers N of variables and M of clauses."""
        return {"N": self.num_variables, "M": len(self.clauses)}

    def falsified(self, assignment: Mapping[int, bool]) -> list[int]:
        """Return the indices of the clauses without a true literal, in order.

        Raises ValueError unless the assignment gives every variable 1..N, and nothing else, a boolean.
        """
        if not self._assigns(assignment):
            expected = f"give each of the variables 1..{self.num_variables}, and nothing else, True or False"
            raise ValueError(f"assignment must {expected}, got {short_repr(assignment)}")
        return [i for i, clause in enumerate(self.clauses) if not _satisfies(assignment, clause)]

    def verify(self, witness: object) -> bool:
        """Return whether ``witness`` assigns every variable 1..N, and nothing else, and satisfies every clause."""
        return self._assigns(witness) and all(_satisfies(witness, clause) for clause in self.clauses)  # type: ignore[arg-type]

    def witnesses(self) -> Iterator[dict[int, bool]]:
        """Enumerate the 2^N assignments lexicographically, False before True."""
        variables = range(1, self.num_variables + 1)
        self._refuse_large_assignments()
        for values in product((False, True), repeat=self.num_variables):
            yield dict(zip(variables, values, strict=True))

    def brute_force(self) -> dict[int, bool] | None:
        """Return the lexicographically first satisfying assignment, or None.

        Depth-first search in the order of `witnesses`. It leaves a branch as soon as a clause whose variables are all
        assigned is falsified, which cuts off no solution. The search visits at most 2^(N+1) nodes, usually far fewer.

        Raises ValueError if even one assignment of N variables would not fit in memory.
        """
        self._refuse_large_assignments()
        by_last_variable: list[list[tuple[int, int]]] = [[] for _ in range(self.num_variables + 1)]
        for clause in self.clauses:
            positive = sum(1 << v for v in {literal for literal in clause if literal > 0})
            negative = sum(1 << v for v in {-literal for literal in clause if literal < 0})
            by_last_variable[max(map(abs, clause), default=0)].append((positive, negative))
        if by_last_variable[0]:
            return None  # an empty clause
        true, variable = 0, 1  # bit v of `true`: is variable v true? `variable` is the one being decided
        while variable <= self.num_variables:
            if all(true & positive or negative & ~true for positive, negative in by_last_variable[variable]):
                variable += 1
                continue
            while true >> variable & 1:  # both values of this variable failed
                true ^= 1 << variable
                variable -= 1
            if variable == 0:
                return None
            true |= 1 << variable
        return {v: bool(true >> v & 1) for v in range(1, self.num_variables + 1)}

    def _refuse_large_assignments(self) -> None:
        N = self.num_variables
        masks = len(self.clauses) * (N // 4)  # two sets of N bits for each clause
        refuse_beyond_memory(_BYTES_PER_VARIABLE * N + masks, f"assignments of {N:,} variables")

    def _assigns(self, witness: object) -> bool:
        return (
            isinstance(witness, Mapping)
            and len(witness) == self.num_variables
            # True == 1 is the same key as 1 for a dictionary, but it is no variable.
            and all(as_integer(v) is not None and 1 <= v <= self.num_variables for v in witness)
            and all(isinstance(value, (bool, np.bool_)) for value in witness.values())
        )

    def _encode(self) -> dict[str, Any]:
        return {"num_variables": self.num_variables, "clauses": [list(clause) for clause in self.clauses]}

    @display
    def __repr__(self) -> str:
        # Without clauses the formula has every width, so the text names none.
        kind = f"{self.width}-CNF" if self.clauses else "CNF"
        return f"<{kind}: N={self.num_variables}, M={len(self.clauses)}>"


def _satisfies(assignment: Mapping[int, bool], clause: tuple[int, ...]) -> bool:
    return any(assignment[abs(literal)] == (literal > 0) for literal in clause)


def _clauses(clauses: Any, N: int) -> Iterator[tuple[int, ...]]:
    if isinstance(clauses, (str, bytes)) or not isinstance(clauses, Iterable):
        raise ValueError(f"clauses must be an iterable of iterables of literals, got {short_repr(clauses)}")
    allowed = f"literals in 1..{N} or -{N}..-1" if N else "no literal"
    for i, clause in enumerate(clauses):
        if isinstance(clause, (str, bytes)) or not isinstance(clause, Iterable):
            raise ValueError(f"clauses[{i}] must be an iterable of literals, got {short_repr(clause)}")
        literals = []
        for given in clause:
            literal = as_integer(given)
            if literal is None or not 1 <= abs(literal) <= N:
                raise ValueError(f"clauses[{i}] must have {allowed} with num_variables={N}, got {short_repr(given)}")
            literals.append(literal)
        yield tuple(literals)
