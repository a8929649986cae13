import itertools
import math

import numpy as np
import pytest

from algorithms.attention.moments.features import exponents, factorisation, longest_sums, monomials, multinomials, rank


@pytest.mark.parametrize(("d", "g"), [(1, 0), (1, 1), (1, 5), (2, 3), (3, 1), (4, 4), (5, 0), (3, 7)])
def test_monomials_are_all_powers_once(d, g):
    table = exponents(d, g)
    expected = {a for a in itertools.product(range(g + 1), repeat=d) if sum(a) <= g}
    assert len(table) == len(expected) == rank(d, g)
    assert set(map(tuple, table.tolist())) == expected
    factorials = [math.factorial(sum(a)) / math.prod(map(math.factorial, a)) for a in table.tolist()]
    np.testing.assert_array_equal(multinomials(d, g), factorials)

    points = np.array([[0.0, 2.0, -1.0]] + [[0.5, 0.0, 3.0]] * (d - 1))
    features = monomials(points, g)
    # Powers of these points are exact; 0^0 = 1.
    powers = np.prod(points.T[None] ** np.array(sorted(expected))[:, None, :], axis=2)
    assert sorted(features.tolist()) == sorted(powers.tolist())


@pytest.mark.parametrize(("d", "g"), [(1, 4), (2, 5), (3, 6), (8, 5)])
def test_longest_sums_count_the_terms_of_each_degree(d, g):
    for m, longest in enumerate(longest_sums(d, g)):
        heads, tails = 0, 0
        for group in factorisation(d, g):
            j = m - group.degree
            if 0 <= j < len(group.tails):
                heads += len(group.heads)
                tails = max(tails, group.tails[j].stop - group.tails[j].start)
        assert longest == heads + tails <= 2 + math.comb(d - 1 + m, m)
