"""The constants of the lower bound over the Garcia-Stichtenoth tower, for every n, and their verification."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import ceil, floor
from typing import Any

from hardness.arguments import rational
from hardness.codes.curves import tower_points
from hardness.codes.sizes import tower_sizes
from hardness.intervals import decided, lg, lg_interval, ln2
from hardness.reductions.separation import least_separation
from hardness.theory.constants.construction import Construction
from hardness.theory.constants.inequalities import Inequality, Value, at_most, below
from hardness.theory.constants.proof import PROOF
from hardness.theory.constants.search import block_limit
from hardness.theory.constants.tower_bounds import TowerBounds


@dataclass(frozen=True, repr=False)
class TowerConstants(TowerBounds):
    r"""C, C_b and the error for which attention of order k has no n^{k - slack} algorithm, with their proof.

    Statement. Suppose that for ``density`` = c no deterministic algorithm decides, for all n, k-OV with n vectors per
    set in c lg n coordinates in time O(n^{k - slack + message_exponent}). Then no deterministic algorithm computes, for
    all large n, attention of order k on n key rows with floor(C log n) columns and entries at most C_b (log n)^{1/k} in
    time O(n^{k - slack}): neither to a constant error (calibrated padding) nor to n^{-C_a} (the padding of the paper).
    The reduction exists for every n >= 2^least_lg_n. The same holds with randomised algorithms in both places, with
    O(log n) repetitions of each call in the time. SETH gives such a c without naming it. Superset sums refute every c
    below the exponent, and then nothing follows (`formula_only`).

    Construction and proof: :data:`hardness.theory.constants.proof.PROOF`; :meth:`verify` substitutes the constants into
    its inequalities.

    Parameters
    ----------
    request : Request
        Order, slack, density, soundness and message exponent.
    q, blocks, groups : int
        The tower is over F_{q^2}; T blocks per word; G_1, the largest number of words in a message.

    Notes
    -----
    After [AS24]_, Theorem 1.3. The lengths between two levels of the tower are met by shortening the code. Compared
    with `one_group`, lg C grows by a factor that tends to 1 + k/sigma as the slack tends to 0 (there G_1 = 1, T tends
    to A (1 + k/sigma), and lg q grows by 1 + o(1)); at k = 3, slack 1/2, density 3 by 13.3.

    References
    ----------
    .. [AS24] J. Alman and Z. Song, *How to Capture Higher-order Correlations? Generalizing Matrix Softmax Attention to
       Kronecker Computation*, ICLR 2024.
    """

    def at(self, lg_n: int | Fraction | str) -> Construction:
        """Return the construction for n = 2^lg_n key rows.

        Raises
        ------
        ValueError
            If lg_n is not an exact number, or n is below the least n of the statement.
        """
        exponent = rational("lg_n", lg_n)
        if exponent < self.least_lg_n:
            raise ValueError(f"lg_n must be at least {self.least_lg_n}, where the statement starts, got {lg_n}")
        coordinates = floor(self.request.density * exponent)
        level = decided(lambda bits: self._level(exponent, bits))
        room = self.blocks * (self.q - 1) * self.rate * self.q**level
        groups = max(1, ceil(coordinates / room))
        dimension = max(1, ceil(Fraction(coordinates, self.blocks * groups)))
        sizes = tower_sizes(self.q, level, self.order, self.request.soundness, dimension, self.blocks)
        return Construction(exponent, coordinates, groups, level, self.q, sizes)

    def verify(self) -> list[Inequality]:
        """Substitute the constants into the inequalities of the proof, and the construction at critical n.

        The inequalities between constants, with the argument in the lines of the proof, settle every n. The
        construction at single n is an observation that would reveal an error in that argument. The critical n are the
        first one, those just before and just after the first two changes of level, and those just before and just after
        the first and last changes of the number of groups: there the inequalities are tightest.

        Returns
        -------
        list of Inequality
            Each is decided by exact arithmetic or disjoint enclosures. If q, T or G_1 break one of lines 1 to 8, only
            these lines are returned, because the others assume them.
        """
        parameters = decided(lambda bits: list(self._on_parameters(bits)))
        if not all(inequality.holds for inequality in parameters):
            return parameters  # without these n_0 and the bounds beyond it mean nothing
        return parameters + decided(lambda bits: [*self._on_bounds(bits), *self._on_critical_n(bits)])

    def values(self) -> list[Value]:
        """Return the constants as a table: symbol, value, meaning and line of the proof."""
        request, alone = self.request, self.one_group
        slack = request.slack - request.message_exponent
        return [
            Value("slack'", slack, "k-OV has no algorithm in time O(n^(k - slack')): assumed", 1, "slack_prime"),
            Value("rho", self.rate, "rate of the codes, at least", 2, "rate"),
            Value("q^2", self.field_order, "field of the codes", 3, "field_order"),
            Value("eps", self.gap, "relative gap of Gap-MaxIP", 4, "gap"),
            Value("T_max", block_limit(self.q), "longest zero-sum-free choice of weights", 5, "block_limit"),
            Value("lg n_0", self.least_lg_n, "the reduction exists from n_0 on", 6, "lg_n_0"),
            Value("delta", request.message_exponent, "at most n^delta messages of Merlin", 7, "message_exponent"),
            Value("T", self.blocks, "blocks per word", 8, "blocks"),
            Value("G_1", self.groups, "most words in a message", 8, "groups"),
            Value("lg X", self._lg_of_X(96), "lg of the largest d/t", 10, "lg_X"),
            Value("lg C", self.lg_C, "C log n columns, calibrated padding", 11, "lg_C"),
            Value("lg C, paper", self.lg_C_paper, "C log n columns, padding of the paper", 11, "lg_C_paper"),
            Value("lg C_b", self.lg_C_b, "entries at most C_b (log n)^(1/k), calibrated padding", 12, "lg_C_b"),
            Value("lg C_b, paper", self.lg_C_b_paper, "the same, padding of the paper", 12, "lg_C_b_paper"),
            Value("error", self.error, "any smaller additive error decides, calibrated padding", 13, "error"),
            Value("lg C_a", self.lg_C_a, "error n^-C_a decides, padding of the paper", 14, "lg_C_a"),
            Value("lg n_1", self.least_lg_n_to_write, "from n_1 on writing a call takes n^(k - slack)", 15, "lg_n_1"),
            Value("lg C, one group", alone.lg_C, f"for m = {alone.blocks} kappa, q = {alone.q}", 10, "lg_C_one_group"),
        ]  # fmt: skip

    @property
    def parameters(self) -> dict[str, Any]:
        """The family, and q, blocks and groups."""
        return {"family": "tower", "q": self.q, "blocks": self.blocks, "groups": self.groups}

    @property
    def proof(self) -> dict[int, str]:
        """All lines of the proof over the tower."""
        return dict(PROOF)

    @property
    def scope(self) -> str:
        """What `verify` checks, and what it does not."""
        return (
            "the inequalities between constants on which the proof for every n >= n_0 rests; and as an observation, "
            "the construction at the first n and at changes of level and of the number of groups"
        )

    @property
    def _instances(self) -> str:
        return (
            f"with floor(C log n) columns, lg C = {self.lg_C}, entries at most C_b (log n)^(1/{self.order}), lg C_b = "
            f"{self.lg_C_b}, and an additive error below {self.error},"
        )

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
        yield at_most(13, "4^(k-1) <= sep", least_separation(k), self.separation)
        odds = lg(Fraction(self.separation + 1, self.separation - 1), bits)
        bonus = (k - 1) * request.soundness / self.gap * start + lg(self.separation, bits) / self.gap
        yield at_most(14, "k + 1 + lg((sep+1)/(sep-1)) <= lg(n_0^((k-1) sigma/eps) sep^(1/eps))", k + 1 + odds, bonus)
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
            points = tower_points(self.q, choice.level or 1)
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
            scores = ((k - 1) * natural + lg(self.separation, bits) * ln2(bits)) / (self.gap * sizes.length)
            bound = self._lg_spread(bits) + self._lg_of_X_plus_1(bits) + lg_interval(natural, bits)
            yield at_most(12, f"lg beta <= lg(C_b^k log n) {where}", columns + lg_interval(scores, bits), bound, lg_n)

    def critical_lg_n(self) -> list[Fraction]:
        """Return the rational lg n just before and just after changes of the level or the number of groups."""
        critical = {Fraction(self.least_lg_n)}
        for level in (1, 2):
            change = decided(partial(self._last_before, level + 1))
            critical |= {Fraction(change), Fraction(change + 1)}
            full = self.blocks * (self.q - 1) * self.rate * self.q**level / self.request.density
            for groups in {1, 2, self.groups - 1} & set(range(1, self.groups)):
                critical |= {groups * full, groups * full + 1 / self.request.density}
        return sorted(lg_n for lg_n in critical if lg_n >= self.least_lg_n)
