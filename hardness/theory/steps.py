"""Steps of the proof that are statements about all large instances, not maps of one instance."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from algorithms.display import fields_repr
from hardness.arguments import one_of, rational, short_repr
from hardness.problems import CNF, OrthogonalVectors
from hardness.problems.base import Problem
from hardness.problems.gap_max_ip.base import AbstractGapMaxIP
from hardness.reductions.base import Exact, Kind, Overhead, UpperBound
from hardness.reductions.overhead import size_symbols
from hardness.theory.asymptotics import log2
from hardness.theory.conjectures import constant

if TYPE_CHECKING:
    import sympy as sp


@dataclass(frozen=True)
class SideCondition:
    """A requirement on the sizes of a step's source: ``numerator / denominator`` is bounded for large instances."""

    name: str
    numerator: "sp.Expr"
    denominator: "sp.Expr"
    remedy: str

    __repr__ = fields_repr


@dataclass(frozen=True)
class AsymptoticStep:
    """A step between two problems that is known for all large instances, with its size law and side conditions.

    It has the attributes of a reduction that compose paths, but no ``apply``.
    """

    source_type: ClassVar[type[Problem[Any]]]
    target_type: ClassVar[type[Problem[Any]]]
    kind: ClassVar[Kind]
    theorem: ClassVar[str]

    __repr__ = fields_repr

    @property
    def overhead(self) -> Overhead:
        """Each size of the target, and ``branch_count``, in the size symbols of the source and constants."""
        raise NotImplementedError

    @property
    def at_least(self) -> "dict[str, sp.Expr]":
        """Lower bounds for sizes of the target that ``overhead`` bounds from above only."""
        return {}

    @property
    def constants(self) -> "tuple[sp.Symbol, ...]":
        """The symbols of the overhead that are not sizes."""
        return ()

    @property
    def symbols(self) -> tuple[tuple[str, str], ...]:
        """The constants that the step itself introduces, each with its meaning."""
        return ()

    def side_conditions(self) -> Iterator[SideCondition]:
        """Yield the requirements on the source."""
        yield from ()


@dataclass(frozen=True)
class Sparsification(AsymptoticStep):
    """Write a w-CNF as an OR of 2^(epsilon N) w-CNFs with at most s(w, epsilon) N clauses each [IPZ01]_.

    Parameters
    ----------
    epsilon : Fraction or sympy expression
        A positive number, or an expression that is positive for all values of its symbols.

    Raises
    ------
    ValueError
        If epsilon is not known to be positive: no s is known for epsilon = 0.

    References
    ----------
    .. [IPZ01] R. Impagliazzo, R. Paturi and F. Zane, *Which problems have strongly exponential complexity?*, JCSS 63
       (2001), Corollary 1.
    """

    epsilon: Any

    def __post_init__(self) -> None:
        _require_positive("epsilon", self.epsilon)

    source_type = CNF
    target_type = CNF
    kind: ClassVar[Kind] = Kind.DISJUNCTIVE
    theorem: ClassVar[str] = "sparsification"

    __repr__ = fields_repr

    @property
    def overhead(self) -> Overhead:
        """The sizes of each formula: the same variables, linearly many clauses."""
        (N,) = size_symbols(["N"])
        return {
            "N": Exact(N),
            "M": UpperBound(constant("s") * N),
            "branch_count": UpperBound(2 ** (_number(self.epsilon) * N)),
        }

    @property
    def constants(self) -> "tuple[sp.Symbol, ...]":
        """s, and the symbols in epsilon."""
        return (constant("s"), *_symbols(self.epsilon))

    @property
    def symbols(self) -> tuple[tuple[str, str], ...]:
        """The symbol s, with its meaning."""
        share = f"2^(({self.epsilon}) N)"
        return (
            ("s", f"each of the {share} sparse formulas has at most s N clauses; s depends on w and {self.epsilon}"),
        )


