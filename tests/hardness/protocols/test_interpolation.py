"""Roots of interpolating polynomials, against all polynomials."""

import itertools
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardness.codes import finite_field
from hardness.protocols.interpolation import root_counts, roots_of_interpolant, subset_count


def values_of_all_polynomials(field, points, dimension):
    coefficients = np.array(list(itertools.product(range(field.order), repeat=dimension)))
    powers = field.power(np.asarray(points)[None, :], np.arange(dimension)[:, None])
    return field.matmul(coefficients, powers)


@settings(deadline=None, max_examples=120)
@given(st.data())
def test_most_roots_against_all_polynomials(data):
    order = data.draw(st.sampled_from([2, 3, 4, 5, 7, 8, 9]))
    field = finite_field(order)
    points = data.draw(st.permutations(range(order)))
    nodes = data.draw(st.integers(1, min(order - 1, 3)))
    total = data.draw(st.integers(nodes + 1, order))
    dimension = data.draw(st.integers(nodes, min(total, 4)))
    values = data.draw(st.lists(st.integers(0, order - 1), min_size=nodes, max_size=nodes).filter(any))
    on, off = np.array(points[:nodes]), np.array(points[nodes:total])

    words = values_of_all_polynomials(field, [*on, *off], dimension)
    words = words[(words[:, :nodes] == values).all(axis=1)]
    found = roots_of_interpolant(field, on, np.array(values), off, dimension)
    assert len(set(found.tolist())) == len(found) == (words[:, nodes:] == 0).sum(axis=1).max()
    assert (words[:, nodes + found] == 0).all(axis=1).any()
    # as the formulas promise: some word has dimension - nodes roots, none has more roots than its degree
    assert dimension - nodes <= len(found) <= dimension - 1 - values.count(0)


@pytest.mark.parametrize("order", [257, 343, 512])  # prime, odd extension and characteristic 2 beyond one byte
def test_planted_roots_are_found_in_large_fields(order):
    field, rng = finite_field(order), np.random.default_rng(order)
    points = rng.choice(order, 15, replace=False)
    for _ in range(5):
        roots = rng.choice(np.arange(3, 15), 5, replace=False)
        values = np.full(15, rng.integers(1, order), dtype=field.dtype)
        for root in roots:
            values = field.mul(values, field.sub(points, points[root]))
        # degree 5 < 6 with five roots: no polynomial of that degree has more
        found = roots_of_interpolant(field, points[:3], values[:3], points[3:], 6)
        assert len(found) == 5
        factors = np.ones(3, dtype=field.dtype)
        for root in found + 3:
            factors = field.mul(factors, field.sub(points[:3], points[root]))
        quotients = field.mul(values[:3], field.inv(factors))
        assert len(set(quotients.tolist())) == 1  # v_S times a constant interpolates


@pytest.mark.parametrize(
    ("nodes", "zeros", "others", "dimension"), [(3, 0, 6, 5), (3, 2, 6, 5), (2, 1, 4, 2), (4, 1, 3, 7)]
)
def test_counts_of_sets_tried(nodes, zeros, others, dimension):
    sizes = [size for size in range(others + 1) if dimension - nodes < size <= dimension - 1 - zeros]
    assert sorted(root_counts(nodes, zeros, others, dimension)) == sizes
    assert subset_count(nodes, zeros, others, dimension) == sum(comb(others, size) for size in sizes)
