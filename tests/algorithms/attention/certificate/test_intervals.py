from fractions import Fraction

import numpy as np
import pytest

from algorithms.attention.certificate import intervals as module


def test_intervals_contain_the_scores_in_exact_arithmetic():
    generator = np.random.default_rng(0)
    middle = generator.uniform(-1, 1, 400) * 10.0 ** generator.integers(-3, 15, 400)
    low, high = np.sort(middle + generator.uniform(0, 3, (2, 400)), axis=0)
    low[:200], high[:200] = generator.uniform(-1.3, -1.2, 200), generator.uniform(1.5, 1.6, 200)  # their sum is rounded
    centres, halves = module.intervals(low, high)
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
    before, reach = module.recentred(means, stretch, shift, size)
    after, _ = module.recentred(means + errors[:, :, None], stretch, shift, size)
    ratio = np.abs(after - before).max(axis=2) / reach[:, None] ** np.arange(8)
    np.testing.assert_allclose(ratio, 1, rtol=1e-10)


@pytest.mark.parametrize("shift", [0.0, -0.7])
def test_recentred_moments_are_those_of_the_moved_scores(shift):
    y = np.array([0.5, -0.25, 0.125])
    powers = np.arange(6)
    means = (y[:, None] ** powers).mean(axis=0)[None, :, None]
    moved, _ = module.recentred(means, np.array([3.0]), np.array([shift]), np.ones(1))
    np.testing.assert_allclose(moved[0, :, 0], ((3 * y - shift)[:, None] ** powers).mean(axis=0), rtol=1e-13)


def test_classes_are_wide_enough_and_nine_eighths_at_most_near_the_widest():
    widths = np.concatenate([np.geomspace(2.0**-30, 60, 500), [1.0, 1.125, 15 / 8, 2.0, np.nextafter(1, 2)]])
    steps = module.eighths(widths)
    rounded = np.array([module.width_of(int(step)) for step in steps])
    assert (widths <= rounded).all()
    assert (rounded <= widths * 9 / 8).all()
    below = steps.max() - steps
    distances = np.array(module.DISTANCES)[module.classes(below)]
    assert (distances <= below).all()  # a class is wider than its rows
    assert (distances == np.array([max(d for d in module.DISTANCES if d <= b) for b in below])).all()
