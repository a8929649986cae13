"""Moments of the scores, exact up to rounding, from two passes over the tokens."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from algorithms.attention.features import exponents, longest_sums, multinomials, rank
from algorithms.attention.passes import chain_lengths, monomials_pass, tokens_pass
from algorithms.attention.threads import check_threads

__all__ = ["ScoreMoments", "TokenMoments", "score_moments"]

_U = 2.0**-53
_TOKENS = 1 << 14  # tokens whose scaled copies are held at a time
_NO_EXPONENT = -1100  # below the exponent of every float64, so that an empty state decides nothing


@dataclass(frozen=True, eq=False)
class TokenMoments:
    r"""What one key set contributes to all moments of degree <= g: a commutative monoid over its tokens.

    **Construction.** ``table[a]`` is :math:`\sum_r K[r]^a [1, V[r]]` for every monomial a of degree <= g. Tables of
    disjoint sets of tokens add, so states may be built in any order, on streams or on several machines; `empty` is the
    neutral element. Coordinates are divided by powers of two that bring the largest entry of each into [1/2, 1), which
    is exact; a merge first brings both states to the larger powers.

    Parameters
    ----------
    order, degree : int
        k and g.
    count : int
        Number of tokens.
    table : array, shape (C(d + g, g), 1 + d_v)
    key_exponents, value_exponents : int arrays, shapes (d,), (d_v,)
        The binary exponents divided out.
    key_range, value_range : arrays, shapes (2, d), (2, d_v)
        Least and largest entry of every column, divided alike.
    norm : float
        A bound of the largest k-norm of a divided key.
    rounding : float
        A bound of the error of the additions behind an entry of the table, relative to the sum of absolute terms.
    dtype : numpy dtype
        float64, or float32: the type of the monomials and of sums over some hundred tokens.
    """

    order: int
    degree: int
    count: int
    table: NDArray[np.float64]
    key_exponents: NDArray[np.int64]
    value_exponents: NDArray[np.int64]
    key_range: NDArray[np.float64]
    value_range: NDArray[np.float64]
    norm: float
    rounding: float
    dtype: np.dtype

    @classmethod
    def empty(
        cls,
        *,
        order: int,
        degree: int,
        dimension: int,
        value_dimension: int,
        dtype: str | type[np.floating] | np.dtype = "float64",
    ) -> "TokenMoments":
        """Return the state of no tokens.

        Raises
        ------
        ValueError
            If the type is neither float64 nor float32.
        """
        if np.dtype(dtype) not in (np.float32, np.float64):
            raise ValueError(f"dtype must be float64 or float32, got {dtype!r}")
        outside = np.array([[np.inf], [-np.inf]])
        return cls(
            order,
            degree,
            0,
            np.zeros((rank(dimension, degree), 1 + value_dimension)),
            np.full(dimension, _NO_EXPONENT),
            np.full(value_dimension, _NO_EXPONENT),
            np.repeat(outside, dimension, axis=1),
            np.repeat(outside, value_dimension, axis=1),
            0.0,
            0.0,
            np.dtype(dtype),
        )

    def update(self, keys: NDArray[np.floating], values: NDArray[np.floating], *, threads: int = 1) -> "TokenMoments":
        """Return the state with further tokens: keys (n, d) and values (n, d_v), n >= 0.

        Time O(n r (1 + d_v)) for r = C(d + g, g), working memory a few MB whatever n.

        Raises
        ------
        ValueError
            If the shapes do not fit the state, an entry is not finite or ``threads`` is not a positive integer.
        """
        check_threads(threads)
        shape, value_shape = (len(keys), len(self.key_exponents)), (len(keys), len(self.value_exponents))
        if keys.shape != shape or values.shape != value_shape:
            raise ValueError(
                f"keys and values must have shapes (n, {shape[1]}) and (n, {value_shape[1]}), "
                f"got {keys.shape} and {values.shape}"
            )
        if not (np.isfinite(keys).all() and np.isfinite(values).all()):
            raise ValueError("keys and values must be finite")
        if len(keys) == 0:
            return self
        fresh = replace(
            self,
            count=len(keys),
            key_exponents=_column_exponents(keys),
            value_exponents=_column_exponents(values),
            table=np.zeros_like(self.table),
        )
        norm, chunks = 0.0, 0
        for rows in _chunks(len(keys)):
            unit = np.ldexp(keys[rows].astype(np.float64), -fresh.key_exponents)
            weights = np.ones((len(unit), self.table.shape[1]), self.dtype)
            weights[:, 1:] = np.ldexp(values[rows].astype(np.float64), -fresh.value_exponents)
            fresh.table[...] += tokens_pass(unit.T.astype(self.dtype, copy=False), weights.T, self.degree, threads)
            norm = max(norm, float(_norms(unit, self.order).max()))
            chunks += 1
        own, double = chain_lengths(min(len(keys), _TOKENS), len(self.key_exponents), self.degree)
        fresh = replace(
            fresh,
            norm=norm,
            rounding=own * _unit(self.dtype) + (double + chunks) * _U,
            key_range=np.ldexp(_column_range(keys), -fresh.key_exponents),
            value_range=np.ldexp(_column_range(values), -fresh.value_exponents),
        )
        return self.merge(fresh)

    def merge(self, other: "TokenMoments") -> "TokenMoments":
        """Return the state of both sets of tokens together.

        Raises
        ------
        ValueError
            If order, degree, shapes or types differ.
        """
        if self._kind != other._kind:
            raise ValueError(f"states of {self._kind} cannot take {other._kind}")
        if not (self.count and other.count):
            return other if other.count else self
        keys = np.maximum(self.key_exponents, other.key_exponents)
        values = np.maximum(self.value_exponents, other.value_exponents)
        one, two = self._rescaled(keys, values), other._rescaled(keys, values)
        return replace(
            one,
            count=one.count + two.count,
            table=one.table + two.table,
            key_range=_joint_range(one.key_range, two.key_range),
            value_range=_joint_range(one.value_range, two.value_range),
            norm=max(one.norm, two.norm),
            rounding=max(one.rounding, two.rounding) + _U,
        )

    @property
    def _kind(self) -> str:
        return f"order {self.order}, degree {self.degree}, shape {self.table.shape} and type {self.dtype}"

    def _rescaled(self, keys: NDArray[np.int64], values: NDArray[np.int64]) -> "TokenMoments":
        """Divide by larger powers of two; the old norm stays a bound."""
        down, value_down = self.key_exponents - keys, self.value_exponents - values
        by_monomial = np.maximum(exponents(len(keys), self.degree) @ down, -100_000)[:, None]
        table = np.ldexp(self.table, by_monomial + np.concatenate([[0], value_down]))
        return replace(
            self,
            table=table,
            key_exponents=keys,
            value_exponents=values,
            key_range=np.ldexp(self.key_range, down),
            value_range=np.ldexp(self.value_range, value_down),
        )


@dataclass(frozen=True, eq=False)
class ScoreMoments:
    r"""Means over all tuples of :math:`y^m [1, v]`, m = 0..g, for scores :math:`s = 2^f y`, |y| <= 1, of some queries.

    Parameters
    ----------
    means : array, shape (rows, g + 1, 1 + d_v)
        Values divided by their powers of two.
    exponent : int array, shape (rows,)
        f; below it every absolute sum :math:`\sum_l |z_l|` behind a score stays.
    low, high, size : arrays, shape (rows,)
        Bounds of y, and of the absolute sums behind it.
    rounding : array, shape (g + 1,)
        The mean of degree m is wrong by at most ``rounding[m] * size**m`` (times the largest product of values).
    """

    means: NDArray[np.float64]
    exponent: NDArray[np.int64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    size: NDArray[np.float64]
    rounding: NDArray[np.float64]


def score_moments(
    query: NDArray[np.floating],
    tokens: tuple[TokenMoments, ...],
    scale: float,
    *,
    rounded_keys: bool = False,
    threads: int = 1,
) -> ScoreMoments:
    r"""Evaluate the moments of the scores of every query.

    **Construction.** With :math:`z_l = q_l x_l y_l \cdots` the multinomial theorem gives
    :math:`(\sum_l z_l)^m = \sum_{|a|=m} \binom{m}{a} q^a x^a y^a \cdots`, and the mean over all tuples of a product is
    the product of the means over each key set (after [AS24]_, Theorem 1.4, with all monomials of degree <= g instead
    of tuples of coordinates): multiply the tables entrywise and take inner products with the monomials of the query.

    **Rounding.** All terms of an inner product, taken absolutely, sum to the m-th moment of
    :math:`\sum_l |z_l| \le R_{abs}`; every term goes through at most the roundings counted in ``rounding``: for each of
    its m factors and each of k arrays a conversion and a multiplication, one division by the scale, and the additions.

    Parameters
    ----------
    query : array, shape (rows, d)
    tokens : tuple of TokenMoments
        One state a key set, of one order and degree.
    scale : float
    rounded_keys : bool
        Whether the keys in the states are themselves rounded (once) versions of those meant.
    threads : int
        How many chunks to evaluate at a time.

    Returns
    -------
    ScoreMoments

    Raises
    ------
    ValueError
        If a state is empty or does not fit, or the types differ.
    """
    first = tokens[0]
    if any(state.dtype != first.dtype for state in tokens):
        raise ValueError(f"tokens must have one type, got {', '.join(str(state.dtype) for state in tokens)}")
    if any(state.count == 0 for state in tokens):
        raise ValueError("tokens must hold at least one token in every key set")
    if len(tokens) != first.order - 1:
        raise ValueError(f"tokens must hold {first.order - 1} states for order {first.order}, got {len(tokens)}")
    dimension, degree, order = len(first.key_exponents), first.degree, first.order
    unit, exponent = _unit_queries(query, tokens, scale)
    weights = multinomials(dimension, degree)[:, None]
    for state in tokens:
        weights = weights * (state.table / state.count)

    means = monomials_pass(
        unit.T.astype(first.dtype, copy=False), weights.astype(first.dtype, copy=False), degree, threads
    )
    low, high, size = _score_ranges(unit, tokens)
    powers, u = np.arange(degree + 1), _unit(first.dtype)
    products = powers * (3 * order + 4 + rounded_keys) + longest_sums(dimension, degree) + dimension + 3 * order + 20
    rounding = products * u + sum(state.rounding + 6 * _U for state in tokens)
    # What underflows, anywhere, is multiplied by at most all weights, whose sum is at most that of the multinomials.
    smallest = float(np.finfo(first.dtype).smallest_subnormal)
    lost = smallest * (len(weights) + 4 * (order + degree) * float(dimension) ** powers)
    with np.errstate(over="ignore", divide="ignore"):
        relative: NDArray[np.float64] = rounding / (1 - rounding) + lost / _least_size(dimension, order) ** powers
    return ScoreMoments(means, exponent, low, high, size, relative)


def _least_size(dimension: int, order: int) -> float:
    """Bound from below the absolute sums of queries that `_unit_queries` returns, unless a factor vanishes."""
    return 2.0 ** -(order + 2) / dimension


def _unit(dtype: np.dtype) -> float:
    """Return the unit roundoff."""
    return float(np.finfo(dtype).eps) / 2


def _unit_queries(
    query: NDArray[np.floating], tokens: tuple[TokenMoments, ...], scale: float
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Move scale and powers of two into the queries; bring each row's absolute sum into [1/2, 1)."""
    mantissa, power = np.frexp(scale)
    shifts = sum((state.key_exponents for state in tokens), start=-np.full(query.shape[1], int(power)))
    mantissas, powers = np.frexp(query.astype(np.float64) / mantissa)
    powers = np.where(mantissas == 0, -(10**6), powers + shifts)
    top = powers.max(axis=1, initial=-(10**6))
    unit = np.ldexp(mantissas, np.maximum(powers - top[:, None], -2000))
    more = np.frexp(np.abs(unit).sum(axis=1) * (1 + 1e-12))[1]
    return np.ldexp(unit, -more[:, None]), top.astype(np.int64) + more


