"""The parameters of the construction for one n."""

from dataclasses import dataclass
from fractions import Fraction

from algorithms.deprecated import renamed_names
from algorithms.display import fields_repr
from hardness.codes.sizes import ProtocolSizes
from hardness.intervals import Interval, lg


@dataclass(frozen=True)
class Construction:
    """The parameters of the construction for one n = 2^lg_n.

    Attributes
    ----------
    lg_n : Fraction
        Binary logarithm of the number of key rows.
    coordinates, groups : int
        m coordinates; G words per message.
    level : int or None
        Level of the tower; None for a family without levels.
    q : int
        The curve is over F_{q^2}; for Reed-Solomon codes the field is F_q.
    sizes : ProtocolSizes
        The sizes of the protocol for one word.
    """

    lg_n: Fraction
    coordinates: int
    groups: int
    level: int | None
    q: int
    sizes: ProtocolSizes

    __repr__ = fields_repr

    @property
    def blocks(self) -> int:
        """The number T of blocks of a word."""
        return self.sizes.blocks

    @property
    def lg_messages(self) -> Interval:
        """Lg of the number of Merlin's messages."""
        return self.groups * self.sizes.message_dimension * self._lg_field_order

    @property
    def lg_dimension(self) -> Interval:
        """Lg of the dimension d of the Gap-MaxIP instances."""
        return lg(self.sizes.length) + self.groups * self.sizes.gap_exponent * self._lg_field_order

    @property
    def _lg_field_order(self) -> Interval:
        return lg(self.sizes.field_order, 96 + self.sizes.message_dimension.bit_length())


__getattr__ = renamed_names(globals(), {"Choice": "Construction"})
