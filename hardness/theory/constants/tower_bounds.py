"""The constants of the lower bound over the Garcia-Stichtenoth tower, as certified enclosures."""

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, floor, isqrt

from algorithms.deprecated import RenamedAttribute
from algorithms.display import fields_repr
from hardness.intervals import Interval, decided, lg, lg_interval, ln2
from hardness.reductions.separation import default_separation
from hardness.theory.constants.base import Constants
from hardness.theory.constants.request import Request
from hardness.theory.constants.search import least_prime_for


@dataclass(frozen=True)
class OneGroup:
    """The constant along the lengths m = T kappa of the full codes of the tower alone, not for every n."""

    q: int
    blocks: int
    lg_C: Interval  # noqa: N815 - C is the constant of the theorem

    __repr__ = fields_repr


@dataclass(frozen=True, repr=False)
class TowerBounds(Constants):
    """Everything about the tower that follows from a request and the three parameters by formulas alone."""

    request: Request
    q: int
    blocks: int
    groups: int

    @property
    def field_order(self) -> int:
        """Number of elements of the field, q^2."""
        return self.q**2

    @property
    def rate(self) -> Fraction:
        """The rate rho = sigma/k - 1/(q - 1), below dim C / N for the full codes of every level."""
        return self.request.rate(self.q)

    @property
    def separation(self) -> int:
        """The separation sep = max(16, 4^(k-1)) of the padding, a square."""
        return default_separation(self.order)

    confidence = RenamedAttribute("separation")

    @property
    def error(self) -> Fraction:
        """Any additive error below this decides (calibrated padding): half of 1/(1 + sep^-1/2) - 1/(1 + sep^1/2)."""
        root = isqrt(self.separation)
        return Fraction(root - 1, 2 * (root + 1))

    @cached_property
    def exponent(self) -> int:
        """The exponent of q in X = max d/t: 2 (k - 1) T G_1."""
        return 2 * (self.order - 1) * self.blocks * self.groups

    @cached_property
    def least_lg_n(self) -> int:
        """Lg n_0, an integer: the statement holds for every n >= n_0."""
        fill = 2 * (1 + self.blocks * self.groups) / self.request.density
        return max(ceil(fill), decided(lambda bits: ceil(self._switch(1, bits))))

    @property
    def lg_C(self) -> Interval:
        """Lg of the constant of the number C log n of columns, calibrated padding."""
        return decided(lambda bits: lg_interval(self._length_bounds(bits)[1]) + self._lg_of_X_plus_1(bits))

    @property
    def lg_C_b(self) -> Interval:
        """Lg of the constant of the entries' bound C_b (log n)^{1/k}, calibrated padding."""
        return decided(lambda bits: (self._lg_spread(bits) + self._lg_of_X_plus_1(bits)) / self.order)

    @property
    def lg_C_paper(self) -> Interval:
        """Lg of the constant of the number of columns, padding of the paper."""
        return decided(lambda bits: 1 + lg_interval(self._length_bounds(bits)[1]) + self._lg_of_X(bits))

    @property
    def lg_C_b_paper(self) -> Interval:
        """Lg of the constant of the entries' bound, padding of the paper."""
        return decided(lambda bits: (1 + self._lg_spread(bits) + self._lg_of_X(bits)) / self.order)

    @property
    def lg_C_a(self) -> Interval:
        """Lg of the exponent of the error n^{-C_a}, padding of the paper."""
        return decided(lambda bits: self._lg_of_X(bits) + lg_interval(self._lg_weight(bits)))

    @cached_property
    def one_group(self) -> OneGroup:
        """The least prime and its constant along m = T kappa only, where N < m / (T rho)."""
        q = least_prime_for(self.request)
        blocks = self.request.blocks_needed(q, None)
        length = lg(self.request.density / (blocks * self.request.rate(q))) - lg_interval(ln2())
        return OneGroup(q, blocks, length + 2 * (self.order - 1) * blocks * lg(q))

    @cached_property
    def least_lg_n_to_write(self) -> int:
        """Lg n_1, an integer: from n_1 on the k n C log n numbers of one call are at most n^{k - slack}."""
        return decided(self._least_lg_n_to_write)

    def _least_lg_n_to_write(self, bits: int) -> int:
        margin = self.order - 1 - self.request.slack
        low = max(
            self.least_lg_n, ceil(2 / margin)
        )  # margin x - lg x increases from 1 / (margin log 2) < 2 / margin on
        if self._writing(low, bits):
            return low
        high = 2 * low
        while not self._writing(high, bits):
            low, high = high, 2 * high
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self._writing(middle, bits) else (middle, high)
        return high

    def _writing(self, lg_n: int, bits: int) -> bool:
        return self._lg_numbers(lg_n, bits) <= (self.order - 1 - self.request.slack) * lg_n

    def _lg_numbers(self, lg_n: int, bits: int) -> Interval:
        columns = lg_interval(self._length_bounds(bits)[1]) + self._lg_of_X_plus_1(bits)
        return lg(self.order, bits) + columns + lg(lg_n, bits) + lg_interval(ln2(bits), bits)

    # A, M / lg n, theta M / lg n and the switch to a level, all of line 6.

    def _load(self, bits: int) -> Interval:
        return self.request.load * lg(self.q, bits)

    def _budget(self, bits: int) -> Interval:
        return self.request.message_exponent / (2 * (self.order - 1) * lg(self.q, bits))

    def _switch(self, level: int, bits: int) -> Interval:
        """Lg of the least n at which a level is allowed: q^level <= theta M."""
        return self.q**level / (self._budget(bits) - self.request.density / self.blocks)

    def _last_before(self, level: int, bits: int) -> int:
        return floor(self._switch(level, bits))

    def _level(self, lg_n: Fraction, bits: int) -> int:
        level = 1
        while self._switch(level + 1, bits) <= lg_n:
            level += 1
        return level

    # b and a of line 9 (N between b log n and a log n); X, and what C_b^k and C_a put beside it.

    def _length_bounds(self, bits: int) -> tuple[Interval, Interval]:
        stretch = self.order / self.request.soundness
        fill = self.request.density - Fraction(1 + self.blocks * self.groups, self.least_lg_n)
        b = Interval.of(stretch * fill / (self.blocks * self.groups))
        a = self._budget(bits) * stretch + Fraction(1, self.least_lg_n)
        return b / ln2(bits), a / ln2(bits)

    def _lg_of_X(self, bits: int) -> Interval:
        return self.exponent * lg(self.q, bits)

    def _lg_of_X_plus_1(self, bits: int) -> Interval:
        return self._lg_of_power_plus_1(self.exponent, bits)

    def _lg_of_power_plus_1(self, exponent: int, bits: int) -> Interval:
        power = exponent * lg(self.q, bits)
        return power + Interval(Fraction(0), Fraction(2, 1 << min(bits, floor(power.lower))))  # lg(1 + 1/x) < 2/x

    def _lg_weight(self, bits: int) -> Interval:
        """((k - 1) + log sep / log n_0) / eps."""
        return (self.order - 1 + lg(self.separation, bits) / self.least_lg_n) / self.gap

    def _lg_spread(self, bits: int) -> Interval:
        b, a = self._length_bounds(bits)
        return lg_interval(a / b * self._lg_weight(bits), bits)
