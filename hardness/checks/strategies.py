"""Hypothesis strategies for instances, codes, protocols, Merlins and attention inputs.

Importing this module needs the package hypothesis and registers the strategies with ``st.from_type``. Afterwards,
``@given(formula=st.from_type(CNF))`` and `assert_reduction` with ``st.from_type(OrthogonalVectors)`` draw instances
with both answers.
"""

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np

from algorithms.attention import AttentionInputs
from hardness.codes import Code, ReedSolomon
from hardness.extras import missing
from hardness.problems import CNF, GapMaxIP, OrthogonalVectors
from hardness.protocols import MERLINS, Merlin, SetDisjointness
from hardness.protocols.zero_sum import zero_sum_free_limit

try:
    from hypothesis import strategies as st
    from hypothesis.extra import numpy as hnp
except ImportError as error:
    raise missing("hypothesis", "hardness.checks.strategies", error) from error

FIELDS = (2, 3, 4, 5, 7, 8, 9, 11, 13)
"""Orders of the fields of drawn codes; the list is short because galois compiles each field for seconds."""


def cnfs(
    max_variables: int = 4, max_clauses: int = 5, max_width: int = 3, satisfiable: bool | None = None
) -> st.SearchStrategy[CNF]:
    """Draw formulas, including degenerate ones.

    Parameters
    ----------
    max_variables, max_clauses, max_width : int
        The largest numbers of variables, of drawn clauses, and of literals per clause.
    satisfiable : bool, optional
        True: a planted assignment satisfies every clause. False: the clauses include all sign patterns on some
        variables, which no assignment satisfies together. By default, formulas of both kinds are drawn.
    """
    if satisfiable is None:
        parts = [cnfs(max_variables, max_clauses, max_width, answer) for answer in (True, False)]
        return st.one_of(_formulas(max_variables, max_clauses, max_width), *parts)
    return (
        _planted_formulas(max_variables, max_clauses, max_width)
        if satisfiable
        else _refutable(max_variables, max_clauses, max_width)
    )


@st.composite
def _formulas(draw: st.DrawFn, max_variables: int, max_clauses: int, max_width: int) -> CNF:
    N = draw(st.integers(0, max_variables))
    return CNF(N, draw(st.lists(_clauses(N, max_width), max_size=max_clauses)))


def _clauses(N: int, max_width: int) -> st.SearchStrategy[list[int]]:
    if N == 0:
        return st.just([])
    literals = st.builds(lambda v, negated: -v if negated else v, st.integers(1, N), st.booleans())
    return st.lists(literals, max_size=max_width)


@st.composite
def _planted_formulas(draw: st.DrawFn, max_variables: int, max_clauses: int, max_width: int) -> CNF:
    formula = draw(_formulas(max_variables, max_clauses, max_width))
    N = formula.num_variables
    hidden = [0, *(v if draw(st.booleans()) else -v for v in range(1, N + 1))]
    # Make the first literal of each clause true, and drop the empty clause.
    return CNF(N, [[hidden[abs(clause[0])], *clause[1:]] for clause in formula.clauses if clause])


@st.composite
def _refutable(draw: st.DrawFn, max_variables: int, max_clauses: int, max_width: int) -> CNF:
    formula = draw(_formulas(max_variables, max_clauses, max_width))
    N = formula.num_variables
    core = draw(st.lists(st.integers(1, N), unique=True, max_size=min(2, max_width))) if N else []
    patterns = [[sign * v for sign, v in zip(signs, core, strict=True)] for signs in product((1, -1), repeat=len(core))]
    return CNF(N, draw(st.permutations([*formula.clauses, *patterns])))


@st.composite
def orthogonal_vectors(
    draw: st.DrawFn,
    orders: tuple[int, ...] = (2, 3),
    max_vectors: int = 3,
    max_dimension: int = 3,
    orthogonal: bool | None = None,
) -> OrthogonalVectors:
    """Draw sets of vectors.

    Parameters
    ----------
    orders : tuple of int
        The orders k to draw from.
    max_vectors, max_dimension : int
        The largest number of vectors per set, and the largest dimension.
    orthogonal : bool, optional
        True: some tuple is orthogonal. False: one coordinate is 1 in all vectors. By default, both kinds are drawn.
    """
    if orthogonal is None:
        orthogonal = draw(st.booleans())
    k = draw(st.sampled_from(orders))
    d = draw(st.integers(0 if orthogonal else 1, max_dimension))
    sets = _sets(draw, k, max_vectors, d)
    column = draw(st.integers(0, d - 1)) if not orthogonal else 0
    if orthogonal:
        members = [draw(st.integers(0, len(vectors) - 1)) for vectors in sets]
        for coordinate in range(d):
            who = draw(st.integers(0, k - 1))
            sets[who][members[who], coordinate] = 0
    else:
        for vectors in sets:
            vectors[:, column] = 1
    return OrthogonalVectors(sets)


def _sets(draw: st.DrawFn, k: int, max_vectors: int, dimension: int) -> list[np.ndarray]:
    return [
        draw(hnp.arrays(np.uint8, (draw(st.integers(1, max_vectors)), dimension), elements=st.integers(0, 1)))
        for _ in range(k)
    ]


