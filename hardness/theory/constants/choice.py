"""What the construction uses for one n."""

from dataclasses import dataclass
from fractions import Fraction

from algorithms.display import fields_repr
from hardness.codes.sizes import CodeSizes
from hardness.intervals import Interval


@dataclass(frozen=True)
class Choice:
    """What the construction uses for one n = 2^lg_n.

    Attributes
    ----------
    lg_n : Fraction
        Binary logarithm of the number of key rows.
    coordinates, blocks, groups : int
        m coordinates in T blocks a word, G words a message.
    level : int or None
        Level of the tower, None for a family without levels.
    q : int
        The curve is over F_{q^2}; for Reed-Solomon codes the field is F_q.
    sizes : CodeSizes
        Length N, pole bound u and dimension kappa of the code of one word.
    lg_messages, lg_dimension : Interval
        lg of the number of Merlin's messages, and of d of the Gap-MaxIP instances.
    """

    lg_n: Fraction
    coordinates: int
    blocks: int
    groups: int
    level: int | None
    q: int
    sizes: CodeSizes
    lg_messages: Interval
    lg_dimension: Interval

    __repr__ = fields_repr
