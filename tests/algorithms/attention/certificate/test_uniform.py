import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from algorithms.attention import AttentionInputs, attention_from_moments, uniform_error_bound
from algorithms.attention.moments.scores import score_moments
from algorithms.attention.moments.states import token_moments


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
