import json
import math
from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorithms.attention import (
    AttentionInputs,
    TokenMoments,
    ToleranceNotCertifiedError,
    attention_from_moments,
    certificate,
    fast_attention,
    uniform_error_bound,
)
from algorithms.attention.certificate.certificate import Certificate, Certifier
from algorithms.attention.moments.scores import score_moments
from algorithms.attention.prediction import centred_keys, token_moments

FAMILIES = ("uniform", "corners", "shifted", "correlated", "heavy-tailed", "cancelling", "spread", "outlier", "zero")


def test_products_of_many_values_lie_in_their_range(largest_excess):
    # Every value is chosen so that its product with those before rounds up as far as possible.
    generator, product, values = np.random.default_rng(0), 1.0, []
    for _ in range(300):
        choice = generator.uniform(0.5, 1, 200)
        excess = [Fraction(product * v) / (Fraction(product) * Fraction(v)) for v in choice]
        values.append(choice[np.argmax(excess)])
        product *= values[-1]
    zero = np.zeros((1, 1))
    inputs = AttentionInputs(zero, [zero] * 300, [[[v]] for v in values])
    result = attention_from_moments(inputs.query, token_moments(inputs, inputs.keys, 0), inputs.scale)
    assert largest_excess(result.output, inputs, result.certificate.bounds) <= 1


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


def test_moments_are_ten_times_tighter_than_a_uniform_bound_on_uniform_data():
    ratios = []
    for order, d, bound in ((2, 8, 1.0), (3, 4, 1.0), (3, 8, 1.0), (3, 8, 1.5), (4, 4, 1.0)):
        generator = np.random.default_rng(order)
        sizes = (60, 50, 40, 30)[:order]
        arrays = [generator.uniform(-bound, bound, (n, d)) for n in sizes]
        inputs = AttentionInputs(arrays[0], arrays[1:], [generator.uniform(-1, 1, (n, 1)) for n in sizes[1:]])
        for degree in range(2, 9):
            tokens = token_moments(inputs, inputs.keys, degree)
            moments = score_moments(inputs.query, tokens, inputs.scale)
            certified = attention_from_moments(inputs.query, tokens, inputs.scale).certificate.error_bound
            ratios.append(uniform_error_bound(tokens, moments) / certified)
    assert np.median(ratios) >= 10
    assert min(ratios) >= 2


def test_uniform_bound_is_a_bound(random_inputs, true_attention):
    inputs = random_inputs(3, 1.0, d=3)
    tokens = token_moments(inputs, inputs.keys, 6)
    bound = uniform_error_bound(tokens, score_moments(inputs.query, tokens, inputs.scale))
    assert attention_from_moments(inputs.query, tokens, inputs.scale).certificate.error_bound < bound < 1e-2
    wide = AttentionInputs([[200.0]], ([[1.0], [-1.0]],), ([[1.0], [0.0]],))
    tokens = token_moments(wide, wide.keys, 2)
    assert uniform_error_bound(tokens, score_moments(wide.query, tokens, 1.0)) == np.inf


def test_uniform_bound_of_a_constant_in_closed_form():
    # |e^s - p| <= epsilon e^s at s = -h and h: the best constant is 1 / cosh h and its relative error tanh h.
    inputs = AttentionInputs([[0.75]], ([[1.0], [-1.0]],), ([[2.0], [6.0]],), scale=1.0)
    tokens = token_moments(inputs, inputs.keys, 0)
    epsilon = math.tanh(0.75)
    expected = epsilon / (1 - epsilon) * (6 - 2) / 2
    assert uniform_error_bound(tokens, score_moments(inputs.query, tokens, 1.0)) == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize("epsilon", [Fraction(1, 100), Fraction(1, 2), Fraction(9, 10)])
def test_relative_errors_of_the_weights_move_an_output_by_the_lemma_at_most(epsilon):
    """All signs of the errors, in fractions; two equal weights attain the bound up to the factor 1 - epsilon."""
    largest = Fraction(0)
    for weights, values in (
        ((1, 1), (0, 1)), ((1, 1, 1, 1), (0, 0, 1, 1)), ((1, 5, 2), (-3, 1, 7)), ((1, 2, 3, 4, 5), (0, 9, 2, 7, 1)),
        ((1, 10**6), (4, 5)), ((7,), (2,)),
    ):  # fmt: skip
        true = Fraction(sum(a * v for a, v in zip(weights, values, strict=True)), sum(weights))
        half = Fraction(max(values) - min(values), 2)
        for signs in product((-1, 0, 1), repeat=len(weights)):
            wrong = [a * (1 + sign * epsilon) for a, sign in zip(weights, signs, strict=True)]
            moved = abs(sum(a * v for a, v in zip(wrong, values, strict=True)) / sum(wrong) - true)
            assert moved <= epsilon / (1 - epsilon) * half
            if half:
                largest = max(largest, moved / (epsilon / (1 - epsilon) * half))
    assert largest >= 1 - epsilon


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


