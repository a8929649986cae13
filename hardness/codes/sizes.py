"""Sizes of the protocol over a code as exact integers, without building a field, a point or a matrix."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, floor, log2

from algorithms.deprecated import renamed_argument
from algorithms.display import fields_repr
from hardness.codes.curves import (
    hermitian_conductor,
    hermitian_genus,
    tower_conductor,
    tower_genus,
    tower_points,
)


@dataclass(frozen=True)
class ProtocolSizes:
    r"""The cost of the protocol for set disjointness over a code C and the code C' that contains its star power.

    Attributes
    ----------
    family : str
        The family of the code: `Code.family`, or "tower" for codes on any part of the tower's points.
    field_order : int
        The number q of field elements.
    length, dimension : int
        N and kappa = dim C, the number of coordinates that one word carries.
    zeros : int
        z, the largest number of zeros of a nonzero word of C'.
    message_dimension : int
        dim C'_0, the number of symbols of one message of Merlin.
    blocks, players : int
        T and k.

    Examples
    --------
    >>> from hardness.codes import ReedSolomon
    >>> sizes = ReedSolomon(47, 6, 2).sizes(players=3, blocks=46)
    >>> sizes.soundness, sizes.messages, sizes.gap_dimension == 6 * 47**92, sizes.merlin_bits
    (Fraction(1, 2), 2209, True, 12)
    """

    family: str
    field_order: int
    length: int
    dimension: int
    zeros: int
    message_dimension: int
    blocks: int
    players: int

    __repr__ = fields_repr

    @property
    def universe(self) -> int:
        """The number T kappa of elements in the blocks."""
        return self.blocks * self.dimension

    @property
    def soundness(self) -> Fraction:
        """The bound z/N."""
        return Fraction(self.zeros, self.length)

    @property
    def messages(self) -> int:
        """The number q^(dim C'_0) of Merlin's messages."""
        return self.field_order**self.message_dimension

    @cached_property
    def lg_messages(self) -> float:
        """Binary logarithm of `messages`, rounded."""
        return self.message_dimension * log2(self.field_order)

    @property
    def gap_exponent(self) -> int:
        """The exponent (k - 1) T of q in `gap_dimension`."""
        return (self.players - 1) * self.blocks

    @property
    def gap_dimension(self) -> int:
        """The dimension d = N q^((k-1) T) of the Gap-MaxIP instances, of any size."""
        return self.length * self.field_order**self.gap_exponent

    @property
    def lg_gap_dimension(self) -> float:
        """Binary logarithm of `gap_dimension`, rounded from a certified enclosure."""
        from hardness.intervals import lg

        return float(lg(self.length) + lg(self.field_order) * self.gap_exponent)

    @property
    def merlin_bits(self) -> int:
        """Bits of Merlin's message, the least b with 2^b >= q^(dim C'_0)."""
        return _bits(self.field_order, self.message_dimension)

    @property
    def player_bits(self) -> int:
        """Bits that each of the players 2..k sends, the least b with 2^b >= q^T."""
        return _bits(self.field_order, self.blocks)

    @property
    def coin_bits(self) -> int:
        """Bits of the coin, the least b with 2^b >= N."""
        return (self.length - 1).bit_length()

    @property
    def bits(self) -> dict[str, int]:
        """Bits by party: ``merlin``, ``coins`` and ``player 2`` .. ``player k``; player 1 sends nothing."""
        players = dict.fromkeys((f"player {i}" for i in range(2, self.players + 1)), self.player_bits)
        return {"merlin": self.merlin_bits, "coins": self.coin_bits, **players}


def _bits(base: int, exponent: int) -> int:
    """Return the least b with 2^b >= base^exponent."""
    if base & (base - 1) == 0:
        return (base.bit_length() - 1) * exponent
    from hardness.intervals import decided, lg

    return decided(lambda bits: ceil(lg(base, bits) * exponent)) if exponent else 0


def least_length(zeros: int, soundness: Fraction) -> int:
    """Return the least N >= 1 with zeros <= soundness N."""
    return max(1, ceil(zeros / soundness))


def largest_pole_bound(length: int, players: int, soundness: Fraction) -> int:
    """Return the largest u with k u <= soundness N."""
    return floor(soundness * length / players)


@renamed_argument("order", "players")
def reed_solomon_sizes(
    field_order: int, dimension: int, players: int, soundness: Fraction, blocks: int = 1
) -> ProtocolSizes:
    """Return the sizes of the shortest Reed-Solomon code of that dimension whose star power meets the soundness."""
    pole_bound = dimension - 1
    length = least_length(players * pole_bound, soundness)
    return one_point_sizes("rs", field_order, pole_bound, players, blocks, length=length, genus=0, conductor=0)


@renamed_argument("order", "players")
def hermitian_sizes(q: int, dimension: int, players: int, soundness: Fraction, blocks: int = 1) -> ProtocolSizes:
    """Return the sizes of the shortest Hermitian code over F_{q^2} of at least that dimension; it needs N <= q^3."""
    genus, conductor = hermitian_genus(q), hermitian_conductor(q)
    pole_bound = max(dimension - 1 + genus, conductor - 1)
    length = least_length(players * pole_bound, soundness)
    return one_point_sizes(
        "hermitian", q * q, pole_bound, players, blocks, length=length, genus=genus, conductor=conductor
    )


@renamed_argument("order", "players")
def tower_sizes(
    q: int, level: int, players: int, soundness: Fraction, dimension: int | None = None, blocks: int = 1
) -> ProtocolSizes:
    """Return the sizes of the shortest code of at least that dimension at a level of the Garcia-Stichtenoth tower.

    A code may use any subset of the points: fewer points shorten the words and change neither the pole bound nor the
    number of zeros. So every length between those of two levels is possible. Without a dimension the code is the
    longest one, on all points, with the largest u such that k u <= soundness N.

    Raises
    ------
    ValueError
        If the level has too few points for that dimension.

    Examples
    --------
    >>> tower_sizes(29, 1, players=3, soundness=Fraction(1, 2), dimension=100).length
    594
    >>> full = tower_sizes(29, 2, players=3, soundness=Fraction(1, 2))
    >>> full.length, full.zeros, full.dimension, full.message_dimension
    (23548, 11772, 3141, 7848)
    """
    points, genus, conductor = tower_points(q, level), tower_genus(q, level), tower_conductor(q, level)
    if dimension is None:
        length, pole_bound = points, largest_pole_bound(points, players, soundness)
    else:
        pole_bound = max(dimension - 1 + genus, conductor)
        length = least_length(players * pole_bound, soundness)
    if length > points:
        raise ValueError(f"dimension = {dimension} needs {length} points; level {level} over q = {q} has {points}")
    return one_point_sizes("tower", q * q, pole_bound, players, blocks, length=length, genus=genus, conductor=conductor)


def one_point_sizes(
    family: str,
    field_order: int,
    pole_bound: int,
    players: int,
    blocks: int = 1,
    *,
    length: int,
    genus: int,
    conductor: int,
) -> ProtocolSizes:
    """Return the sizes over C = L(uP) and C' = L(k u P) on N points of a curve of that genus, by Riemann-Roch.

    For u >= conductor - 1, dim L(uP) = u + 1 - g. So dim C'_0 = dim C' - dim C = (k - 1) u.

    Raises
    ------
    ValueError
        If u is too small for that dimension, or k u is not below N.
    """
    if pole_bound < max(0, conductor - 1):
        raise ValueError(f"pole_bound must be at least {max(0, conductor - 1)}, got {pole_bound}")
    zeros = players * pole_bound
    if zeros >= length:
        raise ValueError(f"pole_bound must keep k u below the length {length}, got k u = {zeros}")
    dimension, symbols = pole_bound + 1 - genus, (players - 1) * pole_bound
    return ProtocolSizes(family, field_order, length, dimension, zeros, symbols, blocks, players)