@dataclass(frozen=True)
class MerlinArthurProtocol(AsymptoticStep):
    """Reduce k-OV in c lg n dimensions to n^delta instances of Gap-MaxIP, for every large n.

    Over the Garcia-Stichtenoth tower d = O(log n): :func:`hardness.theory.theorem_constants` computes the constants C
    and b. Over Reed-Solomon and Hermitian codes the field grows and d is 2^(Theta((log log n)^2)).

    Parameters
    ----------
    delta : Fraction or sympy expression
        Message exponent: a positive number, or an expression that is positive for all values of its symbols.
    family : {"tower", "hermitian", "rs"}
        Family of codes.
    soundness : Fraction
        sigma in (0, 1); the gap is 1 - sigma.

    Raises
    ------
    ValueError
        If delta is not known to be positive, the family is none of these, or the soundness is outside (0, 1).

    References
    ----------
    After [Rub18]_ and [AS24]_, Theorem 4.2 there, with the code of this project.

    .. [Rub18] A. Rubinstein, *Hardness of approximate nearest neighbor search*, STOC 2018.
    .. [AS24] J. Alman and Z. Song, *How to Capture Higher-order Correlations?*, ICLR 2024.
    """

    delta: Any
    family: Literal["tower", "hermitian", "rs"] = "tower"
    soundness: Fraction = Fraction(1, 2)

    def __post_init__(self) -> None:
        _require_positive("delta", self.delta)
        one_of("family", self.family, ("tower", "hermitian", "rs"))
        if not 0 < rational("soundness", self.soundness) < 1:
            raise ValueError(f"soundness must be in (0, 1), got {short_repr(self.soundness)}")

    source_type = OrthogonalVectors
    target_type = AbstractGapMaxIP
    kind: ClassVar[Kind] = Kind.DISJUNCTIVE
    theorem: ClassVar[str] = "ov-to-gap-maxip"

    __repr__ = fields_repr

    @property
    def gap(self) -> Fraction:
        """The relative gap eps = 1 - sigma."""
        return 1 - self.soundness

    @property
    def overhead(self) -> Overhead:
        """Sizes of each of the n^delta instances."""
        n, _d, k = size_symbols(OrthogonalVectors.SIZE)
        C = constant("C")
        dimension = C * log2(n) if self.family == "tower" else 2 ** (C * log2(log2(n)) ** 2)
        return {
            "n_MaxIP": Exact(n), "d_MaxIP": UpperBound(dimension), "t_MaxIP": UpperBound(constant("a") * log2(n)),
            "k": Exact(k), "branch_count": UpperBound(n ** _number(self.delta)),
        }  # fmt: skip

    @property
    def at_least(self) -> "dict[str, sp.Expr]":
        """The threshold is the length of the code, at least b lg n (over a growing field, b lg n / lg lg n)."""
        n = size_symbols(["n_OV"])[0]
        return {"t_MaxIP": constant("b") * log2(n) / (1 if self.family == "tower" else log2(log2(n)))}

    @property
    def constants(self) -> "tuple[sp.Symbol, ...]":
        """C, a, b, and the symbols in delta."""
        return (constant("C"), constant("a"), constant("b"), *_symbols(self.delta))

    @property
    def symbols(self) -> tuple[tuple[str, str], ...]:
        """C, a and b with their meanings: positive constants that depend on k, delta and the vectors' density."""
        tower = self.family == "tower"
        dimension = "C lg n" if tower else "2^(C (lg lg n)^2)"
        least = "b lg n" if tower else "b lg n / lg lg n"
        return (
            (
                "C",
                f"the Gap-MaxIP instances have at most {dimension} coordinates; C, a and b are constants that depend "
                f"on k, on the exponent {self.delta} of the n^({self.delta}) messages and on d_OV / lg n_OV",
            ),
            ("a", "the threshold of the Gap-MaxIP instances, the length of the code, is at most a lg n"),
            ("b", f"the threshold of the Gap-MaxIP instances is at least {least}"),
        )

    def side_conditions(self) -> Iterator[SideCondition]:
        """Yield the requirement that the dimension of the vectors is O(log n)."""
        n, d, _k = size_symbols(OrthogonalVectors.SIZE)
        yield SideCondition("d_OV = O(log n_OV)", d, log2(n), "put the sparsification before the split")


def _require_positive(name: str, value: Any) -> None:
    if _number(value).is_positive is not True:
        raise ValueError(f"{name} must be positive, got {short_repr(value)}")


def _number(value: Any) -> "sp.Expr":
    import sympy as sp

    return sp.sympify(value)


def _symbols(value: Any) -> "tuple[sp.Symbol, ...]":
    return tuple(sorted(_number(value).free_symbols, key=str))
