"""Reed-Solomon and algebraic-geometry codes: the cost of the protocol for a universe of m elements."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from algorithms.deprecated import RenamedAttribute
from algorithms.display import fields_repr, written
from hardness.arguments import integer, one_of, short_repr
from hardness.codes.curves import hermitian_points
from hardness.codes.sizes import ProtocolSizes, hermitian_sizes, least_length, reed_solomon_sizes, tower_sizes
from hardness.numbers import json_value
from hardness.primes import least_prime_from, prime_power, prime_powers
from hardness.protocols.zero_sum import zero_sum_free_length

CODE_FAMILIES = ("rs", "hermitian", "tower")
_MAX_Q = 128  # of the curves over F_{q^2} that are tried
_MAX_FIELD = 2**64  # up to this bound, least primes are computed at once
_MAX_EXPONENT = 10**5  # of q in the dimension d


@dataclass(frozen=True)
class ProtocolCost:
    r"""The protocol on one family of codes for a universe of m elements, without building a code.

    Attributes
    ----------
    universe : int
        m.
    sizes : ProtocolSizes
        Every size of the protocol, with kappa >= m/T.

    Examples
    --------
    >>> cost = protocol_cost("rs", universe=92, order=3, blocks=46)
    >>> cost.sizes.field_order, cost.sizes.length, cost.merlin_bits, cost.sizes.gap_dimension == 6 * 47**92
    (47, 6, 12, True)
    """

    universe: int
    sizes: ProtocolSizes

    blocks = RenamedAttribute("sizes.blocks")
    player_bits = RenamedAttribute("sizes.player_bits")
    coin_bits = RenamedAttribute("sizes.coin_bits")
    dimension = RenamedAttribute("sizes.gap_dimension")
    lg_dimension = RenamedAttribute("sizes.lg_gap_dimension")

    __repr__ = fields_repr

    @property
    def family(self) -> str:
        """The family of the code: ``rs``, ``hermitian`` or ``tower``."""
        return self.sizes.family

    @property
    def merlin_bits(self) -> int:
        """Bits of Merlin's message."""
        return self.sizes.merlin_bits

    def to_dict(self) -> dict[str, Any]:
        """Return the cost as JSON values; ``lg_gap_dimension`` is a binary logarithm."""
        sizes = self.sizes
        return {
            "universe": json_value(self.universe),
            "family": sizes.family,
            "blocks": json_value(sizes.blocks),
            "field_order": json_value(sizes.field_order),
            "length": json_value(sizes.length),
            "dimension": json_value(sizes.dimension),
            "merlin_bits": json_value(sizes.merlin_bits),
            "merlin_bits_per_element": sizes.merlin_bits / self.universe,
            "player_bits": json_value(sizes.player_bits),
            "coin_bits": sizes.coin_bits,
            "gap_dimension": json_value(sizes.gap_dimension),
            "lg_gap_dimension": sizes.lg_gap_dimension,
        }


