"""Sizes of the codes of three families, as exact integers: no field, no point and no matrix is built."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from algorithms.display import fields_repr


@dataclass(frozen=True)
class CodeSizes:
    r"""What the protocol needs to know of a one-point code C = L(uP) and of C' = L(k u P) around its k-fold star power.

    Only bounds from the conductor of the semigroup of pole numbers on are represented: there dim L(uP) = u + 1 - g.

    Parameters
    ----------
    order : int
        Number k of players.
    field_order : int
        Number of field elements.
    length, genus, pole_bound : int
        N points, genus g and bound u, with conductor - 1 <= u and k u < N.
    conductor : int
        Every integer from here on is a pole number at P.

    Raises
    ------
    ValueError
        If the dimensions would not be u + 1 - g and k u + 1 - g.

    Examples
    --------
    >>> tower = tower_sizes(29, 2, order=3, soundness=Fraction(1, 2))
    >>> tower.length, tower.genus, tower.pole_bound, tower.dimension, tower.message_dimension
    (23548, 784, 3924, 3141, 7848)
    """

    order: int
    field_order: int
    length: int
    genus: int
    pole_bound: int
    conductor: int

    __repr__ = fields_repr

    def __post_init__(self) -> None:
        if self.pole_bound < max(0, self.conductor - 1):
            raise ValueError(f"pole_bound = {self.pole_bound} must be at least {max(0, self.conductor - 1)}")
        if self.order * self.pole_bound >= self.length:
            raise ValueError(f"k u = {self.order * self.pole_bound} must be below the length {self.length}")

    @property
    def dimension(self) -> int:
        """The dimension u + 1 - g, the number kappa of coordinates that one word carries."""
        return self.pole_bound + 1 - self.genus

    @property
    def message_dimension(self) -> int:
        """The dimension (k - 1) u of C'_0, dim C' - dim C: the number of symbols of one word of Merlin."""
        return (self.order - 1) * self.pole_bound

    @property
    def zeros(self) -> int:
        """The most zeros of a nonzero word of C': k u."""
        return self.order * self.pole_bound


def tower_genus(q: int, level: int) -> int:
    """Genus of the level of the second Garcia-Stichtenoth tower over F_{q^2} [GS96]_.

    It is below q^level, since q^level minus the genus is q^ceil(level/2) + q^floor(level/2) - 1.

    References
    ----------
    .. [GS96] A. Garcia and H. Stichtenoth, *On the asymptotic behaviour of some towers of function fields over finite
       fields*, J. Number Theory 61 (1996), Theorem 3.1 for the genus of the second tower.

    Examples
    --------
    >>> [tower_genus(3, level) for level in (1, 2, 3, 4)]
    [0, 4, 16, 64]
    """
    return (q ** ((level + 1) // 2) - 1) * (q ** (level // 2) - 1)


def tower_sizes(q: int, level: int, order: int, soundness: Fraction, dimension: int | None = None) -> CodeSizes:
    """Sizes of the shortest code at that level of the tower of at least that dimension [PST98]_.

    A code may use any part of the (q - 1) q^level points: fewer points shorten the words and change neither pole
    bound nor zero count, so that every length between those of two levels can be met. Without a dimension the code is
    the longest one: the largest u with k u <= soundness (q - 1) q^level, on all points.

    Raises
    ------
    ValueError
        If the level has too few points for that dimension.

    References
    ----------
    .. [PST98] R. Pellikaan, H. Stichtenoth and F. Torres, *Weierstrass semigroups in an asymptotically good tower of
       function fields*, Finite Fields Appl. 4 (1998): the conductor is q^level - q^ceil(level/2).

    Examples
    --------
    >>> tower_sizes(29, 1, order=3, soundness=Fraction(1, 2), dimension=100).length
    594
    """
    points = (q - 1) * q**level
    genus = tower_genus(q, level)
    conductor = q**level - q ** ((level + 1) // 2)
    if dimension is None:
        return CodeSizes(order, q * q, points, genus, floor(soundness * points / order), conductor)
    pole_bound = max(dimension - 1 + genus, conductor)
    length = _least_length(order * pole_bound, soundness)
    if length > points:
        raise ValueError(f"dimension = {dimension} needs {length} points; level {level} over q = {q} has {points}")
    return CodeSizes(order, q * q, length, genus, pole_bound, conductor)


def reed_solomon_sizes(field_order: int, dimension: int, order: int, soundness: Fraction) -> CodeSizes:
    """Sizes of the shortest Reed-Solomon code of that dimension whose star power meets the soundness."""
    pole_bound = dimension - 1
    return CodeSizes(order, field_order, _least_length(order * pole_bound, soundness), 0, pole_bound, 0)


def hermitian_sizes(q: int, dimension: int, order: int, soundness: Fraction) -> CodeSizes:
    """Sizes of the shortest Hermitian code over F_{q^2} of at least that dimension; needs at most q^3 points."""
    genus = q * (q - 1) // 2
    pole_bound = max(dimension - 1 + genus, 2 * genus - 1)
    return CodeSizes(order, q * q, _least_length(order * pole_bound, soundness), genus, pole_bound, 2 * genus)


def _least_length(zeros: int, soundness: Fraction) -> int:
    return max(1, ceil(zeros / soundness))
