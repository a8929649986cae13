"""The construction over codes whose field must grow with n: Reed-Solomon and Hermitian codes."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, floor
from typing import Any, Literal

from hardness.arguments import rational, short_repr
from hardness.codes.curves import hermitian_points
from hardness.codes.sizes import ProtocolSizes, hermitian_sizes, least_length, reed_solomon_sizes
from hardness.intervals import decided, lg
from hardness.primes import least_prime_from
from hardness.protocols.zero_sum import zero_sum_free_length
from hardness.theory.constants.base import Constants
from hardness.theory.constants.construction import Construction
from hardness.theory.constants.inequalities import Inequality, Value, at_most
from hardness.theory.constants.proof import GROWING_PROOF
from hardness.theory.constants.request import Request

RUNGS = 15
"""The number of n that `GrowingConstants.verify` examines."""


@dataclass(frozen=True, repr=False)
class GrowingConstants(Constants):
    r"""The parameters for each n over a family whose length is bounded by its field.

    A Reed-Solomon code has at most |F| points and a Hermitian one |F|^{3/2}, so |F| grows with n, and Merlin's symbols
    cost lg |F| bits. To stay within n^delta messages, T must grow like (k - 1) (c / delta) lg |F|, and
    d = N |F|^{(k-1)T} is 2^{growth (lg lg n)^2 (1 + o(1))}: below every power of n, above every power of log n. The
    lower bound then holds for that d, not for C log n: there is no constant C. The proof for all large n is
    :data:`hardness.theory.constants.proof.GROWING_PROOF`; :meth:`verify` examines single n. It rests on the same
    assumption as `TowerConstants`, and if that is refuted, nothing follows here either (`formula_only`).

    Parameters
    ----------
    request : Request
        Order, slack, density, soundness and message exponent.
    family : {"hermitian", "rs"}
        Reed-Solomon codes over prime fields, or Hermitian curves over F_{q^2} with q prime.

    Examples
    --------
    >>> from hardness.theory.constants.parameters import theorem_constants
    >>> rs = theorem_constants("1/2", 3, family="rs")
    >>> rs.growth
    Fraction(48, 1)
    >>> rs.at(10**6).blocks
    374
    """

    request: Request
    family: Literal["hermitian", "rs"]

    @property
    def growth(self) -> Fraction:
        """The limit of lg d / (lg lg n)^2: (k - 1)^2 (c / delta) phi^2, where |F| = N^phi, phi = 1 or 2/3."""
        phi = Fraction(2, 3) if self.family == "hermitian" else Fraction(1)
        return (self.order - 1) ** 2 * self.request.density / self.request.message_exponent * phi**2

    def at(self, lg_n: int | Fraction | str) -> Construction:
        """Return the construction for n = 2^lg_n key rows, with a T that suffices while T - 1 does not.

        Raises
        ------
        ValueError
            If lg_n is not an exact number from 1 to 10^150, beyond which the search for primes takes long, or n is so
            small that no number of blocks keeps the messages below n^delta.
        """
        exponent = rational("lg_n", lg_n)
        if not 1 <= exponent <= 10**150:
            raise ValueError(f"lg_n must be between 1 and 10^150, got {short_repr(lg_n)}")
        coordinates = floor(self.request.density * exponent)

        def enough(blocks: int) -> bool:
            sizes = self._code(coordinates, blocks)[1]
            allowed = self.request.message_exponent * exponent
            return decided(lambda bits: sizes.message_dimension * lg(sizes.field_order, bits) <= allowed)

        low, high = 0, 1
        while not enough(high):
            if high > coordinates:
                raise ValueError(
                    f"lg_n must be large enough for some blocks to keep messages below n^delta, got {lg_n}"
                )
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if enough(middle) else (middle, high)
        q, sizes = self._code(coordinates, high)
        return Construction(exponent, coordinates, groups=1, level=None, q=q, sizes=sizes)

    def verify(self) -> list[Inequality]:
        """Substitute the parameters of single n into the inequalities of the proof: an observation, not a proof.

        The n are 2^(4^j) for `RUNGS` values of j, from the first one on at which there are parameters. This says
        nothing about any other n: field, blocks and length change with n, and no inequality here covers them all.
        """
        inequalities: list[Inequality] = []
        for used in self._ladder:
            sizes, q, lg_n = used.sizes, used.q, used.lg_n
            where = f"at lg n = {lg_n}"
            points, degree = (hermitian_points(q), 2) if self.family == "hermitian" else (q, 1)
            limit, messages = zero_sum_free_length(q, degree), self.request.message_exponent * lg_n
            inequalities += [
                at_most(3, f"N <= number of points {where}", sizes.length, points, lg_n),
                at_most(4, f"k u <= sigma N {where}", sizes.zeros, self.request.soundness * sizes.length, lg_n),
                at_most(5, f"T <= e (p - 1) {where}", sizes.blocks, limit, lg_n),
                at_most(7, f"m <= T kappa {where}", used.coordinates, sizes.universe, lg_n),
                at_most(7, f"(k - 1) u lg |F| <= delta lg n {where}", used.lg_messages, messages, lg_n),
            ]
        return inequalities

    def values(self) -> list[Value]:
        """Return the values that do not depend on n as a table."""
        request = self.request
        slack = request.slack - request.message_exponent
        no_constant = f"the field of {self.family} codes grows with n: d = C log n is out of reach"
        return [
            Value("slack'", slack, "k-OV has no algorithm in time O(n^(k - slack')): assumed", 1, "slack_prime"),
            Value("eps", self.gap, "relative gap of Gap-MaxIP", 4, "gap"),
            Value("delta", request.message_exponent, "at most n^delta messages of Merlin", 7, "message_exponent"),
            Value("lim lg d / (lg lg n)^2", self.growth, "d grows faster than any power of log n", 10, "growth"),
            Value("C", None, no_constant, 11, "C"),
        ]

    @property
    def parameters(self) -> dict[str, Any]:
        """The family; field and blocks change with n."""
        return {"family": self.family}

    @property
    def proof(self) -> dict[int, str]:
        """The lines of the proof over fields that grow with n, including those for all fields."""
        return dict(GROWING_PROOF)

    @property
    def scope(self) -> str:
        """The scope of `verify`: what it checks and what it does not."""
        first, last = self._ladder[0].lg_n, self._ladder[-1].lg_n
        return (
            f"an observation at {RUNGS} values of n: lg n = {first}, {4 * first}, .., {last}, each 4 times the one "
            f"before; nothing is shown for any other n"
        )

    @property
    def _instances(self) -> str:
        return (
            f"with d columns, lg d = (1 + o(1)) {self.growth} (lg lg n)^2, entries at most d^(1/{self.order} + o(1)) "
            f"and a constant additive error"
        )

    @cached_property
    def _ladder(self) -> list[Construction]:
        choices: list[Construction] = []
        lg_n = 1
        while len(choices) < RUNGS:
            lg_n *= 4
            try:
                choices.append(self.at(lg_n))
            except ValueError:
                if choices:
                    raise
        return choices

    def _code(self, coordinates: int, blocks: int) -> tuple[int, ProtocolSizes]:
        """Return the least prime q, with enough points and weights for the blocks, and the sizes of the code."""
        k, soundness = self.order, self.request.soundness
        dimension = max(1, ceil(Fraction(coordinates, blocks)))
        if self.family == "rs":
            q = least_prime_from(max(least_length(k * (dimension - 1), soundness), blocks + 1))
            return q, reed_solomon_sizes(q, dimension, k, soundness, blocks)

        def enough(q: int) -> bool:
            length = hermitian_sizes(q, dimension, k, soundness).length
            return length <= hermitian_points(q) and blocks <= zero_sum_free_length(q, 2)

        # The bound u exceeds q^2/2 at most by kappa, so from some q on the q^3 points are enough: bisect.
        low, high = 1, max(2, ceil(Fraction(blocks, 2)) + 1)
        while not enough(high):
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if enough(middle) else (middle, high)
        q = least_prime_from(high)
        return q, hermitian_sizes(q, dimension, k, soundness, blocks)
