from fractions import Fraction

import numpy as np

from algorithms.attention import AttentionInputs, attention_from_moments
from algorithms.attention.moments.states import token_moments


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
