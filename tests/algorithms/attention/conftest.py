"""High-precision oracles and input makers shared by the attention tests."""

import itertools
from collections.abc import Callable
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from algorithms.attention import AttentionInputs

SIZES = {2: (5, 4), 3: (5, 4, 3), 4: (3, 4, 2, 5), 5: (2, 3, 4, 2, 5)}  # n_0, then the key sets


def _true_attention(inputs: AttentionInputs) -> list[list[mpmath.mpf]]:
    """Evaluate the definition with exact rational scores and 60 digits from there on."""
    output = []
    scale = Fraction(inputs.scale)
    with mpmath.workdps(60):
        for query in inputs.query:
            denominator, numerators = mpmath.mpf(0), [mpmath.mpf(0)] * inputs.value_dimension
            for rows in itertools.product(*map(range, inputs.key_sizes)):
                score = Fraction(0)
                for coordinate in range(inputs.dimension):
                    term = Fraction(float(query[coordinate]))
                    for key, row in zip(inputs.keys, rows, strict=True):
                        term *= Fraction(float(key[row, coordinate]))
                    score += term
                score /= scale
                weight = mpmath.exp(mpmath.mpf(score.numerator) / score.denominator)
                denominator += weight
                for column in range(inputs.value_dimension):
                    value = mpmath.mpf(1)
                    for values, row in zip(inputs.values, rows, strict=True):
                        value *= mpmath.mpf(float(values[row, column]))
                    numerators[column] += weight * value
            output.append([numerator / denominator for numerator in numerators])
    return output


@pytest.fixture(scope="session")
def true_attention() -> Callable[[AttentionInputs], list[list[mpmath.mpf]]]:
    return _true_attention


@pytest.fixture(scope="session")
def largest_excess() -> Callable:
    """Return the largest of |computed - true| / bound over all entries: at most 1 if the bound holds."""

    def excess(computed: np.ndarray, inputs: AttentionInputs, bound: np.ndarray) -> float:
        truth = _true_attention(inputs)
        bounds = np.broadcast_to(bound, computed.shape)
        with mpmath.workdps(60):
            return max(
                (
                    float(abs(mpmath.mpf(float(computed[i, c])) - truth[i][c]) / mpmath.mpf(float(bounds[i, c])))
                    for i, c in np.ndindex(computed.shape)
                ),
                default=0.0,
            )

    return excess


@pytest.fixture(scope="session")
def random_inputs() -> Callable[..., AttentionInputs]:
    """Make inputs whose axes all differ; ``reach`` is the target of the largest |score|."""

    def make(order: int, reach: float = 1.0, dtype: type = np.float64, seed: int = 0, d: int = 6) -> AttentionInputs:
        generator = np.random.default_rng(seed)
        n_0, *sizes = SIZES[order]
        query = generator.uniform(-1, 1, (n_0, d))
        keys = [generator.uniform(-1, 1, (n, d)) for n in sizes]
        values = tuple(generator.uniform(-2, 3, (n, 2)).astype(dtype) for n in sizes)
        largest = AttentionInputs(query, keys, values).score_bounds().max()
        spread = (reach / largest) ** (1 / order)
        return AttentionInputs(
            (query * spread).astype(dtype), tuple((key * spread).astype(dtype) for key in keys), values
        )

    return make
