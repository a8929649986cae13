"""The contribution of a set of tokens to the moments of scores: sums over monomials, which are additive in tokens."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from algorithms.arguments import integer
from algorithms.arrays import plain_array
from algorithms.attention.arithmetic import require_ieee_arithmetic
from algorithms.attention.columns import chunks, column_range, divided_columns, largest_norm, row_chunks
from algorithms.attention.moments.features import exponents, rank
from algorithms.attention.moments.passes import chain_lengths, tokens_pass
from algorithms.attention.rounding import U, unit_roundoff
from algorithms.display import fields_repr
from algorithms.immutable import Immutable

__all__ = ["TokenMoments", "checked_states", "sums_rounding", "unit_roundoff"]

TOKENS_AT_A_TIME = 1 << 14  # tokens whose scaled copies are held at a time
_NO_EXPONENT = -1100  # below the exponent of every float64, so that an empty state has no influence


@dataclass(frozen=True, eq=False)
class TokenMoments(Immutable):
    r"""The contribution of one key set to all moments of degree <= g; such states form a commutative monoid.

    **Construction.** ``table[a]`` is :math:`\sum_r K[r]^a [1, V[r]]` for every monomial a of degree <= g. Tables of
    disjoint sets of tokens add. So states may be built in any order, from streams or on several machines; `empty` is
    the neutral element. Coordinates are divided by powers of two that bring the largest entry of each into [1/2, 1),
    which is exact; a merge first brings both states to the larger powers.

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
        Least and largest entry of every column, divided by the same powers.
    norm : float
        A bound on the largest k-norm of a divided key.
    rounding : float
        A bound on the error of the additions behind an entry of the table, relative to the sum of absolute terms.
    dtype : numpy dtype
        float64 or float32: the type of the monomials and of sums over a few hundred tokens.
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

    __repr__ = fields_repr

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
            If a number is not an integer or too small, or the type is neither float64 nor float32.
        """
        least = {"order": (order, 2), "degree": (degree, 0), "dimension": (dimension, 1)}
        for name, (value, bound) in (least | {"value_dimension": (value_dimension, 1)}).items():
            integer(name, value, least=bound)
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

        Time O(n r (1 + d_v)) for r = C(d + g, g); the working memory is a few MB for every n.

        Raises
        ------
        ValueError
            If the shapes do not fit the state, an entry is not finite or ``threads`` is not a positive integer.
        """
        integer("threads", threads, least=1)
        keys, values = plain_array(keys, "keys"), plain_array(values, "values")
        shape, value_shape = (len(keys), len(self.key_exponents)), (len(keys), len(self.value_exponents))
        if keys.shape != shape or values.shape != value_shape:
            raise ValueError(
                f"keys and values must have shapes (n, {shape[1]}) and (n, {value_shape[1]}), "
                f"got {keys.shape} and {values.shape}"
            )
        if len(keys) == 0:
            return self
        fresh = self.measured(keys, values)
        table = np.zeros_like(self.table)
        for rows in chunks(len(keys), TOKENS_AT_A_TIME):
            unit = divided_columns(keys[rows], fresh.key_exponents)
            weights = np.ones((self.table.shape[1], unit.shape[1]), self.dtype)
            weights[1:] = divided_columns(values[rows], fresh.value_exponents)
            table += tokens_pass(unit.astype(self.dtype, copy=False), weights, self.degree, threads)
        rounding = sums_rounding(len(keys), len(self.key_exponents), self.degree, self.dtype)
        return self.merge(replace(fresh, table=table, rounding=rounding))

    def measured(self, keys: NDArray[np.floating], values: NDArray[np.floating]) -> "TokenMoments":
        """Return the state of n >= 1 tokens without their sums: ranges and norms suffice to bound scores.

        Raises
        ------
        ValueError
            If an entry is not finite.
        """
        keys, values = plain_array(keys, "keys"), plain_array(values, "values")
        require_ieee_arithmetic()
        key_range, value_range = column_range(keys), column_range(values)
        if not (np.isfinite(key_range).all() and np.isfinite(value_range).all()):
            raise ValueError("keys and values must be finite")
        key_exponents, value_exponents = _exponents(key_range), _exponents(value_range)
        parts = (divided_columns(keys[rows], key_exponents) for rows in row_chunks(keys))
        return replace(
            self,
            count=len(keys),
            key_exponents=key_exponents,
            value_exponents=value_exponents,
            key_range=np.ldexp(key_range, -key_exponents),
            value_range=np.ldexp(value_range, -value_exponents),
            norm=max(largest_norm(part, self.order) for part in parts),
        )

    def merge(self, other: "TokenMoments") -> "TokenMoments":
        """Return the state of both sets of tokens together.

        Raises
        ------
        ValueError
            If order, degree, shapes or types differ.
        """
        require_ieee_arithmetic()
        if not isinstance(other, TokenMoments):
            raise ValueError(f"other must be TokenMoments, got {type(other).__name__}")
        if self._kind != other._kind:
            words = ["order {}, degree {}, shape {} and type {}".format(*state._kind) for state in (self, other)]
            raise ValueError(f"states of {words[0]} cannot take {words[1]}")
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
            rounding=max(one.rounding, two.rounding) + U,
        )

    @property
    def _kind(self) -> tuple[int, int, tuple[int, ...], np.dtype]:
        return self.order, self.degree, self.table.shape, self.dtype

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


def checked_states(tokens: Iterable[TokenMoments]) -> tuple[TokenMoments, ...]:
    """Return the states of all key sets; ValueError if there is none, or if one is not TokenMoments."""
    states = tuple(tokens) if isinstance(tokens, Iterable) else (tokens,)
    other_types = [type(state).__name__ for state in states if not isinstance(state, TokenMoments)]
    if other_types or not states or isinstance(tokens, TokenMoments):
        given = other_types[0] if other_types else "one alone" if states else "none"
        raise ValueError(
            f"tokens must be k - 1 TokenMoments, got {given}: "
            "write TokenMoments.empty(...).update(K, V) for each key set"
        )
    return states


def sums_rounding(count: int, dimension: int, degree: int, dtype: np.dtype) -> float:
    """Bound the error of the additions behind an entry of the table, relative to the sum of absolute terms."""
    # The last tokens, if they are fewer, may take the other one of the two ways to add.
    lengths = {min(count, TOKENS_AT_A_TIME), count % TOKENS_AT_A_TIME} - {0}
    chains = [chain_lengths(points, dimension, degree, dtype) for points in lengths]
    own, double = (max(chain) for chain in zip(*chains, strict=True))
    return own * unit_roundoff(dtype) + (double - (-count // TOKENS_AT_A_TIME)) * U


def _exponents(column_range: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the powers of two just above the largest entries."""
    tops, powers = np.frexp(np.abs(column_range).max(axis=0))
    return np.where(tops == 0, _NO_EXPONENT, powers).astype(np.int64)


def _joint_range(one: NDArray[np.float64], two: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.stack([np.minimum(one[0], two[0]), np.maximum(one[1], two[1])])
