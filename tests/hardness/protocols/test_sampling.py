"""Sampled acceptance: counts against exact probabilities, intervals against binomial tails."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardness.codes import ReedSolomon
from hardness.protocols import AcceptanceSample, SetDisjointness, sample

DISJOINT = [[1, 1, 0, 1], [1, 0, 1, 1], [0, 1, 1, 0]]
CROSSING = [[1, 1, 0, 1], [1, 0, 1, 1], [0, 1, 1, 1]]


@pytest.fixture
def plain():
    return SetDisjointness(ReedSolomon(7, 6, 2), 2, 3)


def at_least(trials, accepted, p):
    """P(X >= accepted) for a binomial X, exactly."""
    p = Fraction(p)
    return sum(comb(trials, a) * p**a * (1 - p) ** (trials - a) for a in range(accepted, trials + 1))


@pytest.mark.parametrize(("trials", "accepted"), [(1, 0), (1, 1), (7, 3), (40, 1), (60, 59), (25, 12)])
@pytest.mark.parametrize("confidence", [0.5, 0.95, 0.999])
def test_interval_ends_have_the_defining_tails(trials, accepted, confidence):
    low, high = AcceptanceSample(trials, accepted).interval(confidence)
    tail = (1 - confidence) / 2
    if accepted == 0:
        assert low == 0
    else:
        assert float(at_least(trials, accepted, low)) == pytest.approx(tail, rel=1e-9)
    if accepted == trials:
        assert high == 1
    else:
        assert float(1 - at_least(trials, accepted + 1, high)) == pytest.approx(tail, rel=1e-9)


@pytest.mark.parametrize("trials", [0, 1, 5, 30])
@pytest.mark.parametrize("p", [Fraction(0), Fraction(1, 100), Fraction(1, 2), Fraction(5, 6), Fraction(1)])
def test_coverage_is_at_least_the_confidence(trials, p):
    covered = Fraction(0)
    for accepted in range(trials + 1):
        low, high = AcceptanceSample(trials, accepted).interval(0.9)
        if low <= p <= high:
            covered += comb(trials, accepted) * p**accepted * (1 - p) ** (trials - accepted)
    assert covered >= Fraction(9, 10)


@pytest.mark.parametrize("merlin", ["best", "planting", "message"])
def test_sampled_intervals_cover_the_exact_probability(plain, merlin):
    message = plain.message_basis[0]
    exact = {
        "best": plain.best_message(CROSSING)[1],
        # W is zero on one place of I, so the two planted agreements make up z = 3
        "planting": Fraction(3, 6),
        "message": plain.acceptance_probability(message, CROSSING),
    }[merlin]
    chosen = message if merlin == "message" else merlin
    covered = 0
    for seed in range(200):
        low, high = sample(plain, CROSSING, chosen, trials=25, seed=seed).interval(0.95)
        covered += low <= exact <= high
    # at least 95% cover; fewer than 178 of 200 has probability < 3e-4
    assert covered >= 178


def test_random_messages_are_accepted_like_random_symbols(plain):
    # at a coin off I the symbol of a random message is uniform; on I it agrees iff W vanishes there
    zeros = int((plain.sum_word(CROSSING)[:2] == 0).sum())
    exact = Fraction(zeros, 6) + Fraction(4, 6) * Fraction(1, 7)
    found = sample(plain, CROSSING, "random", trials=3000, seed=1)
    low, high = found.interval(0.999)
    assert low <= exact <= high
    assert high - low < 0.08


def test_degenerate_probabilities(plain):
    always = sample(plain, DISJOINT, "honest", trials=50, seed=0)
    assert always.accepted == 50
    assert always.interval()[1] == 1
    assert always.interval()[0] == pytest.approx(0.025 ** (1 / 50))  # p^n = alpha / 2
    constant = SetDisjointness(ReedSolomon(7, 4, 1), 2, 2)  # one message, 0, and W = 1 everywhere
    never = sample(constant, [[1, 0], [1, 0]], "best", trials=50, seed=0)
    assert never.accepted == 0
    assert never.interval()[0] == 0
    assert never.interval()[1] == pytest.approx(1 - 0.025 ** (1 / 50))


def test_every_run_has_its_own_coin_and_message(plain):
    asked = []

    def planted(protocol, sets, rng):
        asked.append(1)
        return protocol.message_basis[int(rng.integers(2))]

    found = sample(plain, CROSSING, planted, trials=600, seed=4)
    assert len(asked) == 600
    shares = [plain.acceptance_probability(message, CROSSING) for message in plain.message_basis]
    low, high = found.interval(0.999)
    assert low <= sum(shares) / 2 <= high
    assert found.merlin == "planted"


def test_samples_are_reproducible_and_add_up(plain):
    first, second = (sample(plain, CROSSING, "planting", trials=30, seed=seed) for seed in (1, 2))
    assert first == sample(plain, CROSSING, "planting", trials=30, seed=1)
    assert first == sample(plain, CROSSING, "planting", trials=30, seed=np.random.default_rng(1))
    total = sum([first, second])
    assert total == first + second == second + first
    assert (total.trials, total.accepted) == (60, first.accepted + second.accepted)
    assert total.estimate == Fraction(total.accepted, 60)
    with pytest.raises(AttributeError):
        first.trials = 3


def test_samples_of_different_experiments_do_not_add(plain):
    other = SetDisjointness(ReedSolomon(7, 6, 2), 2, 3, weights=[1, 2])
    base = sample(plain, CROSSING, "best", trials=5, seed=0)
    for different in (
        sample(plain, DISJOINT, "best", trials=5, seed=0),
        sample(plain, CROSSING, "random", trials=5, seed=0),
        sample(plain, CROSSING, plain.message_basis[0], trials=5, seed=0),
        sample(other, CROSSING, "best", trials=5, seed=0),
    ):
        with pytest.raises(ValueError, match="different experiments"):
            base + different
    # a Merlin who tosses coins has no one message that would tell the experiments apart
    base = sample(plain, CROSSING, "random", trials=5, seed=0)
    for different in (
        sample(plain, DISJOINT, "random", trials=5, seed=0),
        sample(other, CROSSING, "random", trials=5, seed=0),
    ):
        with pytest.raises(ValueError, match="different experiments"):
            base + different
    first, second = (sample(plain, CROSSING, message, trials=5, seed=0) for message in plain.message_basis)
    assert first.merlin == second.merlin
    with pytest.raises(ValueError, match="different experiments"):
        first + second
    for nonsense in (1, "sample", None):
        with pytest.raises(TypeError):
            base + nonsense
        with pytest.raises(TypeError):
            nonsense + base


def test_shown():
    assert repr(AcceptanceSample(50, 0, "best")).startswith("<best Merlin: 0 of 50 accepted: 0, 95% interval [0, ")
    assert repr(AcceptanceSample(0, 0)) == "<no trials>"
    # beyond 2^53 trials the ends of the interval are no floats, and are left out
    assert "interval" in repr(AcceptanceSample(2**53 - 1, 2**52))
    assert repr(AcceptanceSample(2**53, 2**52)).endswith(" accepted: 0.5>")


@pytest.mark.parametrize(
    ("trials", "accepted", "complaint"),
    [
        (3, 4, "accepted must be at most trials=3, got 4"),
        (3, -1, "accepted must be an integer >= 0, got -1"),
        (-1, -1, "trials must be an integer >= 0, got -1"),
        (2.0, 1, "trials must be an integer >= 0, got 2.0"),
        (3, True, "accepted"),
    ],
)
def test_impossible_counts(trials, accepted, complaint):
    with pytest.raises(ValueError, match=complaint):
        AcceptanceSample(trials, accepted)


def test_no_trials_have_no_estimate_and_a_trivial_interval():
    empty = AcceptanceSample(0, 0)
    assert empty.interval() == (0, 1)
    with pytest.raises(ValueError, match="trials must be >= 1 for an estimate, got 0"):
        _ = empty.estimate


@pytest.mark.parametrize("confidence", [0, 1, -0.1, 2, float("nan")])
def test_impossible_confidence(confidence):
    with pytest.raises(ValueError, match="confidence must lie strictly between 0 and 1, got"):
        AcceptanceSample(3, 1).interval(confidence)


@pytest.mark.parametrize("trials", [0, -1, 1.5, "many", True])
def test_impossible_trials(plain, trials):
    with pytest.raises(ValueError, match="trials must be an integer >= 1, got"):
        sample(plain, CROSSING, trials=trials)


def test_a_bad_message_is_refused(plain):
    with pytest.raises(ValueError, match="message is not zero on the information set"):
        sample(plain, CROSSING, lambda *_: np.ones(6, dtype=int), trials=3, seed=0)
    with pytest.raises(ValueError, match="intersect"):
        sample(plain, CROSSING, "honest", trials=3)


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 2000), st.floats(0, 1), st.floats(0.01, 0.99))
def test_intervals_are_nested_and_symmetric(trials, share, confidence):
    accepted = round(share * trials)
    low, high = AcceptanceSample(trials, accepted).interval(confidence)
    assert 0 <= low <= accepted / trials <= high <= 1
    wide = AcceptanceSample(trials, accepted).interval((1 + confidence) / 2)
    assert wide[0] <= low <= high <= wide[1]
    mirrored = AcceptanceSample(trials, trials - accepted).interval(confidence)
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-12)


def test_a_sample_as_json_values():
    values = AcceptanceSample(20, 5, "best", "abc").to_dict()
    low, high = AcceptanceSample(20, 5).interval()
    assert values == {
        "merlin": "best",
        "trials": 20,
        "accepted": 5,
        "estimate": "1/4",
        "interval_95_low": low,
        "interval_95_high": high,
        "experiment": "abc",
    }
    assert AcceptanceSample(0, 0).to_dict()["estimate"] is None
