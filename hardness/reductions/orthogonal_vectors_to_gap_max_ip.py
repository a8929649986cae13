"""k-OV to Gap-MaxIP: one instance per message of Merlin."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, ClassVar

from algorithms.deprecated import RenamedAttribute
from algorithms.display import fields_repr, written
from hardness.arguments import integer, one_of, short_repr
from hardness.codes import Code, ReedSolomon
from hardness.primes import least_prime_from
from hardness.problems import OrthogonalVectors
from hardness.problems.gap_max_ip.base import AbstractGapMaxIP
from hardness.protocols.encoded import Cell, EncodedSets, encoding_refusal
from hardness.protocols.implicit_gap_max_ip import ImplicitGapMaxIP
from hardness.protocols.set_disjointness import SetDisjointness
from hardness.reductions.base import Exact, Kind, Overhead, Reduced, Reduction, UpperBound
from hardness.reductions.overhead import least_prime_function, size_symbols
from hardness.reductions.sat_to_orthogonal_vectors import SatToOrthogonalVectors

_MAX_PRIME = 65521  # below 2^16, the largest order of a field
MAX_SETS = 64  # axes of an array of NumPy, one per set
_REPRESENTATIONS = ("implicit", "compressed", "explicit")


@dataclass(frozen=True)
class OrthogonalVectorsToGapMaxIP(Reduction[OrthogonalVectors, AbstractGapMaxIP]):
    r"""Reduce k-OV to Gap-MaxIP through the Merlin-Arthur protocol: a disjunction over Merlin's messages.

    **Construction.** Player i holds a vector of set i. Each message :math:`\Phi` gives one instance of
    `ImplicitGapMaxIP`, whose inner products count the coins that accept :math:`\Phi`.

    **Correctness.** Completeness 1: an orthogonal tuple has inner product N for :math:`\Phi = W`. Soundness z/N: any
    other pair of tuple and message has inner product at most z. So row a of k-OV is a YES row iff it is one for
    some :math:`\Phi`, and every instance keeps the promise with t = N, eps = 1 - z/N.

    Parameters
    ----------
    code : Code, optional
        The code C. The default is the Reed-Solomon code of dimension 2 and length 2k over the least prime field with
        at least 2k elements and enough weights: soundness 1/2 with few messages.
    blocks : int, optional
        T. The default is the least number of blocks that holds the vectors.
    representation : {"implicit", "compressed", "explicit"}
        The representation of the targets. All have the same inner products. ``compressed`` keeps only coordinates that
        occur, so its dimension may grow with n: it is for running the reduction.

    Raises
    ------
    ValueError
        If the representation is unknown, the code is no `Code` or the blocks are no integer >= 1.

    Notes
    -----
    \|F\|^(dim C' - kappa) targets with d = N \|F\|^((k-1) T).

    References
    ----------
    After [AS24]_ Sec. 4 and [Rub18]_.

    .. [AS24] J. Alman, Z. Song, *How to Capture Higher-order Correlations? Generalizing Matrix Softmax Attention to
       Kronecker Computation*, ICLR 2024.
    .. [Rub18] A. Rubinstein, *Hardness of approximate nearest neighbor search*, STOC 2018.

    Examples
    --------
    >>> instance = OrthogonalVectors([[[1, 0], [1, 1]], [[1, 1]], [[1, 1], [0, 1], [0, 0]]])
    >>> reduced = OrthogonalVectorsToGapMaxIP().apply(instance)
    >>> reduced.branch_count
    49
    >>> message, witness = reduced.map_forward((0, 0, 1))
    >>> reduced.branch(message)
    <implicit Gap-MaxIP_3: n=(2, 1, 3), d=294, t=6, eps=1/2>
    >>> reduced.branch(message).verify(witness), reduced.map_back(message, witness)
    (True, (0, 0, 1))
    """

    code: Code | None = None
    blocks: int | None = None
    representation: str = "implicit"

    source_type = OrthogonalVectors
    target_type = AbstractGapMaxIP
    kind: ClassVar[Kind] = Kind.DISJUNCTIVE
    theorem: ClassVar[str] = "ov-to-gap-maxip"

    __repr__ = fields_repr

    def __post_init__(self) -> None:
        one_of("representation", self.representation, _REPRESENTATIONS)
        if self.code is not None and not isinstance(self.code, Code):
            raise ValueError(f"code must be a Code or None, got {short_repr(self.code)}")
        if self.blocks is not None:
            object.__setattr__(self, "blocks", integer("blocks", self.blocks, 1))

    def protocol(self, order: int, dimension: int) -> SetDisjointness:
        """Return the protocol for vectors of a dimension.

        Raises
        ------
        ValueError
            If blocks x dimension of the code is too small, the code does not allow this number of blocks or players, or
            the order exceeds 64.
        """
        order = integer("order", order, 2, MAX_SETS)
        kappa = 2 if self.code is None else self.code.dimension
        blocks = max(1, -(-dimension // kappa)) if self.blocks is None else self.blocks
        if blocks * kappa < dimension:
            raise ValueError(
                f"blocks x dimension of the code = {blocks} x {kappa} = {blocks * kappa}; the vectors have {dimension} "
                "coordinates"
            )
        return _protocol(self._default_code(order, blocks) if self.code is None else self.code, blocks, order)

    @staticmethod
    def _default_code(players: int, blocks: int) -> Code:
        least_order = max(blocks + 1, 2 * players)
        if least_order > _MAX_PRIME:
            raise ValueError(
                f"{written(blocks)} blocks of 2 coordinates and {players} players need a prime field of at least "
                f"{written(least_order)} elements; the largest has {_MAX_PRIME}: give a code of larger dimension"
            )
        return ReedSolomon(least_prime_from(least_order), length=2 * players, dimension=2)

    @property
    def overhead(self) -> Overhead:
        """The sizes of each target, and the number of targets."""
        import sympy as sp

        n, m, k = size_symbols(OrthogonalVectors.SIZE)
        if self.code is None:
            blocks = sp.Max(1, sp.ceiling(m / 2)) if self.blocks is None else sp.Integer(self.blocks)
            N, q = 2 * k, least_prime_function()(sp.Max(blocks + 1, 2 * k))
            branches: Exact | UpperBound = Exact(q ** (k - 1))  # dim C' - kappa = (k + 1) - 2
        else:
            kappa = self.code.dimension
            blocks = sp.Max(1, sp.ceiling(m / kappa)) if self.blocks is None else sp.Integer(self.blocks)
            N, q = sp.Integer(self.code.length), sp.Integer(self.code.field_order)
            # The rank of C' on the information set of C is kappa or less; dim C' <= N.
            branches = UpperBound(q**N)
        full = N * q ** ((k - 1) * blocks)
        d = UpperBound(sp.Min(full, N * n ** (k - 1))) if self.representation == "compressed" else Exact(full)
        return {"n_MaxIP": Exact(n), "d_MaxIP": d, "t_MaxIP": Exact(N), "k": Exact(k), "branch_count": branches}

    def refuses(self, instance: OrthogonalVectors) -> str | None:
        """Refuse parameters that do not fit the instance, and words that do not fit in memory, with the limit."""
        return self._refuses(instance.sizes, instance.dimension)

    def refuses_target_of(self, step: Reduction[Any, Any], instance: Any) -> str | None:
        """Refuse a formula by its numbers of vectors, before they are listed, which may take minutes."""
        if not isinstance(step, SatToOrthogonalVectors):
            return None
        return self._refuses(step.set_sizes(instance), len(instance.clauses))

    def _refuses(self, sizes: tuple[int, ...], dimension: int) -> str | None:
        try:
            protocol = self.protocol(len(sizes), dimension)
            if protocol.soundness_bound >= 1:
                return f"{protocol!r} has no gap: z/N = {protocol.soundness_bound}"
        except ValueError as error:
            return str(error)
        return encoding_refusal(protocol, sizes)

    def reduce(self, instance: OrthogonalVectors) -> "MerlinBranches":
        """Encode the vectors; the branches are built one by one."""
        encoded = EncodedSets(self.protocol(instance.order, instance.dimension), instance.sets)
        return MerlinBranches.from_encoded(instance, encoded, self.representation)


@lru_cache(maxsize=4)
def _protocol(code: Code, blocks: int, players: int) -> SetDisjointness:
    """Cache the last protocols: `refuses` and `reduce` use the same one."""
    return SetDisjointness(code, blocks, players)


@dataclass(frozen=True, eq=False)
class MerlinBranches(Reduced[OrthogonalVectors, AbstractGapMaxIP]):
    """The branches of the disjunctive reduction. An advice is a message, as a tuple of field elements.

    Attributes
    ----------
    encoded : EncodedSets
        The code words that all branches share.
    """

    encoded: EncodedSets

    over = RenamedAttribute("from_encoded")

    __repr__ = fields_repr

    @classmethod
    def from_encoded(cls, source: OrthogonalVectors, encoded: EncodedSets, representation: str) -> "MerlinBranches":
        """Build one branch per message, in the given representation."""
        return cls(
            source=source,
            branch_count=encoded.protocol.message_count,
            advices=partial(_messages, encoded.protocol),
            branch=partial(_branch, encoded, representation),
            forward=partial(_honest, encoded),
            back=_same_tuple,
            encoded=encoded,
        )

    def advice(self, number: int) -> tuple[int, ...]:
        """Return message number ``number`` without computing those before it."""
        return tuple(self.encoded.protocol.message_block(number, number + 1)[0].tolist())

    def sweep(self, block: int, done: int = 0) -> Iterator[Cell]:
        """Count the inner products of all branches at once, cell by cell: see `EncodedSets.sweep`."""
        return self.encoded.sweep(block, done)


def _messages(protocol: SetDisjointness) -> Iterator[tuple[int, ...]]:
    return (tuple(message.tolist()) for message in protocol.messages())


def _branch(encoded: EncodedSets, representation: str, advice: Any) -> AbstractGapMaxIP:
    instance = ImplicitGapMaxIP.from_encoded(encoded, advice)
    if representation == "compressed":
        return instance.compress()
    return instance.explicit() if representation == "explicit" else instance


def _honest(encoded: EncodedSets, witness: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return tuple(encoded.honest_message(witness).tolist()), witness


def _same_tuple(_advice: Any, witness: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(int(i) for i in witness)
