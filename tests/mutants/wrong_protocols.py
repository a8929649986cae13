"""Wrong protocols for set disjointness."""

from fractions import Fraction

import numpy as np
from mutant import mutants_of

from hardness.checks import check_protocol
from hardness.codes import ReedSolomon
from hardness.protocols import SetDisjointness, Transcript


class AnyWeights(SetDisjointness):
    """Does not ask whether weights sum to zero."""

    def __init__(self, code, blocks, players, weights):
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "blocks", blocks)
        object.__setattr__(self, "players", players)
        object.__setattr__(self, "weights", tuple(weights))


class ShortContainingCode(SetDisjointness):
    @property
    def containing_code(self):
        right = self.code.star_power(self.players)
        return ReedSolomon(right.field_order, right.length, right.dimension - 1, right.points)


class MessagesAnywhere(SetDisjointness):
    @property
    def message_basis(self):
        return self.containing_code.generator


class MessageUnchecked(SetDisjointness):
    def checked_message(self, message):
        word = np.asarray(message)
        if not self.containing_code.contains(word):
            raise ValueError("message is no word of C'")
        return word.astype(self.code.arithmetic.dtype)


class BoundOfOneFactorLess(SetDisjointness):
    @property
    def soundness_bound(self):
        return Fraction((self.players - 1) * (self.code.dimension - 1), self.coins)


class BoundTooLarge(SetDisjointness):
    @property
    def soundness_bound(self):
        return Fraction(self.containing_code.max_zeros + 1, self.coins)


class CoinsWithoutTheLast(SetDisjointness):
    def run(self, sets, merlin="honest", seed=None):
        run = super().run(sets, merlin, seed)
        coin = int(np.random.default_rng(seed).integers(self.coins - 1))
        return Transcript.from_run(self, run.sets, run.message, coin)


class LastCoinTwice(SetDisjointness):
    def run(self, sets, merlin="honest", seed=None):
        run = super().run(sets, merlin, seed)
        coin = min(int(np.random.default_rng(seed).integers(self.coins + 1)), self.coins - 1)
        return Transcript.from_run(self, run.sets, run.message, coin)


class BitsRoundedBySymbol(SetDisjointness):
    @property
    def bits(self):
        each = self.blocks * (self.code.field_order - 1).bit_length()
        return {party: each if party.startswith("player") else n for party, n in super().bits.items()}


class HonestWithUnitWeights(SetDisjointness):
    def honest_message(self, sets):
        super().honest_message(sets)
        return SetDisjointness(self.code, self.blocks, self.players).sum_word(sets)


class LastPlayerIgnored(SetDisjointness):
    def sum_word(self, sets):
        everyone = np.array(self.checked_sets(sets))
        everyone[-1] = 1
        return super().sum_word(everyone)


class Believing(Transcript):
    """Takes the verdict as it was written down."""

    def inconsistencies(self):
        return [said for said in super().inconsistencies() if not said.startswith("accepted")]


class VerdictUnchecked(SetDisjointness):
    def run(self, sets, merlin="honest", seed=None):
        run = super().run(sets, merlin, seed)
        return Believing(run.protocol, run.sets, run.message, run.coin, run.symbols, run.accepted)


class WeightsSorted(SetDisjointness):
    def to_dict(self):
        return {**super().to_dict(), "weights": sorted(self.weights)}


RS7 = ReedSolomon(7, 6, 2)
MEETING_ONCE = [np.eye(1, 16, position, dtype=int).repeat(2, axis=0) for position in range(0, 16, 5)]
APART = [[[1, 0] * 8, [0, 1] * 8], [[0] * 16, [1] * 16]]

MUTANTS = mutants_of(
    check_protocol,
    [
        (
            "T = char with unit weights",
            "weights soundness",
            lambda: AnyWeights(ReedSolomon(5, 5, 2), 5, 2, [1] * 5),
        ),
        (
            "weights 1, 2, 3, .. because they differ",
            "weights",
            lambda: AnyWeights(ReedSolomon(17, 8, 2), 8, 2, range(1, 9)),
            [*MEETING_ONCE, *APART],
        ),
        ("C' is one dimension short", "bits completeness soundness transcript", lambda: ShortContainingCode(RS7, 2, 3)),
        (
            "messages need not vanish on I",
            "bits message-space soundness transcript",
            lambda: MessagesAnywhere(RS7, 2, 2),
        ),
        ("a message is not checked on I", "message-space", lambda: MessageUnchecked(RS7, 2, 3)),
        ("k - 1 for k in the soundness bound", "soundness", lambda: BoundOfOneFactorLess(RS7, 2, 3)),
        ("the soundness bound is one coin too large", "attained", lambda: BoundTooLarge(RS7, 2, 3)),
        ("coins are drawn from N - 1", "coins", lambda: CoinsWithoutTheLast(RS7, 2, 3)),
        ("coins are drawn from N + 1 and clipped", "coins", lambda: LastCoinTwice(RS7, 2, 3)),
        ("bits are rounded up symbol by symbol", "bits", lambda: BitsRoundedBySymbol(ReedSolomon(5, 5, 2), 2, 3)),
        (
            "the honest Merlin forgets the weights",
            "completeness",
            lambda: HonestWithUnitWeights(RS7, 2, 3, weights=[2, 1]),
        ),
        ("k - 1 players are multiplied", "completeness transcript", lambda: LastPlayerIgnored(RS7, 2, 3)),
        ("the verdict of a transcript is believed", "transcript", lambda: VerdictUnchecked(RS7, 2, 3)),
        ("JSON sorts the weights", "json", lambda: WeightsSorted(RS7, 2, 3, weights=[3, 2])),
    ],
)
