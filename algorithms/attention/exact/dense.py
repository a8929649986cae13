"""Attention by its definition: all weights in one matrix."""

from functools import reduce

import numpy as np
from numpy.typing import NDArray

from algorithms.attention.arguments import takes_inputs
from algorithms.attention.arithmetic import require_ieee_arithmetic
from algorithms.attention.inputs import AttentionInputs

__all__ = ["dense_attention"]


@takes_inputs(AttentionInputs)
def dense_attention(inputs: AttentionInputs) -> NDArray[np.floating]:
    r"""Evaluate the definition of attention in four lines, as an oracle for tests.

    It forms the :math:`n_0 \times n_1 \cdots n_{k-1}` matrix of all weights; use `exact_attention` for large instances.

    Raises
    ------
    ValueError
        If the output is not finite, because scores or products of values exceed the range of the type; or if the
        processor flushes subnormal numbers or does not round to nearest.

    Examples
    --------
    >>> dense_attention(AttentionInputs([[0.0]], ([[1.0], [2.0]],), ([[3.0], [5.0]],)))
    array([[4.]])
    """
    require_ieee_arithmetic()
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        keys, values = reduce(_khatri_rao, inputs.keys), reduce(_khatri_rao, inputs.values)
        scores = inputs.query @ keys.T / inputs.query.dtype.type(inputs.scale)
        weights = np.exp(scores - scores.max(axis=1, keepdims=True))
        attention: NDArray[np.floating] = (weights @ values) / weights.sum(axis=1, keepdims=True)
    if not np.isfinite(attention).all():
        raise ValueError(f"scores or products of values exceed the range of {inputs.dtype}: use exact_attention")
    return attention


def _khatri_rao(left: NDArray[np.floating], right: NDArray[np.floating]) -> NDArray[np.floating]:
    return (left[:, None, :] * right[None, :, :]).reshape(-1, left.shape[1])