def _score_ranges(
    unit: NDArray[np.float64], tokens: tuple[TokenMoments, ...]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Bound y below and above, and its absolute sum, from column ranges and (Hölder) from norms."""
    order, dimension = len(tokens) + 1, unit.shape[1]
    low = high = unit
    hoelder = _norms(unit, order)
    size = np.abs(unit)
    for state in tokens:
        products = np.stack([low * state.key_range[0], low * state.key_range[1]])
        others = np.stack([high * state.key_range[0], high * state.key_range[1]])
        low = np.minimum(products.min(axis=0), others.min(axis=0))
        high = np.maximum(products.max(axis=0), others.max(axis=0))
        hoelder = hoelder * state.norm
        size = size * np.abs(state.key_range).max(axis=0)
    # Sums of d terms, each behind k roundings; the constant covers underflow.
    slack = 8 * (dimension + 2 * order + 4) * _U
    bound = np.minimum(size.sum(axis=1), hoelder) * (1 + slack)
    bound = np.maximum(bound, _least_size(dimension, order))
    spread = size.sum(axis=1) * slack + 1e-280
    return np.maximum(low.sum(axis=1) - spread, -bound), np.minimum(high.sum(axis=1) + spread, bound), bound


def _norms(rows: NDArray[np.float64], order: int) -> NDArray[np.float64]:
    """Return upper bounds of the k-norms of the rows; the addend makes up for powers that underflowed."""
    sums = np.sum(np.abs(rows) ** order, axis=1) + rows.shape[1] * 2.0**-1000
    norms: NDArray[np.float64] = sums ** (1 / order) * (1 + 8 * (rows.shape[1] + order) * _U)
    return norms


def _chunks(count: int) -> Iterator[slice]:
    return (slice(start, min(start + _TOKENS, count)) for start in range(0, count, _TOKENS))


def _column_exponents(array: NDArray[np.floating]) -> NDArray[np.int64]:
    tops, powers = np.frexp(np.abs(array).max(axis=0).astype(np.float64))
    return np.where(tops == 0, _NO_EXPONENT, powers).astype(np.int64)


def _column_range(array: NDArray[np.floating]) -> NDArray[np.float64]:
    return np.stack([array.min(axis=0), array.max(axis=0)]).astype(np.float64)


def _joint_range(one: NDArray[np.float64], two: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.stack([np.minimum(one[0], two[0]), np.maximum(one[1], two[1])])
