"""The whole chain, every message tried, on codes from curves: both answers, at the smallest sizes that exist."""

from fractions import Fraction

import numpy as np
import pytest

from hardness import solve
from hardness.codes import parse_code
from hardness.generators import sign_patterns
from hardness.protocols import SetDisjointness

CASES = [
    ("gs:3,2,3", 3, 4, 9**4, Fraction(9, 18)),
    ("hermitian:3,4", 3, 3, 9**7, Fraction(12, 27)),
    ("gs:3,2,7", 2, 2, 9**7, Fraction(14, 18)),
    ("gs:5,2,5", 3, 8, 25**2, Fraction(15, 100)),
]


def polynomial_in_x(code):
    """Whether every codeword is a function of x alone: constant on the points with one value of x."""
    xs = code.points[0]
    columns = {int(x): code.generator[:, xs == x] for x in xs}
    return all((block == block[:, :1]).all() for block in columns.values())


@pytest.mark.parametrize(("text", "order", "blocks", "messages", "soundness"), CASES)
@pytest.mark.parametrize("drop", [None, 5])
def test_the_chain_decides_over_curves(text, order, blocks, messages, soundness, drop):
    formula = sign_patterns(3, drop=drop)
    solution = solve(formula, order=order, code=parse_code(text), blocks=blocks)
    assert solution.satisfiable is (drop is not None)
    assert solution.sweep.complete
    assert solution.sweep.messages == messages
    assert len(solution.sweep.yes) == (drop is not None)  # one model, which convinces with one message
    if drop is not None:
        assert formula.verify(solution.assignment)
    protocol = solution.trace.reduced[1].encoded.protocol
    assert protocol.soundness_bound == soundness


def test_which_of_these_codes_are_more_than_repeated_reed_solomon_codes():
    assert [polynomial_in_x(parse_code(text)) for text, *_ in CASES] == [True, False, False, True]


@pytest.mark.parametrize(
    ("text", "merlin"), [("hermitian:3,6", "honest"), ("gs:3,2,7", "honest"), ("gs:5,2,5", "exhaustive")]
)
def test_structured_and_dense_attention_agree_over_curves(text, merlin):
    formula = sign_patterns(2, drop=1)
    solution = solve(formula, order=2, code=parse_code(text), blocks=2, merlin=merlin, verify=3, seed=1)
    assert solution.satisfiable is True
    assert solution.audit.passed
    assert solution.audit.messages == (1 if merlin == "honest" else 3)


def test_a_tower_code_at_level_3_of_the_paper_s_size_runs():
    protocol = SetDisjointness(parse_code("gs:7,3,617"), 12, 3)
    assert (protocol.code.length, protocol.code.dimension, protocol.universe) == (2058, 330, 3960)
    rng = np.random.default_rng(1)
    run = protocol.run(protocol.random_sets(rng), seed=rng)
    assert run.accepted
    assert run.inconsistencies() == []
    crossing = protocol.random_sets(rng, intersecting=True)
    assert protocol.acceptance_probability(protocol.run(crossing, "planting", rng).message, crossing) < 1
