import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.attention import (
    AttentionInputs,
    ToleranceNotCertifiedError,
    attention_from_moments,
    fast_attention,
)
from algorithms.attention.certificate import Certifier, certifier
from algorithms.attention.moments.scores import score_moments
from algorithms.attention.moments.states import centred_keys, token_moments

FAMILIES = ("uniform", "corners", "shifted", "correlated", "heavy-tailed", "cancelling", "spread", "outlier", "zero")


def test_powers_that_overflow_leave_the_trivial_bound():
    # Scores near 1 in an interval of half-width 2^-30: stretch^32 = 2^1024 overflows, (stretch * size)^32 does not.
    ones = np.ones((2, 1))
    inputs = AttentionInputs([[1.0]], (ones,), (np.array([[1.0], [3.0]]),), scale=1.0)
    tokens = token_moments(inputs, inputs.keys, 32)
    moments = score_moments(inputs.query, tokens, 1.0)
    signs = np.where(np.arange(33) == 32, -1.0, 1.0)[:, None]  # as rounding may leave a mean that is almost 0
    for means in (moments.means, moments.means * signs):
        output, bounds, _, _ = Certifier(tokens).outputs(replace(moments, means=means))
        assert abs(output[0, 0] - 2) <= bounds[0, 0] <= 3


def family_member(name, generator, sizes, d, columns, bound):
    """Draw inputs of one kind; ``sizes`` are n_0, n_1, ..."""

    def matrix(rows):
        if name == "corners":
            return generator.choice([-bound, bound], (rows, d))
        if name == "shifted":
            return generator.uniform(bound / 2, bound, (rows, d))
        if name == "correlated":
            return bound * (np.linspace(0.2, 1, d) + generator.normal(scale=0.05, size=(rows, d)))
        if name == "heavy-tailed":
            return np.clip(0.3 * bound * generator.standard_t(2, (rows, d)), -6, 6)
        if name == "spread":
            return generator.uniform(-bound, bound, (rows, d)) * 10.0 ** generator.integers(-20, 1, (1, d))
        if name == "outlier":
            return generator.uniform(-0.1, 0.1, (rows, d)) * np.where(np.arange(rows) == 0, 10 * bound, 1)[:, None]
        if name == "zero":
            return np.zeros((rows, d))
        return generator.uniform(-bound, bound, (rows, d))

    query, *keys = (matrix(n) for n in sizes)
    if name == "cancelling":
        # Coordinates in pairs whose terms cancel: the scores are 0 up to rounding, their terms are not.
        query = np.hstack([query, -query])
        keys = [np.hstack([key, key]) for key in keys]
    values = [
        generator.normal(size=(n, columns)) * 10.0 ** generator.integers(-3, 3) + generator.choice([0.0, 5.0])
        for n in sizes[1:]
    ]
    return AttentionInputs(query, keys, values, scale=generator.choice([0.5, 1.0, 3.0]))


cases = {
    "name": st.sampled_from(FAMILIES),
    "seed": st.integers(0, 2**32 - 1),
    "sizes": st.lists(st.integers(1, 5), min_size=2, max_size=4),
    "d": st.integers(1, 4),
    "columns": st.integers(1, 2),
    "bound": st.floats(0.03, 2.5),
}


@settings(max_examples=500, deadline=None)
@given(**cases, degree=st.integers(0, 12), centre=st.booleans(), precision=st.sampled_from(["float32", "float64"]))
def test_no_error_exceeds_its_bound(name, seed, sizes, d, columns, bound, degree, centre, precision, largest_excess):
    inputs = family_member(name, np.random.default_rng(seed), sizes, d, columns, bound)
    keys = centred_keys(inputs) if centre else inputs.keys
    tokens = token_moments(inputs, keys, degree, precision=precision)
    result = attention_from_moments(inputs.query, tokens, inputs.scale, rounded_keys=centre)
    assert np.isfinite(result.output).all()
    assert largest_excess(result.output, inputs, result.certificate.bounds) <= 1


@settings(max_examples=80, deadline=None)
@given(**cases, exponent=st.integers(-13, 0))
def test_certified_within_the_tolerance_or_refused(name, seed, sizes, d, columns, bound, exponent, largest_excess):
    inputs = family_member(name, np.random.default_rng(seed), sizes, d, columns, bound)
    try:
        result = fast_attention(inputs, tolerance=10.0**exponent)
    except ToleranceNotCertifiedError:
        return
    assert result.certificate.error_bound <= 10.0**exponent
    assert largest_excess(result.output, inputs, result.certificate.bounds) <= 1


def two_tokens(difference, degree):
    """Score 0 for both tokens but for a difference, values 0 and 1: every inequality of the bound is nearly tight."""
    inputs = AttentionInputs([[1.0]], ([[0.0], [difference]],), ([[0.0], [1.0]],))
    return inputs, attention_from_moments(inputs.query, token_moments(inputs, inputs.keys, degree), 1.0)


JUST_BELOW = 2.0**-6 * (1 - 2.0**-20)  # half of it, and the allowance for rounding, is rounded up by next to nothing