def test_relative_bound(random_inputs, true_attention):
    inputs = random_inputs(3, 1.0, d=3)
    result = fast_attention(inputs, 1e-7)
    truth = np.array(true_attention(inputs), dtype=float)
    relative = abs(result.output - truth).max() / abs(truth).max()
    assert relative <= result.certificate.relative_error_bound <= 1.01e-7 / abs(truth).max()
    zero = AttentionInputs(inputs.query, inputs.keys, [0 * value for value in inputs.values])
    assert fast_attention(zero, 1e-7).certificate.relative_error_bound in (0.0, np.inf)


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
            original = certificate.moment_exponential

            def shrunk(*arguments):
                proven = original(*arguments)
                return type(proven)(proven.half_width, proven.chebyshev, proven.majorant / 4, proven.relative / 4)

            monkeypatch.setattr(certificate, "moment_exponential", shrunk)
    output, bounds, _, _ = Certifier(tokens).outputs(moments)
    assert largest_excess(output, inputs, bounds) > 1


def test_certificates_of_streams_need_no_keys():
    state = TokenMoments.empty(order=2, degree=6, dimension=1, value_dimension=1)
    for token in np.linspace(-1, 1, 9):
        state = state.update(np.array([[token]]), np.array([[token**2]]))
    result = attention_from_moments(np.array([[0.5]]), [state], 1.0)
    assert repr(result).startswith("<attention output: 1 x 1, error <= ")
    assert repr(result.certificate).startswith("<certificate: error <= ")


def test_intervals_contain_the_scores_in_exact_arithmetic():
    generator = np.random.default_rng(0)
    middle = generator.uniform(-1, 1, 400) * 10.0 ** generator.integers(-3, 15, 400)
    low, high = np.sort(middle + generator.uniform(0, 3, (2, 400)), axis=0)
    low[:200], high[:200] = generator.uniform(-1.3, -1.2, 200), generator.uniform(1.5, 1.6, 200)  # their sum is rounded
    centres, halves = certificate._intervals(low, high)
    assert (centres != 0).sum() > 250
    for ends in zip(low, high, centres, halves, strict=True):
        least, most, centre, half = map(Fraction, ends)
        assert centre - half <= least <= most <= centre + half
        assert half <= Fraction(17, 32) * (most - least) * (1 + Fraction(1, 10**9)) + abs(centre) / 2**50


def test_errors_of_moments_grow_by_no_more_than_their_bound_when_recentred():
    # For errors size^m (-1)^m the bound is an equality: moved by a positive shift, all terms have one sign.
    generator = np.random.default_rng(0)
    means, size = generator.uniform(-1, 1, (5, 8, 3)), generator.uniform(0.5, 1, 5)
    stretch, shift = generator.uniform(0.5, 3, 5), np.array([0.0, 0.3, 1.0, 7.0, 40.0])
    errors = (-size[:, None]) ** np.arange(8)
    before, reach = certificate._recentred(means, stretch, shift, size)
    after, _ = certificate._recentred(means + errors[:, :, None], stretch, shift, size)
    ratio = np.abs(after - before).max(axis=2) / reach[:, None] ** np.arange(8)
    np.testing.assert_allclose(ratio, 1, rtol=1e-10)


@pytest.mark.parametrize("shift", [0.0, -0.7])
def test_recentred_moments_are_those_of_the_moved_scores(shift):
    y = np.array([0.5, -0.25, 0.125])
    powers = np.arange(6)
    means = (y[:, None] ** powers).mean(axis=0)[None, :, None]
    moved, _ = certificate._recentred(means, np.array([3.0]), np.array([shift]), np.ones(1))
    np.testing.assert_allclose(moved[0, :, 0], ((3 * y - shift)[:, None] ** powers).mean(axis=0), rtol=1e-13)


def test_classes_are_wide_enough_and_nine_eighths_at_most_near_the_widest():
    widths = np.concatenate([np.geomspace(2.0**-30, 60, 500), [1.0, 1.125, 15 / 8, 2.0, np.nextafter(1, 2)]])
    steps = certificate._eighths(widths)
    rounded = np.array([certificate._width(int(step)) for step in steps])
    assert (widths <= rounded).all()
    assert (rounded <= widths * 9 / 8).all()
    below = steps.max() - steps
    distances = np.array(certificate._DISTANCES)[certificate._classes(below)]
    assert (distances <= below).all()  # a class is wider than its rows
    assert (distances == np.array([max(d for d in certificate._DISTANCES if d <= b) for b in below])).all()


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


def test_a_certificate_as_json_has_no_constant_that_json_lacks():
    def refuse(constant):
        raise ValueError(constant)

    bounds = np.array([[0.25, 0.5, 0.125], [0.0, 0.0, 0.0]])
    for bound, largest, relative in ((1.0, 2.0, 0.5 / (2.0 * (1 - 4 * 2.0**-53) - 0.5)), (1.0, 0.0, "inf")):
        certificate = Certificate(bounds * bound, largest, "moments", 4, 10, 1.5, 0.0625)
        data = json.loads(certificate.to_json(), parse_constant=refuse)
        assert data == certificate.to_dict()
        assert (data["kind"], data["rows"], data["columns"], data["degree"], data["rank"]) == (
            "certificate",
            2,
            3,
            4,
            10,
        )
        assert (data["error_bound"], data["relative_error_bound"]) == (0.5, relative)
