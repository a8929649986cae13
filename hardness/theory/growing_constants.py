"""The same construction over codes whose field must grow with n: Reed-Solomon and Hermitian codes."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from algorithms.display import fields_repr
from hardness.theory.choice import Choice
from hardness.theory.code_sizes import CodeSizes, hermitian_sizes, reed_solomon_sizes
from hardness.theory.intervals import decided, lg
from hardness.theory.proof import Inequality, Value, at_most
from hardness.theory.search import Request


@dataclass(frozen=True)
class GrowingConstants:
    r"""The parameters for each n over a family whose length is bounded by its field.

    A Reed-Solomon code has at most |F| points and a Hermitian one |F|^{3/2}, so |F| grows with n and Merlin's symbols
    cost lg |F| bits. To stay within n^delta messages T must grow like (k - 1) (c / delta) lg |F|, and
    d = N |F|^{(k-1)T} is 2^{growth (lg lg n)^2 (1 + o(1))}: below every power of n, above every power of log n. The
    lower bound then holds for that d, and not for C log n: there is no constant C.

    Parameters
    ----------
    request : Request
        Order, slack, density, soundness and message exponent.
    family : {"hermitian", "rs"}
        Reed-Solomon codes over prime fields, or Hermitian curves over F_{q^2} with q prime.

    Examples
    --------
    >>> from hardness.theory.constants import theorem_constants
    >>> rs = theorem_constants("1/2", 1, family="rs")
    >>> rs.growth
    Fraction(16, 1)
    >>> rs.at(10**6).blocks, print(rs.at(10**6).lg_dimension)
    3903.364978…
    (125, None)
    """

    request: Request
    family: Literal["hermitian", "rs"]

    __repr__ = fields_repr

    @property
    def order(self) -> int:
        """The order k of the attention."""
        return self.request.order

    @property
    def gap(self) -> Fraction:
        """The relative gap eps = 1 - sigma of the Gap-MaxIP instances."""
        return 1 - self.request.soundness

    @property
    def growth(self) -> Fraction:
        """The limit of lg d / (lg lg n)^2: (k - 1)^2 (c / delta) phi^2, where |F| = N^phi, phi = 1 or 2/3."""
        phi = Fraction(2, 3) if self.family == "hermitian" else Fraction(1)
        return (self.order - 1) ** 2 * self.request.density / self.request.message_exponent * phi**2

    def at(self, lg_n: int | Fraction | str) -> Choice:
        """Return what the construction uses for n = 2^lg_n key rows: a T that suffices while T - 1 does not.

        Raises
        ------
        ValueError
            If lg_n < 1, or n is so small that no number of blocks keeps the messages below n^delta.
        """
        exponent = Fraction(lg_n)
        if exponent < 1:
            raise ValueError(f"lg_n = {lg_n} must be at least 1")
        coordinates = floor(self.request.density * exponent)

        def enough(blocks: int) -> bool:
            sizes = self._code(coordinates, blocks)[1]
            allowed = self.request.message_exponent * exponent
            return decided(lambda bits: sizes.message_dimension * lg(sizes.field_order, bits) <= allowed)

        low, high = 0, 1
        while not enough(high):
            if high > coordinates:
                raise ValueError(f"lg_n = {lg_n} is too small: no number of blocks keeps the messages below n^delta")
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if enough(middle) else (middle, high)
        q, sizes = self._code(coordinates, high)
        log = lg(sizes.field_order, 96 + sizes.message_dimension.bit_length())
        return Choice(
            exponent, coordinates, high, 1, None, q, sizes,
            lg_messages=sizes.message_dimension * log,
            lg_dimension=lg(sizes.length) + (self.order - 1) * high * log,
        )  # fmt: skip

    def verify(self) -> list[Inequality]:
        """Substitute the parameters for n = 2^(4^j), from the first j that works on, into the proof's inequalities."""
        found = []
        for choice in self._ladder(15):
            sizes, where = choice.sizes, f"at lg n = {choice.lg_n}"
            lg_n = choice.lg_n
            points, limit = (
                (choice.q**3, 2 * (choice.q - 1)) if self.family == "hermitian" else (choice.q, choice.q - 1)
            )
            found += [
                at_most(3, f"N <= number of points {where}", sizes.length, points, lg_n),
                at_most(4, f"k u <= sigma N {where}", sizes.zeros, self.request.soundness * sizes.length, lg_n),
                at_most(5, f"T <= e (p - 1) {where}", choice.blocks, limit, lg_n),
                at_most(7, f"m <= T kappa {where}", choice.coordinates, choice.blocks * sizes.dimension, lg_n),
                at_most(7, f"(k - 1) u lg |F| <= delta lg n {where}", choice.lg_messages, self._bits(choice), lg_n),
            ]
        return found

    def values(self) -> list[Value]:
        """Return what does not depend on n as a table."""
        request = self.request
        return [
            Value(
                "slack'", request.slack - request.message_exponent, "k-OV in time n^(k - slack') is the absurdity", 1
            ),
            Value("eps", self.gap, "relative gap of Gap-MaxIP", 4),
            Value("delta", request.message_exponent, "at most n^delta messages of Merlin", 7),
            Value("lim lg d / (lg lg n)^2", self.growth, "d grows faster than any power of log n", 10),
            Value("C", "none", f"the field of {self.family} codes grows with n: d = C log n is out of reach", 11),
        ]

    def _ladder(self, steps: int) -> list[Choice]:
        choices: list[Choice] = []
        lg_n = 1
        while len(choices) < steps:
            lg_n *= 4
            try:
                choices.append(self.at(lg_n))
            except ValueError:
                if choices:
                    raise
        return choices

    def _bits(self, choice: Choice) -> Fraction:
        return self.request.message_exponent * choice.lg_n

    def _code(self, coordinates: int, blocks: int) -> tuple[int, CodeSizes]:
        """Return the least prime q and the code for that many blocks: enough points, and weights for T blocks."""
        from sympy import nextprime

        k, soundness = self.order, self.request.soundness
        dimension = max(1, ceil(Fraction(coordinates, blocks)))
        if self.family == "rs":
            length = reed_solomon_sizes(2, dimension, k, soundness).length
            q = int(nextprime(max(length, blocks + 1) - 1))
            return q, reed_solomon_sizes(q, dimension, k, soundness)
        # The bound u exceeds q^2/2 at most by kappa, so from some q on the q^3 points are enough: bisect.
        low, high = 1, max(2, ceil(Fraction(blocks, 2)) + 1)
        while hermitian_sizes(high, dimension, k, soundness).length > high**3:
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            few = hermitian_sizes(middle, dimension, k, soundness).length > middle**3 or 2 * (middle - 1) < blocks
            low, high = (middle, high) if few else (low, middle)
        q = int(nextprime(high - 1))
        return q, hermitian_sizes(q, dimension, k, soundness)