@pytest.mark.parametrize("degree", [0, 2])
@pytest.mark.parametrize("stretch", [1.0, 1 + 2.0**-19, 1.06, 1.124, 1.3, 1.51, 1.99])
def test_bound_is_attained_as_far_as_the_rounding_of_widths_allows(degree, stretch, largest_excess):
    # The residual of the best polynomial is about T_{g+1} on the interval used, whose half-width is rounded up to
    # eighths of a power of two; all scores of this instance lie at the ends of the true interval.
    half = JUST_BELOW * stretch / 2
    eighth = 2.0 ** (math.floor(math.log2(half)) - 3)
    at = half / (eighth * math.ceil(half / eighth))
    assert 8 / 9 <= at <= 1
    expected = abs(math.cos((degree + 1) * math.acos(at)))
    inputs, result = two_tokens(JUST_BELOW * stretch, degree)
    assert 0.97 * expected <= largest_excess(result.output, inputs, result.certificate.bounds) <= 1


@pytest.mark.parametrize("degree", [0, 1, 2])
@pytest.mark.parametrize("stretch", [1 + 2.0**-19, 1.13, 1.26, 1.6])
def test_rounding_of_widths_costs_at_most_nine_eighths_for_every_degree(degree, stretch):
    # The least error of degree g grows as h^(g+1), and the width used is at most 9/8 of the true one.
    favourable, bound = (
        two_tokens(JUST_BELOW * factor, degree)[1].certificate.error_bound for factor in (1.0, stretch)
    )
    assert stretch ** (degree + 1) * 0.97 <= bound / favourable <= (stretch * 9 / 8) ** (degree + 1) * 1.03


def test_rounding_is_part_of_the_bound(largest_excess):
    # Large terms that cancel: without rounding the degree-20 polynomial would be right to 1e-12.
    generator = np.random.default_rng(0)
    inputs = family_member("cancelling", generator, (20, 30, 40), 4, 1, 4.0)
    tokens = token_moments(inputs, inputs.keys, 12)
    sizes = score_moments(inputs.query, tokens, inputs.scale)
    assert (sizes.size * 2.0**sizes.exponent).max() > 60
    result = attention_from_moments(inputs.query, tokens, inputs.scale)
    means = np.mean(inputs.values[0]) * np.mean(inputs.values[1])
    assert abs(result.output - means).max() <= result.certificate.error_bound
    with pytest.raises(ToleranceNotCertifiedError, match=r"R(_abs)? = "):
        fast_attention(inputs, 1e-3)


def test_values_far_from_zero_do_not_spoil_the_approximation_error():
    # Values in [1000, 1001]: only their range enters beside rounding.
    generator = np.random.default_rng(0)
    keys = [generator.uniform(-1, 1, (n, 3)) for n in (6, 7)]
    query = generator.uniform(-1, 1, (5, 3))
    one = np.ones((7, 1))
    spread = generator.uniform(0, 1, (6, 1))
    near, far = (
        fast_attention(AttentionInputs(query, keys, (spread + c, one)), 1e-6).certificate for c in (0.0, 1000.0)
    )
    assert far.degree == near.degree
    assert far.error_bound <= 1.1 * near.error_bound + 1e-9


def test_scores_beyond_every_polynomial_get_the_trivial_bound():
    inputs = AttentionInputs([[1e9], [0.0]], ([[1.0], [-1.0]],), ([[1.0], [3.0]],))
    result = attention_from_moments(inputs.query, token_moments(inputs, inputs.keys, 3), 1.0)
    np.testing.assert_allclose(result.certificate.row_bounds, [1.0, 0.0], atol=1e-12)
    np.testing.assert_allclose(result.output, [[2.0], [2.0]], atol=1e-12)


@pytest.mark.parametrize("spoil", ["rounding", "moments", "majorant"])
def test_a_spoiled_certificate_would_be_noticed(spoil, monkeypatch, largest_excess):
    """The tests above can fail: each ingredient is needed on the instances they use."""
    inputs, _ = two_tokens(JUST_BELOW, 0)
    degree = 8 if spoil == "rounding" else 2
    tokens = token_moments(inputs, inputs.keys, degree)
    moments = score_moments(inputs.query, tokens, inputs.scale)
    if spoil == "rounding":
        # An error far above rounding and far below what the bound of the polynomial would cover.
        moments = replace(moments, means=moments.means * (1 + 1e-9 * np.arange(degree + 1)[:, None]))
    else:
        if spoil == "moments":
            spoiled = moments.means.copy()
            spoiled[:, 0, 0] *= 1.01
            moments = replace(moments, means=spoiled)
        else:
            original = certifier.moment_exponential

            def shrunk(*arguments):
                proven = original(*arguments)
                return type(proven)(proven.half_width, proven.chebyshev, proven.majorant / 4, proven.relative / 4)

            monkeypatch.setattr(certifier, "moment_exponential", shrunk)
    output, bounds, _, _ = Certifier(tokens).outputs(moments)
    assert largest_excess(output, inputs, bounds) > 1


@pytest.mark.parametrize("offset", [0, 0.5])
def test_rounding_of_the_evaluation_itself_is_covered(offset, largest_excess):
    # Powers and means of these scores are exact, and the polynomial is right to many more digits.
    generator = np.random.default_rng(0)
    for _ in range(40):
        key, value = generator.integers(-4, 5, (8, 1)) / 16 + offset, generator.integers(-8, 9, (8, 5)) / 8
        inputs = AttentionInputs([[1.0]], (key,), (value,), scale=1.0)
        tokens = token_moments(inputs, inputs.keys, 12)
        moments = replace(score_moments(inputs.query, tokens, 1.0), rounding=np.zeros(13))
        output, bounds, _, _ = Certifier(tokens).outputs(moments)
        assert bounds.max() < 1e-12
        assert largest_excess(output, inputs, bounds) <= 1