def protocol_cost(
    family: str,
    universe: int,
    order: int = 3,
    soundness: Fraction = Fraction(1, 2),
    blocks: int = 8,
    q: int | None = None,
) -> ProtocolCost:
    r"""Return the cost of the protocol for a family, with the field that makes Merlin's message shortest.

    **Construction.** kappa = ceil(m/T). Reed-Solomon: the shortest length N that meets the soundness, over the least
    prime field with N elements and T weights. Curves over :math:`F_{q^2}`: the q <= 128 with enough points and T
    weights for which Merlin's message is shortest. The tower is taken at the least level with enough points.

    **Interpretation.** A Reed-Solomon field has at least N elements, so Merlin's bits per element of the universe grow
    like lg m, and lg d like (1 + (k-1) T) lg m: d = (log n)^O(T). On the tower the field does not depend on m: Merlin's
    bits are O(m), and d = O(m) = O(log n), with a constant that depends on q and T. This holds along the full lengths
    of the tower. Just beyond one, the genus of the next level costs up to q times as much.

    Parameters
    ----------
    family : {"rs", "hermitian", "tower"}
        The family.
    universe : int
        m >= 1.
    order : int
        The number k of players.
    soundness : Fraction
        The largest bound z/N allowed.
    blocks : int
        T.
    q : int, optional
        If given, only curves over F_{q^2} are considered.

    Raises
    ------
    ValueError
        If an argument is out of range, or no q works for the family.
    """
    one_of("family", family, CODE_FAMILIES)
    universe, order, blocks = integer("universe", universe, 1), integer("order", order, 2), integer("blocks", blocks, 1)
    if (order - 1) * blocks > _MAX_EXPONENT:  # d has that many times lg q bits
        factors = f"{written(order - 1)} x {written(blocks)}"
        raise ValueError(f"(order - 1) x blocks must be at most {_MAX_EXPONENT:,}, got {factors}")
    if not 0 < soundness < 1:
        raise ValueError(f"soundness must lie strictly between 0 and 1, got {soundness}")
    kappa = ceil(Fraction(universe, blocks))
    if family == "rs":
        if q is not None:
            raise ValueError(
                f"q must be None, because a Reed-Solomon code takes the least prime field, got {short_repr(q)}"
            )
        length = least_length(order * (kappa - 1), soundness)
        if max(length, kappa) > _MAX_FIELD:
            needed = f"{kappa:,} elements per block at this soundness need a field of about 2^{length.bit_length()}"
            raise ValueError(f"universe={universe}, blocks={blocks}; {needed} elements, more than 2^64")
        field_order = least_prime_from(max(length, kappa, blocks + 1))
        return ProtocolCost(universe, reed_solomon_sizes(field_order, kappa, order, soundness, blocks))
    tried = [q for q, *_ in prime_powers(_MAX_Q)] if q is None else [integer("q", q, 2)]
    sizes = [_curve_sizes(family, candidate, kappa, order, soundness, blocks) for candidate in tried]
    possible = [ProtocolCost(universe, size) for size in sizes if size is not None]
    if not possible:
        which = f"q = {q}" if q is not None else f"q <= {_MAX_Q}"
        raise ValueError(
            f"no {family} code with {which} carries {kappa} elements per block at soundness {soundness} with "
            f"{blocks} blocks and {order} players"
        )
    return min(possible, key=lambda cost: cost.merlin_bits)


def compare_families(
    universes: Iterable[int], order: int = 3, soundness: Fraction = Fraction(1, 2), blocks: int = 8
) -> list[ProtocolCost]:
    """Return the costs of every family for each universe; a family without a code for a universe is omitted."""
    return list(_costs(universes, order, soundness, blocks))


def _costs(universes: Iterable[int], players: int, soundness: Fraction, blocks: int) -> Iterator[ProtocolCost]:
    for universe in universes:
        for family in CODE_FAMILIES:
            try:
                yield protocol_cost(family, universe, players, soundness, blocks)
            except ValueError:
                if family == "rs":
                    raise  # a Reed-Solomon code always exists: the arguments are wrong


def _curve_sizes(
    family: str, q: int, kappa: int, players: int, soundness: Fraction, blocks: int
) -> ProtocolSizes | None:
    """Return the sizes of the shortest code over F_{q^2}, or None if there is no code or the blocks have no weights."""
    factors = prime_power(q)
    if factors is None or blocks > zero_sum_free_length(factors[0], 2 * factors[1]):
        return None
    if family == "hermitian":
        sizes = hermitian_sizes(q, kappa, players, soundness, blocks)
        return sizes if sizes.length <= hermitian_points(q) else None
    level = 1
    # From the second level on the rate is soundness/k - 1/(q - 1) or less: a level that is too short for a positive
    # rate is followed by none that is long enough.
    while level < 40:
        try:
            return tower_sizes(q, level, players, soundness, kappa, blocks)
        except ValueError:
            if Fraction(1, q - 1) >= soundness / players and level > 2:
                return None
            level += 1
    return None
