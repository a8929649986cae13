"""Reed-Solomon against algebraic-geometry codes: what the protocol costs for a universe of m elements."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import ceil
from typing import Any

from algorithms.display import fields_repr, written
from hardness.arguments import integer, one_of, short_repr
from hardness.codes.sizes import CodeSizes, hermitian_sizes, reed_solomon_sizes, tower_sizes
from hardness.intervals import decided, lg
from hardness.numbers import json_value

CODE_FAMILIES = ("rs", "hermitian", "tower")
_LARGEST_Q = 128  # of the curves over F_{q^2} that are tried
_LARGEST_FIELD = 2**64  # least primes are found at once up to there
_LARGEST_EXPONENT = 10**5  # of q in the dimension d


@dataclass(frozen=True)
class ProtocolCost:
    r"""The protocol on one family of codes: every number exact, without building a code.

    Attributes
    ----------
    family : str
        ``rs``, ``hermitian`` or ``tower``.
    universe, blocks : int
        m elements in T blocks.
    sizes : CodeSizes
        Number of players, field, length N, pole bound and dimension kappa >= m/T.

    Examples
    --------
    >>> cost = protocol_cost("rs", universe=92, order=3, blocks=46)
    >>> cost.sizes.field_order, cost.sizes.length, cost.merlin_bits, cost.dimension == 6 * 47**92
    (47, 6, 12, True)
    """

    family: str
    universe: int
    blocks: int
    sizes: CodeSizes

    __repr__ = fields_repr

    @property
    def merlin_bits(self) -> int:
        """Bits of Merlin's message, the least b with 2^b >= q^(dim C'_0)."""
        return _bits(self.sizes.field_order, self.sizes.message_dimension)

    @property
    def player_bits(self) -> int:
        """Bits that each of the players 2..k sends, the least b with 2^b >= q^T."""
        return _bits(self.sizes.field_order, self.blocks)

    @property
    def coin_bits(self) -> int:
        """Bits of the coin, the least b with 2^b >= N."""
        return (self.sizes.length - 1).bit_length()

    @property
    def dimension(self) -> int:
        """The dimension d = N q^((k-1) T) of the Gap-MaxIP instances, of any size."""
        return self.sizes.length * self.sizes.field_order ** ((self.sizes.order - 1) * self.blocks)

    def to_dict(self) -> dict[str, Any]:
        """Return the cost as JSON values; ``lg_gap_dimension`` is a binary logarithm."""
        sizes = self.sizes
        return {
            "universe": json_value(self.universe),
            "family": self.family,
            "blocks": json_value(self.blocks),
            "field_order": json_value(sizes.field_order),
            "length": json_value(sizes.length),
            "dimension": json_value(sizes.dimension),
            "merlin_bits": json_value(self.merlin_bits),
            "merlin_bits_per_element": self.merlin_bits / self.universe,
            "player_bits": json_value(self.player_bits),
            "coin_bits": self.coin_bits,
            "gap_dimension": json_value(self.dimension),
            "lg_gap_dimension": self.lg_dimension,
        }

    @property
    def lg_dimension(self) -> float:
        """Binary logarithm of `dimension`, rounded from a certified enclosure."""
        exponent = (self.sizes.order - 1) * self.blocks
        return float(lg(self.sizes.length) + lg(self.sizes.field_order) * exponent)


def protocol_cost(
    family: str,
    universe: int,
    order: int = 3,
    soundness: Fraction = Fraction(1, 2),
    blocks: int = 8,
    q: int | None = None,
) -> ProtocolCost:
    r"""Return the cost of the protocol for a family, with the field that makes Merlin's message shortest.

    **Construction.** kappa = ceil(m/T). Reed-Solomon: the shortest length N that meets the soundness over the least
    prime field with N elements and T weights. Curves: over :math:`F_{q^2}`, the q <= 128 with enough points and T
    weights for which Merlin's message is shortest; the tower at the least level that has them.

    **What to see.** A Reed-Solomon field has at least N elements, so Merlin's bits for each element of the universe
    grow like lg m, and lg d like (1 + (k-1) T) lg m: d = (log n)^O(T). On the tower the field does not depend on m:
    Merlin's bits are O(m), and d = O(m) = O(log n), with a constant that depends on q and T. This holds along the full
    lengths of the tower; right after one, the genus of the next level costs up to q times as much.

    Parameters
    ----------
    family : {"rs", "hermitian", "tower"}
        The family.
    universe : int
        m >= 1.
    order : int
        Number k of players.
    soundness : Fraction
        The bound z/N to meet.
    blocks : int
        T.
    q : int, optional
        Fix the curves to those over F_{q^2}.

    Raises
    ------
    ValueError
        If an argument is out of range, or no q of the family does.
    """
    one_of("family", family, CODE_FAMILIES)
    universe, order, blocks = integer("universe", universe, 1), integer("order", order, 2), integer("blocks", blocks, 1)
    if (order - 1) * blocks > _LARGEST_EXPONENT:  # d has that many times lg q bits
        factors = f"{written(order - 1)} x {written(blocks)}"
        raise ValueError(f"(order - 1) x blocks must be at most {_LARGEST_EXPONENT:,}, got {factors}")
    if not 0 < soundness < 1:
        raise ValueError(f"soundness must lie strictly between 0 and 1, got {soundness}")
    kappa = ceil(Fraction(universe, blocks))
    if family == "rs":
        if q is not None:
            raise ValueError(
                f"q must be None, for a Reed-Solomon code takes the least prime field, got {short_repr(q)}"
            )
        length = reed_solomon_sizes(2, kappa, order, soundness).length
        if max(length, kappa) > _LARGEST_FIELD:
            needed = f"{kappa:,} elements per block at this soundness need a field of about 2^{length.bit_length()}"
            raise ValueError(f"universe={universe}, blocks={blocks}; {needed} elements, more than 2^64")
        field_order = _least_prime(max(length, kappa, blocks + 1))
        return ProtocolCost(family, universe, blocks, reed_solomon_sizes(field_order, kappa, order, soundness))
    q = None if q is None else integer("q", q, 2)
    best: ProtocolCost | None = None
    for candidate in _prime_powers(_LARGEST_Q) if q is None else (q,):
        sizes = _curve_sizes(family, candidate, kappa, order, soundness, blocks)
        cost = None if sizes is None else ProtocolCost(family, universe, blocks, sizes)
        if cost is not None and (best is None or cost.merlin_bits < best.merlin_bits):
            best = cost
    if best is None:
        tried = f"q = {q}" if q is not None else f"q <= {_LARGEST_Q}"
        raise ValueError(
            f"no {family} code with {tried} carries {kappa} elements a block at soundness {soundness} with "
            f"{blocks} blocks and {order} players"
        )
    return best


def compare_families(
    universes: Iterable[int], order: int = 3, soundness: Fraction = Fraction(1, 2), blocks: int = 8
) -> list[ProtocolCost]:
    """Return the costs of every family for each universe; a family that has no code for a universe is left out."""
    return list(_costs(universes, order, soundness, blocks))


def _costs(universes: Iterable[int], order: int, soundness: Fraction, blocks: int) -> Iterator[ProtocolCost]:
    for universe in universes:
        for family in CODE_FAMILIES:
            try:
                yield protocol_cost(family, universe, order, soundness, blocks)
            except ValueError:
                if family == "rs":
                    raise  # a Reed-Solomon code always exists: the arguments are wrong


def _curve_sizes(family: str, q: int, kappa: int, order: int, soundness: Fraction, blocks: int) -> CodeSizes | None:
    p, exponent = _prime_power(q)
    if blocks > 2 * exponent * (p - 1):
        return None  # no zero-sum-free weights over F_{q^2}
    if family == "hermitian":
        sizes = hermitian_sizes(q, kappa, order, soundness)
        return sizes if sizes.length <= q**3 else None
    level = 1
    # From the second level on the rate is soundness/k - 1/(q - 1) or less: a level that is too short for a positive
    # rate is followed by none that is long enough.
    while level < 40:
        try:
            return tower_sizes(q, level, order, soundness, kappa)
        except ValueError:
            if Fraction(1, q - 1) >= soundness / order and level > 2:
                return None
            level += 1
    return None


def _bits(base: int, exponent: int) -> int:
    """Return the least b with 2^b >= base^exponent."""
    if base & (base - 1) == 0:
        return (base.bit_length() - 1) * exponent
    return decided(lambda bits: ceil(lg(base, bits) * exponent)) if exponent else 0


@cache
def _least_prime(at_least: int) -> int:
    import sympy as sp

    return int(sp.nextprime(at_least - 1))


@cache
def _prime_powers(largest: int) -> tuple[int, ...]:
    return tuple(q for q in range(2, largest + 1) if _prime_power(q)[0])


@cache
def _prime_power(q: int) -> tuple[int, int]:
    """Return (p, e) with q = p^e, or (0, 0) if q is no prime power."""
    import sympy as sp

    factors = sp.factorint(q) if q > 1 else {}
    return next(((int(p), int(e)) for p, e in factors.items() if len(factors) == 1), (0, 0))
