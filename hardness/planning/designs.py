"""The protocols from which a plan chooses: every code and number of blocks that might be best, by numbers alone."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache

import numpy as np

from algorithms.deprecated import RenamedAttribute, renamed_argument
from algorithms.display import fields_repr
from algorithms.immutable import Immutable
from hardness.codes import Code, parse_code
from hardness.codes.curves import hermitian_points, hermitian_semigroup, tower_points, tower_semigroup
from hardness.codes.field.finite_field import MAX_FIELD_ORDER
from hardness.codes.semigroup import Semigroup
from hardness.codes.sizes import ProtocolSizes, largest_pole_bound, least_length
from hardness.primes import prime_powers
from hardness.protocols.zero_sum import zero_sum_free_length


@dataclass(frozen=True)
class Design(ProtocolSizes):
    """The sizes of the protocol over a named code, without building a field or a matrix.

    Attributes
    ----------
    code_name : str
        The code, as `hardness.codes.parse_code` reads it.
    """

    code_name: str

    order = RenamedAttribute("players")

    __repr__ = fields_repr

    @property
    def code(self) -> Code:
        """The code itself."""
        return parse_code(self.code_name)


@renamed_argument("order", "players")
@lru_cache(maxsize=64)
def designs(coordinates: int, players: int, soundness: Fraction) -> tuple[Design, ...]:
    r"""Return the designs for vectors of m coordinates, those with the fewest messages first.

    For a code C the least T with T kappa >= m is best, and for a number of blocks the least kappa is best: a larger one
    makes neither the field nor the messages nor d smaller. So kappa = max(2, ceil(m/T)), with the following codes:

    * Reed-Solomon codes of the shortest length that meets the soundness, over the least field and over the least prime
      field with N elements and T weights (zero-sum-free: T <= e(p - 1)), because prime fields compute faster;
    * Reed-Solomon codes of the longest length N = q over the fields from there to 2z, because they have the larger gap,
      on which the entries depend;
    * on all their points, Hermitian codes over all F_{q^2}, and codes at levels 2 and 3 of the tower, where the
      functions are known in closed form.

    kappa = 1 is omitted: see `without_merlin`.

    Examples
    --------
    >>> designs(91, 3, Fraction(1, 2))[0].code_name
    'rs:47,6,2'
    """
    candidates = {*_reed_solomon(coordinates, players, soundness)}
    for curve in curves():
        candidates.update(_one_point(curve, coordinates, players, soundness))
    return tuple(sorted(candidates, key=lambda design: (design.lg_messages, design.length, design.code_name)))


@renamed_argument("order", "players")
def without_merlin(coordinates: int, players: int) -> Design | None:
    """Return the degenerate design kappa = 1: constant words, one coin, one message, soundness 0.

    The players then exchange everything and there is only one message: attention decides the instance by brute force
    over all tuples. This is the cheapest design, but the run does not use the theorem. None if no field has m weights.
    """
    blocks = max(1, coordinates)
    if (q := _least_field(1, blocks)) is None:
        return None
    return Design("rs", q, 1, 1, 0, 0, blocks, players, f"rs:{q},1,1")


@dataclass(frozen=True, eq=False)
class Curve(Immutable):
    """A curve over F_{q^2} with a family of codes: its points, its pole orders below N, and the number of weights."""

    name: str
    q: int
    length: int
    most_blocks: int
    semigroup: Semigroup

    __repr__ = fields_repr

    @cached_property
    def pole_orders(self) -> np.ndarray:
        """The pole orders below N, ascending."""
        orders = self.semigroup.elements(self.length - 1)
        orders.flags.writeable = False
        return orders


@lru_cache(maxsize=1)
def curves() -> tuple[Curve, ...]:
    """Return the Hermitian curves and levels 2 and 3 of the tower with at most 2^16 points."""
    candidates = []
    for q, p, e in prime_powers(MAX_FIELD_ORDER):
        if tower_points(q, 2) > MAX_FIELD_ORDER:
            break
        blocks = zero_sum_free_length(p, 2 * e)
        candidates.append(Curve(f"hermitian:{q}", q, hermitian_points(q), blocks, hermitian_semigroup(q)))
        candidates += [
            Curve(f"gs:{q},{level}", q, tower_points(q, level), blocks, tower_semigroup(q, level)) for level in (2, 3)
        ]
    return tuple(curve for curve in candidates if curve.length <= MAX_FIELD_ORDER)


def _fields_from(points: int, weights: int, prime: bool = False) -> Iterator[int]:
    """Yield the orders of the fields with at least so many elements and weights, in ascending order."""
    fields = prime_powers(MAX_FIELD_ORDER)
    for q, p, e in fields[bisect_left(fields, (max(points, weights + 1),)) :]:
        if zero_sum_free_length(p, e) >= weights and (e == 1 or not prime):
            yield q


def _least_field(points: int, weights: int, prime: bool = False) -> int | None:
    """Return the least order of such a field; None if it exceeds 2^16."""
    return next(_fields_from(points, weights, prime), None)


def _shapes(coordinates: int, most_blocks: int) -> Iterator[tuple[int, int]]:
    """Yield (kappa, T) with kappa >= 2 for every kappa = ceil(m/T) and the least such T."""
    blocks = 1
    while blocks <= most_blocks:
        kappa = max(2, -(-coordinates // blocks))
        yield kappa, max(1, -(-coordinates // kappa))
        if kappa == 2:
            return
        blocks = -(-coordinates // (kappa - 1))  # the least T with a smaller kappa


def _reed_solomon(coordinates: int, players: int, soundness: Fraction) -> Iterator[Design]:
    for kappa, blocks in _shapes(coordinates, MAX_FIELD_ORDER):
        zeros = players * (kappa - 1)
        shortest = least_length(zeros, soundness)
        if (least := _least_field(shortest, blocks)) is None:
            continue
        common = (kappa, zeros, (players - 1) * (kappa - 1), blocks, players)
        for q in {least, _least_field(shortest, blocks, prime=True) or least}:
            yield Design("rs", q, shortest, *common, f"rs:{q},{shortest},{kappa}")
        last = _least_field(max(2 * zeros, least), 0) or MAX_FIELD_ORDER
        for q in _fields_from(least, blocks):
            if q > last:
                break
            yield Design("rs", q, q, *common, f"rs:{q},{q},{kappa}")


def _one_point(curve: Curve, coordinates: int, players: int, soundness: Fraction) -> Iterator[Design]:
    max_pole_bound = largest_pole_bound(curve.length, players, soundness)
    orders, family = curve.pole_orders, curve.name.partition(":")[0]
    for kappa, blocks in _shapes(coordinates, curve.most_blocks):
        if kappa > len(orders) or (u := int(orders[kappa - 1])) > max_pole_bound:
            continue
        zeros = players * u
        symbols = int(np.searchsorted(orders, zeros, side="right")) - kappa
        numbers = (curve.q**2, curve.length, kappa, zeros, symbols, blocks, players)
        yield Design(family, *numbers, f"{curve.name},{u}")
