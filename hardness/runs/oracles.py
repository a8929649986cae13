"""Oracles for an honest Merlin: a SAT solver finds the assignment from which the message follows."""

from typing import Any

from hardness.extras import optional
from hardness.problems.base import Problem
from hardness.problems.cnf import CNF


def oracle(instance: Problem[Any]) -> Any:
    """Return a solution of an instance, or None: a SAT solver solves formulas, brute force all other instances."""
    return sat_oracle(instance) if isinstance(instance, CNF) else instance.brute_force()


def sat_oracle(formula: CNF) -> dict[int, bool] | None:
    """Return a satisfying assignment found by a CDCL solver, or None if there is none.

    Raises
    ------
    MissingExtraError
        If the optional package python-sat is not installed.
    """
    solvers = optional("pysat.solvers", "an honest Merlin")
    with solvers.Cadical153(bootstrap_with=[list(clause) for clause in formula.clauses]) as solver:
        if not solver.solve():
            return None
        true = {literal for literal in solver.get_model() if literal > 0}
    return {v: v in true for v in range(1, formula.num_variables + 1)}
