"""Sizes and work of one way to run an instance, against the instances themselves and by hand."""

from fractions import Fraction
from math import prod

import numpy as np
import pytest

from hardness.planning.choice import _passes
from hardness.planning.designs import designs
from hardness.planning.plans import Choice, plan
from hardness.problems import OrthogonalVectors
from hardness.reductions import GapMaxIPToAttention, OrthogonalVectorsToGapMaxIP
from hardness.runs.sweep import sweep

HALF = Fraction(1, 2)


def vectors(sizes, m, seed=0):
    rng = np.random.default_rng(seed)
    return OrthogonalVectors([rng.integers(2, size=(n, m)) for n in sizes])


@pytest.mark.parametrize(
    ("sizes", "m", "code_name"),
    [
        ((3, 2, 4), 5, "rs:7,6,2"),
        ((3, 2), 1, "rs:4,4,2"),
        ((2, 1, 2), 0, "rs:7,6,2"),
        ((1, 2, 1, 2), 6, "rs:8,8,2"),
        ((2, 3, 1), 7, "hermitian:3,4"),
        ((2, 3, 1), 4, "gs:3,2,3"),
        ((2, 3), 5, "gs:3,2,3"),
        ((2, 3), 7, "gs:3,3,9"),
    ],
)
def test_sizes_are_those_of_the_instances(sizes, m, code_name):
    """Build the chain for a design of the enumeration and measure it."""
    design = next(d for d in designs(m, len(sizes), HALF) if d.code_name == code_name)
    choice, instance = Choice(design, sizes), vectors(sizes, m)
    reduced = OrthogonalVectorsToGapMaxIP(design.code, design.blocks).apply(instance)
    protocol = reduced.encoded.protocol
    assert reduced.branch_count == design.messages == protocol.message_count
    assert protocol.soundness_bound == design.soundness
    assert (protocol.coins, protocol.code.dimension) == (design.length, design.dimension)
    gap = reduced.branch(next(reduced.advices()))
    assert gap.size() == choice.gap
    for variant in ("calibrated", "paper"):
        padding = GapMaxIPToAttention(variant).padding(gap)
        assert choice.padding(variant) == padding or vars(choice.padding(variant)) == vars(padding)
    attention = GapMaxIPToAttention().apply(gap).target
    assert attention.size() == choice.attention
    assert attention.log_entry_bound == choice.log_entry_bound


def test_the_sweep_decides_as_many_pairs_as_predicted():
    instance = vectors((3, 2, 5), 6)
    found = plan(instance).choice
    reduced = OrthogonalVectorsToGapMaxIP(found.design.code, found.design.blocks).reduce(instance)
    padding = found.padding()
    result = sweep(reduced.encoded, padding)
    assert result.tried == found.design.messages * 3
    words = reduced.encoded.sum_words(np.arange(3))
    assert words.size == found.design.length * prod(found.sizes)


def test_work_by_hand():
    """n = (2, 3, 5), T = 2, N = 6, F_7: 6 x 2 x (2 + 1) x 15 products; 49 messages x 2 rows x (4 x 15 x 6 + 20 x 9)."""
    design = next(d for d in designs(4, 3, HALF) if d.code_name == "rs:7,6,2")
    assert Choice(design, (2, 3, 5)).work == 540 + 49 * 2 * (360 + 180)


def test_work_of_bit_vectors_by_hand():
    """P = 100 tuples are 2 machine words; N = 6 takes 3 planes, 14 carries and 7 intersections: 24 passes."""
    design = next(d for d in designs(4, 3, HALF) if d.code_name == "rs:7,6,2")
    words = 6 * 2 * (2 + 1) * 100 + 8 * 2 * 6 * 100
    assert Choice(design, (2, 10, 10)).work == words + 49 * 2 * (24 * (2 + 40) + 180)


def test_passes_by_counting_carries():
    """Adding the r-th bit vector may carry through all planes that a count of r needs."""
    for N in range(1, 300):
        planes = len(f"{N:b}")
        assert _passes(N) == planes + sum(len(f"{r:b}") for r in range(1, N + 1)) + 2**planes - 1
