r"""The two paddings, with which an attention output shows whether a vector has a large inner product.

Both give a tuple of real vectors the score ``unit`` times its inner product and add dummy tuples of value 0 whose
scores do not depend on the data. So the output of row i is :math:`S_i / (S_i + \text{dummies})`, where
:math:`S_i = \sum e^{\text{unit} \langle a_i, \ldots\rangle}` over the P real tuples.
"""

from hardness.reductions.padding.base import Padding
from hardness.reductions.padding.calibrated import CalibratedPadding
from hardness.reductions.padding.paper import PaperPadding
from hardness.reductions.padding.parameters import PaddingParameters

__all__ = ["CalibratedPadding", "Padding", "PaddingParameters", "PaperPadding"]
