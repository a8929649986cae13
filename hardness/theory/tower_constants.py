"""The constants of the lower bound over the Garcia-Stichtenoth tower, for every n, and their substitution back."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, partial
from math import ceil, floor

from algorithms.display import fields_repr
from hardness.theory.choice import Choice
from hardness.theory.code_sizes import tower_sizes
from hardness.theory.intervals import Interval, decided, lg, lg_interval, ln2
from hardness.theory.proof import Inequality, Value, at_most, below
from hardness.theory.search import Request, block_limit, least_prime


@dataclass(frozen=True)
class OneGroup:
    """The constant along the lengths m = T kappa of the full codes of the tower alone, not for every n."""

    q: int
    blocks: int
    lg_C: Interval  # noqa: N815 - C is the constant of the theorem

    __repr__ = fields_repr


@dataclass(frozen=True)
class TowerConstants:
    r"""C, C_b and the error for which attention of order k has no n^{k - slack} algorithm, with their proof.

    Statement. Suppose that for ``density`` = c no algorithm decides k-OV with n vectors a set in c lg n dimensions in
    time n^{k - slack + message_exponent} (SETH gives such a c, without saying which). Then for every n >= 2^least_lg_n
    no algorithm computes attention of order k on n key rows with C log n columns and entries at most
    C_b (log n)^{1/k} in time n^{k - slack} up to constant factors: neither to a constant error (calibrated padding)
    nor to n^{-C_a} (the padding of the paper).

    Construction and proof: :data:`hardness.theory.proof.PROOF`; :meth:`verify` substitutes the constants into every
    inequality of it.

    Parameters
    ----------
    request : Request
        Order, slack, density, soundness and message exponent.
    q, blocks, groups : int
        The tower is over F_{q^2}; T blocks a word; G_1, the most words in a message.

    Notes
    -----
    After [AS24]_, Theorem 1.3. The lengths between two levels of the tower are met by shortening the code, which costs
    C^{1 + k/sigma} or so; repeated groups at full length alone would cost about C^{q/2}.

    References
    ----------
    .. [AS24] J. Alman and Z. Song, *How to Capture Higher-order Correlations? Generalizing Matrix Softmax Attention to
       Kronecker Computation*, ICLR 2024.
    """

    request: Request
    q: int
    blocks: int
    groups: int

    __repr__ = fields_repr

    @property
    def order(self) -> int:
        """The order k of the attention."""
        return self.request.order

    @property
    def field_order(self) -> int:
        """Number of elements of the field, q^2."""
        return self.q**2

    @property
    def rate(self) -> Fraction:
        """The rate rho = sigma/k - 1/(q - 1), below dim C / N for the full codes of every level."""
        return self.request.rate(self.q)

    @property
    def gap(self) -> Fraction:
        """The relative gap eps = 1 - sigma of the Gap-MaxIP instances."""
        return 1 - self.request.soundness

    @property
    def confidence(self) -> int:
        """The confidence kap = max(16, 4^(k-1)) of the padding, a square."""
        return max(16, 4 ** (self.order - 1))

    @property
    def error(self) -> Fraction:
        """Any additive error below this decides (calibrated padding): half of 1/(1 + kap^-1/2) - 1/(1 + kap^1/2)."""
        root = max(4, 2 ** (self.order - 1))
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
        q = least_prime(self.request)
        blocks = self.request.blocks_needed(q, None)
        length = lg(self.request.density / (blocks * self.request.rate(q))) - lg_interval(ln2())
        return OneGroup(q, blocks, length + 2 * (self.order - 1) * blocks * lg(q))

    def at(self, lg_n: int | Fraction | str) -> Choice:
        """Return what the construction uses for n = 2^lg_n key rows.

        Raises
        ------
        ValueError
            If n is below the least n of the statement.
        """
        exponent = Fraction(lg_n)
        if exponent < self.least_lg_n:
            raise ValueError(f"lg_n = {lg_n} must be at least {self.least_lg_n}: the statement starts there")
        coordinates = floor(self.request.density * exponent)
        level = decided(lambda bits: self._level(exponent, bits))
        room = self.blocks * (self.q - 1) * self.rate * self.q**level
        groups = max(1, ceil(coordinates / room))
        dimension = max(1, ceil(Fraction(coordinates, self.blocks * groups)))
        sizes = tower_sizes(self.q, level, self.order, self.request.soundness, dimension)
        symbols = groups * sizes.message_dimension
        tail = 2 * (self.order - 1) * self.blocks * groups
        return Choice(
            exponent, coordinates, self.blocks, groups, level, self.q, sizes,
            lg_messages=2 * symbols * lg(self.q), lg_dimension=lg(sizes.length) + tail * lg(self.q),
        )  # fmt: skip

    def verify(self) -> list[Inequality]:
        """Substitute the constants into every inequality of the proof, and the construction at critical n.

        The critical n are the first one, those just before and just after the first two changes of level, and those
        just before and after the first and last changes of the number of groups: there the inequalities are tightest.

        Returns
        -------
        list of Inequality
            Each decided by exact arithmetic or disjoint enclosures. If q, T or G_1 break one of lines 1 to 8, only
            these: the others start from them.
        """
        parameters = decided(lambda bits: list(self._on_parameters(bits)))
        if not all(inequality.holds for inequality in parameters):
            return parameters  # without these n_0 and the bounds beyond it mean nothing
        return parameters + decided(lambda bits: [*self._on_bounds(bits), *self._on_critical_n(bits)])

    def values(self) -> list[Value]:
        """Return the constants as a table: symbol, value, meaning and line of the proof."""
        request, alone = self.request, self.one_group
        return [
            Value(
                "slack'", request.slack - request.message_exponent, "k-OV in time n^(k - slack') is the absurdity", 1
            ),
            Value("rho", self.rate, "rate of the codes, at least", 2),
            Value("q^2", self.field_order, "field of the codes", 3),
            Value("eps", self.gap, "relative gap of Gap-MaxIP", 4),
            Value("T_max", block_limit(self.q), "longest zero-sum-free choice of weights", 5),
            Value("lg n_0", self.least_lg_n, "the statement holds from n_0 on", 6),
            Value("delta", request.message_exponent, "at most n^delta messages of Merlin", 7),
            Value("T", self.blocks, "blocks a word", 8),
            Value("G_1", self.groups, "most words in a message", 8),
            Value("lg X", self._lg_of_X(96), "lg of the largest d/t", 10),
            Value("lg C", self.lg_C, "C log n columns, calibrated padding", 11),
            Value("lg C, paper", self.lg_C_paper, "C log n columns, padding of the paper", 11),
            Value("lg C_b", self.lg_C_b, "entries at most C_b (log n)^(1/k), calibrated padding", 12),
            Value("lg C_b, paper", self.lg_C_b_paper, "the same, padding of the paper", 12),
            Value("error", self.error, "any smaller additive error decides, calibrated padding", 13),
            Value("lg C_a", self.lg_C_a, "error n^-C_a decides, padding of the paper", 14),
            Value("lg n_1", self.least_lg_n_to_write, "writing one call is no more work than allowed from n_1 on", 15),
            Value("lg C, one group", alone.lg_C, f"only along m = {alone.blocks} kappa, q = {alone.q}", 10),
        ]

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
        """((k - 1) + log kap / log n_0) / eps."""
        return (self.order - 1 + lg(self.confidence, bits) / self.least_lg_n) / self.gap

    def _lg_spread(self, bits: int) -> Interval:
        b, a = self._length_bounds(bits)
        return lg_interval(a / b * self._lg_weight(bits), bits)

    def _on_parameters(self, bits: int) -> Iterator[Inequality]:
        request, k, q, T, G = self.request, self.order, self.q, self.blocks, self.groups
        load = self._load(bits)
        room = (q - 1) * self.rate
        yield below(1, "0 < delta", 0, request.message_exponent)
        yield below(1, "delta < slack", request.message_exponent, request.slack)
        yield below(1, "slack < k - 1", request.slack, k - 1)
        yield below(2, "0 < sigma/k - 1/(q - 1)", 0, self.rate)
        yield at_most(3, "1 <= sigma (q - 1) / k", 1, request.soundness * (q - 1) / k)
        yield below(4, "sigma < 1", request.soundness, 1)
        yield at_most(5, "T <= e (p - 1)", T, block_limit(q))
        yield below(6, "A < T", load, T)
        if room <= 0:
            return  # the lines that follow divide by it
        if G >= 2:
            yield at_most(7, "2 A / ((q - 1) rho) <= T - A", 2 * load / room, T - load)
        yield at_most(8, "A (1 + q / (G_1 (q - 1) rho)) <= T", load * (1 + q / (G * room)), T)
        yield at_most(8, "2 G_1 <= q or G_1 = 1", 2 * G if G > 1 else 0, q)

    def _on_bounds(self, bits: int) -> Iterator[Inequality]:
        request, k = self.request, self.order
        start = Fraction(self.least_lg_n)
        switch = self._switch(1, bits)
        yield at_most(6, "q <= theta M at n_0", switch, start, switch)
        fill = Fraction(1 + self.blocks * self.groups) / request.density
        yield below(9, "(1 + T G_1) / c < lg n_0", fill, start, fill)
        yield at_most(13, "4^(k-1) <= kap", 4 ** (k - 1), self.confidence)
        odds = lg(Fraction(self.confidence + 1, self.confidence - 1), bits)
        bonus = (k - 1) * request.soundness / self.gap * start + lg(self.confidence, bits) / self.gap
        yield at_most(14, "k + 1 + lg((kap+1)/(kap-1)) <= lg(n_0^((k-1) sigma/eps) kap^(1/eps))", k + 1 + odds, bonus)
        end = self.least_lg_n_to_write
        yield at_most(
            15, "lg(k n C log n) <= (k - slack) lg n at n_1",
            end + self._lg_numbers(end, bits), (k - request.slack) * end, Fraction(end),
        )  # fmt: skip

    def _on_critical_n(self, bits: int) -> Iterator[Inequality]:
        request, k = self.request, self.order
        b, a = self._length_bounds(bits)
        for lg_n in self.critical_lg_n():
            choice = self.at(lg_n)
            sizes, where = choice.sizes, f"at lg n = {lg_n}"
            natural = lg_n * ln2(bits)
            points = (self.q - 1) * self.q ** (choice.level or 1)
            yield at_most(3, f"N <= (q - 1) q^L {where}", sizes.length, points, lg_n)
            yield at_most(4, f"k u <= sigma N {where}", sizes.zeros, request.soundness * sizes.length, lg_n)
            capacity = choice.blocks * choice.groups * sizes.dimension
            yield at_most(7, f"m <= T G kappa {where}", choice.coordinates, capacity, lg_n)
            bits_sent = choice.groups * sizes.message_dimension * 2 * lg(self.q, bits)
            yield at_most(
                7, f"G (k - 1) u lg q^2 <= delta lg n {where}", bits_sent, request.message_exponent * lg_n, lg_n
            )
            yield at_most(8, f"G <= G_1 {where}", choice.groups, self.groups, lg_n)
            yield at_most(9, f"b log n <= N {where}", b * natural, sizes.length, lg_n)
            yield at_most(9, f"N <= a log n {where}", sizes.length, a * natural, lg_n)
            tail = 2 * (k - 1) * choice.blocks * choice.groups
            yield at_most(10, f"lg_q(d/t) <= lg_q(X) {where}", tail, self.exponent, lg_n)
            columns = lg_interval(a, bits) + self._lg_of_X_plus_1(bits) + lg_interval(natural, bits)
            used = lg(sizes.length, bits) + self._lg_of_power_plus_1(tail, bits)
            yield at_most(11, f"lg(d + t) <= lg(C log n) {where}", used, columns, lg_n)
            scores = ((k - 1) * natural + lg(self.confidence, bits) * ln2(bits)) / (self.gap * sizes.length)
            bound = self._lg_spread(bits) + self._lg_of_X_plus_1(bits) + lg_interval(natural, bits)
            yield at_most(12, f"lg beta <= lg(C_b^k log n) {where}", columns + lg_interval(scores, bits), bound, lg_n)

    def critical_lg_n(self) -> list[Fraction]:
        """Return the lg n, rational, where the level or the number of groups is about to change or just did."""
        found = {Fraction(self.least_lg_n)}
        for level in (1, 2):
            change = decided(partial(self._last_before, level + 1))
            found |= {Fraction(change), Fraction(change + 1)}
            full = self.blocks * (self.q - 1) * self.rate * self.q**level / self.request.density
            for groups in {1, 2, self.groups - 1} & set(range(1, self.groups)):
                found |= {groups * full, groups * full + 1 / self.request.density}
        return sorted(lg_n for lg_n in found if lg_n >= self.least_lg_n)
