"""Symmetries of problems: changes of an instance that preserve its answer."""

from collections.abc import Callable, Iterator
from typing import Any
from zlib import crc32

import numpy as np

from hardness.problems import CNF, GapMaxIP, OrthogonalVectors
from hardness.problems.base import Problem
from hardness.problems.gap_max_ip.base import AbstractGapMaxIP

Symmetries = Callable[[Any, np.random.Generator], Iterator[tuple[str, Problem[Any]]]]
"""Yields pairs (name of the change, changed instance); the generator draws the permutations."""

_REGISTRY: dict[type[Problem[Any]], Symmetries] = {}


def register_symmetries(problem: type[Problem[Any]]) -> Callable[[Symmetries], Symmetries]:
    """Make the decorated function the symmetries of a problem class and its subclasses.

    Examples
    --------
    >>> from hardness.problems import CNF
    >>> [name for name, _ in symmetries_of(CNF(2, [(1, -2), (2,)]))]
    ['permuting the clauses', 'reversing the literals', 'renaming the variables', 'flipping variables']
    """

    def register(function: Symmetries) -> Symmetries:
        _REGISTRY[problem] = function
        return function

    return register


def has_symmetries(problem: type[Problem[Any]]) -> bool:
    """Whether symmetries of this problem class are registered."""
    return _of(problem) is not None


def symmetries_of(instance: Problem[Any]) -> Iterator[tuple[str, Problem[Any]]]:
    """Yield changed instances with the same answer; the instance is the seed, so they are the same each time."""
    function = _of(type(instance))
    if function is not None:
        rng = np.random.default_rng(crc32(instance.to_json().encode()))
        yield from function(instance, rng)


def _of(problem: type[Problem[Any]]) -> Symmetries | None:
    return next((_REGISTRY[cls] for cls in problem.__mro__ if cls in _REGISTRY), None)


@register_symmetries(CNF)
def _cnf(formula: CNF, rng: np.random.Generator) -> Iterator[tuple[str, CNF]]:
    N, clauses = formula.num_variables, formula.clauses
    yield "permuting the clauses", CNF(N, [clauses[i] for i in rng.permutation(len(clauses))])
    yield "reversing the literals", CNF(N, [clause[::-1] for clause in clauses])
    name = [0, *(1 + rng.permutation(N)).tolist()]
    renamed = [[name[abs(literal)] * (1 if literal > 0 else -1) for literal in clause] for clause in clauses]
    yield "renaming the variables", CNF(N, renamed)
    sign = [0, *rng.choice([-1, 1], size=N).tolist()]
    yield "flipping variables", CNF(N, [[literal * sign[abs(literal)] for literal in clause] for clause in clauses])


@register_symmetries(OrthogonalVectors)
def _orthogonal_vectors(
    instance: OrthogonalVectors, rng: np.random.Generator
) -> Iterator[tuple[str, OrthogonalVectors]]:
    columns = rng.permutation(instance.dimension)
    yield "permuting the coordinates", OrthogonalVectors([vectors[:, columns] for vectors in instance.sets])
    yield "permuting the vectors", OrthogonalVectors([rng.permutation(vectors) for vectors in instance.sets])
    yield "exchanging the sets", OrthogonalVectors(instance.sets[::-1])


@register_symmetries(AbstractGapMaxIP)  # type: ignore[type-abstract]
def _gap_max_ip(instance: AbstractGapMaxIP, rng: np.random.Generator) -> Iterator[tuple[str, GapMaxIP]]:
    sets, t, eps = instance.vectors(), instance.t, instance.eps
    columns = rng.permutation(sets[0].shape[1])
    yield "permuting the coordinates", GapMaxIP([vectors[:, columns] for vectors in sets], t, eps)
    yield "permuting the vectors", GapMaxIP([rng.permutation(vectors) for vectors in sets], t, eps)
    # The promise is about the rows of the first set, so that set stays in its place.
    yield "exchanging the sets after the first", GapMaxIP([sets[0], *sets[:0:-1]], t, eps)
