"""The assumption behind a lower bound with numbers, and the known algorithms that refute it."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from algorithms.display import display, fields_repr
from hardness.arguments import integer, rational, short_repr
from hardness.intervals import decided, lg
from hardness.numbers import document
from hardness.theory.json_document import JsonDocument

MAX_ORDER = 64
"""The largest order k of attention in a statement: numbers such as 4^(k-1) are written out."""

FORMULA_ONLY = "formula only, the assumption is refuted by superset sums"
"""The first words of every result that is computed from an assumption that superset sums refute."""


class Published(NamedTuple):
    """An algorithm for 2-OV on n vectors in d coordinates in time base^d n up to factors polylog n and poly(d)."""

    source: str
    base: Fraction
    randomised: bool


PUBLISHED = (
    Published("Williams 2024", Fraction("1.35"), False),
    Published("Dürr, Kipouridis and Węgrzycki 2025", Fraction("1.16"), True),
)
"""Published algorithms for 2-OV in few coordinates: cited, not run here."""


@dataclass(frozen=True)
class Refutation:
    """An algorithm whose existence an assumption denies.

    Attributes
    ----------
    method : str
        The algorithm.
    exponent : Fraction
        The algorithm runs in time n^exponent up to logarithmic factors; ``None`` if the exponent is only known to be
        below that of the assumption.
    reason : str
        The reason as text.
    """

    method: str
    exponent: Fraction | None
    reason: str

    __repr__ = fields_repr

    @display
    def __str__(self) -> str:
        return f"{self.method}: {self.reason}"


@dataclass(frozen=True)
class Assumption(JsonDocument):
    """The assumption that k-OV with n vectors per set in c lg n coordinates has no algorithm in time O(n^exponent).

    The k-OV conjecture says that for every exponent below k there is a density c for which this holds, but it does not
    name the density. A number for c is a separate assumption. It can be false: superset sums decide, and even count,
    in time n^max(1, c) up to logarithmic factors (`hardness.problems.superset_sums`).

    Parameters
    ----------
    order : int
        k, from 2 to `MAX_ORDER`.
    density : int, Fraction or str
        c > 0.
    exponent : int, Fraction or str
        Positive, k - slack' for a slack' > 0.
    randomised : bool
        Whether the denied algorithms may toss coins and err with probability 1/3. That is the stronger assumption,
        which lower bounds for randomised algorithms need.

    Raises
    ------
    ValueError
        If an argument is outside its range.

    Notes
    -----
    An assumption that is not refuted may still be false. 2-OV on n vectors in d coordinates takes time 1.35^d n up to
    logarithmic factors [Wil24]_, and 1.16^d n with coins, by numbers that a computer evaluated [DKW25]_. If the vectors
    of the other k - 2 sets are fixed in every possible way, k-OV in c lg n coordinates takes time
    n^(k - 1 + c lg 1.35) and, with coins, n^(k - 1 + c lg 1.16). An assumption is refused if an algorithm that can be
    run here refutes it. If one of these two papers refutes it, every statement that rests on it says so. For every
    constant c the polynomial method [AWY15]_, made deterministic in [CW16]_, takes time n^(2 - 1/O(log c)) for 2-OV,
    so n^(k - 1/O(log c)) for k-OV. So the assumption is false for every c below 2^Omega(1/slack'). Those papers do not
    give the constant in the Omega, so it cannot be computed from them whether a number c is above.

    References
    ----------
    .. [AWY15] A. Abboud, R. Williams and H. Yu, *More applications of the polynomial method to algorithm design*,
       SODA 2015.
    .. [CW16] T. M. Chan and R. Williams, *Deterministic APSP, orthogonal vectors, and more: quickly derandomizing
       Razborov-Smolensky*, SODA 2016.
    .. [DKW25] A. Dürr, E. Kipouridis and K. Węgrzycki, *Faster algorithms for k-orthogonal vectors in low dimension*,
       2025.
    .. [Wil24] R. Williams, *The orthogonal vectors conjecture and non-uniform circuit lower bounds*, FOCS 2024.

    Examples
    --------
    >>> print(Assumption(3, 1, "11/4").refuted_by())
    superset sums: they decide 3-OV in 1 lg n coordinates in time n^1 up to logarithmic factors, below n^(11/4)
    >>> Assumption(3, 1, "11/4").least_density
    Fraction(11, 4)
    >>> Assumption(3, "11/4", "11/4").refuted_by() is None
    True
    """

    order: int
    density: Fraction
    exponent: Fraction
    randomised: bool = False

    __repr__ = fields_repr

    def __init__(self, order: Any, density: Any, exponent: Any, randomised: bool = False) -> None:
        values = {
            "order": integer("order", order, 2, MAX_ORDER),
            "density": positive("density", density),
            "exponent": positive("exponent", exponent),
            "randomised": flag("randomised", randomised),
        }
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @property
    def slack(self) -> Fraction:
        """The number slack' with exponent = k - slack'."""
        return self.order - self.exponent

    @property
    def least_density(self) -> Fraction:
        """The density below which superset sums refute the assumption, and from which on they do not; 0 if at none."""
        return self.exponent if self.exponent > 1 else Fraction(0)

    def refuted_by(self) -> Refutation | None:
        """Return a known algorithm that the assumption denies, or None if no algorithm here is known to be such."""
        k, fastest = self.order, max(Fraction(1), self.density)
        if fastest < self.exponent:
            return Refutation(
                "superset sums", fastest,
                f"they decide {k}-OV in {power(self.density)} lg n coordinates in time n^{power(fastest)} up to "
                f"logarithmic factors, below n^{power(self.exponent)}",
            )  # fmt: skip
        if self.exponent > k:
            return Refutation("brute force", Fraction(k), f"it takes time n^{k} up to logarithmic factors")
        if self.exponent == k:
            reason = f"2-OV in c lg n coordinates takes time n^(2 - 1/O(log c)) [AWY15, CW16], so {k}-OV n^({k} - "
            return Refutation("the polynomial method", None, f"{reason}1/O(log c)), below n^{k} for every c")
        return None

    def published_refutation(self) -> Refutation | None:
        """Return the first of `PUBLISHED` that the assumption denies, or None; these are cited, not run here.

        Examples
        --------
        >>> Assumption(2, 2, "7/4").published_refutation() is None
        True
        >>> print(Assumption(2, 2, "7/4", randomised=True).published_refutation())  # doctest: +NORMALIZE_WHITESPACE
        Dürr, Kipouridis and Węgrzycki 2025: 2-OV on n vectors in d coordinates takes time 1.16^d n up to logarithmic
        factors, so 2-OV in 2 lg n coordinates n^1.428249…, below n^(7/4)
        """
        for source, base, randomised in PUBLISHED:
            if randomised and not self.randomised:
                continue
            if decided(lambda bits, b=base: self.order - 1 + self.density * lg(b, bits) < self.exponent):  # type: ignore[misc]
                time = self.order - 1 + self.density * lg(base)
                reason = (
                    f"2-OV on n vectors in d coordinates takes time {float(base)}^d n up to logarithmic factors, so "
                    f"{self.order}-OV in {power(self.density)} lg n coordinates n^{time}, below "
                    f"n^{power(self.exponent)}"
                )
                return Refutation(source, None, reason)
        return None

    @property
    def statement(self) -> str:
        """The assumption with its quantifiers."""
        return (
            f"No {algorithm(self.randomised)} decides, for all n, whether {self.order} sets of n vectors in "
            f"{{0,1}}^({power(self.density)} lg n) hold an orthogonal tuple, in time O(n^{power(self.exponent)})."
        )

    @property
    def caution(self) -> str:
        """A caution: what is known about the densities for which the assumption can be true."""
        k, slack = self.order, self.slack
        if (refutation := self.refuted_by()) is not None:
            return f"It is refuted by {refutation}."
        superset_sums = (
            f"Superset sums do not refute it: they take time n^max(1, c) up to logarithmic factors, and max(1, c) = "
            f"{max(Fraction(1), self.density)} >= {self.exponent}."
        )
        if (published := self.published_refutation()) is not None:
            return f"{superset_sums} But it is false, and nothing follows from it, by {published}."
        return (
            f"{superset_sums} It may still be false: {k}-OV takes time "
            f"n^({k} - 1/O(log c)) for every constant c [Abboud, Williams, Yu 2015; Chan, Williams 2016], so it is "
            f"false for c below 2^(Omega(1/slack')), slack' = {k} - {self.exponent} = {slack}, and those papers do "
            f"not give the constant in the Omega."
        )

    def require(self, name: str = "density", factor: int = 1) -> None:
        """Refuse a refuted assumption, in terms of the argument ``name``: the density is ``factor`` times its value.

        Raises
        ------
        ValueError
            If the assumption is refuted. The message names the algorithm, and the least value of the argument that
            superset sums do not refute.
        """
        if (refutation := self.refuted_by()) is None:
            return
        if self.exponent >= self.order:
            raise ValueError(f"exponent must be below {self.order}, got {self.exponent}: {refutation}")
        raise ValueError(
            f"{name} must be at least {self.least_density / factor} for the exponent {self.exponent}, got "
            f"{self.density / factor}: the assumption is refuted by {refutation}"
        )

    @display
    def __str__(self) -> str:
        return f"{self.statement} {self.caution}"

    def to_dict(self) -> dict[str, Any]:
        """Return the assumption and its refutations as a JSON object of the kind "assumption"."""
        refutation, published = self.refuted_by(), self.published_refutation()
        return document(
            "assumption",
            statement=self.statement, refuted=refutation is not None,
            refuted_by=None if refutation is None else refutation.method,
            published_refutation=None if published is None else str(published), caution=self.caution, order=self.order,
            density=self.density, exponent=self.exponent, randomised=self.randomised, least_density=self.least_density,
        )  # fmt: skip


def algorithm(randomised: bool) -> str:
    """Return the kind of algorithm in a statement, in words."""
    return "randomised algorithm with error probability at most 1/3" if randomised else "deterministic algorithm"


def power(value: Fraction) -> str:
    """Return a rational number as text for an exponent or factor: a fraction is in brackets."""
    return str(value) if value.denominator == 1 else f"({value})"


def positive(name: str, value: Any) -> Fraction:
    """Return ``value`` as a positive Fraction, or raise a ValueError that names it."""
    number = rational(name, value)
    if number <= 0:
        raise ValueError(f"{name} must be positive, got {short_repr(value)}")
    return number


def flag(name: str, value: Any) -> bool:
    """Return ``value``, a bool, or raise a ValueError that names it."""
    if not isinstance(value, bool):
        raise ValueError(f"{name} must be True or False, got {short_repr(value)}")
    return value
