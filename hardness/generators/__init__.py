"""Families of instances: random and planted, provably satisfiable and provably unsatisfiable."""

from collections.abc import Callable
from typing import Any

from hardness.generators.formulas import parity, pigeonhole, planted_cnf, random_cnf, sign_patterns, tseitin
from hardness.generators.vectors import planted_orthogonal_vectors, random_orthogonal_vectors
from hardness.problems import Problem

__all__ = [
    "FAMILIES",
    "parity",
    "pigeonhole",
    "planted_cnf",
    "planted_orthogonal_vectors",
    "random_cnf",
    "random_orthogonal_vectors",
    "sign_patterns",
    "tseitin",
]

FAMILIES: dict[str, Callable[..., Problem[Any]]] = {
    "random": random_cnf,
    "planted": planted_cnf,
    "pigeonhole": pigeonhole,
    "parity": parity,
    "sign-patterns": sign_patterns,
    "random-ov": random_orthogonal_vectors,
    "planted-ov": planted_orthogonal_vectors,
}
"""The families by their names on the command line."""
