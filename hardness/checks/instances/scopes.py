"""Small scopes: the smallest instances of a problem, many of them exhaustively, the degenerate ones first."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import combinations, combinations_with_replacement, product
from typing import Any, TypeVar, overload

from hardness.generators import sign_patterns
from hardness.problems import CNF, GapMaxIP, OrthogonalVectors, Promise
from hardness.problems.base import Problem
from hardness.problems.gap_max_ip.base import AbstractGapMaxIP

F = TypeVar("F", bound=Callable[[int], Iterator[Any]])

Scope = Callable[[int], Iterator[Problem[Any]]]
"""``scope(n)``, n >= 1, yields instances of size up to n and a few larger ones, as its docstring specifies."""

_REGISTRY: dict[type[Problem[Any]], Scope] = {}


def register_scope(problem: type[Problem[Any]]) -> Callable[[F], F]:
    """Make the decorated function the small scope of a problem class and of its subclasses."""

    def register(scope: F) -> F:
        _REGISTRY[problem] = scope
        return scope

    return register


@overload
def source_scope(problem: type[CNF] | type[OrthogonalVectors] | type[AbstractGapMaxIP]) -> Scope: ...


@overload
def source_scope(problem: type[Problem[Any]]) -> Scope | None: ...


def source_scope(problem: type[Problem[Any]]) -> Scope | None:
    """Return the small scope of a problem class, or None if none is registered.

    Examples
    --------
    >>> from itertools import islice
    >>> from hardness.problems import CNF
    >>> list(islice(source_scope(CNF)(3), 3))
    [<CNF: N=0, M=0>, <0-CNF: N=0, M=1>, <CNF: N=3, M=0>]
    """
    return next((_REGISTRY[cls] for cls in problem.__mro__ if cls in _REGISTRY), None)


@register_scope(CNF)
def formulas(n: int) -> Iterator[CNF]:
    """Yield all sets of up to 2 clauses of width <= 2 on n variables, of up to 3 on 1 and 2, and other formulas.

    Numbers of variables from 3 to n - 1 are skipped except for sign patterns. Sets of distinct clauses on distinct
    variables do not cover all forms. So formulas with repeated clauses, repeated literals, tautologies or the empty
    clause beside others, and formulas that only many clauses make unsatisfiable, are added for each number of
    variables.
    """
    yield CNF(0, [])
    yield CNF(0, [()])
    for N in sorted({n, *range(1, min(n, 3))}, reverse=True):
        clauses = _clauses(N)
        for count in range(min(3 if N < 3 else 2, len(clauses)) + 1):
            for subset in combinations(clauses, count):
                yield CNF(N, subset)
        last = N
        yield CNF(N, [(last,), ()])
        yield CNF(N, [(last, -last)])
        yield CNF(N, [(last, last), (-last, -last, -1)])
        yield CNF(N, [(-last,), (1,), (-last,)])
        yield sign_patterns(min(N, 3))
        yield CNF(N, sign_patterns(min(N, 3), drop=1).clauses)


def few_formulas(n: int) -> Iterator[CNF]:
    """Thin out `formulas` for chains with many branches, but keep both answers on n variables."""
    for i, formula in enumerate(formulas(n)):
        if i < 4 or i % 12 == 5 or len(formula.clauses) > 3:
            yield formula


@register_scope(OrthogonalVectors)
def vectors(n: int) -> Iterator[OrthogonalVectors]:
    """Yield all pairs of multisets of up to n vectors in dimensions 1 and 2, some of order 3, one of dimension 0."""
    yield OrthogonalVectors([[[]] * 2, [[]]])
    for d in (1, 2):
        for sets in product(_multisets(d, 1, n), repeat=2):
            yield OrthogonalVectors(sets)
    for sets in product(_multisets(1, 2, 2), _multisets(1, 1, 1), _multisets(1, n, n)):
        yield OrthogonalVectors(sets)
    for first, second, third in product(_multisets(2, 1, 1), _multisets(2, 2, 2), _multisets(2, 1, 1)):
        yield OrthogonalVectors([first, second, third])
    three = [[(1, 1, 0), (0, 1, 1)], [(1, 1, 1)], [(1, 0, 1), (1, 1, 0), (0, 1, 1)]]
    yield OrthogonalVectors(three)
    yield OrthogonalVectors([*three[:2], [(0, 0, 1), (1, 1, 0), (0, 1, 1)]])


@register_scope(AbstractGapMaxIP)  # type: ignore[type-abstract]
def gaps(n: int) -> Iterator[GapMaxIP]:
    """Yield pairs of multisets of vectors in dimension <= 2 that keep the promise, and some of orders 3 and 4.

    Of order 2, these are all with up to n vectors per set in dimension 1, and those in dimension 2 whose second set has
    n vectors.
    """
    yield GapMaxIP([[[]], [[]] * 2], 1, 1)
    yield from _kept(product(_multisets(1, 1, n), _multisets(1, 1, n)), (1,), ("1", "1/3"))
    yield from _kept(product(_multisets(2, 1, n), _multisets(2, n, n)), (1, 2), ("1/2",))
    yield from _kept(product(_multisets(2, 1, 1), _multisets(2, 1, 2)), (2,), ("1",))
    yield from _kept(product(_multisets(2, 2, 2), _multisets(1 + 1, 1, 1), _multisets(2, 2, 2)), (2,), ("1/2",))
    yield from _kept([[[(1, 1), (0, 1)], [(1, 1)], [(1, 0), (1, 1)], [(1, 1), (0, 0), (1, 0)]]], (1, 2), ("1/2",))


def _kept(choices: Any, thresholds: tuple[int, ...], gaps: tuple[str, ...]) -> Iterator[GapMaxIP]:
    for sets in choices:
        for t, eps in product(thresholds, gaps):
            instance = GapMaxIP(sets, t, Fraction(eps))
            if instance.promise() is not Promise.VIOLATED:
                yield instance


def _clauses(N: int) -> list[tuple[int, ...]]:
    literals = [sign * v for v in range(1, N + 1) for sign in (1, -1)]
    pairs = [(a, b) for a, b in combinations(literals, 2) if abs(a) != abs(b)]
    return [(), *((literal,) for literal in literals), *pairs]


def _multisets(d: int, least: int, most: int) -> list[tuple[tuple[int, ...], ...]]:
    points = list(product((0, 1), repeat=d))
    return [multiset for size in range(least, most + 1) for multiset in combinations_with_replacement(points, size)]
