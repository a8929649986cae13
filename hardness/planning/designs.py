"""The protocols among which a plan chooses: every code and number of blocks that might be best, by numbers alone."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from math import ceil, log2

import numpy as np

from algorithms.display import fields_repr
from algorithms.immutable import Immutable
from hardness.codes import Code, parse_code
from hardness.codes.semigroup import Semigroup
from hardness.codes.tower.invariants import weierstrass_semigroup

LARGEST_ORDER = 1 << 16  # of a field, and the longest code that is considered: a Reed-Solomon code has no more points


@dataclass(frozen=True)
class Design:
    r"""A code C and a number of blocks T for vectors of a dimension; no field and no matrix is built.

    Attributes
    ----------
    code_name : str
        The code, as `hardness.codes.parse_code` reads it.
    order : int
        Number k of players.
    field_order, characteristic : int
        The field F_q of characteristic p.
    length, dimension, zeros, message_dimension : int
        N, kappa = dim C, the most zeros z of a nonzero word of C', and dim C'_0 = dim C' - kappa.
    blocks : int
        T.
    """

    code_name: str
    order: int
    field_order: int
    characteristic: int
    length: int
    dimension: int
    zeros: int
    message_dimension: int
    blocks: int

    __repr__ = fields_repr

    @property
    def family(self) -> str:
        """The family of the code."""
        return self.code_name.partition(":")[0]

    @property
    def code(self) -> Code:
        """The code itself."""
        return parse_code(self.code_name)

    @property
    def soundness(self) -> Fraction:
        """The bound z/N."""
        return Fraction(self.zeros, self.length)

    @property
    def messages(self) -> int:
        """The number of Merlin's messages, q^(dim C'_0)."""
        return self.field_order**self.message_dimension

    @cached_property
    def lg_messages(self) -> float:
        """Binary logarithm of `messages`, rounded."""
        return self.message_dimension * log2(self.field_order)

    @property
    def gap_dimension(self) -> int:
        """The dimension d = N q^((k-1) T) of the Gap-MaxIP instances."""
        return self.length * self.field_order ** ((self.order - 1) * self.blocks)


@lru_cache(maxsize=64)
def designs(coordinates: int, order: int, soundness: Fraction) -> tuple[Design, ...]:
    r"""Return the designs for vectors of m coordinates, those with the fewest messages first.

    For a code C it is best to take the least T with T kappa >= m, and for a number of blocks the least kappa: more of
    either makes the field, the messages and d no smaller. So kappa = max(2, ceil(m/T)), and for each:

    * Reed-Solomon codes of the shortest length that meets the soundness, over the least field and over the least prime
      field with N elements and T weights (zero-sum-free: T <= e(p - 1)), for prime fields compute faster; and the
      longest ones, N = q, over the fields from there to 2z, for they have the larger gap, on which the entries depend;
    * Hermitian codes over all F_{q^2}, and the tower's at levels 2 and 3, whose functions are known in closed form, on
      all their points.

    kappa = 1 is left out: see `without_merlin`.

    Examples
    --------
    >>> designs(91, 3, Fraction(1, 2))[0].code_name
    'rs:47,6,2'
    """
    found = {*_reed_solomon(coordinates, order, soundness)}
    for curve in curves():
        found.update(_one_point(curve, coordinates, order, soundness))
    return tuple(sorted(found, key=lambda design: (design.lg_messages, design.length, design.code_name)))


def without_merlin(coordinates: int, order: int) -> Design | None:
    """Return the degenerate design kappa = 1: constant words, one coin, one message, soundness 0.

    The players then exchange everything and Merlin has nothing to say: attention decides the instance by looking at
    every tuple. It is the cheapest to run and shows nothing of the theorem. None if no field has m weights.
    """
    blocks = max(1, coordinates)
    if (found := _least_field(1, blocks)) is None:
        return None
    q, p = found
    return Design(f"rs:{q},1,1", order, q, p, 1, 1, 0, 0, blocks)


@dataclass(frozen=True, eq=False)
class Curve(Immutable):
    """A curve over F_{q^2} with a family of codes: its points, the pole orders below N, and the weights there are."""

    name: str
    q: int
    characteristic: int
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
    found = []
    for q, p, weights in prime_powers():
        if q * q * (q - 1) > LARGEST_ORDER:
            break
        hermitian = Semigroup(tuple(sorted((j * (q + 1) for j in range(q)), key=lambda n: n % q)))
        found.append(Curve(f"hermitian:{q}", q, p, q**3, 2 * weights, hermitian))
        for level in (2, 3):
            length = (q * q - q) * q ** (level - 1)
            found.append(Curve(f"gs:{q},{level}", q, p, length, 2 * weights, weierstrass_semigroup(q, level)))
    return tuple(curve for curve in found if curve.length <= LARGEST_ORDER)


@lru_cache(maxsize=1)
def prime_powers() -> tuple[tuple[int, int, int], ...]:
    """Return (q, p, e(p - 1)) for the prime powers q = p^e up to 2^16, ascending."""
    sieve = np.ones(LARGEST_ORDER + 1, dtype=bool)
    sieve[:2] = False
    for p in range(2, 257):
        if sieve[p]:
            sieve[p * p :: p] = False
    found = []
    for p in np.flatnonzero(sieve).tolist():
        e = 1
        while p**e <= LARGEST_ORDER:
            found.append((p**e, p, e * (p - 1)))
            e += 1
    return tuple(sorted(found))


def _least_field(points: int, weights: int, prime: bool = False) -> tuple[int, int] | None:
    """Return (q, p) of the least field with so many elements and weights; None if it has more than 2^16 elements."""
    fields = prime_powers()
    start = bisect_left(fields, (max(points, weights + 1),))
    return next(((q, p) for q, p, limit in fields[start:] if limit >= weights and (q == p or not prime)), None)


def _shapes(coordinates: int, most_blocks: int) -> Iterator[tuple[int, int]]:
    """Yield (kappa, T) with kappa >= 2 for every kappa = ceil(m/T) and the least such T."""
    blocks = 1
    while blocks <= most_blocks:
        kappa = max(2, -(-coordinates // blocks))
        yield kappa, max(1, -(-coordinates // kappa))
        if kappa == 2:
            return
        blocks = -(-coordinates // (kappa - 1))  # the least T with a smaller kappa


def _reed_solomon(coordinates: int, order: int, soundness: Fraction) -> Iterator[Design]:
    fields = prime_powers()
    for kappa, blocks in _shapes(coordinates, LARGEST_ORDER):
        zeros = order * (kappa - 1)
        shortest = ceil(zeros / soundness)
        if (least := _least_field(shortest, blocks)) is None:
            continue
        common = (kappa, zeros, (order - 1) * (kappa - 1), blocks)
        for q, p in {least, _least_field(shortest, blocks, prime=True) or least}:
            yield Design(f"rs:{q},{shortest},{kappa}", order, q, p, shortest, *common)
        for q, p, weights in fields[bisect_left(fields, least) :]:
            if weights >= blocks:
                yield Design(f"rs:{q},{q},{kappa}", order, q, p, q, *common)
            if q >= 2 * zeros:
                break


def _one_point(curve: Curve, coordinates: int, order: int, soundness: Fraction) -> Iterator[Design]:
    most = int(soundness * curve.length / order)  # u with k u <= sigma N
    orders = curve.pole_orders
    for kappa, blocks in _shapes(coordinates, curve.most_blocks):
        if kappa > len(orders) or (u := int(orders[kappa - 1])) > most:
            continue
        symbols = int(np.searchsorted(orders, order * u, side="right")) - kappa
        yield Design(
            f"{curve.name},{u}",
            order,
            curve.q**2,
            curve.characteristic,
            curve.length,
            kappa,
            order * u,
            symbols,
            blocks,
        )
