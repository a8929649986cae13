"""The interface of every code, on which protocols and reductions rely."""

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np

from algorithms.arrays import INTEGERS, plain_array
from algorithms.deprecated import RenamedAttribute
from algorithms.display import display
from hardness.arguments import integer, short_repr
from hardness.codes.field.finite_field import FiniteField, field_name
from hardness.codes.sizes import ProtocolSizes
from hardness.memory import refuse_beyond_memory


class Code(ABC):
    r"""A linear evaluation code, together with a code that contains its star powers.

    A subclass sets the attributes below in its constructor and implements :meth:`evaluation_matrix`,
    :meth:`star_power` and :meth:`to_dict`. Everything else follows: Gauss-Jordan elimination of the evaluation matrix
    gives the lexicographically first information set :math:`I` and the generator :math:`G` with :math:`G|_I = 1`.
    Defining the class registers its ``family``. The family of another package is known if the package declares the
    class as an entry point of the group ``hardness.codes``, named like the family.

    Attributes
    ----------
    length, dimension : int
        N and kappa.
    arithmetic : FiniteField
        The field, with elements in plain arrays of integers. :attr:`field` is the matching galois class.
    genus : int
        Genus of the curve (0 for Reed-Solomon codes).
    designed_distance : int
        A proven lower bound on the minimum distance, at least 1.
    """

    family: ClassVar[str]  # key of the family in dictionaries and on the command line
    title: ClassVar[str]  # name of the family in a repr
    curve_numbers: ClassVar[int] = 0  # how many numbers name the curve of a one-point code, a pole bound following
    examples: ClassVar[tuple[str, ...]] = ()  # small codes as on the command line, degenerate ones first: to be checked
    _families: ClassVar[dict[str, type["Code"]]] = {}

    length: int
    dimension: int
    arithmetic: FiniteField
    genus: int
    designed_distance: int

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "family" not in cls.__dict__:
            return  # an abstract class
        known = Code._families.get(cls.family)
        # A reloaded module defines its classes again: the same qualified name replaces, any other one clashes.
        if known is not None and (known.__module__, known.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"two families are named {cls.family!r}: {known.__qualname__} and {cls.__qualname__}")
        Code._families[cls.family] = cls

    @abstractmethod
    def evaluation_matrix(self) -> np.ndarray:
        """Return the values of the family's natural basis at the points, shape (dimension, length)."""

    @abstractmethod
    def star_power(self, k: int) -> Self:
        """Return the code of the same family that contains every coordinatewise product of k codewords.

        It contains them because degrees and pole orders of functions add up in products. The span of the products may
        be a proper subspace of it. ValueError, naming the limit, if k < 1 or if the designed distance would vanish.
        """

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """Return the parameters as JSON values; ``code_from_dict`` inverts."""

    @classmethod
    @abstractmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Return the code with these parameters; ValueError if they are not those of a code of this family."""

    @classmethod
    @abstractmethod
    def from_numbers(cls, numbers: Sequence[int]) -> Self:
        """Return the code that the command line writes as ``family:number,number,...``."""

    @property
    def field_order(self) -> int:
        """The number of field elements."""
        return self.arithmetic.order

    order = RenamedAttribute("field_order")

    @property
    def field(self) -> type[Any]:
        """The galois class of the field, imported on first use."""
        return self.arithmetic.galois

    @property
    def max_zeros(self) -> int:
        """The largest number of zeros that a nonzero codeword can have by the designed distance."""
        return self.length - self.designed_distance

    @property
    def exact_distance(self) -> int | None:
        """The minimum distance where a theorem gives it, else None."""
        return None

    def sizes(self, players: int, blocks: int = 1) -> ProtocolSizes:
        """Return the cost of the protocol for set disjointness over this code, from its parameters alone.

        **Correctness.** Let w be a word of C that is a unit vector on the information set. Its k-th power w * .. * w
        lies in C' and is the same unit vector there. So C' restricts onto all words on the information set, and the
        dimension of C'_0, the kernel of that restriction, is dim C' - dim C.

        Parameters
        ----------
        players, blocks : int
            k and T. This method does not check whether the field has weights for T blocks.

        Raises
        ------
        ValueError
            If the k-fold star power of the code does not exist.

        Examples
        --------
        >>> from hardness.codes import HermitianCode
        >>> HermitianCode(4, 10).sizes(players=3).message_dimension
        19
        """
        k, blocks = integer("players", players, 2), integer("blocks", blocks, 1)
        power = self.star_power(k)
        zeros, symbols = power.max_zeros, power.dimension - self.dimension
        return ProtocolSizes(self.family, self.field_order, self.length, self.dimension, zeros, symbols, blocks, k)

    def evaluate(self, coefficients: Any) -> np.ndarray:
        """Return the values of combinations of the natural basis: (..., dimension) -> (..., length)."""
        values = self.arithmetic.asarray(coefficients, "coefficients")
        self._check_last_axis(values, self.dimension, "coefficients")
        return self.arithmetic.matmul(values, self.evaluation_matrix())

    @cached_property
    def _systematic(self) -> tuple[np.ndarray, np.ndarray]:
        cells = self.dimension * self.length
        refuse_beyond_memory(16 * cells, f"the generator matrix of {self}")  # with the temporaries of elimination
        reduced, pivots = self.arithmetic.row_reduce(self.evaluation_matrix())
        if len(pivots) != self.dimension:
            raise AssertionError(f"{self}: the evaluation matrix has rank {len(pivots)}, not {self.dimension}")
        reduced.flags.writeable = pivots.flags.writeable = False
        return reduced, pivots

    @property
    def generator(self) -> np.ndarray:
        """The systematic generator matrix as a plain read-only array, shape (dimension, length)."""
        return self._systematic[0]

    @property
    def information_set(self) -> np.ndarray:
        """The first positions, read from left to right, at which a codeword can be prescribed (read-only array)."""
        return self._systematic[1]

    def generator_matrix(self) -> Any:
        """Return the systematic generator matrix G as a galois array: ``G[:, information_set]`` is the identity."""
        return self.field(self.generator.copy())

    def encode(self, messages: Any) -> np.ndarray:
        """Return the codewords equal to ``messages`` on the information set: (..., dimension) -> (..., length).

        Examples
        --------
        >>> from hardness.codes import ReedSolomon
        >>> ReedSolomon(7, 6, 2).encode([3, 5])
        array([3, 5, 0, 2, 4, 6], dtype=uint8)
        """
        symbols = self.arithmetic.asarray(messages, "messages")
        self._check_last_axis(symbols, self.dimension, "messages")
        return self.arithmetic.matmul(symbols, self.generator)

    def contains(self, words: Any) -> np.ndarray | bool:
        """Return which words lie in the code: (..., length) -> booleans (...).

        A word lies in the code iff it is the codeword that its restriction to the information set determines. Off
        the information set this compares ``words`` with ``words[information_set] @ G``, which is the parity check.
        """
        symbols = self.arithmetic.asarray(words, "words")
        self._check_last_axis(symbols, self.length, "words")
        agrees = (self.encode(symbols[..., self.information_set]) == symbols).all(axis=-1)
        return bool(agrees) if agrees.ndim == 0 else agrees

    def parity_check_matrix(self) -> np.ndarray:
        """Return a basis of the dual code, shape (length - dimension, length)."""
        return self.arithmetic.null_space(self.generator)

    def shortened_basis(self, positions: Sequence[int] | np.ndarray) -> np.ndarray:
        """Return a basis (r, length) of the codewords that vanish at ``positions``.

        **Construction.** Elimination seeks pivots first at ``positions``. The rows with a pivot elsewhere vanish at
        ``positions``, and they span the subcode because the other rows are independent there. The basis is in reduced
        echelon form. O(dimension^2 length) operations.
        """
        indices = plain_array(positions, "positions", INTEGERS)
        if indices.ndim != 1:
            raise ValueError(f"positions must be a sequence of integers, got {short_repr(positions)}")
        if indices.size and (indices.min() < 0 or indices.max() >= self.length):
            raise ValueError(f"positions must lie in [0, {self.length}), got {indices.min()}..{indices.max()}")
        first = np.zeros(self.length, dtype=bool)
        first[indices.astype(np.int64)] = True
        column_order = np.concatenate([np.flatnonzero(first), np.flatnonzero(~first)])
        reduced, pivots = self.arithmetic.row_reduce(self.generator, column_order)
        return reduced[int(first[pivots].sum()) :]

    @staticmethod
    def _check_last_axis(array: np.ndarray, size: int, name: str) -> None:
        if array.ndim == 0 or array.shape[-1] != size:
            raise ValueError(f"{name} must have shape (..., {size}), got {array.shape}")

    @staticmethod
    def _check_factors(k: int) -> None:
        integer("k", k, 1)

    def __reduce__(self) -> tuple[Any, ...]:
        # A pickle holds the parameters. Matrices are computed again when they are needed.
        return type(self).from_dict, ({key: value for key, value in self.to_dict().items() if key != "family"},)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: Any) -> Self:
        return self

    @cached_property
    def _key(self) -> str:
        return json.dumps(self.to_dict(), sort_keys=True)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Code):
            return NotImplemented
        return type(self) is type(other) and self._key == other._key  # a subclass may promise something else

    def __hash__(self) -> int:
        return hash(self._key)

    @display
    def __repr__(self) -> str:
        distance = self.designed_distance if self.exact_distance is None else self.exact_distance
        sign = ">=" if self.exact_distance is None else ""
        over = field_name(self.arithmetic.characteristic, self.arithmetic.degree)
        return f"<{self.title} code [{self.length}, {self.dimension}, {sign}{distance}] over GF({over})>"