@st.composite
def gap_max_ips(
    draw: st.DrawFn,
    orders: tuple[int, ...] = (2, 3),
    max_vectors: int = 3,
    max_dimension: int = 4,
    promise: bool | None = True,
) -> GapMaxIP:
    """Draw Gap-MaxIP instances that keep the promise, break it, or either.

    Parameters
    ----------
    orders : tuple of int
        The orders k to draw from.
    max_vectors, max_dimension : int
        The largest number of vectors per set, and the largest dimension, at least 2.
    promise : bool or None
        True: t and eps are chosen around the inner products that occur, with both answers. False: some row lies
        strictly between the two cases. None: either.
    """
    if promise is None:
        promise = draw(st.booleans())
    k = draw(st.sampled_from(orders))
    d = draw(st.integers(0 if promise else 2, max_dimension))
    sets = _sets(draw, k, max_vectors, d)
    if not promise:  # a row whose largest inner product is some m with 1 <= m < t
        row = draw(st.integers(0, len(sets[0]) - 1))
        for i, vectors in enumerate(sets):
            vectors[row if i == 0 else 0, 0] = 1
    largest = _largest_products(sets)
    if not promise:
        return GapMaxIP(sets, largest[row] + draw(st.integers(1, 2)), 1)
    t = draw(st.integers(1, d + 1))
    below = max((m for m in largest if m < t), default=0)
    most = 1 - Fraction(below, t)  # the largest eps for which all rows below t are NO rows
    return GapMaxIP(sets, t, most * draw(st.sampled_from([Fraction(1), Fraction(2, 3), Fraction(1, 4)])))


def _largest_products(sets: list[np.ndarray]) -> list[int]:
    vectors = OrthogonalVectors(sets)
    return [int(vectors.inner_products(row).max()) for row in range(len(sets[0]))]


@st.composite
def codes(
    draw: st.DrawFn, fields: tuple[int, ...] = FIELDS, max_dimension: int = 3, players: int = 1, points: bool = True
) -> ReedSolomon:
    """Draw Reed-Solomon codes that have a star power for ``players``, on arbitrary points if ``points`` is true."""
    field_order = draw(st.sampled_from(fields))
    kappa = draw(st.integers(1, min(max_dimension, (field_order - 1) // players + 1)))
    length = draw(st.integers(players * (kappa - 1) + 1, field_order))
    selected = draw(st.permutations(range(field_order)))[:length] if points and draw(st.booleans()) else None
    return ReedSolomon(field_order, length, kappa, selected)


@st.composite
def protocols(
    draw: st.DrawFn, max_players: int = 3, max_blocks: int = 3, fields: tuple[int, ...] = FIELDS
) -> SetDisjointness:
    """Draw protocols, some of them without a gap (soundness bound up to (N - 1)/N)."""
    players = draw(st.integers(2, max_players))
    code = draw(codes(fields, max_dimension=2, players=players))
    limit = min(max_blocks, zero_sum_free_limit(code.arithmetic))
    return SetDisjointness(code, draw(st.integers(1, limit)), players)


@st.composite
def inputs_of(draw: st.DrawFn, protocol: SetDisjointness, disjoint: bool | None = None) -> np.ndarray:
    """Draw the sets of the players of a protocol, shape (players, m): disjoint, intersecting or either."""
    if disjoint is None:
        disjoint = draw(st.booleans())
    m = draw(st.integers(0 if disjoint else 1, protocol.universe))
    sets = draw(hnp.arrays(np.uint8, (protocol.players, m), elements=st.integers(0, 1)))
    if disjoint:
        for element in np.flatnonzero(sets.all(axis=0)):
            sets[draw(st.integers(0, protocol.players - 1)), element] = 0
    else:
        sets[:, draw(st.integers(0, m - 1))] = 1
    return sets


def merlins(honest: bool = False) -> st.SearchStrategy[Merlin]:
    """Draw a named Merlin: any but the tampering one, and the honest one only on request.

    Tampering needs a second message, which not every protocol has. An honest message exists only for disjoint sets.
    """
    names = [name for name in MERLINS if name != "tampering" and (honest or name != "honest")]
    return st.sampled_from(names).map(MERLINS.__getitem__)


@st.composite
def attention_inputs(
    draw: st.DrawFn,
    orders: tuple[int, ...] = (2, 3, 4),
    max_rows: int = 4,
    max_dimension: int = 3,
    bound: float = 4.0,
    value_columns: int | None = None,
) -> AttentionInputs:
    """Draw attention inputs of float64 with entries up to ``bound``; by default, values have 1 to 3 columns.

    The entries are 32-bit floats, so the bound is rounded down to one of these.
    """
    limit = np.float32(bound)
    largest = float(limit if float(limit) <= bound else np.nextafter(limit, np.float32(0)))
    k = draw(st.sampled_from(orders))
    d, columns = draw(st.integers(1, max_dimension)), value_columns or draw(st.integers(1, 3))
    sizes = [draw(st.integers(1, max_rows)) for _ in range(k)]

    def matrix(rows: int, width: int) -> Any:
        entries = st.floats(-largest, largest, allow_subnormal=False, width=32)
        return draw(hnp.arrays(np.float64, (rows, width), elements=entries))

    keys = tuple(matrix(n, d) for n in sizes[1:])
    return AttentionInputs(matrix(sizes[0], d), keys, tuple(matrix(n, columns) for n in sizes[1:]))


st.register_type_strategy(CNF, cnfs())
st.register_type_strategy(OrthogonalVectors, orthogonal_vectors())
st.register_type_strategy(GapMaxIP, gap_max_ips())
st.register_type_strategy(ReedSolomon, codes())
st.register_type_strategy(Code, codes())
st.register_type_strategy(SetDisjointness, protocols())
st.register_type_strategy(Merlin, merlins())
st.register_type_strategy(AttentionInputs, attention_inputs())
