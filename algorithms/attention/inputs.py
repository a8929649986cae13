"""The inputs of every attention routine: queries, key sets, value sets and a scale, checked once."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from algorithms.arrays import plain_array
from algorithms.attention.arguments import positive_number
from algorithms.attention.arithmetic import require_ieee_arithmetic
from algorithms.attention.columns import column_norms, divided_columns, largest_norm, row_chunks
from algorithms.attention.rounding import U, outward
from algorithms.display import display
from algorithms.immutable import Immutable, locked

__all__ = ["AttentionInputs"]

_MAX_EXACT_INTEGER = 2**53


@dataclass(frozen=True, eq=False, repr=False)
class AttentionInputs(Immutable):
    r"""Queries, keys and values of attention of order :math:`k \ge 2`, validated and read-only.

    With keys :math:`K_1, \dots, K_{k-1}` and values :math:`V_1, \dots, V_{k-1}`, query :math:`i` gives the tuple
    :math:`(j_1, \dots, j_{k-1})` the score :math:`\frac1s \sum_l Q_{il} (K_1)_{j_1 l} \cdots (K_{k-1})_{j_{k-1} l}`,
    and the output is the mean of :math:`V_1[j_1] \circ \cdots \circ V_{k-1}[j_{k-1}]` under the weights
    :math:`e^{\text{score}}` (after [AS24]_, Definition 1.1; order 2 is ordinary attention, order 3 tensor attention).

    The arrays are copied, so the caller may change the originals. They stay float32 if *all* of them are float32;
    otherwise all become float64 (booleans, integers up to :math:`2^{53}`, float16 and float32 exactly).

    Parameters
    ----------
    query : array, shape (n_0, d)
        One row per query; n_0 = 0 is allowed, d = 0 is not.
    keys, values : sequences of k - 1 arrays, shapes (n_j, d) and (n_j, d_v)
        Every n_j and d_v is at least 1; the n_j may differ.
    scale : float, optional
        The divisor s > 0 of the scores, d by default.

    Raises
    ------
    ValueError
        Names the argument, if shapes do not fit, an entry is NaN or infinite, a key set is empty, d = 0, an array does
        not hold real numbers (see `plain_array`), an integer is larger than :math:`2^{53}` in size, or the scale is
        not positive and finite.

    References
    ----------
    .. [AS24] J. Alman, Z. Song, *How to Capture Higher-order Correlations? Generalizing Matrix Softmax Attention to
       Kronecker Computation*, ICLR 2024.

    Examples
    --------
    >>> import numpy as np
    >>> AttentionInputs(np.zeros((5, 2)), (np.ones((4, 2)), np.ones((3, 2))), (np.ones((4, 1)), np.ones((3, 1))))
    <attention inputs: order 3, n=(5; 4, 3), d=2, d_v=1, float64>
    """

    query: NDArray[np.floating]
    keys: tuple[NDArray[np.floating], ...]
    values: tuple[NDArray[np.floating], ...]
    scale: float = field(default=None)  # type: ignore[assignment]  # None stands for d and is replaced on construction

    def __post_init__(self) -> None:
        raw_query = _matrix(self.query, "query")
        raw_keys = [_matrix(key, f"keys[{j}]") for j, key in enumerate(_as_sequence(self.keys, "keys"))]
        raw_values = [_matrix(value, f"values[{j}]") for j, value in enumerate(_as_sequence(self.values, "values"))]
        _check_shapes(raw_query, raw_keys, raw_values)
        everything = [raw_query, *raw_keys, *raw_values]
        dtype = np.dtype(np.float32 if all(a.dtype == np.float32 for a in everything) else np.float64)

        object.__setattr__(self, "query", _frozen(raw_query, dtype, "query"))
        object.__setattr__(self, "keys", tuple(_frozen(a, dtype, f"keys[{j}]") for j, a in enumerate(raw_keys)))
        object.__setattr__(self, "values", tuple(_frozen(a, dtype, f"values[{j}]") for j, a in enumerate(raw_values)))
        object.__setattr__(self, "scale", _checked_scale(self.scale, default=raw_query.shape[1]))

    @property
    def order(self) -> int:
        """The order k: one query set and k - 1 key sets."""
        return len(self.keys) + 1

    @property
    def dtype(self) -> np.dtype:
        """The common type of all arrays, float32 or float64."""
        return self.query.dtype

    @property
    def dimension(self) -> int:
        """The number d of columns of the query and of every key set."""
        return self.query.shape[1]

    @property
    def value_dimension(self) -> int:
        """The number d_v of columns of every value set."""
        return self.values[0].shape[1]

    @property
    def key_sizes(self) -> tuple[int, ...]:
        """The number n_j of rows of every key set."""
        return tuple(key.shape[0] for key in self.keys)

    @property
    def num_tuples(self) -> int:
        """The number of key tuples to which every query attends, as an exact integer."""
        return math.prod(self.key_sizes)

    @property
    def entry_bound(self) -> float:
        """The bound B of the theorems: the largest absolute value of an entry of the query and the keys."""
        return float(max(np.abs(a).max(initial=0.0) for a in (self.query, *self.keys)))

    def score_bounds(self) -> NDArray[np.float64]:
        r"""Bound :math:`\frac1s\sum_l |Q_{il}| |K_1|_{j_1 l} \cdots` over all tuples, one number per query.

        Two bounds hold, and the smaller one is returned: Hölder's
        :math:`\|q\|_k \prod_j \max_r \|K_j[r]\|_k / s` and the coordinatewise
        :math:`\sum_l |q_l| \prod_j \max_r |K_j[r, l]| / s`. Both bound the scores themselves and also the size of the
        terms to which rounding errors are proportional. Every array is divided by the power of two above its largest
        entry, so nothing overflows or underflows before the last step. The result is rounded up.

        Returns
        -------
        array of float64, shape (n_0,)
            Infinite where the bound exceeds the float64 range.

        Notes
        -----
        Time :math:`O((n_0 + \dots + n_{k-1}) d)`.

        Examples
        --------
        >>> unit_keys = AttentionInputs([[3.0, 4.0]], ([[1.0, 0.0], [0.0, -1.0]],), ([[1.0], [2.0]],), scale=1)
        >>> unit_keys.score_bounds().round(12)                      # Hölder gives 5, coordinatewise 7
        array([5.])
        """
        require_ieee_arithmetic()
        k, d, tiny = self.order, self.dimension, float(np.finfo(np.float64).tiny)
        exponent = _exponent(self.query)
        hoelder, coordinatewise = 1.0, np.ones((d, 1))
        for key in self.keys:
            shift, norm, tops = _exponent(key), 0.0, np.zeros(d)
            for rows in row_chunks(key):
                unit = divided_columns(key[rows], np.full(d, shift))
                norm = max(norm, largest_norm(unit, k))
                tops = np.maximum(tops, np.abs(unit).max(axis=1))
            exponent, hoelder, coordinatewise = exponent + shift, hoelder * norm, coordinatewise * tops[:, None]
        bound = np.empty(len(self.query))
        for rows in row_chunks(self.query):
            unit = divided_columns(self.query[rows], np.full(d, _exponent(self.query)))
            sums = (np.abs(unit) * coordinatewise).sum(axis=0) + d * tiny
            bound[rows] = np.minimum(hoelder * column_norms(unit, k), sums)
        # Sums of d terms, k powers and k roots, each within a few ulps: 8 (d + 2k + 4) ulps are more than enough.
        bound = outward(bound, 8 * (d + 2 * k + 4) * 2 * U)
        mantissa, power = math.frexp(self.scale)
        with np.errstate(over="ignore", under="ignore"):
            bounds: NDArray[np.float64] = np.ldexp(bound / mantissa, exponent - power) + tiny
        return bounds

    @display
    def __repr__(self) -> str:
        sizes = f"{self.query.shape[0]}; {', '.join(map(str, self.key_sizes))}"
        scale = "" if self.scale == self.dimension else f", scale={self.scale:g}"
        return (
            f"<attention inputs: order {self.order}, n=({sizes}), d={self.dimension}, "
            f"d_v={self.value_dimension}{scale}, {self.dtype}>"
        )


def _exponent(array: NDArray[np.floating]) -> int:
    """Return the power of two just above the largest absolute value."""
    return int(np.frexp(max(array.max(initial=0.0), -array.min(initial=0.0)))[1])


def scaled_to_unit(array: NDArray[np.floating]) -> tuple[NDArray[np.floating], int]:
    """Divide by the power of two that brings the largest absolute value into [1/2, 1); return it with its exponent."""
    exponent = _exponent(array)
    return np.ldexp(array, -exponent), exponent


def _as_sequence(arrays: Sequence[ArrayLike] | NDArray[np.floating], name: str) -> list[ArrayLike]:
    if hasattr(arrays, "__array__"):
        arrays = plain_array(arrays, name)
        if arrays.ndim == 2:
            raise ValueError(
                f"{name} must be a sequence of k - 1 matrices, got one matrix; write ({name},) for order 2"
            )
    try:
        return list(arrays)
    except TypeError:
        raise ValueError(f"{name} must be a sequence of k - 1 matrices, got {type(arrays).__name__}") from None


def _matrix(values: ArrayLike, name: str) -> NDArray[np.generic]:
    array = plain_array(values, name)
    if array.ndim != 2:
        raise ValueError(f"{name} must be a matrix (2 axes), got shape {array.shape}")
    return array


def _check_shapes(
    query: NDArray[np.generic], keys: list[NDArray[np.generic]], values: list[NDArray[np.generic]]
) -> None:
    d = query.shape[1]
    if d == 0:
        raise ValueError(f"query must have at least one column, got shape {query.shape}")
    if not keys:
        raise ValueError("keys must hold k - 1 >= 1 matrices, got none")
    if len(values) != len(keys):
        raise ValueError(f"values must hold as many matrices as keys ({len(keys)}), got {len(values)}")
    for j, (key, value) in enumerate(zip(keys, values, strict=True)):
        if key.shape[0] == 0:
            raise ValueError(f"keys[{j}] must have at least one row, got shape {key.shape}")
        if key.shape[1] != d:
            raise ValueError(f"keys[{j}] must have d = {d} columns like the query, got shape {key.shape}")
        if value.shape[0] != key.shape[0]:
            raise ValueError(f"values[{j}] must have {key.shape[0]} rows like keys[{j}], got shape {value.shape}")
        if value.shape[1] == 0 or value.shape[1] != values[0].shape[1]:
            allowed = f"d_v = {values[0].shape[1]} columns like values[0]" if j else "at least one column"
            raise ValueError(f"values[{j}] must have {allowed}, got shape {value.shape}")


def _frozen(array: NDArray[np.generic], dtype: np.dtype, name: str) -> NDArray[np.floating]:
    if array.dtype.kind in "iu" and array.size:
        largest = max(abs(int(array.max())), abs(int(array.min())))
        if largest > _MAX_EXACT_INTEGER:
            raise ValueError(f"{name} holds an integer of size {largest}, which need not be a float64 (at most 2^53)")
    copy = np.array(array, dtype=dtype, order="C")
    finite = np.isfinite(copy)
    if not finite.all():
        row, column = (int(i) for i in np.argwhere(~finite)[0])
        raise ValueError(f"{name} must be finite, got {copy[row, column]} at [{row}, {column}]")
    return locked(copy)


def _checked_scale(scale: object, default: int) -> float:
    if scale is None:
        return float(default)
    return positive_number("scale", scale)
